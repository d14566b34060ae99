import CLMDB
import Glibc

/// Why a call of LMDB, or one around it, could not be carried out. Each says what, where and what to do next.
///
/// "Not found" is never an error: look-ups answer nil.
public enum LMDBError: Error, Hashable, Sendable {
    /// The data would need more than the memory map may grow to.
    case mapFull(path: String, limit: Int)
    /// A key is empty or longer than LMDB's limit (511 bytes).
    case keyLength(Int, limit: Int)
    /// A value is longer than LMDB's limit (4 GiB - 1).
    case valueTooLarge(Int)
    /// A key appended is not behind the last one of its table.
    case keyNotInOrder(table: String)
    /// The file is an LMDB file, but its contents contradict each other.
    case corrupted(path: String, detail: String)
    /// The file is not an LMDB file.
    case notADatabase(path: String)
    /// The file, or the process that has it open, uses another version of LMDB's format.
    case versionMismatch(path: String)
    /// The operating system refuses access.
    case permission(path: String)
    /// No space, quota or permitted file size is left.
    case diskFull(path: String)
    /// A file or directory that should be there is missing.
    case missing(path: String)
    /// Another process, or another object of this one, has the directory open. The pid is nil if it is not known.
    case inUse(path: String, pid: Int32?)
    /// Too many reads at the same time.
    case tooManyReaders(limit: Int)
    /// One transaction changed more pages than LMDB can keep track of.
    case transactionTooLarge(path: String)
    /// The environment was closed.
    case closed(path: String)
    /// A transaction was used after its closure had returned.
    case transactionEnded
    /// A copy would overwrite something.
    case targetExists(path: String)
    /// Any other code of LMDB or the system.
    case other(call: String, path: String, code: Int32)
}

extension LMDBError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .mapFull(let path, let limit):
            "The store in \(path) has reached its limit of \(limit) bytes. Raise the limit and start again."
        case .keyLength(let length, let limit):
            "A key of \(length) bytes cannot be stored: a key has 1 to \(limit) bytes."
        case .valueTooLarge(let length):
            "A value of \(length) bytes cannot be stored: a value has at most 4294967295 bytes."
        case .keyNotInOrder(let table):
            "A key appended to table \(table) is not behind the last one there."
        case .corrupted(let path, let detail):
            "The store in \(path) is damaged: \(detail). Restore it from a backup."
        case .notADatabase(let path):
            "\(path) is not an LMDB data file. Check the path, or move the file away to begin with an empty store."
        case .versionMismatch(let path):
            "\(path) was written or is open by another version of LMDB. Use the version that wrote it."
        case .permission(let path):
            "No permission to use \(path). Start the program as the owner of the file, or change its owner."
        case .diskFull(let path):
            "No space is left on the disk of \(path). Free some and start again; nothing written so far is lost."
        case .missing(let path):
            "\(path) does not exist."
        case .inUse(let path, let pid?):
            "\(path) is in use by process \(pid). Stop that process first, or use another directory."
        case .inUse(let path, nil):
            "\(path) is in use by another process. Stop that process first, or use another directory."
        case .tooManyReaders(let limit):
            "More than \(limit) reads at once. Try again when some have ended."
        case .transactionTooLarge(let path):
            "One write to \(path) changes too many pages. Write in smaller batches."
        case .closed(let path):
            "The store in \(path) is closed."
        case .transactionEnded:
            "A transaction was used after its closure had returned."
        case .targetExists(let path):
            "\(path) exists already. Name a directory that does not exist or is empty."
        case .other(let call, let path, let code):
            "\(call) failed for \(path): \(Self.text(code)) (\(code))."
        }
    }

    /// LMDB's own text, or the system's.
    private static func text(_ code: Int32) -> String {
        guard let text = unsafe mdb_strerror(code) else { return "unknown error" }
        return unsafe String(cString: text)
    }

    /// The error for a code other than 0, `MDB_NOTFOUND` and `MDB_KEYEXIST`, which callers judge themselves.
    static func from(_ code: Int32, call: String, path: String) -> LMDBError {
        switch code {
        case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_PANIC:
            .corrupted(path: path, detail: "\(call) reports \"\(text(code))\"")
        case MDB_INVALID: .notADatabase(path: path)
        case MDB_VERSION_MISMATCH: .versionMismatch(path: path)
        case MDB_TXN_FULL: .transactionTooLarge(path: path)
        case EACCES, EPERM, EROFS: .permission(path: path)
        case ENOSPC, EDQUOT, EFBIG: .diskFull(path: path)
        case ENOENT, ENOTDIR: .missing(path: path)
        case EAGAIN: .inUse(path: path, pid: nil)
        default: .other(call: call, path: path, code: code)
        }
    }

    /// The error for `errno` after a failed system call.
    static func fromErrno(_ call: String, path: String) -> LMDBError {
        from(errno, call: call, path: path)
    }
}
