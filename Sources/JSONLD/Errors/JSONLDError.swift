public import JSON

/// Why a document was not processed, and where.
public struct JSONLDError: Error, Hashable, Sendable {
    /// What was found.
    public enum Reason: Hashable, Sendable {
        /// The document or a context breaks a rule of JSON-LD 1.1.
        case violation(JSONLDErrorCode)
        /// Something would have been dropped (safe mode).
        case loss(Loss)
        /// A bound of ``JSONLDLimits`` is exceeded.
        case limit(JSONLDLimits.Name, Int)
        /// A number too large for a double, which is what numbers of JSON-LD are.
        case numberOutOfRange(String)
    }

    public let reason: Reason
    /// The value concerned, in the document. For an error of a context: the object that brought the context in.
    public let place: JSONPointer
    /// The address of the context concerned, if it is not written in the document.
    public let context: String?
    /// The term or value concerned, or what a loader had to say.
    public let detail: String?

    public init(_ reason: Reason, at place: JSONPointer = JSONPointer(), context: String? = nil, detail: String? = nil)
    {
        self.reason = reason
        self.place = place
        self.context = context
        self.detail = detail
    }

    /// The code of the specification; nil for what the specification lets pass.
    public var code: JSONLDErrorCode? {
        switch reason {
        case .violation(let code): code
        // The specification has a code for this bound alone.
        case .limit(.contexts, _), .limit(.contextNesting, _): .contextOverflow
        case .loss, .limit, .numberOutOfRange: nil
        }
    }
}

extension JSONLDError: CustomStringConvertible {
    /// A sentence: what, where.
    public var description: String {
        // Long enough for what a loader says about its file.
        let concerned = detail.map { " (\(Self.shown($0, limit: 400)))" } ?? ""
        let source = context.map { ", in the context \(Self.shown($0))" } ?? ""
        let where_ = place.isRoot ? "" : " at \(Self.shown(place.description))"
        return "\(finding)\(concerned)\(source)\(where_)."
    }

    private var finding: String {
        switch reason {
        case .violation(let code): code.rawValue
        case .loss(let loss): "the document has \(loss)"
        case .limit(let name, let limit): "more than \(limit) \(name.rawValue)"
        case .numberOutOfRange(let text): "the number \(Self.shown(text)) is too large"
        }
    }

    /// Text of a foreign document, shortened and without control characters.
    static func shown(_ text: String, limit: Int = 120) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > limit ? shown + "..." : shown
    }
}
