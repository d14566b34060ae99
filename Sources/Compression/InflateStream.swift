import CZlib

/// Owner of one inflating `z_stream`, which stays at its place in memory for as long as it lives.
@safe
struct InflateStream: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    private init(_ format: StreamFormat) throws(CompressionError) {
        guard let stream = unsafe chirograph_inflate_new(format.flag) else { throw .outOfMemory }
        unsafe self.stream = stream
    }

    deinit { unsafe chirograph_inflate_free(stream) }

    /// Everything that `bytes` hold.
    static func run(_ bytes: [UInt8], format: StreamFormat, limit: Int) throws(CompressionError) -> [UInt8] {
        let stream = try InflateStream(format)
        var output: [UInt8] = []
        var buffer = StepBuffer()
        var offset = 0
        while true {
            let step = stream.step(bytes, from: offset, into: &buffer)
            offset += step.consumed
            // Counted before it is kept: a bomb costs no more than the buffer.
            guard step.produced <= limit - output.count else { throw .tooLarge(limit: limit) }
            buffer.append(step.produced, to: &output)
            switch step.code {
            case Z_OK: continue
            case Z_STREAM_END:
                if offset == bytes.count { return output }
                guard format == .gzip, bytes[offset...].starts(with: [0x1F, 0x8B]) else {
                    throw .trailingBytes(at: offset)
                }
                guard unsafe inflateReset(stream.stream) == Z_OK else { throw .outOfMemory }
            case Z_BUF_ERROR: throw .truncated(at: offset)
            case Z_NEED_DICT: throw .dictionaryNeeded(at: offset)
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .malformed(at: offset, detail: stream.message)
            }
        }
    }

    private func step(_ bytes: [UInt8], from offset: Int, into buffer: inout StepBuffer) -> StepResult {
        unsafe buffer.step(bytes, from: offset) { input, inputLength, output, outputLength in
            unsafe chirograph_inflate(stream, input, inputLength, output, outputLength)
        }
    }

    private var message: String {
        guard let text = unsafe stream.pointee.msg else { return "not a compressed stream" }
        return unsafe String(cString: text)
    }
}

/// What one call of zlib did.
struct StepResult {
    let code: CInt
    let consumed: Int
    let produced: Int
}

/// The fixed buffer through which all output goes.
struct StepBuffer {
    static let byteCount = 64 << 10
    /// zlib counts in 32 bits; longer input goes in pieces.
    static let longestInput = 1 << 30

    private var bytes = [UInt8](repeating: 0, count: StepBuffer.byteCount)

    typealias Call = (
        UnsafeRawPointer?, UnsafeMutablePointer<CUnsignedInt>, UnsafeMutableRawPointer?,
        UnsafeMutablePointer<CUnsignedInt>
    ) -> CInt

    /// Lends input and buffer to `call` and takes both back.
    mutating func step(_ input: [UInt8], from offset: Int, _ call: Call) -> StepResult {
        var consumed = CUnsignedInt(min(input.count - offset, Self.longestInput))
        var produced = CUnsignedInt(Self.byteCount)
        let code = unsafe input.withUnsafeBytes { input in
            unsafe bytes.withUnsafeMutableBytes { output in
                // An empty array may have no address at all.
                let start = unsafe input.baseAddress.map { unsafe $0 + offset }
                return unsafe call(start, &consumed, output.baseAddress, &produced)
            }
        }
        return StepResult(code: code, consumed: Int(consumed), produced: Int(produced))
    }

    func append(_ count: Int, to output: inout [UInt8]) {
        output.append(contentsOf: bytes[..<count])
    }
}
