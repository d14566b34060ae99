import Cryptography
import Ledger
import TransparencyLog

/// Reads TLS presentation language (RFC 8446, section 3): big-endian numbers and vectors with a length before them.
struct WireReader {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func fail(_ problem: GossipMessageError.Problem) -> GossipMessageError { .malformed(problem, offset: offset) }

    mutating func take(_ count: Int) throws(GossipMessageError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - offset else { throw fail(.cutOff) }
        defer { offset += count }
        return bytes[offset..<(offset + count)]
    }

    mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _: Value.Type = Value.self
    ) throws(GossipMessageError) -> Value {
        try take(Value.bitWidth / 8).reduce(0) { $0 << 8 | Value($1) }
    }

    mutating func digest() throws(GossipMessageError) -> Digest {
        guard let digest = Digest(try take(Digest.byteCount)) else { throw fail(.cutOff) }
        return digest
    }

    /// `opaque text<minimum..limit>` with a length of one byte.
    mutating func shortText(_ minimum: Int, _ limit: Int) throws(GossipMessageError) -> String {
        let length = Int(try integer(UInt8.self))
        guard length >= minimum, length <= limit else { throw fail(.length) }
        guard let text = String(validating: try take(length), as: UTF8.self) else { throw fail(.notUTF8) }
        return text
    }

    mutating func origin() throws(GossipMessageError) -> Origin {
        let text = try shortText(1, 128)
        guard let origin = try? Origin(text) else { throw fail(.badOrigin) }
        return origin
    }

    /// A tree size: at most 2^63 - 1, as in checkpoints.
    mutating func size() throws(GossipMessageError) -> UInt64 {
        let size = try integer(UInt64.self)
        guard size <= MerkleTree.maximumSize else { throw fail(.sizeTooLarge) }
        return size
    }

    /// `opaque note<1..65535>`; the note is in its one form.
    mutating func note() throws(GossipMessageError) -> SignedNote {
        let length = Int(try integer(UInt16.self))
        guard length > 0 else { throw fail(.length) }
        let bytes = Array(try take(length))
        guard let note = try? SignedNote(parsing: bytes), note.encoded == bytes else { throw fail(.badNote) }
        return note
    }

    /// `Entry entries<0..2^18>`, each `opaque entry<1..1024>`.
    mutating func entries() throws(GossipMessageError) -> [[UInt8]] {
        let end = try vectorEnd(limit: GossipLimits.chunkBytes + 2 * GossipLimits.chunkEntries)
        var entries: [[UInt8]] = []
        var total = 0
        while offset < end {
            guard entries.count < GossipLimits.chunkEntries else { throw fail(.tooMany) }
            let length = Int(try integer(UInt16.self))
            guard (1...GossipLimits.entryBytes).contains(length), offset + length <= end else { throw fail(.length) }
            total += length
            entries.append(Array(try take(length)))
        }
        guard offset == end, total <= GossipLimits.chunkBytes else { throw fail(.length) }
        return entries
    }

    /// `Digest proof<0..64>` with a count of one byte.
    mutating func proof() throws(GossipMessageError) -> [Digest] {
        let count = Int(try integer(UInt8.self))
        guard count <= GossipLimits.proofHashes else { throw fail(.tooMany) }
        var hashes: [Digest] = []
        for _ in 0..<count { hashes.append(try digest()) }
        return hashes
    }

    /// The end of a vector whose length in bytes stands in four bytes here.
    mutating func vectorEnd(limit: Int) throws(GossipMessageError) -> Int {
        let length = Int(try integer(UInt32.self))
        guard length <= limit, length <= bytes.count - offset else { throw fail(.length) }
        return offset + length
    }

    func finish() throws(GossipMessageError) {
        guard offset == bytes.count else { throw fail(.trailingBytes) }
    }
}

/// Why a message is refused.
public enum GossipMessageError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Problem: String, Equatable, Sendable {
        case cutOff = "the message is cut off"
        case length = "a length is out of its range"
        case notUTF8 = "a text is not UTF-8"
        case badOrigin = "an origin is not well-formed"
        case badNote = "a checkpoint note is not well-formed"
        case badEvidence = "the evidence is not well-formed"
        case sizeTooLarge = "a tree size is beyond 2^63 - 1"
        case tooMany = "a list has too many items"
        case order = "a list is not in strictly rising order"
        case badValue = "a field has a value that means nothing"
        case trailingBytes = "bytes follow the end of the message"
    }

    case unknownType(UInt8)
    case tooLong(Int)
    case malformed(Problem, offset: Int)

    public var description: String {
        switch self {
        case .unknownType(let type): "message type \(type) is not known"
        case .tooLong(let count): "the message has \(count) bytes, the limit is \(GossipLimits.messageBytes)"
        case .malformed(let problem, let offset): "\(problem.rawValue) (byte \(offset))"
        }
    }
}
