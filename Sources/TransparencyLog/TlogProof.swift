public import Cryptography
import Multiformats

/// An offline proof that a leaf stands in a log (c2sp.org/tlog-proof, file extension `.tlog-proof`).
///
/// ```
/// c2sp.org/tlog-proof@v1
/// extra ZXh0cmE=
/// index 10
/// rzFuy5Go7nrpkhBwKy1HWPMM3eO/YePY54fXRoH5Cm4=
///
/// <the checkpoint note, verbatim>
/// ```
public struct TlogProof: Sendable, Hashable {
    /// Opaque data for the application, not authenticated by anything; nil if the line is absent.
    public let extra: [UInt8]?
    /// Zero-based index of the leaf.
    public let index: UInt64
    /// The inclusion proof, lowest sibling first.
    public let hashes: [Digest]
    /// The checkpoint note as it was read; parsed when the proof is checked.
    public let checkpoint: [UInt8]

    /// The longest `extra` line, in bytes of base64.
    public static let maximumExtraLength = 65_536
    static let header = "c2sp.org/tlog-proof@v1"
    static let maximumHashes = 63
    static let maximumLength = header.utf8.count + maximumExtraLength + 64 * 64 + NoteLimits.default.bytes

    public init(index: UInt64, hashes: [Digest], checkpoint: [UInt8], extra: [UInt8]? = nil) {
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
        self.extra = extra
    }

    /// Reads a proof strictly. The checkpoint behind the empty line is only bounded here, not parsed.
    public init(parsing bytes: [UInt8]) throws(TlogProofError) {
        guard bytes.count <= Self.maximumLength else { throw .tooLarge }
        var rest = bytes[...]
        guard let header = takeLine(&rest), header.elementsEqual(Self.header.utf8) else { throw .badHeader }
        guard var line = takeLine(&rest) else { throw .badIndex }
        extra = try Self.value(of: "extra ", in: line).map { (text) throws(TlogProofError) in
            guard text.count <= Self.maximumExtraLength, let extra = decodeBase64(String(decoding: text, as: UTF8.self))
            else { throw .badExtra }
            return extra
        }
        if extra != nil {
            guard let next = takeLine(&rest) else { throw .badIndex }
            line = next
        }
        guard let text = Self.value(of: "index ", in: line), let index = parseDecimal(text) else { throw .badIndex }
        self.index = index
        hashes = try Self.hashes(&rest)
        guard rest.last == NoteRule.newline, rest.count <= NoteLimits.default.bytes else { throw .badCheckpoint }
        checkpoint = Array(rest)
    }

    /// The proof as text; parsing it gives the same value again.
    public var encoded: [UInt8] {
        var text = Self.header + "\n"
        if let extra { text += "extra \(Base64.encode(extra))\n" }
        text += "index \(index)\n"
        for hash in hashes { text += Base64.encode(hash.bytes) + "\n" }
        return Array((text + "\n").utf8) + checkpoint
    }

    /// Checks the proof for a leaf, whose hash the application has worked out.
    ///
    /// - Returns: the checkpoint under which the leaf was found, with the cosignatures by known cosigners; how many
    ///   are enough is for the caller to say (tlog-proof, "Verifying", step 3).
    public func check(
        leafHash: Digest, origin: String, logKeys: [NoteVerifierKey], cosigners: [NoteVerifierKey] = []
    ) throws(TlogProofError) -> VerifiedCheckpoint {
        let verified: VerifiedCheckpoint
        do {
            verified = try VerifiedCheckpoint(
                parsing: checkpoint, origin: origin, logKeys: logKeys, cosigners: cosigners)
        } catch { throw .checkpoint(error) }
        let proof = InclusionProof(index: index, size: verified.checkpoint.size, hashes: hashes)
        do { try proof.check(leafHash: leafHash, root: verified.checkpoint.root) } catch { throw .inclusion(error) }
        return verified
    }

    private static func value(of key: String, in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        line.starts(with: key.utf8) ? line.dropFirst(key.utf8.count) : nil
    }

    private static func hashes(_ rest: inout ArraySlice<UInt8>) throws(TlogProofError) -> [Digest] {
        var hashes: [Digest] = []
        while let line = takeLine(&rest) {
            if line.isEmpty { return hashes }
            guard hashes.count < maximumHashes else { throw .tooManyHashes }
            guard let raw = decodeBase64(String(decoding: line, as: UTF8.self)), let hash = Digest(raw) else {
                throw .badHash(line: hashes.count + 1)
            }
            hashes.append(hash)
        }
        throw .badCheckpoint
    }
}

/// Takes a line off the front, without its newline; nil if no newline is left.
func takeLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let end = rest.firstIndex(of: NoteRule.newline) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return rest[..<end]
}

/// Why a proof file was refused.
public enum TlogProofError: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLarge
    case badHeader
    case badExtra
    case badIndex
    case tooManyHashes
    /// Counted from 1 behind the index line.
    case badHash(line: Int)
    case badCheckpoint
    case checkpoint(CheckpointError)
    case inclusion(ProofError)

    public var description: String {
        switch self {
        case .tooLarge: "the proof file is longer than \(TlogProof.maximumLength) bytes"
        case .badHeader: "the proof file does not begin with the line \(TlogProof.header)"
        case .badExtra: "the extra line of the proof file is not base64, or too long"
        case .badIndex: "the proof file has no line with index and the number of the entry"
        case .tooManyHashes: "the proof file has more than \(TlogProof.maximumHashes) hashes"
        case .badHash(let line): "hash \(line) of the proof file is not the base64 of 32 bytes"
        case .badCheckpoint: "the proof file does not end with an empty line and a checkpoint"
        case .checkpoint(let error): error.description
        case .inclusion(let error): error.description
        }
    }
}
