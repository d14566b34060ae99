/// Bytes being written, in memory of their own: appending a few of them costs a few instructions.
///
/// The first `count` bytes are initialised; every write first makes sure of room behind them, every read checks its range.
@safe
struct ByteBuffer: ~Copyable {
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

    /// A copy of what was written.
    var array: [UInt8] {
        unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: count))
    }

    mutating func removeAll() { count = 0 }

    /// Lends what was written.
    @inline(__always)
    func withSpan<R>(_ body: (Span<UInt8>) -> R) -> R {
        let written = unsafe UnsafeBufferPointer(start: bytes, count: count)
        return unsafe body(written.span)
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
    mutating func append(_ text: StaticString) {
        // A static string of more than one scalar is always stored as bytes.
        text.withUTF8Buffer { unsafe append($0.span) }
    }

    /// Appends the decimal digits of a number that is not negative.
    mutating func append(decimal number: Int) {
        if number >= 10 { append(decimal: number / 10) }
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
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
