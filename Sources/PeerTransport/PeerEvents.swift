import NIOCore
import Synchronization

/// What happens between this node and its peers.
public enum PeerEvent: Sendable, Hashable {
    /// The control lane of this peer is up: both sides acknowledged.
    case up(PeerKey)
    /// The peer's control lane is gone; after this no frame of the ended session comes.
    case down(PeerKey, CloseReason)
    /// A message of this peer, between its `up` and its `down`.
    case frame(PeerKey, Frame)
}

/// The events of a `PeerNetwork`, in order, for one reader.
///
/// Control frames overtake bulk frames. Memory is bounded from the other end: a connection whose frames are not taken
/// is not read from any more, until half of them are (`TransportLimits.unreadBytes`), and TCP carries the pressure on
/// to the sender. Dropping the iterator loses nothing; two tasks must not read at once.
public struct PeerEvents: AsyncSequence, Sendable {
    /// The iterator.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let queue: EventQueue

        /// The next event; nil when the network has stopped or the task is cancelled.
        public mutating func next() async -> PeerEvent? { await queue.next() }

        /// The next event; nil when the network has stopped or the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)?) async -> PeerEvent? { await queue.next() }
    }

    let queue: EventQueue

    /// Starts reading.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(queue: queue) }
}

/// The queue behind `PeerEvents`.
final class EventQueue: Sendable {
    private struct Item {
        let event: PeerEvent
        /// Whose credit the frame uses; nil for up and down.
        let connection: Connection?
    }

    private struct State {
        var urgent = CircularBuffer<Item>()
        var bulk = CircularBuffer<Item>()
        /// Ups and downs in `urgent`; bulk frames must not overtake them.
        var transitions = 0
        /// Urgent items taken since the last bulk one.
        var urgentInARow = 0
        /// Connections whose frames are wanted: those of the sessions that are up.
        var live: Set<UInt64> = []
        var unreadBytes = 0
        var paused: [UInt64: Connection] = [:]
        var waiting: CheckedContinuation<PeerEvent?, Never>?
        var isFinished = false

        mutating func dropFrames(of key: PeerKey) {
            func isKept(_ item: Item) -> Bool {
                guard case .frame(key, let frame) = item.event else { return true }
                unreadBytes -= frame.encodedCount
                return false
            }
            urgent = CircularBuffer(urgent.filter(isKept))
            bulk = CircularBuffer(bulk.filter(isKept))
        }
    }

    /// After so many urgent items in a row one bulk item is taken, so that a flood of them cannot starve the lane.
    private static let urgentShare = 16

    private let limits: TransportLimits
    private let state = Mutex(State())

    init(limits: TransportLimits) { self.limits = limits }

    var unreadBytes: Int { state.withLock { $0.unreadBytes } }

    func up(_ key: PeerKey, _ connection: Connection) {
        put { state in
            state.live.insert(connection.id)
            state.transitions += 1
            state.urgent.append(Item(event: .up(key), connection: nil))
        }
    }

    /// A bulk connection joins a session that is up.
    func join(_ connection: Connection) { state.withLock { _ = $0.live.insert(connection.id) } }

    func leave(_ connection: Connection) {
        state.withLock { state in
            state.live.remove(connection.id)
            state.paused[connection.id] = nil
        }
    }

    /// Ends a session: its frames that nobody has taken are dropped.
    func down(_ key: PeerKey, _ reason: CloseReason, connections: [Connection]) {
        put { state in
            for connection in connections {
                state.live.remove(connection.id)
                state.paused[connection.id] = nil
            }
            state.dropFrames(of: key)
            state.transitions += 1
            state.urgent.append(Item(event: .down(key, reason), connection: nil))
        }
    }

    /// Takes a frame in; true if the connection has to pause.
    func put(_ frame: Frame, from key: PeerKey, on connection: Connection, isUrgent: Bool) -> Bool {
        var pause = false
        put { state in
            guard state.live.contains(connection.id), !state.isFinished else { return }
            state.unreadBytes += frame.encodedCount
            pause = connection.retain(frame, limits: limits)
            if !pause, state.unreadBytes > limits.totalUnreadBytes {
                connection.pause()
                state.paused[connection.id] = connection
                pause = true
            }
            let item = Item(event: .frame(key, frame), connection: connection)
            if isUrgent { state.urgent.append(item) } else { state.bulk.append(item) }
        }
        return pause
    }

    func finish() {
        let waiting = state.withLock { state in
            state.isFinished = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: nil)
    }

    func next() async -> PeerEvent? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> (Item?, [Connection])? in
                    if let taken = take(&state) { return taken }
                    if state.isFinished || Task.isCancelled || state.waiting != nil { return (nil, []) }
                    state.waiting = continuation
                    return nil
                }
                guard let (item, resumable) = ready else { return }
                settle(item, resumable)
                continuation.resume(returning: item?.event)
            }
        } onCancel: {
            let waiting = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume(returning: nil)
        }
    }

    /// Changes the queue and hands its head to the reader if one waits.
    private func put(_ change: (inout sending State) -> Void) {
        let woken = state.withLock { state -> (CheckedContinuation<PeerEvent?, Never>, Item, [Connection])? in
            change(&state)
            guard let waiting = state.waiting, let (item, resumable) = take(&state) else { return nil }
            state.waiting = nil
            return (waiting, item, resumable)
        }
        guard let (waiting, item, resumable) = woken else { return }
        settle(item, resumable)
        waiting.resume(returning: item.event)
    }

    /// The next item, and the connections that may read again because the total has come down.
    private func take(_ state: inout State) -> (Item, [Connection])? {
        let item: Item
        let isBulkDue = state.urgentInARow >= EventQueue.urgentShare && state.transitions == 0
        if !state.bulk.isEmpty, state.urgent.isEmpty || isBulkDue {
            item = state.bulk.removeFirst()
            state.urgentInARow = 0
        } else if let first = state.urgent.popFirst() {
            item = first
            state.urgentInARow += 1
        } else {
            return nil
        }
        guard case .frame(_, let frame) = item.event else {
            state.transitions -= 1
            return (item, [])
        }
        state.unreadBytes -= frame.encodedCount
        guard !state.paused.isEmpty, state.unreadBytes <= limits.totalUnreadBytes / 2 else { return (item, []) }
        defer { state.paused = [:] }
        return (item, Array(state.paused.values))
    }

    /// Gives credit back, outside of the queue's lock.
    private func settle(_ item: Item?, _ resumable: [Connection]) {
        if let item, let connection = item.connection, case .frame(_, let frame) = item.event {
            // A connection that waits for the total is woken by the total.
            let waits = state.withLock { $0.paused[connection.id] != nil }
            connection.release(frame, limits: limits, mayResume: !waits)
        }
        for connection in resumable { connection.resumeIfPossible(limits: limits) }
    }
}
