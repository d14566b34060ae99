import Cryptography
import TransparencyLog

// struct {
//     uint8 version = 1;
//     uint8 kind;
//     opaque origin<1..128>;
//     opaque first<1..4096>;                       // note with one signature line; uint16 length
//     opaque second<1..4096>;
//     select (kind) {
//         case same_size(1): struct {};
//         case prefix(2):    opaque root[32]; Digest proof<0..2016>;   // uint16 length in bytes
//     };
// } Evidence;

extension Evidence {
    static let version: UInt8 = 1
    /// Hashes of a consistency proof: one for each bit of a tree size and one more.
    static let proofLimit = 64

    /// The one encoding of this evidence.
    public var encoded: [UInt8] {
        var bytes: [UInt8] = [Self.version, kind.rawValue, UInt8(truncatingIfNeeded: origin.text.utf8.count)]
        bytes += Array(origin.text.utf8)
        for note in [first.encoded, second.encoded] { bytes += Self.length(note.count) + note }
        if case .prefix(let root, let hashes) = proof {
            root.append(to: &bytes)
            bytes += Self.length(hashes.count * Digest.byteCount)
            for hash in hashes { hash.append(to: &bytes) }
        }
        return bytes
    }

    /// Reads evidence; nothing about it is believed before `check`.
    public init(parsing bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count <= Self.byteLimit else { throw .malformed(offset: Self.byteLimit) }
        var reader = EvidenceReader(bytes)
        let version = try reader.byte()
        guard version == Self.version else { throw .unknownVersion(version) }
        let kindByte = try reader.byte()
        guard let kind = Kind(rawValue: kindByte) else { throw .unknownKind(kindByte) }
        let origin = try reader.origin()
        let first = try reader.note()
        let second = try reader.note()
        let proof = try reader.proof(of: kind)
        try reader.finish()
        self.init(origin: origin, first: first, second: second, proof: proof)
        // Order of the notes and every other freedom: one encoding, one hash.
        guard encoded == bytes, isOrdered else { throw .malformed(offset: 0) }
    }

    private var isOrdered: Bool {
        kind != .sameSize || first.text.utf8.lexicographicallyPrecedes(second.text.utf8)
    }

    private static func length(_ count: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
    }
}

private struct EvidenceReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func byte() throws(EvidenceError) -> UInt8 {
        guard offset < bytes.count else { throw .malformed(offset: offset) }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func take(_ count: Int) throws(EvidenceError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - offset else { throw .malformed(offset: offset) }
        defer { offset += count }
        return bytes[offset..<(offset + count)]
    }

    mutating func length() throws(EvidenceError) -> Int { Int(try byte()) << 8 | Int(try byte()) }

    mutating func origin() throws(EvidenceError) -> Origin {
        let start = offset
        let count = Int(try byte())
        guard let text = String(validating: try take(count), as: UTF8.self), let origin = try? Origin(text) else {
            throw .malformed(offset: start)
        }
        return origin
    }

    mutating func note() throws(EvidenceError) -> SignedNote {
        let start = offset
        let note = Array(try take(try length()))
        guard let note = try? SignedNote(parsing: note, limits: SignedHead.noteLimits), note.signatures.count == 1
        else { throw .malformed(offset: start) }
        return note
    }

    mutating func proof(of kind: Evidence.Kind) throws(EvidenceError) -> Evidence.Proof {
        guard kind == .prefix else { return .sameSize }
        let root = try digest()
        let start = offset
        let count = try length()
        guard count % Digest.byteCount == 0, count <= Evidence.proofLimit * Digest.byteCount else {
            throw .malformed(offset: start)
        }
        var hashes: [Digest] = []
        for _ in 0..<(count / Digest.byteCount) { hashes.append(try digest()) }
        return .prefix(root: root, hashes: hashes)
    }

    mutating func digest() throws(EvidenceError) -> Digest {
        guard let digest = Digest(try take(Digest.byteCount)) else { throw .malformed(offset: offset) }
        return digest
    }

    func finish() throws(EvidenceError) {
        guard offset == bytes.count else { throw .malformed(offset: offset) }
    }
}
