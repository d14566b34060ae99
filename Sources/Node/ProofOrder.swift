import Credentials
import Cryptography
import DID
import Exchange
import JSON
package import Ledger
import Multiformats

/// Which status proofs somebody wants: receipts and tags of credentials of one log, and what opens their ownership.
package struct ProofOrder: Sendable {
    struct Item: Sendable {
        let digest: Digest
        let tag: Digest
        let receipt: Receipt
    }

    static let maximumItems = 2001

    let origin: Origin
    let items: [Item]
    /// Multikey and hex; both or none.
    let ownerKey: String?
    let nextCommit: String?

    var isEmpty: Bool { items.isEmpty }

    package init(origin: Origin, items: [AnchoredCredential], ownerKey: String?, nextCommit: String?) {
        self.origin = origin
        self.items = items.compactMap { item in
            item.receipt.map { Item(digest: item.digest, tag: item.tag, receipt: $0) }
        }
        self.ownerKey = ownerKey
        self.nextCommit = nextCommit
    }

    var opening: (key: Ed25519.PublicKey, nextCommit: Digest)? {
        guard let ownerKey, let nextCommit, let key = KeyText.decode(ownerKey), let commit = Digest(hex: nextCommit)
        else { return nil }
        return (key, commit)
    }

    /// When the head of proofs made for this order was attested; throws unless they prove everything that was ordered.
    func attestedTime(of encoded: [UInt8], roster: Roster, now: UInt64) throws -> DateTime {
        let bundle = try StatusProofBundle(parsing: encoded)
        guard bundle.heads.count == 1 else { throw ServiceError(.malformed, "the proofs stand on several heads") }
        let head = try VerifiedHead(bundle.heads[0], origin: origin, roster: roster, now: now)
        let proofs = Dictionary(bundle.credentials.map { ($0.tag, $0) }, uniquingKeysWith: { first, _ in first })
        for item in items {
            guard let proof = proofs[item.tag] else {
                throw ServiceError(.unknown, "the proofs leave out a credential that was asked for")
            }
            _ = try head.check(proof, credDigest: item.digest, tag: item.tag)
        }
        // Without a quorum in the roster nobody but the log itself attests.
        let time = head.attestedAt ?? (roster.quorum(of: origin) == 0 ? head.seal.time : nil)
        guard let time, let attested = DateTime(milliseconds: time / 1_000 * 1_000) else {
            throw ServiceError(.unknown, "too few operators have confirmed the head of these proofs")
        }
        return attested
    }

    var json: JSONValue {
        var object: JSONObject = [
            "origin": JSONValue(origin.text),
            "items": .array(
                items.map {
                    [
                        "digest": JSONValue($0.digest.hex), "tag": JSONValue($0.tag.hex),
                        "receipt": JSONValue(Base64URL.encode($0.receipt.encoded())),
                    ]
                }),
        ]
        if let ownerKey, let nextCommit {
            object["ownerKey"] = JSONValue(ownerKey)
            object["nextCommit"] = JSONValue(nextCommit)
        }
        return .object(object)
    }

    init(_ json: JSONValue) throws {
        origin = try Origin(json.requiredText("origin"))
        let list = try json.required("items").array ?? []
        guard list.count <= Self.maximumItems else {
            throw ServiceError(.usage, "proofs for at most \(Self.maximumItems) credentials can be asked for at once")
        }
        items = try list.map { item in
            guard let digest = Digest(hex: try item.requiredText("digest")),
                let tag = Digest(hex: try item.requiredText("tag"))
            else { throw ServiceError(.malformed, "a digest or tag is not 64 hex digits") }
            return Item(
                digest: digest, tag: tag, receipt: try Receipt(parsing: Base64URL.decode(item.requiredText("receipt"))))
        }
        ownerKey = json["ownerKey"]?.string
        nextCommit = json["nextCommit"]?.string
    }
}

/// Which log a credential stands on, by its issuer's DID.
enum StatusOrigin {
    static func of(_ credential: JSONValue, in roster: Roster) -> Origin? {
        let issuer = IssuedToken.document(of: credential)["issuer"]
        guard let did = issuer?.string ?? issuer?["id"]?.string else { return nil }
        return roster.institution(did: did)?.origin
    }
}

enum OwnerIdentity {
    static func did(_ key: Ed25519.PublicKey) -> String { DIDKey.identifier(of: key) }
}
