public import Cryptography
import DID
public import JSON

/// What a verifier asks for, signed with the verifier's key; answered once and before it expires.
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

    public init(_ json: JSONValue) throws(ExchangeError) {
        let reader = try DocumentReader(json, kind: Self.kind, type: "ChirographPresentationRequest")
        document = try reader.object()
        id = try reader.text("id")
        verifierName = try reader.text("verifier", "name")
        purpose = try reader.text("purpose")
        retention = try reader.text("retention")
        guard let types = try reader.value("types").array?.compactMap(\.string) else {
            throw .malformed(document: Self.kind, member: "types")
        }
        self.types = types
        guard let holderProof = try reader.value("holderProof").bool else {
            throw .malformed(document: Self.kind, member: "holderProof")
        }
        self.holderProof = holderProof
        expires = try reader.text("expires")
        guard let address = NodeAddress(try reader.text("node", "address")) else {
            throw .malformed(document: Self.kind, member: "node.address")
        }
        node = address
        nodeKey = try KeyText.decode(reader.text("node", "key"), kind: Self.kind, member: "node.key")
        verifierKey = try SignedDocument.signer(of: document, kind: Self.kind, purpose: "assertionMethod")
        let named = try reader.text("verifier", "id")
        guard named == DIDKey.identifier(of: verifierKey) else {
            throw .badSignature(document: Self.kind, reason: "it names \(named) but another key signed it")
        }
    }

    /// What the holder proof's `challenge` must be, in hex.
    public func challenge() throws(ExchangeError) -> String {
        do {
            return SHA256.hash(try JSONValue.object(document).canonicalized()).hex
        } catch {
            throw .malformed(document: Self.kind, member: "")
        }
    }

    public func checkNotExpired(now: UInt64) throws(ExchangeError) {
        try Expiry.check(expires, kind: Self.kind, now: now)
    }
}
