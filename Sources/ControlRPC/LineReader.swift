import NIOCore

/// Cuts a byte stream into lines of bounded length. Blank lines are passed over.
struct LineReader {
    struct TooLong: Error, Hashable {}

    private let limit: Int
    private var buffer = ByteBuffer()
    /// Readable bytes that are known to hold no newline.
    private var searched = 0

    /// - Parameter limit: bytes of a line without its newline.
    init(limit: Int) { self.limit = limit }

    mutating func append(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
            searched = 0
        } else {
            buffer.discardReadBytes()
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next whole line without its newline, or nil if more bytes are needed.
    mutating func next() throws(TooLong) -> [UInt8]? {
        while true {
            let rest = buffer.readableBytesView.dropFirst(searched)
            guard let newline = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                searched = buffer.readableBytes
                guard searched <= limit else { throw TooLong() }
                return nil
            }
            let length = newline - buffer.readerIndex
            searched = 0
            guard length <= limit, let line = buffer.readBytes(length: length) else { throw TooLong() }
            buffer.moveReaderIndex(forwardBy: 1)
            if line.contains(where: { !LineReader.blanks.contains($0) }) { return line }
        }
    }

    /// What is left when the stream ends: a last line without a newline is taken as one.
    mutating func last() -> [UInt8]? {
        guard let line = buffer.readBytes(length: buffer.readableBytes),
            line.contains(where: { !LineReader.blanks.contains($0) })
        else { return nil }
        return line
    }

    private static let blanks: [UInt8] = [0x20, 0x09, 0x0d]
}
