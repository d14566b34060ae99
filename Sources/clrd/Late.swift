import Synchronization

/// A value that becomes known after those who ask for it were made; until then they get nil.
final class Late<Value: Sendable>: Sendable {
    private let storage = Mutex<Value?>(nil)

    var value: Value? {
        get { storage.withLock { $0 } }
        set { storage.withLock { $0 = newValue } }
    }
}
