public import Cryptography
import Ledger

/// A learner's owner keys, as they are while the key file is open.
///
/// Every accepted offer gets a pair of its own: a *current* key that signs, and a commitment to the *next* one, to which
/// ownership can move. Current keys come from a seed in the key file. Next keys come from the recovery seed, which the
/// learner keeps on paper and no file holds: the ring has only their public halves. Who steals the key file can present,
/// but cannot move ownership, and the learner can take it back with the recovery code (pre-rotation).
///
/// Keys: current `i` has the seed `SHA-256("chirograph/owner-current/v1\0" || seed || uint32 i)`, next `j` the seed
/// `SHA-256("chirograph/owner-next/v1\0" || recovery seed || uint32 j)`.
public struct KeyRing: Sendable {
    /// Next keys prepared at creation; each accepted offer and each rotation uses one.
    public static let poolSize = 256

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
        let recovery = RecoveryCode(seed: SecretBytes(random: 32))
        var pool: [Ed25519.PublicKey] = []
        for index in 0..<UInt32(poolSize) { pool.append(try recovery.nextKey(index).publicKey) }
        let ring = KeyRing(seed: SecretBytes(random: 32), revealed: [:], pool: pool, poolUsed: 0, owners: [])
        return (ring, recovery)
    }

    /// The keys in use, in the order in which they were made.
    public var ownerKeys: [Ed25519.PublicKey] { owners.map(\.publicKey) }

    /// Takes a fresh pair for an offer about to be accepted.
    public mutating func makeOwner() throws(ExchangeError) -> (key: Ed25519.PrivateKey, nextCommit: Digest) {
        let index = UInt32(owners.count)
        let key = try Self.derive("chirograph/owner-current/v1\0", seed, index)
        let next = try takeNext()
        owners.append(Owner(index: index, rotated: false, publicKey: key.publicKey, nextIndex: next))
        return (key, Commitment.next(pool[Int(next)]))
    }

    public func privateKey(of publicKey: Ed25519.PublicKey) throws(ExchangeError) -> Ed25519.PrivateKey {
        let owner = try owner(of: publicKey)
        guard owner.rotated else { return try Self.derive("chirograph/owner-current/v1\0", seed, owner.index) }
        guard let seed = revealed[owner.index], let key = try? Ed25519.PrivateKey(seed: seed) else {
            throw .keyNotHeld(KeyText.encode(publicKey))
        }
        return key
    }

    /// The commitment to the key that follows `publicKey`; with the key itself it opens the ledger's owner commitment.
    public func nextCommit(of publicKey: Ed25519.PublicKey) throws(ExchangeError) -> Digest {
        Commitment.next(pool[Int(try owner(of: publicKey).nextIndex)])
    }

    /// Moves ownership from `publicKey` to the key committed before, and commits to a fresh one after it.
    ///
    /// The ledger must carry the rotation before the new key counts, so the ring keeps both: save it first, then send. If
    /// what became of that is not known, the same call gives the same keys again, and they can be sent once more.
    public mutating func rotate(
        _ publicKey: Ed25519.PublicKey, recovery: RecoveryCode
    ) throws(ExchangeError) -> (key: Ed25519.PrivateKey, nextCommit: Digest) {
        let nextIndex = try owner(of: publicKey).nextIndex
        let key = try recovery.nextKey(nextIndex)
        guard key.publicKey == pool[Int(nextIndex)] else {
            throw .badSignature(document: "recovery code", reason: "it does not belong to this wallet")
        }
        if let made = owners.first(where: { $0.rotated && $0.index == nextIndex }) {
            return (key, Commitment.next(pool[Int(made.nextIndex)]))
        }
        let following = try takeNext()
        revealed[nextIndex] = recovery.nextSeed(nextIndex)
        owners.append(Owner(index: nextIndex, rotated: true, publicKey: key.publicKey, nextIndex: following))
        return (key, Commitment.next(pool[Int(following)]))
    }

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

    static func deriveSeed(_ label: String, _ seed: SecretBytes, _ index: UInt32) -> SecretBytes {
        var hasher = SHA256Hasher()
        hasher.update(Array(label.utf8))
        seed.withBytes { hasher.update($0) }
        hasher.update([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: index >> UInt32($0)) })
        return SecretBytes(copying: hasher.finalize().bytes)
    }

    static func derive(
        _ label: String, _ seed: SecretBytes, _ index: UInt32
    ) throws(ExchangeError) -> Ed25519.PrivateKey {
        do {
            return try Ed25519.PrivateKey(seed: deriveSeed(label, seed, index))
        } catch {
            throw .keyNotHeld("\(error)")
        }
    }
}

/// The secret on paper: 32 bytes from which all *next* keys come, written as 16 groups of four hex digits.
public struct RecoveryCode: Sendable {
    let seed: SecretBytes

    init(seed: SecretBytes) {
        self.seed = seed
    }

    /// Reads a code as people type it: case, spaces and dashes do not matter.
    public init?(_ text: SecretBytes) {
        var nibbles: [UInt8] = []
        defer { for index in nibbles.indices { nibbles[index] = 0 } }
        nibbles.reserveCapacity(64)
        let isWellFormed = text.withBytes { span in
            for index in 0..<span.byteCount {
                let byte = unsafe span.unsafeLoad(fromByteOffset: index, as: UInt8.self)
                switch byte {
                case UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
                case UInt8(ascii: "0")...UInt8(ascii: "9"): nibbles.append(byte - UInt8(ascii: "0"))
                case UInt8(ascii: "a")...UInt8(ascii: "f"): nibbles.append(byte - UInt8(ascii: "a") + 10)
                case UInt8(ascii: "A")...UInt8(ascii: "F"): nibbles.append(byte - UInt8(ascii: "A") + 10)
                default: return false
                }
                if nibbles.count > 64 { return false }
            }
            return nibbles.count == 64
        }
        guard isWellFormed else { return nil }
        var bytes = stride(from: 0, to: 64, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
        seed = SecretBytes(taking: &bytes)
    }

    /// For showing once to the learner; never written anywhere by us.
    public var text: String {
        let hex = seed.withBytes { span in
            (0..<span.byteCount).map { index -> String in
                let byte = unsafe span.unsafeLoad(fromByteOffset: index, as: UInt8.self)
                return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
        }
        return stride(from: 0, to: hex.count, by: 2).map { hex[$0] + hex[$0 + 1] }.joined(separator: "-")
    }

    func nextSeed(_ index: UInt32) -> SecretBytes { KeyRing.deriveSeed("chirograph/owner-next/v1\0", seed, index) }

    func nextKey(_ index: UInt32) throws(ExchangeError) -> Ed25519.PrivateKey {
        try KeyRing.derive("chirograph/owner-next/v1\0", seed, index)
    }
}
