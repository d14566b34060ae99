public import JSON

/// A secured credential inside a document: an `EnvelopedVerifiableCredential` whose `id` is a `data:` URL
/// (VC Data Model 2.0 section 4.13.1).
public struct EnvelopedCredential: Hashable, Sendable {
    /// The media type, in lower case and without parameters.
    public let mediaType: String
    /// What follows the comma; the compact form, if the media type is `application/vc+jwt`.
    public let content: String

    /// The envelope around a token.
    public init(token: String) {
        mediaType = EnvelopedCredential.tokenType
        content = token
    }

    /// The envelope that a JSON value is; nil for anything else.
    public init?(_ value: JSONValue) {
        guard value["type"].elements.contains("EnvelopedVerifiableCredential"), let id = value["id"]?.string,
            id.utf8.starts(with: "data:".utf8), let comma = id.utf8.firstIndex(of: UInt8(ascii: ","))
        else { return nil }
        let type = id.utf8[..<comma].dropFirst(5).prefix { $0 != UInt8(ascii: ";") }
        let content = Substring(id.utf8[id.utf8.index(after: comma)...])
        guard !type.isEmpty, !content.isEmpty else { return nil }
        mediaType = String(decoding: type.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        self.content = String(content)
    }

    /// The media type of a token.
    public static let tokenType = "application/vc+jwt"

    /// Whether the content is a token, which can be verified here.
    public var isToken: Bool { mediaType.isSame(as: EnvelopedCredential.tokenType) }

    /// Whether the media type is that of a secured credential, known here or not.
    var isCredential: Bool { mediaType.utf8.starts(with: "application/vc".utf8) }

    /// The envelope as a JSON object.
    public var object: JSONObject {
        [
            "@context": .string(VCJWT.DataModel.v2_0.context), "id": JSONValue("data:\(mediaType),\(content)"),
            "type": "EnvelopedVerifiableCredential",
        ]
    }
}

extension VCJWT {
    /// The credentials of a presentation, in order; empty for a credential. Each is to be verified on its own.
    public var envelopedCredentials: [EnvelopedCredential] {
        guard kind == .presentation else { return [] }
        return document["verifiableCredential"].elements.compactMap { EnvelopedCredential($0) }
    }
}

/// What a presentation holds (VC JOSE COSE 1.0, section 3.1.2).
struct EnvelopeRules {
    let token: VCJWT

    func findings() -> [VCJWTFinding] {
        guard token.kind == .presentation else { return [] }
        let values = token.document["verifiableCredential"].elements
        guard values.count <= VCJWT.largestEnvelopeCount else {
            let limit = VCJWT.largestEnvelopeCount
            return [finding(.fail, "The presentation has more than \(limit) credentials, the limit.", [])]
        }
        return values.enumerated().compactMap { index, value in judge(value, [JSONString(String(index))]) }
    }

    private func judge(_ value: JSONValue, _ tokens: [JSONString]) -> VCJWTFinding? {
        guard let envelope = EnvelopedCredential(value), envelope.isCredential else {
            return finding(.fail, "This is not a secured credential in an envelope.", tokens)
        }
        guard envelope.isToken else {
            return finding(
                .warn, "Credentials of the form \(envelope.mediaType) are not supported; this one was not looked at.",
                tokens)
        }
        do throws(JWSError) {
            _ = try JSONWebSignature(compact: envelope.content)
            return nil
        } catch {
            return finding(.fail, "The credential in this envelope cannot be read. \(error)", tokens)
        }
    }

    private func finding(
        _ outcome: VCJWTFinding.Outcome, _ reason: String, _ tokens: [JSONString]
    ) -> VCJWTFinding {
        VCJWTFinding(.claims, outcome, reason, Clause.enveloped, .payload, ["verifiableCredential"] + tokens)
    }
}
