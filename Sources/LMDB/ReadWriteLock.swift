import Glibc

/// Many holders of the shared side or one of the exclusive side.
///
/// Transactions hold the shared side while they are open; moving or closing the memory map needs the exclusive side.
/// glibc's default prefers readers: a shared holder may take the shared side again while somebody waits for the
/// exclusive one, so nested reads cannot block each other.
@safe
final class ReadWriteLock: @unchecked Sendable {
    // Sendable because the memory is only ever handed to pthread's own functions.
    private let lock: UnsafeMutablePointer<pthread_rwlock_t>

    init() {
        unsafe lock = .allocate(capacity: 1)
        check(unsafe pthread_rwlock_init(lock, nil))
    }

    deinit {
        unsafe pthread_rwlock_destroy(lock)
        unsafe lock.deallocate()
    }

    func shared<R>(_ body: () throws -> R) rethrows -> R {
        check(unsafe pthread_rwlock_rdlock(lock))
        defer { check(unsafe pthread_rwlock_unlock(lock)) }
        return try body()
    }

    func exclusive<R>(_ body: () throws -> R) rethrows -> R {
        check(unsafe pthread_rwlock_wrlock(lock))
        defer { check(unsafe pthread_rwlock_unlock(lock)) }
        return try body()
    }

    /// Nil, without waiting, if anybody holds either side.
    func exclusiveIfFree<R>(_ body: () throws -> R) rethrows -> R? {
        guard unsafe pthread_rwlock_trywrlock(lock) == 0 else { return nil }
        defer { check(unsafe pthread_rwlock_unlock(lock)) }
        return try body()
    }

    /// These calls fail only when used wrongly (a thread that holds the exclusive side asks again).
    private func check(_ code: Int32) {
        precondition(code == 0, "a lock of the store was used wrongly (\(code))")
    }
}
