import JSON

/// The contexts that credentials name. Their order is checked by position (OB 3.0 and CLR
/// 2.0, `@context`).
public enum ContextURL {
    public static let credentialsV2 = "https://www.w3.org/ns/credentials/v2"
    public static let credentialsV1 = "https://www.w3.org/2018/credentials/v1"
    public static let clr = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
    public static let openBadges = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
}

/// What may stand at one place of `@context`.
enum ContextSlot: Sendable {
    case credentialsV2
    case credentialsV1
    case clr
    case openBadges

    /// How well a context fits its slot.
    enum Fit { case current, older, no }

    func fit(_ text: JSONString) -> Fit {
        switch self {
        case .credentialsV2: text.string == ContextURL.credentialsV2 ? .current : .no
        case .credentialsV1: text.string == ContextURL.credentialsV1 ? .older : .no
        case .clr: versioned(text.string, "https://purl.imsglobal.org/spec/clr/v2p0/context", "-2.", ContextURL.clr)
        case .openBadges:
            versioned(text.string, "https://purl.imsglobal.org/spec/ob/v3p0/context", "-3.", ContextURL.openBadges)
        }
    }

    var expected: String {
        switch self {
        case .credentialsV2: ContextURL.credentialsV2
        case .credentialsV1: ContextURL.credentialsV1
        case .clr: ContextURL.clr
        case .openBadges: ContextURL.openBadges
        }
    }

    /// `base(version.digit.digit)*.json`, as the schemas' pattern has it.
    private func versioned(_ text: String, _ base: String, _ version: String, _ current: String) -> Fit {
        if text == current { return .current }
        guard text.hasPrefix(base), text.hasSuffix(".json") else { return .no }
        var rest = Array(text.utf8.dropFirst(base.utf8.count).dropLast(5))
        let prefix = Array(version.utf8)
        while !rest.isEmpty {
            guard rest.count >= prefix.count + 3, rest.starts(with: prefix), isDigit(rest[prefix.count]),
                rest[prefix.count + 1] == UInt8(ascii: "."), isDigit(rest[prefix.count + 2])
            else { return .no }
            rest.removeFirst(prefix.count + 3)
        }
        return .older
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
