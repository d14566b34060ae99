/// A JSON number as it was written (RFC 8259, section 6). Equality is that of the text: `1`, `1.0` and `1e0` differ.
public struct JSONNumber: Hashable, Sendable {
    /// The number's text: ASCII, within the grammar of RFC 8259.
    public let text: String

    /// A text known to be within the grammar.
    init(lexeme: String) {
        text = lexeme
    }

    /// The number written `text`; nil if that is not within the grammar of RFC 8259.
    public init?(_ text: String) {
        guard text.withBytes({ NumberGrammar.end(of: $0, from: 0) == $0.count }) else { return nil }
        self.text = text
    }

    public init(_ value: Int) {
        text = String(value)
    }

    public init(_ value: UInt64) {
        text = String(value)
    }

    /// The number in its ECMAScript text, which is canonical; nil for infinities and NaN.
    public init?(_ value: Double) {
        var output = OutputBuffer(capacity: 32)
        guard ECMAScriptNumber.append(value, to: &output) else { return nil }
        text = String(decoding: output.finish(), as: UTF8.self)
    }

    /// The nearest double; nil where that would be infinite, as for `1E400`. A number too small becomes zero.
    public var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// The value if it is an integer within `Int`, however it is written: `10`, `1e1` and `10.0` are 10.
    ///
    /// Signing by RFC 8785 does not tell these texts apart, so reading must not either: texts with a fraction or an exponent
    /// are judged as the doubles they become, and count below 2^53. Nor does it tell large integers apart that become the
    /// same double; numbers beyond 2^53 belong into strings where they are signed that way.
    public var int: Int? { Int(text) ?? double.flatMap(ECMAScriptNumber.smallInteger) }

    /// The value if it is an integer within `UInt64`. See ``int``.
    public var uint64: UInt64? { UInt64(text) ?? int.flatMap { UInt64(exactly: $0) } }
}

extension JSONNumber: CustomStringConvertible {
    public var description: String { text }
}
