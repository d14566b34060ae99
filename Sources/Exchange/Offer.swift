import Credentials
public import Cryptography
public import JSON
public import Ledger
import Multiformats

/// An institution's proposal: an unsigned draft that becomes a credential once the learner accepts it.
///
/// Acceptance comes before signing, so that the credential can name its owner's key and the anchor can commit to it.
/// The draft has neither `credentialSubject.id` nor `credentialStatus`: both depend on the key the learner chooses.
/// The offer is signed by the institution's assertion key; its digest is what an ``Acceptance`` covers.
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
        let reader = try DocumentReader(json, kind: Self.kind, type: "ChirographOffer")
        document = try reader.object()
        id = try reader.text("id")
        do {
            origin = try Origin(reader.text("origin"))
        } catch {
            throw .malformed(document: Self.kind, member: "origin")
        }
        issuerName = try reader.text("issuer", "name")
        issuerDID = try reader.text("issuer", "id")
        expires = try reader.text("expires")
        guard let draft = try reader.value("draft").object else {
            throw .malformed(document: Self.kind, member: "draft")
        }
        self.draft = draft
        draftDigest = try Self.digest(of: draft)
        guard let address = NodeAddress(try reader.text("node", "address")) else {
            throw .malformed(document: Self.kind, member: "node.address")
        }
        node = address
        nodeKey = try KeyText.decode(reader.text("node", "key"), kind: Self.kind, member: "node.key")
        signer = try SignedDocument.signer(of: document, kind: Self.kind, purpose: "assertionMethod")
    }

    /// Throws once `now` (milliseconds since 1970) is past `expires`.
    public func checkNotExpired(now: UInt64) throws(ExchangeError) {
        try Expiry.check(expires, kind: Self.kind, now: now)
    }

    static func digest(of draft: JSONObject) throws(ExchangeError) -> Digest {
        do {
            return SHA256.hash(try JSONValue.object(draft).canonicalized())
        } catch {
            throw .malformed(document: kind, member: "draft")
        }
    }
}

/// The learner's answer to an ``Offer``: the key that will own the credential, a commitment to the next one, and a
/// signature by the owner key over both and over the draft's digest.
///
/// Signed bytes: `"chirograph/accept/v1\0" || uint8 length || offer id || draft digest[32] || owner_commit[32]`.
public struct Acceptance: Sendable, Equatable {
    static let kind = "acceptance"

    public let offerID: String
    public let draftDigest: Digest
    public let ownerKey: Ed25519.PublicKey
    public let nextCommit: Digest
    public let signature: Ed25519.Signature

    public var ownerCommit: Digest { Commitment.owner(ownerKey, next: nextCommit) }

    public static func make(_ offer: Offer, ownerKey: Ed25519.PrivateKey, nextCommit: Digest) -> Acceptance {
        let commit = Commitment.owner(ownerKey.publicKey, next: nextCommit)
        let message = message(offerID: offer.id, draftDigest: offer.draftDigest, ownerCommit: commit)
        return Acceptance(
            offerID: offer.id, draftDigest: offer.draftDigest, ownerKey: ownerKey.publicKey, nextCommit: nextCommit,
            signature: ownerKey.sign(message))
    }

    /// Throws unless the acceptance answers exactly this offer and its signature holds.
    public func check(against offer: Offer) throws(ExchangeError) {
        guard offerID == offer.id, draftDigest == offer.draftDigest else { throw .draftChanged }
        let message = Self.message(offerID: offerID, draftDigest: draftDigest, ownerCommit: ownerCommit)
        guard ownerKey.verifies(signature, of: message) else {
            throw .badSignature(document: Self.kind, reason: "the owner key did not sign this draft")
        }
    }

    static func message(offerID: String, draftDigest: Digest, ownerCommit: Digest) -> [UInt8] {
        var bytes = Array("chirograph/accept/v1\0".utf8)
        bytes.append(UInt8(truncatingIfNeeded: offerID.utf8.count))
        bytes += Array(offerID.utf8) + draftDigest.bytes + ownerCommit.bytes
        return bytes
    }

    public var json: JSONValue {
        [
            "type": "ChirographAcceptance", "version": 1, "offer": JSONValue(offerID),
            "draftDigest": JSONValue(draftDigest.hex), "ownerKey": JSONValue(KeyText.encode(ownerKey)),
            "nextCommit": JSONValue(nextCommit.hex), "signature": JSONValue(Base64URL.encode(signature.bytes)),
        ]
    }
}

extension Acceptance {
    public init(_ json: JSONValue) throws(ExchangeError) {
        let reader = try DocumentReader(json, kind: Self.kind, type: "ChirographAcceptance")
        guard let digest = Digest(hex: try reader.text("draftDigest")) else {
            throw .malformed(document: Self.kind, member: "draftDigest")
        }
        guard let commit = Digest(hex: try reader.text("nextCommit")) else {
            throw .malformed(document: Self.kind, member: "nextCommit")
        }
        guard let bytes = try? Base64URL.decode(reader.text("signature")), let signature = Ed25519.Signature(bytes)
        else { throw .malformed(document: Self.kind, member: "signature") }
        self.init(
            offerID: try reader.text("offer"), draftDigest: digest,
            ownerKey: try KeyText.decode(reader.text("ownerKey"), kind: Self.kind, member: "ownerKey"),
            nextCommit: commit, signature: signature)
    }
}
