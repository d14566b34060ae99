import NIOCore

/// Cuts a byte stream into frames. Holds at most one unfinished frame and what one socket read brought after it.
struct FrameReader {
    /// Why the stream cannot be cut: the connection has to be closed.
    enum Failure: Error, Hashable {
        case empty
        case oversize(length: Int, limit: Int)
    }

    private var buffer = ByteBuffer()

    /// Bytes that are held back because they do not make a frame yet, or because nobody asked for it.
    var bufferedBytes: Int { buffer.readableBytes }

    mutating func append(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes  // takes over the storage of the socket read, without a copy
        } else {
            buffer.discardReadBytes()
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next whole frame, or nil if more bytes are needed. `limit` bounds `length` and is judged as soon as the
    /// four bytes of the length are there, before the rest is waited for.
    mutating func next(limit: Int) throws(Failure) -> Frame? {
        guard let length32 = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        guard length32 > 0 else { throw .empty }
        guard let length = Int(exactly: length32), length <= limit else {
            throw .oversize(length: Int(clamping: length32), limit: limit)
        }
        guard buffer.readableBytes >= 4 + length else { return nil }
        buffer.moveReaderIndex(forwardBy: 4)
        guard let type = buffer.readInteger(as: UInt8.self), let payload = buffer.readBytes(length: length - 1) else {
            return nil
        }
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        return Frame(type: type, payload: payload)
    }
}

extension Frame {
    /// Appends the frame's bytes to `buffer`. The payload is within `maximumPayloadBytes`.
    func write(to buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt32(clamping: payload.count + 1))
        buffer.writeInteger(type)
        buffer.writeBytes(payload)
    }
}
