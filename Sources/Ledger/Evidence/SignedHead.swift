public import Cryptography
public import TransparencyLog

/// A head of a log: a checkpoint of an origin with a signature by a log key that may sign at its size.
///
/// The value exists only for signatures that were checked. Whether the tree behind it is known, replayed or the only
/// one of its size is for the holder to say.
public struct SignedHead: Sendable, Hashable {
    /// Bytes of a note with one signature: a checkpoint of ours has less than 400.
    public static let noteLimits = NoteLimits(bytes: 4_096, signatures: 1)

    public let origin: Origin
    public let checkpoint: Checkpoint
    /// The checkpoint with the log's signature line and no other.
    public let note: SignedNote

    public var size: UInt64 { checkpoint.size }
    public var root: Digest { checkpoint.root }

    /// Takes the log's line out of `note`, which may have others, and checks it.
    public init(
        _ note: SignedNote, origin: Origin, roster: Roster, verifying check: NoteSignatureCheck
    ) throws(SignedHeadError) {
        let checkpoint: Checkpoint
        do throws(CheckpointError) { checkpoint = try Checkpoint(parsing: note.text) } catch {
            throw .checkpoint(error)
        }
        guard checkpoint.origin.utf8.elementsEqual(origin.text.utf8) else { throw .otherOrigin(checkpoint.origin) }
        // Extension lines are signed too, but nothing of ours writes them and cosigners would vouch for them.
        guard checkpoint.extensions.isEmpty else { throw .extensions }
        let keys = roster.logKeys(for: origin, atSize: checkpoint.size)
        for line in note.signatures {
            for key in keys where check.isValid(line, of: note.text, by: key) {
                guard let single = try? SignedNote(text: note.text, signatures: [line], limits: Self.noteLimits) else {
                    throw .tooLong
                }
                self.origin = origin
                self.checkpoint = checkpoint
                self.note = single
                return
            }
        }
        throw .notSigned(origin: origin, size: checkpoint.size)
    }

    /// The name and id of the key that signed, as in `<name>+<8 hexadecimal digits>`.
    public var signedBy: String { note.signatures.first.map(\.description) ?? "" }

    /// The same size and another root.
    public func contradicts(_ other: SignedHead) -> Bool {
        origin == other.origin && size == other.size && root != other.root
    }
}

/// Why a note is not a head of a log.
public enum SignedHeadError: Error, Hashable, Sendable, CustomStringConvertible {
    case checkpoint(CheckpointError)
    case otherOrigin(String)
    case extensions
    case tooLong
    /// No line is a valid signature by a key that the roster allows at this size.
    case notSigned(origin: Origin, size: UInt64)

    public var description: String {
        switch self {
        case .checkpoint(let error): "\(error)"
        case .otherOrigin(let origin): "the checkpoint is of the log \(origin), not of the one asked for"
        case .extensions: "the checkpoint has extension lines"
        case .tooLong: "the note is longer than \(SignedHead.noteLimits.bytes) bytes"
        case .notSigned(let origin, let size):
            "no key that the roster allows for \(origin.text) at size \(size) has signed the checkpoint"
        }
    }
}
