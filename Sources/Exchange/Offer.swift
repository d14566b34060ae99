public import Cryptography
public import JSON
public import Ledger

/// An institution's proposal: an unsigned draft that becomes a credential once the learner accepts it
/// (docs/formats/exchange.md, "Offer").
///
/// Acceptance comes before signing, so that the credential can name its owner's key and the anchor can commit to it.
/// The draft has neither `credentialSubject.id` nor `credentialStatus`: both depend on the key the learner chooses.
/// The offer is signed by the institution's assertion key; the draft's digest is what an ``Acceptance`` covers.
public struct Offer: Sendable {
    static let kind = "offer"

    /// The offer with its proof, as it travels.
    public let document: JSONObject
    public let id: String
    public let origin: Origin
    /// Who offers, as shown to the learner; proven only by `signer` being in the roster.
    public let issuerName: String
    public let issuerDID: String
    public let signer: Ed25519.PublicKey
    public let draft: JSONObject
    /// SHA-256 of the draft's RFC 8785 form.
    public let draftDigest: Digest
    /// RFC 3339; not acceptable afterwards.
    public let expires: String
    /// Where to send the acceptance.
    public let node: NodeAddress
    public let nodeKey: Ed25519.PublicKey

    /// An offer signed with `key`; throws for values that no reader would accept.
    public static func make(
        id: String, origin: Origin, issuerName: String, issuerDID: String, draft: JSONObject, created: String,
        expires: String, node: NodeAddress, nodeKey: Ed25519.PublicKey, key: Ed25519.PrivateKey
    ) throws(ExchangeError) -> Offer {
        let document: JSONObject = [
            "type": "ChirographOffer", "version": 1, "id": JSONValue(id), "origin": JSONValue(origin.text),
            "issuer": ["id": JSONValue(issuerDID), "name": JSONValue(issuerName)], "created": JSONValue(created),
            "expires": JSONValue(expires),
            "node": ["address": JSONValue(node.description), "key": JSONValue(KeyText.encode(nodeKey))],
            "draft": .object(draft),
        ]
        let signed = try SignedDocument.sign(document, key: key, purpose: "assertionMethod", created: created)
        return try Offer(.object(signed))
    }

    /// Reads an offer and checks its signature. Who `signer` is, the caller asks the roster.
    public init(_ json: JSONValue) throws(ExchangeError) {
        let reader = try DocumentReader(
            json, kind: Self.kind, type: "ChirographOffer",
            members: ["id", "origin", "issuer", "created", "expires", "node", "draft", "proof"])
        document = reader.object
        id = try reader.id("id")
        origin = try reader.origin("origin")
        let issuer = try reader.nested("issuer", members: ["id", "name"])
        issuerName = try issuer.text("name", limit: ExchangeLimits.nameBytes)
        issuerDID = try issuer.text("id", limit: ExchangeLimits.identifierBytes)
        _ = try reader.time("created")
        expires = try reader.time("expires")
        draft = try reader.object("draft")
        try Draft.check(draft, issuer: issuerDID)
        draftDigest = try SignedDocument.digest(draft, kind: Self.kind, member: "draft")
        (node, nodeKey) = try reader.node("node")
        signer = try SignedDocument.signer(of: document, kind: Self.kind, purpose: "assertionMethod")
    }

    /// Throws once `now` (milliseconds since 1970) is past `expires`.
    public func checkNotExpired(now: UInt64) throws(ExchangeError) {
        try Expiry.check(expires, kind: Self.kind, now: now)
    }
}
