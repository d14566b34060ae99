public import Cryptography
import Multiformats

/// The body of a witness's `add-checkpoint` call (c2sp.org/tlog-witness), parsed.
///
/// ```
/// old 20852014
/// PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
///
/// <the checkpoint note>
/// ```
public struct AddCheckpointRequest: Sendable, Hashable {
    /// The size up to which the sender believes the witness has cosigned.
    public let oldSize: UInt64
    /// The consistency proof from `oldSize` to the size of the checkpoint; at most 63 hashes.
    public let proof: [Digest]
    public let note: SignedNote
    public let checkpoint: Checkpoint

    /// The most proof lines a client may send.
    public static let maximumHashes = 63
    static let maximumLength = NoteLimits.default.bytes + 64 * 64

    /// - Throws: `badCheckpoint` if the text of the note is not a checkpoint.
    public init(oldSize: UInt64, proof: [Digest], note: SignedNote) throws(AddCheckpointError) {
        guard let checkpoint = try? Checkpoint(parsing: note.text) else { throw .badCheckpoint }
        self.oldSize = oldSize
        self.proof = proof
        self.note = note
        self.checkpoint = checkpoint
    }

    /// Reads a request body strictly.
    public init(parsing body: [UInt8]) throws(AddCheckpointError) {
        guard body.count <= Self.maximumLength else { throw .tooLarge }
        var rest = body[...]
        guard let first = takeLine(&rest), first.starts(with: "old ".utf8),
            let oldSize = parseDecimal(first.dropFirst(4))
        else { throw .badOldSize }
        let proof = try Self.proof(&rest)
        try self.init(oldSize: oldSize, proof: proof, note: try Self.note(Array(rest)))
    }

    /// The request body.
    public var encoded: [UInt8] {
        var text = "old \(oldSize)\n"
        for hash in proof { text += Base64.encode(hash.bytes) + "\n" }
        return Array((text + "\n").utf8) + note.encoded
    }

    private static func note(_ bytes: [UInt8]) throws(AddCheckpointError) -> SignedNote {
        do {
            return try SignedNote(parsing: bytes)
        } catch .malformedSignature, .noSignatures {
            throw .badSignatures
        } catch {
            throw .badCheckpoint
        }
    }

    private static func proof(_ rest: inout ArraySlice<UInt8>) throws(AddCheckpointError) -> [Digest] {
        var proof: [Digest] = []
        while let line = takeLine(&rest) {
            if line.isEmpty { return proof }
            guard proof.count < maximumHashes else { throw .tooManyHashes }
            guard let raw = decodeBase64(String(decoding: line, as: UTF8.self)) else { throw .badProofLine }
            guard let hash = Digest(raw) else { throw .proofLineIsNoHash }
            proof.append(hash)
        }
        throw .badCheckpoint
    }
}

/// Why a body is not an `add-checkpoint` request.
public enum AddCheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLarge
    case badOldSize
    case tooManyHashes
    case badProofLine
    /// Base64, but not of 32 bytes: a proof that cannot verify.
    case proofLineIsNoHash
    case badCheckpoint
    /// The signature lines of the checkpoint cannot be read, so nobody has signed it.
    case badSignatures

    public var description: String {
        switch self {
        case .tooLarge: "the request is longer than \(AddCheckpointRequest.maximumLength) bytes"
        case .badOldSize: "the request does not begin with a line: old, a space, a tree size"
        case .tooManyHashes: "the request has more than \(AddCheckpointRequest.maximumHashes) proof lines"
        case .badProofLine: "a proof line of the request is not base64"
        case .proofLineIsNoHash: "a proof line of the request is not a hash of 32 bytes"
        case .badCheckpoint: "the request does not end with an empty line and a signed checkpoint"
        case .badSignatures: "the signature lines of the checkpoint cannot be read"
        }
    }
}
