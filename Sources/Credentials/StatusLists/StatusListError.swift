public import Compression
public import Multiformats

/// Why a status list, or an entry that points into one, cannot be read or made.
public enum StatusListError: Error, Hashable, Sendable {
    case notBase64URL(MultiformatError)
    case notGzip(CompressionError)
    /// Of the uncompressed bits, in bytes.
    case tooLarge(limit: Int)
    case unsupportedSize(Int)
    case indexOutOfRange(UInt64, entries: UInt64)
    case valueOutOfRange(UInt16, size: Int)
    /// A member that is missing or not what the specification asks for.
    case malformed(member: String, wanted: String)
    /// A document of a kind that says nothing about status.
    case notAStatusDocument
}

extension StatusListError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notBase64URL(let error): "the encoded list is not base64url behind the letter it needs: \(error)"
        case .notGzip(let error): "the encoded list cannot be read as gzip: \(error)"
        case .tooLarge(let limit): "a status list has at most \(limit) bytes"
        case .unsupportedSize(let size):
            "entries of \(size) bits are not supported; they have \(StatusBits.sizes.lowerBound) to "
                + "\(StatusBits.sizes.upperBound)"
        case .indexOutOfRange(let index, let entries): "there is no entry \(index) in a list of \(entries)"
        case .valueOutOfRange(let value, let size): "the value \(value) does not fit an entry of \(size) bits"
        case .malformed(let member, let wanted): "'\(member)' is not \(wanted)"
        case .notAStatusDocument: "the document is neither a status list credential nor a revocation list"
        }
    }
}
