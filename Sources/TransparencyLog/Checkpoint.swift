public import Cryptography
import Multiformats

/// A log's statement of its size and root hash: the text of a signed note (c2sp.org/tlog-checkpoint).
///
/// ```
/// example.com/behind-the-sofa
/// 20852163
/// CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
/// ```
public struct Checkpoint: Sendable, Hashable, CustomStringConvertible {
    /// The identity of the log; compared as UTF-8 bytes.
    public let origin: String
    /// The number of leaves, at most ``MerkleTree/maximumSize``.
    public let size: UInt64
    /// The RFC 6962 root over these leaves.
    public let root: Digest
    /// Further lines, opaque; logs should not use them.
    public let extensions: [String]

    /// - Throws: `badOrigin`, `badSize` or `badExtension` if the text could not be read back.
    public init(origin: String, size: UInt64, root: Digest, extensions: [String] = []) throws(CheckpointError) {
        guard Self.isLine(origin) else { throw .badOrigin }
        guard size <= MerkleTree.maximumSize else { throw .badSize }
        guard extensions.allSatisfy(Self.isLine) else { throw .badExtension }
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// Reads the text of a checkpoint note, final newline included. Every line must be there, none may be empty, and
    /// there is one spelling for every value: `Checkpoint(parsing: t).text` is `t`.
    public init(parsing text: String) throws(CheckpointError) {
        guard text.utf8.count <= NoteLimits.default.bytes else { throw .tooLarge }
        guard text.utf8.last == NoteRule.newline else { throw .noFinalNewline }
        let lines = text.utf8.dropLast().split(separator: NoteRule.newline, omittingEmptySubsequences: false)
        guard lines.count >= 3 else { throw .missingLine }
        guard let size = parseDecimal(lines[1]) else { throw .badSize }
        guard let hash = decodeBase64(String(lines[2]) ?? ""), let root = Digest(hash) else { throw .badRoot }
        try self.init(
            origin: String(lines[0]) ?? "", size: size, root: root,
            extensions: lines.dropFirst(3).map { String($0) ?? "" })
    }

    /// The text to sign, with its final newline.
    public var text: String {
        var text = "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n"
        for line in extensions { text += line + "\n" }
        return text
    }

    public var description: String { "\(origin) \(size) \(root)" }

    /// A line of a note: not empty, no control characters.
    private static func isLine(_ line: String) -> Bool {
        !line.isEmpty && line.utf8.allSatisfy { $0 >= 0x20 }
    }

    public static func == (left: Checkpoint, right: Checkpoint) -> Bool {
        left.size == right.size && left.root == right.root && sameBytes(left.text, right.text)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(size)
        hasher.combine(root)
    }
}

/// Why a text is not a checkpoint, or a checkpoint note is not to be trusted.
public enum CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Longer than a note may be.
    case tooLarge
    case noFinalNewline
    case missingLine
    case badOrigin
    case badSize
    case badRoot
    case badExtension
    /// The origin line is not the one of the log that was asked for.
    case otherOrigin(String)
    /// No key of the log has signed.
    case notSignedByLog
    case note(NoteError)

    public var description: String {
        switch self {
        case .tooLarge: "the checkpoint is longer than \(NoteLimits.default.bytes) bytes"
        case .noFinalNewline: "the checkpoint does not end in a newline; it may have been cut off"
        case .missingLine: "the checkpoint has fewer than the three lines origin, size and root hash"
        case .badOrigin: "the first line of the checkpoint, its origin, is empty or has control characters"
        case .badSize: "the second line of the checkpoint is not a tree size in decimal, at most 2^63 - 1"
        case .badRoot: "the third line of the checkpoint is not the base64 of 32 bytes"
        case .badExtension: "an extension line of the checkpoint is empty or has control characters"
        case .otherOrigin(let origin): "the checkpoint is of the log \(origin), not of the one asked for"
        case .notSignedByLog: "no key of the log has signed the checkpoint"
        case .note(let error): error.description
        }
    }
}
