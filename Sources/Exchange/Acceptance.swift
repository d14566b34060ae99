public import Cryptography
import DID
public import JSON
import Ledger
import Multiformats

/// The learner's answer to an ``Offer``: the key that will own the credential, a commitment to the next one, and a
/// signature by the owner key over both and over the draft's digest (docs/formats/exchange.md, "Acceptance").
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

    /// The did:key that the credential will name as its subject.
    public var owner: String { DIDKey.identifier(of: ownerKey) }

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

    /// An id has at most `ExchangeLimits.idBytes` bytes, which fit the length byte.
    static func message(offerID: String, draftDigest: Digest, ownerCommit: Digest) -> [UInt8] {
        var bytes = Array("chirograph/accept/v1\0".utf8)
        bytes.append(UInt8(clamping: offerID.utf8.count))
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
        let reader = try DocumentReader(
            json, kind: Self.kind, type: "ChirographAcceptance",
            members: ["offer", "draftDigest", "ownerKey", "nextCommit", "signature"])
        self.init(
            offerID: try reader.id("offer"), draftDigest: try reader.digest("draftDigest"),
            ownerKey: try reader.publicKey("ownerKey"), nextCommit: try reader.digest("nextCommit"),
            signature: try reader.signature("signature"))
    }
}
