public import Cryptography
import DID
public import JSON

/// What a verifier asks for, signed with the verifier's key; answered once and before it expires
/// (docs/formats/exchange.md, "Presentation request").
///
/// The answer's holder proof has as `challenge` the SHA-256 of this document's RFC 8785 form with its proof, and as
/// `domain` the verifier's did:key: a presentation made for one request is worthless anywhere else.
public struct PresentationRequest: Sendable {
    static let kind = "presentation request"

    public let document: JSONObject
    public let id: String
    public let verifierName: String
    public let verifierKey: Ed25519.PublicKey
    /// Why the verifier asks, in words shown to the learner.
    public let purpose: String
    /// What the verifier promises to do with the answer, in words shown to the learner.
    public let retention: String
    /// Credential types asked for, for instance `ClrCredential`.
    public let types: [String]
    /// Whether the learner has to prove the owner key.
    public let holderProof: Bool
    public let expires: String
    public let node: NodeAddress
    public let nodeKey: Ed25519.PublicKey

    /// The did:key of the verifier.
    public var domain: String { DIDKey.identifier(of: verifierKey) }

    public struct Terms: Sendable {
        public var verifierName: String
        public var purpose: String
        public var retention: String
        public var types: [String]
        public var holderProof: Bool

        public init(
            verifierName: String, purpose: String, retention: String, types: [String] = ["ClrCredential"],
            holderProof: Bool = true
        ) {
            self.verifierName = verifierName
            self.purpose = purpose
            self.retention = retention
            self.types = types
            self.holderProof = holderProof
        }
    }

    public static func make(
        id: String, terms: Terms, nonce: Digest, created: String, expires: String, node: NodeAddress,
        nodeKey: Ed25519.PublicKey, key: Ed25519.PrivateKey
    ) throws(ExchangeError) -> PresentationRequest {
        let document: JSONObject = [
            "type": "ChirographPresentationRequest", "version": 1, "id": JSONValue(id),
            "verifier": ["id": JSONValue(DIDKey.identifier(of: key.publicKey)), "name": JSONValue(terms.verifierName)],
            "purpose": JSONValue(terms.purpose), "retention": JSONValue(terms.retention),
            "types": .array(terms.types.map { JSONValue($0) }), "holderProof": .bool(terms.holderProof),
            "nonce": JSONValue(nonce.hex), "created": JSONValue(created), "expires": JSONValue(expires),
            "node": ["address": JSONValue(node.description), "key": JSONValue(KeyText.encode(nodeKey))],
        ]
        let signed = try SignedDocument.sign(document, key: key, purpose: "assertionMethod", created: created)
        return try PresentationRequest(.object(signed))
    }

    /// Reads a request and checks its signature by the verifier that it names.
    public init(_ json: JSONValue) throws(ExchangeError) {
        let reader = try DocumentReader(
            json, kind: Self.kind, type: "ChirographPresentationRequest",
            members: [
                "id", "verifier", "purpose", "retention", "types", "holderProof", "nonce", "created", "expires",
                "node", "proof",
            ])
        document = reader.object
        id = try reader.id("id")
        let verifier = try reader.nested("verifier", members: ["id", "name"])
        verifierName = try verifier.text("name", limit: ExchangeLimits.nameBytes)
        purpose = try reader.text("purpose", limit: ExchangeLimits.wordsBytes)
        retention = try reader.text("retention", limit: ExchangeLimits.wordsBytes)
        types = try Self.types(reader)
        holderProof = try reader.flag("holderProof")
        _ = try reader.digest("nonce")
        _ = try reader.time("created")
        expires = try reader.time("expires")
        (node, nodeKey) = try reader.node("node")
        verifierKey = try SignedDocument.signer(of: document, kind: Self.kind, purpose: "assertionMethod")
        guard verifier.object["id"] == JSONValue(DIDKey.identifier(of: verifierKey)) else {
            throw .badSignature(document: Self.kind, reason: "another key signed it than that of the verifier it names")
        }
    }

    private static func types(_ reader: DocumentReader) throws(ExchangeError) -> [String] {
        var types: [String] = []
        for item in try reader.list("types", limit: ExchangeLimits.types) {
            guard let type = item.string, (1...ExchangeLimits.identifierBytes).contains(type.utf8.count) else {
                throw reader.fail("types")
            }
            types.append(type)
        }
        guard !types.isEmpty else { throw reader.fail("types") }
        return types
    }

    /// Throws unless the request is the one that the link was made for, and wants its answer at the link's node.
    ///
    /// A genuine request that somebody else passes on from a node of his own would otherwise have its answer sent there.
    public func check(against link: NodeLink) throws(ExchangeError) {
        guard link.kind == .request, link.id == id else { throw .malformed(document: Self.kind, member: "id") }
        guard link.key == nodeKey else {
            throw .wrongRecipient(
                document: Self.kind, expected: "the node \(KeyText.encode(nodeKey))",
                found: "\(KeyText.encode(link.key)), where the link leads")
        }
    }

    /// Whether a presentation holds a credential of one of the types asked for, by itself or nested in a CLR.
    public func isAnswered(by presentation: JSONObject) -> Bool {
        Self.list(presentation["verifiableCredential"]).contains { credential in
            let nested = Self.list(credential["credentialSubject"]?["verifiableCredential"])
            return ([credential] + nested).contains(where: isWanted)
        }
    }

    private func isWanted(_ credential: JSONValue) -> Bool {
        Self.list(credential["type"]).contains { type in types.contains { type == JSONValue($0) } }
    }

    /// A set of the data model: one value stands for a list of one.
    private static func list(_ value: JSONValue?) -> [JSONValue] { value?.array ?? value.map { [$0] } ?? [] }

    /// What the holder proof's `challenge` must be, in hex.
    public func challenge() throws(ExchangeError) -> String {
        try SignedDocument.digest(document, kind: Self.kind).hex
    }

    public func checkNotExpired(now: UInt64) throws(ExchangeError) {
        try Expiry.check(expires, kind: Self.kind, now: now)
    }
}
