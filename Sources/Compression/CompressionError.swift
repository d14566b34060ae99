/// Why compressed bytes could not be read, or bytes could not be compressed.
public enum CompressionError: Error, Hashable, Sendable {
    /// More would come out than the caller allows, in bytes. Nothing of it is handed out.
    case tooLarge(limit: Int)
    /// The bytes end inside a stream.
    case truncated(at: Int)
    /// Not of the format, or damaged; `detail` is zlib's own word.
    case malformed(at: Int, detail: String)
    /// Bytes stand behind the end.
    case trailingBytes(at: Int)
    /// A zlib stream that needs a dictionary known to both sides beforehand.
    case dictionaryNeeded(at: Int)
    case outOfMemory
}

extension CompressionError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLarge(let limit): "decompressed it would be larger than \(limit) bytes, which is the limit"
        case .truncated(let offset): "the compressed bytes end too early, after \(offset)"
        case .malformed(let offset, let detail): "the compressed bytes are damaged near byte \(offset): \(detail)"
        case .trailingBytes(let offset): "bytes follow the end of the compressed stream at byte \(offset)"
        case .dictionaryNeeded(let offset):
            "the stream that is read at byte \(offset) needs a preset dictionary, and there is none"
        case .outOfMemory: "no memory is left for zlib"
        }
    }
}
