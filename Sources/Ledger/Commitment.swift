public import Cryptography

/// The byte in front of what is hashed, so that no hash of one purpose is one of another. 0x00 and 0x01 are RFC 6962's.
enum HashDomain {
    static let mapLeaf: UInt8 = 0x02
    static let mapNode: UInt8 = 0x03
    static let anchor: UInt8 = 0x10
    static let mapKey: UInt8 = 0x11
    static let mapValue: UInt8 = 0x12
    static let owner: UInt8 = 0x13
    static let nextKey: UInt8 = 0x14
    static let tag: UInt8 = 0x15
    static let issuanceNode: UInt8 = 0x16
}

/// The hashes that bind a credential to its tag, its owner and its anchor. Source: `docs/formats/ledger.md`, section 4.
public enum Commitment {
    /// The owner commitment of a credential that nobody owns.
    public static let unowned = Digest.zero

    /// Commitment to a key that is not in use yet: `SHA-256(0x14 || pk)`.
    public static func next(_ publicKey: Ed25519.PublicKey) -> Digest {
        SHA256.hash(prefix: HashDomain.nextKey, publicKey.rawBytes)
    }

    /// Owner commitment: `SHA-256(0x13 || owner_pk || next_commit)`.
    public static func owner(_ publicKey: Ed25519.PublicKey, next: Digest) -> Digest {
        SHA256.hash(prefix: HashDomain.owner, publicKey.rawBytes, next)
    }

    /// The name of a credential in its log: `SHA-256(0x15 || nonce || owner_commit)`.
    public static func tag(nonce: Digest, ownerCommit: Digest) -> Digest {
        SHA256.hash(prefix: HashDomain.tag, nonce, ownerCommit)
    }

    /// A leaf of the issuance tree: `SHA-256(0x10 || salt || credDigest || tag)`.
    public static func anchor(salt: Digest, credDigest: Digest, tag: Digest) -> Digest {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(3 * Digest.byteCount)
        bytes.write(salt)
        bytes.write(credDigest)
        bytes.write(tag)
        return SHA256.hash(prefix: HashDomain.anchor, bytes)
    }

    /// Where a tag stands in the exception map: `SHA-256(0x11 || tag)`.
    public static func mapKey(_ tag: Digest) -> Digest {
        SHA256.hash(prefix: HashDomain.mapKey, tag)
    }
}
