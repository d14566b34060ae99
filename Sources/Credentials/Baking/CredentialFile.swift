public import JSON

/// A credential as it came in a file: JSON, a compact JWS, or an image in which one of them is baked (Open Badges 3.0,
/// section 5.3; CLR 2.0 likewise; Open Badges 1 and 2 by their Baking Specification). What is in it is not verified here.
public struct CredentialFile: Hashable, Sendable {
    public enum Container: String, Hashable, Sendable { case text, png, svg }

    public enum Content: Hashable, Sendable {
        /// A JSON object and its bytes.
        case json(JSONObject, bytes: [UInt8])
        case compactJWS(String)
        /// Open Badges 1 and 2: only the address of the assertion.
        case hosted(String)
    }

    public let container: Container
    /// As what it was baked; nil for text.
    public let kind: BadgeKind?
    public let content: Content
    /// Open Badges 1 and 2, SVG: the address in the attribute `verify` beside the JSON.
    public let verifyURL: String?
    /// Departures from the specification that do not keep the credential from being read.
    public let notes: [String]

    /// Images are chunks and tags around the pixels; the bounds are on the whole and on the text in it.
    public static let maximumImageBytes = 32 << 20
    public static let maximumTextBytes = JSONLimits.default.bytes

    /// Reads any of them, going by the first bytes.
    public static func read(_ bytes: [UInt8]) throws(BakingError) -> CredentialFile {
        switch Container(of: bytes) {
        case .png: try PNGImage(reading: bytes).credentialFile()
        case .svg: try SVGImage(reading: bytes).credentialFile()
        case .text:
            CredentialFile(
                container: .text, kind: nil, content: try Content(reading: bytes[...], at: 0), verifyURL: nil, notes: []
            )
        }
    }

    /// The image with `content` baked into it. Everything else in the image stays as it is.
    ///
    /// - Parameters:
    ///   - kind: not ``BadgeKind/legacy``, which is only read.
    ///   - replacing: take out what is baked in already; otherwise an image that carries something is an error.
    public static func bake(
        _ content: Content, as kind: BadgeKind, into image: [UInt8], replacing: Bool = false
    ) throws(BakingError) -> [UInt8] {
        guard kind != .legacy else { throw BakingError(.legacyIsReadOnly) }
        let text = try content.bakedText()
        switch Container(of: image) {
        case .png: return try PNGImage(reading: image).baking(text, as: kind, replacing: replacing)
        case .svg: return try SVGImage(reading: image).baking(text, as: kind, replacing: replacing)
        case .text: throw BakingError(.notAnImage)
        }
    }
}

extension CredentialFile.Container {
    /// What the first bytes say. A PNG whose signature is damaged is still meant to be one.
    init(of bytes: [UInt8]) {
        let text = bytes.drop { XMLScanner.isSpace($0) || [0xEF, 0xBB, 0xBF].contains($0) }
        if bytes.first == PNGImage.signature[0] {
            self = .png
        } else if text.first == UInt8(ascii: "<") {
            self = .svg
        } else {
            self = .text
        }
    }
}

/// Which standard's place in the image.
public enum BadgeKind: Hashable, Sendable, CaseIterable {
    /// Open Badges 3.0.
    case openBadge
    /// Comprehensive Learner Record 2.0.
    case clr
    /// Open Badges 1 and 2; only read.
    case legacy

    /// Where a credential belongs; everything but a CLR is an Open Badge.
    public init(of credential: JSONObject) {
        self = CredentialClass(of: credential) == .clr ? .clr : .openBadge
    }

    /// The keyword of the PNG chunk.
    var keyword: String {
        switch self {
        case .openBadge: "openbadgecredential"
        case .clr: "clrcredential"
        case .legacy: "openbadges"
        }
    }

    /// Namespace and local name of the SVG element.
    var element: (namespace: String, name: String) {
        switch self {
        case .openBadge: ("https://purl.imsglobal.org/ob/v3p0", "credential")
        case .clr: ("https://purl.imsglobal.org/clr/v2p0", "credential")
        case .legacy: ("http://openbadges.org", "assertion")
        }
    }
}

extension CredentialFile.Content {
    /// - Parameters:
    ///   - offset: where the text begins in the file.
    ///   - allowsURL: a bare address will do, as in Open Badges 1 and 2.
    init(reading text: ArraySlice<UInt8>, at offset: Int, allowsURL: Bool = false) throws(BakingError) {
        guard text.count <= CredentialFile.maximumTextBytes else {
            throw BakingError(.textTooLong(limit: CredentialFile.maximumTextBytes), at: offset)
        }
        let trimmed = XMLScanner.trimmed(text)
        if trimmed.first == UInt8(ascii: "{") {
            self = .json(try Self.object(text, at: offset), bytes: Array(text))
        } else if Self.isCompactJWS(trimmed) {
            self = .compactJWS(String(decoding: trimmed, as: UTF8.self))
        } else if allowsURL, let url = Self.url(trimmed) {
            self = .hosted(url)
        } else {
            throw BakingError(.notACredential, at: offset)
        }
    }

    private static func object(_ text: ArraySlice<UInt8>, at offset: Int) throws(BakingError) -> JSONObject {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: Array(text))
        } catch {
            throw BakingError(.notJSON(error), at: offset)
        }
        guard case .object(let object) = value else { throw BakingError(.notACredential, at: offset) }
        return object
    }

    /// Open Badges 3.0, CompactJws: three parts of base64url, the second of which may be empty.
    static func isCompactJWS(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 3 && !parts[0].isEmpty && !parts[2].isEmpty
            && parts.allSatisfy { $0.allSatisfy(isBase64URL) }
    }

    private static func isBase64URL(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func url(_ text: ArraySlice<UInt8>) -> String? {
        let isWeb = text.starts(with: "http://".utf8) || text.starts(with: "https://".utf8)
        guard isWeb, text.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes to bake, after a look at whether they can be read again.
    fileprivate func bakedText() throws(BakingError) -> BakedText {
        let content: CredentialFile.Content
        switch self {
        case .json(_, let bytes): content = try Self(reading: bytes[...], at: 0)
        case .compactJWS(let text): content = try Self(reading: Array(text.utf8)[...], at: 0)
        case .hosted: throw BakingError(.notACredential)
        }
        switch content {
        case .json(_, let bytes): return .json(bytes)
        case .compactJWS(let text): return .compactJWS(text)
        case .hosted: throw BakingError(.notACredential)
        }
    }
}

/// What goes into an image.
enum BakedText {
    case json([UInt8])
    case compactJWS(String)

    var bytes: [UInt8] {
        switch self {
        case .json(let bytes): bytes
        case .compactJWS(let text): Array(text.utf8)
        }
    }
}
