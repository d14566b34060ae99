public import Cryptography
public import JSON
import Multiformats

/// A ``KeyRing`` at rest: argon2id derives a key from the passphrase, secretbox (XSalsa20-Poly1305) seals the ring.
///
/// The node stores it opaque; only the learner's command line ever opens it.
public struct KeyFile: Sendable {
    static let kind = "key file"
    /// 64 MiB, three passes: libsodium's "interactive" memory with one more pass.
    static let cost = PasswordHash.Cost(opslimit: 3, memlimitBytes: 67_108_864)
    /// A damaged or hostile file must not make us allocate without bound.
    static let maximumMemory = 1_073_741_824

    public static func seal(_ ring: KeyRing, passphrase: SecretBytes) throws(ExchangeError) -> JSONValue {
        let salt = SecureRandom.bytes(16)
        let key = try derive(passphrase, salt: salt, cost: cost)
        let box: [UInt8]
        do {
            box = try SecretBox.seal(KeyRingCodec.encode(ring), key: key)
        } catch {
            throw .malformed(document: kind, member: "box (\(error))")
        }
        return [
            "type": "ChirographKeyFile", "version": 1,
            "kdf": [
                "name": "argon2id13", "opslimit": .number(JSONNumber(Int(clamping: cost.opslimit))),
                "memlimit": .number(JSONNumber(Int(clamping: cost.memlimitBytes))),
                "salt": JSONValue(Base64URL.encode(salt)),
            ],
            "box": JSONValue(Base64URL.encode(box)),
        ]
    }

    public static func open(_ json: JSONValue, passphrase: SecretBytes) throws(ExchangeError) -> KeyRing {
        let reader = try DocumentReader(json, kind: kind, type: "ChirographKeyFile")
        guard try reader.text("kdf", "name") == "argon2id13" else {
            throw .malformed(document: kind, member: "kdf.name")
        }
        guard let opslimit = json["kdf"]?["opslimit"]?.int, (1...16).contains(opslimit) else {
            throw .malformed(document: kind, member: "kdf.opslimit")
        }
        guard let memlimit = json["kdf"]?["memlimit"]?.int, (8192...maximumMemory).contains(memlimit) else {
            throw .malformed(document: kind, member: "kdf.memlimit")
        }
        guard let salt = try? Base64URL.decode(reader.text("kdf", "salt")), salt.count == 16 else {
            throw .malformed(document: kind, member: "kdf.salt")
        }
        guard let box = try? Base64URL.decode(reader.text("box")) else {
            throw .malformed(document: kind, member: "box")
        }
        let key = try derive(
            passphrase, salt: salt, cost: .init(opslimit: UInt64(opslimit), memlimitBytes: UInt64(memlimit)))
        guard let payload = SecretBox.open(box, key: key) else { throw .wrongPassphrase }
        return try KeyRingCodec.decode(payload)
    }

    private static func derive(
        _ passphrase: SecretBytes, salt: [UInt8], cost: PasswordHash.Cost
    ) throws(ExchangeError) -> SecretBytes {
        do {
            return try PasswordHash.deriveKey(passphrase: passphrase, salt: salt, cost: cost)
        } catch {
            throw .malformed(document: kind, member: "kdf (\(error))")
        }
    }
}

/// The ring's bytes inside the box:
/// `uint8 version=1; opaque seed[32]; uint32 pool_used; uint32 pool_count; opaque pool[32] each;
///  uint32 owner_count; { uint32 index; uint8 rotated; opaque public_key[32]; uint32 next_index } each;
///  uint32 revealed_count; { uint32 index; opaque seed[32] } each`, big-endian.
enum KeyRingCodec {
    static let maximumCount: UInt32 = 1_000_000

    static func encode(_ ring: KeyRing) -> SecretBytes {
        var bytes: [UInt8] = [1]
        bytes.reserveCapacity(128 + ring.pool.count * 32 + ring.owners.count * 41 + ring.revealed.count * 36)
        append(ring.seed, to: &bytes)
        append(ring.poolUsed, to: &bytes)
        append(UInt32(ring.pool.count), to: &bytes)
        for key in ring.pool { bytes += key.bytes }
        append(UInt32(ring.owners.count), to: &bytes)
        for owner in ring.owners {
            append(owner.index, to: &bytes)
            bytes.append(owner.rotated ? 1 : 0)
            bytes += owner.publicKey.bytes
            append(owner.nextIndex, to: &bytes)
        }
        append(UInt32(ring.revealed.count), to: &bytes)
        for (index, seed) in ring.revealed.sorted(by: { $0.key < $1.key }) {
            append(index, to: &bytes)
            append(seed, to: &bytes)
        }
        return SecretBytes(taking: &bytes)
    }

    static func decode(_ payload: SecretBytes) throws(ExchangeError) -> KeyRing {
        var cursor = Cursor(
            bytes: payload.withBytes { span in
                (0..<span.byteCount).map { unsafe span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
            })
        let ring = cursor.ring()
        _ = SecretBytes(taking: &cursor.bytes)
        guard let ring else { throw .malformed(document: KeyFile.kind, member: "box") }
        return ring
    }

    private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    private static func append(_ secret: SecretBytes, to bytes: inout [UInt8]) {
        secret.withBytes { span in
            for index in 0..<span.byteCount {
                bytes.append(unsafe span.unsafeLoad(fromByteOffset: index, as: UInt8.self))
            }
        }
    }

    struct Cursor {
        var bytes: [UInt8]
        var offset = 0

        mutating func byte() -> UInt8? {
            guard offset < bytes.count else { return nil }
            defer { offset += 1 }
            return bytes[offset]
        }

        mutating func count() -> UInt32? {
            guard let value = uint32(), value <= KeyRingCodec.maximumCount else { return nil }
            return value
        }

        mutating func uint32() -> UInt32? {
            var value: UInt32 = 0
            for _ in 0..<4 {
                guard let next = byte() else { return nil }
                value = value << 8 | UInt32(next)
            }
            return value
        }

        mutating func secret() -> SecretBytes? {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(32)
            for _ in 0..<32 {
                guard let next = byte() else { return nil }
                bytes.append(next)
            }
            return SecretBytes(taking: &bytes)
        }

        mutating func publicKey() -> Ed25519.PublicKey? {
            var bytes: [UInt8] = []
            for _ in 0..<32 {
                guard let next = byte() else { return nil }
                bytes.append(next)
            }
            return Ed25519.PublicKey(bytes)
        }

        mutating func owner() -> KeyRing.Owner? {
            guard let index = uint32(), let rotated = byte(), rotated <= 1, let key = publicKey(), let next = uint32()
            else { return nil }
            return KeyRing.Owner(index: index, rotated: rotated == 1, publicKey: key, nextIndex: next)
        }

        mutating func ring() -> KeyRing? {
            guard byte() == 1, let seed = secret(), let used = uint32(), let poolCount = count() else { return nil }
            var ring = KeyRing(seed: seed, revealed: [:], pool: [], poolUsed: used, owners: [])
            for _ in 0..<poolCount {
                guard let key = publicKey() else { return nil }
                ring.pool.append(key)
            }
            guard let ownerCount = count() else { return nil }
            for _ in 0..<ownerCount {
                guard let owner = owner(), owner.nextIndex < poolCount else { return nil }
                ring.owners.append(owner)
            }
            guard let revealedCount = count() else { return nil }
            for _ in 0..<revealedCount {
                guard let index = uint32(), let seed = secret() else { return nil }
                ring.revealed[index] = seed
            }
            guard offset == bytes.count, used <= poolCount else { return nil }
            return ring
        }
    }
}
