import CSodium
import Synchronization

/// Secret bytes of fixed length, in guarded memory that is locked against swapping and zeroed when the last reference
/// goes.
///
/// It has no readable description, no hash and no `bytes` property; `==` takes the same time whatever the bytes are.
/// Where the system refuses guarded memory, or more than `guardedLimit` secrets live at once, ordinary memory is used,
/// zeroed all the same: a node must not fail to sign because of a low limit of locked or mapped pages.
@safe
public final class SecretBytes: @unchecked Sendable {
    // Sendable because the memory is written in `init` only, before the reference can be shared.
    private let memory: UnsafeMutableRawBufferPointer
    private let isGuarded: Bool

    /// Number of secret bytes.
    public let count: Int

    /// Each guarded secret takes about four of the 65,530 memory mappings that Linux allows a process by default;
    /// beyond this many the rest of the program would go short of them.
    static let guardedLimit = 4_096
    private static let guardedCount = Atomic<Int>(0)

    private init(uninitialized count: Int) {
        let length = max(count, 0)
        self.count = length
        let live = SecretBytes.guardedCount.add(1, ordering: .relaxed).newValue
        if live <= SecretBytes.guardedLimit, CryptographyLibrary.isStarted, let guarded = unsafe sodium_malloc(length) {
            unsafe memory = UnsafeMutableRawBufferPointer(start: guarded, count: length)
            isGuarded = true
        } else {
            SecretBytes.guardedCount.subtract(1, ordering: .relaxed)
            unsafe memory = .allocate(byteCount: length, alignment: 16)
            isGuarded = false
        }
    }

    /// A copy of `bytes`. The caller's array stays as it is; keep it short-lived.
    public convenience init(copying bytes: [UInt8]) {
        self.init(uninitialized: bytes.count)
        unsafe memory.copyBytes(from: bytes)
    }

    /// A copy of `bytes`.
    public convenience init(copying bytes: borrowing RawSpan) {
        self.init(uninitialized: bytes.byteCount)
        unsafe bytes.withUnsafeBytes { unsafe memory.copyMemory(from: $0) }
    }

    /// `count` random bytes.
    public convenience init(random count: Int) {
        self.init(uninitialized: count)
        unsafe SecureRandom.fill(memory)
    }

    /// `count` bytes written by `fill`, which may fail; the memory is zero before.
    convenience init<E: Error>(count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(E) -> Void) throws(E) {
        self.init(uninitialized: count)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
        try unsafe fill(memory)
    }

    deinit {
        guard let start = unsafe memory.baseAddress else { return }
        if isGuarded {
            unsafe sodium_free(start)  // zeroes first
            SecretBytes.guardedCount.subtract(1, ordering: .relaxed)
        } else {
            unsafe sodium_memzero(start, memory.count)
            unsafe memory.deallocate()
        }
    }

    /// Lends the secret for the duration of `body`; copies made there are the caller's to erase.
    public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        try unsafe withPointer { (buffer) throws(E) in try unsafe body(buffer.bytes) }
    }

    func withPointer<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        defer { withExtendedLifetime(self) {} }
        return try unsafe body(UnsafeRawBufferPointer(memory))
    }
}

extension SecretBytes: Equatable {
    /// Constant-time comparison; only the lengths may show.
    public static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe left.withPointer { a in
            unsafe right.withPointer { b in unsafe sodium_memcmp(a.baseAddress, b.baseAddress, a.count) == 0 }
        }
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The length, never the bytes.
    public var description: String { "secret (\(count) bytes)" }
    /// The length, never the bytes.
    public var debugDescription: String { description }
    /// No children, so that `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
