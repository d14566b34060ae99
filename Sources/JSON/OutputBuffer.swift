/// The bytes written so far, in memory of their own: appending a few bytes costs a few instructions.
///
/// The first `count` bytes are initialised; every write first makes sure of room behind them.
@safe
struct OutputBuffer: ~Copyable {
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        unsafe bytes = .allocate(capacity: self.capacity)
    }

    deinit {
        unsafe bytes.deallocate()
    }

    /// What was written.
    consuming func finish() -> [UInt8] {
        unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: count))
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == capacity { grow(1) }
        unsafe bytes[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ text: Span<UInt8>) {
        if capacity - count < text.count { grow(text.count) }
        let target = unsafe bytes + count
        unsafe text.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { unsafe target.update(from: start, count: source.count) }
        }
        count += text.count
    }

    @inline(__always)
    mutating func append(_ text: String) {
        text.withBytes { append($0) }
    }

    mutating func append(_ byte: UInt8, count repeated: Int) {
        for _ in 0..<repeated { append(byte) }
    }

    /// Appends the bytes of `text` up to the first that needs an escape in a JSON string; returns their number.
    @inline(__always)
    mutating func appendPlain(_ text: Span<UInt8>, from start: Int) -> Int {
        // Words are copied before they are judged, so there must be room for a whole one more.
        if capacity - count < text.count - start + 8 { grow(text.count - start + 8) }
        var index = start
        while index + 8 <= text.count {
            let word = text.word(index)
            let escapes = TextWord.escapes(word)
            unsafe UnsafeMutableRawPointer(bytes + count).storeBytes(of: word.littleEndian, as: UInt64.self)
            if escapes != 0 {
                let plain = escapes.trailingZeroBitCount / 8
                count += plain
                return index + plain - start
            }
            count += 8
            index += 8
        }
        // The rest, filled up with spaces, which need no escape.
        let rest = text.count - index
        let word = text.word(index, count: rest) | TextWord.spaces << UInt64(8 * rest)
        let escapes = TextWord.escapes(word)
        unsafe UnsafeMutableRawPointer(bytes + count).storeBytes(of: word.littleEndian, as: UInt64.self)
        let plain = escapes == 0 ? rest : escapes.trailingZeroBitCount / 8
        count += plain
        return index + plain - start
    }

    @inline(never)
    private mutating func grow(_ wanted: Int) {
        let larger = max(capacity * 2, count + wanted)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe moved.update(from: bytes, count: count)
        unsafe bytes.deallocate()
        unsafe bytes = moved
        capacity = larger
    }
}
