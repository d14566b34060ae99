public import Cryptography
import Ledger

/// A learner's owner keys, as they are while the key file is open (docs/formats/key-file.md).
///
/// Every accepted offer gets a pair of its own: a *current* key that signs, and a commitment to the *next* one, to which
/// ownership can move. Current keys come from a seed in the key file. Next keys come from the recovery seed, which the
/// learner keeps on paper and no file holds: the ring has only their public halves. Who steals the key file can present,
/// but cannot move ownership, and the learner can take it back with the recovery code (pre-rotation).
///
/// Keys: current `i` has the seed `SHA-256("chirograph/owner-current/v1\0" || seed || uint32 i)`, next `j` the seed
/// `SHA-256("chirograph/owner-next/v1\0" || recovery seed || uint32 j)`.
public struct KeyRing: Sendable {
    /// Next keys prepared at creation and by each `renew`; each accepted offer and each rotation uses one.
    public static let poolSize = 256
    /// Next keys of one ring in all, which bounds everything else in it.
    public static let maximumPool = 16_384

    /// A key pair that is in use or was: rotation adds the new one and keeps the old, which counts until the ledger has
    /// the rotation.
    struct Owner: Sendable, Equatable {
        /// Index of the current key, or of the next key it was rotated to when `rotated`.
        var index: UInt32
        var rotated: Bool
        var publicKey: Ed25519.PublicKey
        var nextIndex: UInt32
    }

    var seed: SecretBytes
    /// Seeds of next keys that rotation has brought into use, by their index.
    var revealed: [UInt32: SecretBytes]
    var pool: [Ed25519.PublicKey]
    var poolUsed: UInt32
    var owners: [Owner]

    /// A new ring and the recovery code that alone can move ownership. The code is shown once and stored nowhere.
    public static func create() throws(ExchangeError) -> (ring: KeyRing, recovery: RecoveryCode) {
        try create(seed: SecretBytes(random: 32), recovery: RecoveryCode(seed: SecretBytes(random: 32)))
    }

    static func create(
        seed: SecretBytes, recovery: RecoveryCode, poolSize: Int = poolSize
    ) throws(ExchangeError) -> (ring: KeyRing, recovery: RecoveryCode) {
        var ring = KeyRing(seed: seed, revealed: [:], pool: [], poolUsed: 0, owners: [])
        try ring.extendPool(by: poolSize, recovery)
        return (ring, recovery)
    }

    /// The owner keys that this ring can sign with, in the order in which they were made; those that were rotated away
    /// from as well.
    public var ownerKeys: [Ed25519.PublicKey] { owners.map(\.publicKey) }

    /// Next keys that are not used yet.
    public var unusedNextKeys: Int { pool.count - Int(poolUsed) }

    /// Takes a fresh pair for an offer about to be accepted.
    public mutating func makeOwner() throws(ExchangeError) -> (key: Ed25519.PrivateKey, nextCommit: Digest) {
        // Grows with every owner and every rotation, so it never comes twice; there is never more of them than next keys.
        let index = UInt32(clamping: owners.count)
        let key = try KeyDerivation.key(KeyDerivation.current, seed, index)
        let next = try takeNext()
        owners.append(Owner(index: index, rotated: false, publicKey: key.publicKey, nextIndex: next))
        return (key, commitment(toNext: next))
    }

    public func privateKey(of publicKey: Ed25519.PublicKey) throws(ExchangeError) -> Ed25519.PrivateKey {
        let owner = try owner(of: publicKey)
        guard owner.rotated else { return try KeyDerivation.key(KeyDerivation.current, seed, owner.index) }
        guard let seed = revealed[owner.index], let key = try? Ed25519.PrivateKey(seed: seed) else {
            throw .keyNotHeld(KeyText.encode(publicKey))
        }
        return key
    }

    /// The commitment to the key that follows `publicKey`; with the key itself it opens the ledger's owner commitment.
    public func nextCommit(of publicKey: Ed25519.PublicKey) throws(ExchangeError) -> Digest {
        commitment(toNext: try owner(of: publicKey).nextIndex)
    }

    /// Moves ownership from `publicKey` to the key committed before, and commits to a fresh one after it.
    ///
    /// The new key counts once the ledger has the rotation; until then the old one does, and the ring holds both. Save
    /// the ring first, then send: if sending fails, the same call gives the same key and the same commitment again.
    /// The ring is unchanged if this throws.
    public mutating func rotate(
        _ publicKey: Ed25519.PublicKey, recovery: RecoveryCode
    ) throws(ExchangeError) -> (key: Ed25519.PrivateKey, nextCommit: Digest) {
        let nextIndex = try owner(of: publicKey).nextIndex
        let key = try recovery.nextKey(nextIndex)
        guard key.publicKey == pool[Int(nextIndex)] else { throw .wrongRecoveryCode }
        if let before = owners.first(where: { $0.publicKey == key.publicKey }) {
            return (key, commitment(toNext: before.nextIndex))
        }
        let following = try takeNext()
        revealed[nextIndex] = recovery.nextSeed(nextIndex)
        owners.append(Owner(index: nextIndex, rotated: true, publicKey: key.publicKey, nextIndex: following))
        return (key, commitment(toNext: following))
    }

    /// Prepares `poolSize` more next keys. The ring is unchanged if this throws.
    public mutating func renew(recovery: RecoveryCode) throws(ExchangeError) {
        guard let first = pool.first, try recovery.nextKey(0).publicKey == first else { throw .wrongRecoveryCode }
        try extendPool(by: Self.poolSize, recovery)
    }

    private mutating func extendPool(by count: Int, _ recovery: RecoveryCode) throws(ExchangeError) {
        guard pool.count + count <= Self.maximumPool else { throw .tooManyKeys(limit: Self.maximumPool) }
        var added: [Ed25519.PublicKey] = []
        for index in pool.count..<pool.count + count {
            added.append(try recovery.nextKey(UInt32(clamping: index)).publicKey)
        }
        pool += added
    }

    private func commitment(toNext index: UInt32) -> Digest { Commitment.next(pool[Int(index)]) }

    private func owner(of publicKey: Ed25519.PublicKey) throws(ExchangeError) -> Owner {
        guard let owner = owners.first(where: { $0.publicKey == publicKey }) else {
            throw .keyNotHeld(KeyText.encode(publicKey))
        }
        return owner
    }

    private mutating func takeNext() throws(ExchangeError) -> UInt32 {
        guard Int(poolUsed) < pool.count else { throw .poolExhausted }
        defer { poolUsed += 1 }
        return poolUsed
    }
}
