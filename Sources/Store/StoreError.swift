public import LMDB
public import Ledger

/// Why the store could not do something. Two kinds: this call failed and all else goes on; or ``stopped(_:)``, after
/// which nothing more is written until the store is opened again.
public enum StoreError: Error, Hashable, Sendable {
    /// The directory belongs to another node.
    case otherNode(directory: String, found: StoreIdentity, expected: StoreIdentity)
    /// The directory was written by a newer version of this program.
    case newerFormat(directory: String, found: UInt32, supported: UInt32)
    /// The directory holds an LMDB environment that is none of ours.
    case notAStore(directory: String)
    /// A step from one format version to the next failed; the old data are unchanged.
    case migrationFailed(directory: String, to: UInt32, reason: String)
    /// Entries that do not follow those stored.
    case notContiguous(origin: Origin, stored: UInt64, firstIndex: UInt64)
    /// What is given along with entries contradicts them; the text says what.
    case contradiction(origin: Origin, String)
    /// An entry is empty or longer than the ledger's limit.
    case entryLength(Int, limit: Int)
    /// Nothing is stored of this log.
    case unknownOrigin(Origin)
    /// A stored record cannot be read.
    case damaged(table: String, reason: String)
    /// A write failed so that it is not known what the disk has; nothing of that batch counts. Reads still work.
    case stopped(LMDBError)
    /// More writes wait than the queue holds.
    case busy(limit: Int)
    /// The store was closed.
    case closed
    /// The database's own error.
    case database(LMDBError)

    /// Whether opening the store again may help: there may be room on the disk by then, or the disk may work again.
    public var isTransient: Bool {
        switch self {
        case .stopped, .database(.diskFull): true
        default: false
        }
    }

    init(_ error: LMDBError) {
        if case .closed = error { self = .closed } else { self = .database(error) }
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .otherNode(let directory, let found, let expected):
            "\(directory) is the store of \(found), not of \(expected). Name the right data directory."
        case .newerFormat(let directory, let found, let supported):
            "\(directory) has format version \(found); this program knows versions up to \(supported). "
                + "Use the newer program, or restore the copy that was made before it changed the store."
        case .notAStore(let directory):
            "\(directory) holds a database of another program. Name the right data directory."
        case .migrationFailed(let directory, let version, let reason):
            "\(directory) could not be brought to format version \(version): \(reason). It is unchanged; a copy of it "
                + "is kept beside it."
        case .notContiguous(let origin, let stored, let firstIndex):
            "Entries of \(origin.text) from index \(firstIndex) cannot be stored: \(stored) entries are there."
        case .contradiction(let origin, let what):
            "A batch of \(origin.text) was not stored: \(what)."
        case .entryLength(let length, let limit):
            "An entry of \(length) bytes cannot be stored: an entry has 1 to \(limit) bytes."
        case .unknownOrigin(let origin): "Nothing is stored of the log \(origin.text)."
        case .damaged(let table, let reason):
            "A record in table \(table) of the store is damaged: \(reason). Restore the store from a backup."
        case .stopped(let error): "The store has stopped writing. \(error)"
        case .busy(let limit): "The store is busy: \(limit) writes wait already. Try again."
        case .closed: "The store is closed."
        case .database(let error): "\(error)"
        }
    }
}

/// Runs `body` and turns what LMDB and the codecs throw into errors of the store.
func storing<R>(_ body: () throws -> R) throws(StoreError) -> R {
    do {
        return try body()
    } catch let error as StoreError {
        throw error
    } catch let error as LMDBError {
        throw StoreError(error)
    } catch {
        throw .damaged(table: "(unknown)", reason: "\(error)")
    }
}
