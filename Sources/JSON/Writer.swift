/// Writes values as JSON text (RFC 8259), with the escapes RFC 8785, section 3.2.2.2 prescribes.
struct Writer: ~Copyable {
    private var output = OutputBuffer(capacity: 1024)
    private let isPretty: Bool

    init(isPretty: Bool) {
        self.isPretty = isPretty
    }

    consuming func finish() -> [UInt8] { output.finish() }

    mutating func append(_ value: borrowing JSONValue, level: Int = 0) {
        switch value {
        case .null: output.append("null")
        case .bool(let bool): output.append(bool ? "true" : "false")
        case .number(let number): output.append(number.text)
        case .string(let string): output.append(quoted: string.string)
        case .array(let elements): append(elements, level: level)
        case .object(let object): append(object, level: level)
        }
    }

    private mutating func append(_ elements: [JSONValue], level: Int) {
        output.append(UInt8(ascii: "["))
        let span = elements.span
        for index in span.indices {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(level + 1)
            append(span[index], level: level + 1)
        }
        if !elements.isEmpty { breakLine(level) }
        output.append(UInt8(ascii: "]"))
    }

    private mutating func append(_ object: JSONObject, level: Int) {
        output.append(UInt8(ascii: "{"))
        let members = object.members.span
        for index in members.indices {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(level + 1)
            output.append(quoted: members[index].key.string)
            output.append(UInt8(ascii: ":"))
            if isPretty { output.append(UInt8(ascii: " ")) }
            append(members[index].value, level: level + 1)
        }
        if !object.isEmpty { breakLine(level) }
        output.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine(_ level: Int) {
        guard isPretty else { return }
        output.append(0x0A)
        output.append(UInt8(ascii: " "), count: level * 2)
    }
}

extension OutputBuffer {
    /// A string in quotes: `\b \t \n \f \r \" \\`, `\u00xx` for the other control characters, all else as it is.
    @inline(__always)
    mutating func append(quoted string: String) {
        string.withBytes { append(quoted: $0) }
    }

    @inline(__always)
    private mutating func append(quoted text: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        var index = appendPlain(text, from: 0)
        while index < text.count {
            append(escapeOf: text[index])
            index += 1
            index += appendPlain(text, from: index)
        }
        append(UInt8(ascii: "\""))
    }

    @inline(never)
    private mutating func append(escapeOf byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        default:
            append("u00")
            for digit in [byte >> 4, byte & 15] {
                append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}

extension JSONValue {
    /// The JSON text: members in their order, numbers as they were written, escapes only where they must be.
    ///
    /// - Parameter pretty: one member or element a line, two spaces for each level; otherwise no white space at all.
    public func serialized(pretty: Bool = false) -> [UInt8] {
        var writer = Writer(isPretty: pretty)
        writer.append(self)
        return writer.finish()
    }
}
