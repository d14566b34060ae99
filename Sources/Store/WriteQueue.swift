import Glibc

/// One write that waits for the writer thread.
struct WriteRequest: Sendable {
    /// Makes the changes; may run more than once. What it returns tells the caller, after the commit.
    let run: @Sendable (inout StoreWriter) throws -> @Sendable () -> Void
    /// Tells the caller that nothing was stored.
    let fail: @Sendable (any Error) -> Void
}

/// Requests in the order in which they came, at most `limit` of them.
///
/// A mutex and a condition of pthread's: the thread that takes from it is no task and must be able to sleep.
@safe
final class WriteQueue: @unchecked Sendable {
    // Sendable because everything mutable is used with `mutex` held.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private let limit: Int
    private var waiting: [WriteRequest] = []
    private var state = State.open

    private enum State {
        case open
        /// Nothing more is taken; what waits is still carried out.
        case closing
        /// The writer thread has ended.
        case ended
    }

    enum Answer {
        case taken, full, closed
    }

    init(limit: Int) {
        self.limit = limit
        unsafe mutex = .allocate(capacity: 1)
        unsafe changed = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(changed, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    func add(_ request: WriteRequest) -> Answer {
        locked {
            guard state == .open else { return .closed }
            guard waiting.count < limit else { return .full }
            waiting.append(request)
            unsafe pthread_cond_broadcast(changed)
            return .taken
        }
    }

    /// Waits for requests and takes at most `count`; empty when the queue is closed and nothing is left.
    func take(_ count: Int) -> [WriteRequest] {
        locked {
            while waiting.isEmpty && state == .open { unsafe pthread_cond_wait(changed, mutex) }
            let taken = Array(waiting.prefix(count))
            waiting.removeFirst(taken.count)
            return taken
        }
    }

    /// Takes no more requests.
    func close() {
        locked {
            if state == .open { state = .closing }
            unsafe pthread_cond_broadcast(changed)
        }
    }

    /// Says that everything is carried out and the environment closed.
    func end() {
        locked {
            state = .ended
            unsafe pthread_cond_broadcast(changed)
        }
    }

    func waitForEnd() {
        locked {
            while state != .ended { unsafe pthread_cond_wait(changed, mutex) }
        }
    }

    private func locked<R>(_ body: () -> R) -> R {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }
}

/// A thread of its own: a commit waits for the disk, which no event loop and no thread of the cooperative pool should.
enum WriterThread {
    private final class Start {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// - Returns: false if the system has no thread left.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let argument = unsafe Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, argument.toOpaque())
        guard code == 0 else {
            unsafe argument.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
