import Synchronization

/// A value that is set once and awaited by one task. Setting it again changes nothing; a cancelled wait gives nil.
final class OneShot<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case waiting(CheckedContinuation<Value?, Never>)
        case fired(Value)
        case cancelled
    }

    private let state = Mutex(State.empty)

    init() {}

    /// Sets the value and wakes who waits.
    func fire(_ value: Value) {
        let waiting = state.withLock { state -> CheckedContinuation<Value?, Never>? in
            switch state {
            case .waiting(let continuation):
                state = .fired(value)
                return continuation
            case .empty:
                state = .fired(value)
                return nil
            case .fired, .cancelled: return nil
            }
        }
        waiting?.resume(returning: value)
    }

    /// The value, as soon as it is there; nil if the task is cancelled first.
    func value() async -> Value? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> Value?? in
                    switch state {
                    case .empty:
                        state = .waiting(continuation)
                        return nil
                    case .fired(let value): return .some(value)
                    case .cancelled, .waiting: return .some(nil)
                    }
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            let waiting = state.withLock { state -> CheckedContinuation<Value?, Never>? in
                switch state {
                case .waiting(let continuation):
                    state = .cancelled
                    return continuation
                case .empty:
                    state = .cancelled
                    return nil
                case .fired, .cancelled: return nil
                }
            }
            waiting?.resume(returning: nil)
        }
    }
}
