import Cryptography

/// The ring's bytes inside the box, big-endian (docs/formats/key-file.md, "Ring"):
/// `uint8 version=1; opaque seed[32]; uint32 pool_used; uint32 pool_count; opaque pool[32] each;
///  uint32 owner_count; { uint32 index; uint8 rotated; opaque public_key[32]; uint32 next_index } each;
///  uint32 revealed_count; { uint32 index; opaque seed[32] } each`, the last by rising index.
///
/// Secrets are copied once on the way out, into an array of exactly the needed size that is zeroed afterwards, and on the
/// way in from the opened box straight to where they stay.
enum KeyRingCodec {
    static let version: UInt8 = 1
    private static let keyByteCount = 32
    private static let ownerByteCount = 4 + 1 + keyByteCount + 4
    private static let revealedByteCount = 4 + keyByteCount

    static func byteCount(_ ring: KeyRing) -> Int {
        1 + keyByteCount + 8 + ring.pool.count * keyByteCount + 4 + ring.owners.count * ownerByteCount + 4
            + ring.revealed.count * revealedByteCount
    }

    static func encode(_ ring: KeyRing) -> SecretBytes {
        var bytes: [UInt8] = []
        // Growing would leave a copy behind.
        bytes.reserveCapacity(byteCount(ring))
        bytes.append(version)
        append(ring.seed, to: &bytes)
        append(ring.poolUsed, to: &bytes)
        append(UInt32(clamping: ring.pool.count), to: &bytes)
        for key in ring.pool { key.rawBytes.append(to: &bytes) }
        append(UInt32(clamping: ring.owners.count), to: &bytes)
        for owner in ring.owners {
            append(owner.index, to: &bytes)
            bytes.append(owner.rotated ? 1 : 0)
            owner.publicKey.rawBytes.append(to: &bytes)
            append(owner.nextIndex, to: &bytes)
        }
        append(UInt32(clamping: ring.revealed.count), to: &bytes)
        for (index, seed) in ring.revealed.sorted(by: { $0.key < $1.key }) {
            append(index, to: &bytes)
            append(seed, to: &bytes)
        }
        return SecretBytes(taking: &bytes)
    }

    static func decode(_ payload: SecretBytes) throws(ExchangeError) -> KeyRing {
        let ring = payload.withBytes { bytes in
            var cursor = RingCursor()
            return cursor.ring(bytes)
        }
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
}

/// Reads a ring; nil for anything that `encode` does not write.
private struct RingCursor {
    var offset = 0

    mutating func ring(_ bytes: RawSpan) -> KeyRing? {
        guard byte(bytes) == KeyRingCodec.version, let seed = secret(bytes), let used = uint32(bytes),
            let poolCount = count(bytes), used <= poolCount
        else { return nil }
        var ring = KeyRing(seed: seed, revealed: [:], pool: [], poolUsed: used, owners: [])
        for _ in 0..<poolCount {
            guard let key = publicKey(bytes) else { return nil }
            ring.pool.append(key)
        }
        // Each owner has taken one next key.
        guard let ownerCount = count(bytes), ownerCount <= used else { return nil }
        for _ in 0..<ownerCount {
            guard let owner = owner(bytes), owner.nextIndex < used else { return nil }
            ring.owners.append(owner)
        }
        guard let revealedCount = count(bytes), readRevealed(bytes, revealedCount, into: &ring) else { return nil }
        return offset == bytes.byteCount ? ring : nil
    }

    private mutating func readRevealed(_ bytes: RawSpan, _ count: UInt32, into ring: inout KeyRing) -> Bool {
        var last: UInt32?
        for _ in 0..<count {
            guard let index = uint32(bytes), let seed = secret(bytes), last.map({ $0 < index }) ?? true else {
                return false
            }
            ring.revealed[index] = seed
            last = index
        }
        return true
    }

    private mutating func owner(_ bytes: RawSpan) -> KeyRing.Owner? {
        guard let index = uint32(bytes), let rotated = byte(bytes), rotated <= 1, let key = publicKey(bytes),
            let next = uint32(bytes)
        else { return nil }
        return KeyRing.Owner(index: index, rotated: rotated == 1, publicKey: key, nextIndex: next)
    }

    private mutating func byte(_ bytes: RawSpan) -> UInt8? {
        guard offset < bytes.byteCount else { return nil }
        defer { offset += 1 }
        return unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    private mutating func uint32(_ bytes: RawSpan) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let next = byte(bytes) else { return nil }
            value = value << 8 | UInt32(next)
        }
        return value
    }

    /// A number of things that follow.
    private mutating func count(_ bytes: RawSpan) -> UInt32? {
        guard let value = uint32(bytes), value <= UInt32(KeyRing.maximumPool) else { return nil }
        return value
    }

    private mutating func secret(_ bytes: RawSpan) -> SecretBytes? {
        guard let range = take(32, of: bytes) else { return nil }
        return SecretBytes(copying: bytes.extracting(range))
    }

    private mutating func publicKey(_ bytes: RawSpan) -> Ed25519.PublicKey? {
        guard let range = take(Digest.byteCount, of: bytes), let raw = Digest(bytes.extracting(range)) else {
            return nil
        }
        return Ed25519.PublicKey(raw)
    }

    private mutating func take(_ count: Int, of bytes: RawSpan) -> Range<Int>? {
        guard bytes.byteCount - offset >= count else { return nil }
        defer { offset += count }
        return offset..<offset + count
    }
}
