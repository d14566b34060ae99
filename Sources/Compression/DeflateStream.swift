import CZlib

/// Owner of one deflating `z_stream`, which stays at its place in memory for as long as it lives.
@safe
struct DeflateStream: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    private init(_ format: StreamFormat) throws(CompressionError) {
        guard let stream = unsafe chirograph_deflate_new(format.flag) else { throw .outOfMemory }
        unsafe self.stream = stream
    }

    deinit { unsafe chirograph_deflate_free(stream) }

    static func run(_ bytes: [UInt8], format: StreamFormat) throws(CompressionError) -> [UInt8] {
        let stream = try DeflateStream(format)
        var output: [UInt8] = []
        var buffer = StepBuffer()
        var offset = 0
        while true {
            let step = stream.step(bytes, from: offset, into: &buffer)
            offset += step.consumed
            buffer.append(step.produced, to: &output)
            if step.code == Z_STREAM_END { return output }
            // With room in the buffer and input or the end to work on, zlib always gets on.
            guard step.code == Z_OK else { throw .outOfMemory }
        }
    }

    private func step(_ bytes: [UInt8], from offset: Int, into buffer: inout StepBuffer) -> StepResult {
        let isLast: CInt = bytes.count - offset <= StepBuffer.longestInput ? 1 : 0
        return unsafe buffer.step(bytes, from: offset) { input, inputLength, output, outputLength in
            unsafe chirograph_deflate(stream, isLast, input, inputLength, output, outputLength)
        }
    }
}
