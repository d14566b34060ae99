public import Cryptography
import Gossip
public import Ledger
public import Logging
public import Store
public import TransparencyLog

/// The shell around the ``Gossip`` value: feeds it events one at a time and carries its effects out in order.
///
/// One task (`run`) does both. It takes everything that waits, lets the value handle it, makes all it wants stored durable
/// in one transaction, and only then sends anything: what a peer was told survives a crash. A crash before the commit
/// leaves the state of before; a crash after it leaves messages unsent, which anti-entropy makes up for.
/// If a commit fails the state is unknown: the value is built anew from what is stored, and all peers are dropped.
public actor Replicator {
    let store: Store
    let link: any PeerLink
    let clock: Clock
    let logger: Logger
    let crypto: GossipCrypto
    let nodeID: String?
    /// Signs this node's own logs.
    let logSigner: NoteSigner?

    private var gossip: Gossip
    /// The same as of the last commit: what others are shown. While a commit is under way `gossip` knows of things that a
    /// crash would undo.
    private(set) var durable: Gossip
    private var waiting: [Work] = []
    /// Bytes of the frames among them.
    private var waitingBytes = 0
    private var wakeUp: CheckedContinuation<Void, Never>?
    /// Those who bring frames and have to wait until there is room for them.
    private var forRoom: [CheckedContinuation<Void, Never>] = []
    private var isStopped = false
    private(set) var isCommitting = false
    var sessions: [Ed25519.PublicKey: PeerID] = [:]
    var keys: [PeerID: Ed25519.PublicKey] = [:]
    private var nextSession: UInt64 = 1
    private var latest: UInt64 = 0

    /// Waiting events beyond this many are not taken: peers' frames are dropped, callers are told.
    static let maximumWaiting = 16_384
    /// With this many bytes of frames waiting, whoever brings the next one waits too, and with it its connection.
    static let maximumWaitingBytes = 32 << 20

    var waitingCount: Int { waiting.count }

    enum Work {
        case event(GossipEvent)
        case publish(PublishOrder)
    }

    public init(
        store: Store, link: any PeerLink, roster: Roster, nodeID: String?, cosigner: NoteSigner?,
        logSigner: NoteSigner?,
        clock: Clock, logger: Logger
    ) throws {
        self.store = store
        self.link = link
        self.clock = clock
        self.logger = logger
        self.nodeID = nodeID
        self.logSigner = logSigner
        crypto = .ed25519(cosigner: cosigner) { StoredList.verified($0, roster: $1, now: $2) }
        gossip = try Gossip(
            nodeID: nodeID, roster: roster, crypto: crypto, stored: try LogRows.replicas(store, roster: roster),
            lists: try StoredList.heads(in: store), seed: SecureRandom.uint64(), now: clock.now())
        durable = gossip
    }

    public var roster: Roster { gossip.roster }

    /// How often `tick` wants to be called.
    public var tickInterval: Duration { .milliseconds(Int64(clamping: gossip.timing.tick)) }

    // MARK: Events from outside

    public func peerUp(_ key: Ed25519.PublicKey) {
        guard let node = gossip.roster.node(transportKey: key) else {
            return link.disconnect(key, reason: "not in the roster")
        }
        peerDown(key)
        let session = PeerID(nextSession)
        nextSession += 1
        sessions[key] = session
        keys[session] = key
        enqueue(.event(.peerUp(session, nodeID: node.id)), isVital: true)
    }

    public func peerDown(_ key: Ed25519.PublicKey) {
        guard let session = sessions.removeValue(forKey: key) else { return }
        keys[session] = nil
        enqueue(.event(.peerDown(session)), isVital: true)
    }

    /// Takes a frame; waits first while too much waits already, so that the sender's connection holds it back.
    public func received(_ frame: WireFrame, from key: Ed25519.PublicKey) async {
        while waitingBytes >= Self.maximumWaitingBytes, !isStopped {
            await withCheckedContinuation { forRoom.append($0) }
        }
        guard let session = sessions[key] else { return }
        waitingBytes += frame.payload.count
        do {
            enqueue(.event(.message(session, try GossipFrames.message(frame))))
        } catch {
            enqueue(.event(.unreadable(session, error)))
        }
    }

    public func tick() { enqueue(.event(.tick)) }

    /// Hands over a new text of one of this node's own status lists. Whether it was taken shows in ``lists(of:)``.
    func publishList(_ document: [UInt8]) { enqueue(.event(.publishList(document))) }

    /// Appends entries to this node's own log and returns when they are durable and on their way to the peers.
    ///
    /// `prepare` gets a writer at the log's end; what it adds is sealed, signed and stored in one transaction with the
    /// rows it returns. If it throws, nothing happened.
    public func publish(
        _ origin: Origin, _ prepare: @escaping @Sendable (inout LogWriter) throws -> [StoreRow]
    ) async throws -> Published {
        guard !isStopped else { throw ServiceError.stopping }
        return try await withCheckedThrowingContinuation { continuation in
            enqueue(.publish(PublishOrder(origin: origin, prepare: prepare, continuation: continuation)))
        }
    }

    /// - Parameter isVital: taken in any case. The value must hear who comes and goes, and what it has asked the store
    ///   for; connections and reads have bounds of their own.
    private func enqueue(_ work: Work, isVital: Bool = false) {
        guard !isStopped, isVital || waiting.count < Self.maximumWaiting else {
            if case .publish(let order) = work {
                order.continuation.resume(throwing: ServiceError(.failure, "the node has too much to do; try again"))
            }
            return
        }
        waiting.append(work)
        wakeUp?.resume()
        wakeUp = nil
    }

    // MARK: The loop

    /// Runs until ``stop()`` or cancellation, or until the store fails for good. Whoever waits then is told.
    public func run() async throws {
        defer { end() }
        try await withTaskCancellationHandler {
            while !isStopped {
                if waiting.isEmpty { await withCheckedContinuation { wakeUp = $0 } }
                let batch = waiting
                waiting = []
                makeRoom()
                if !batch.isEmpty { try await carryOut(batch) }
            }
        } onCancel: {
            Task { await self.stop() }
        }
    }

    public func stop() {
        isStopped = true
        wakeUp?.resume()
        wakeUp = nil
    }

    private func end() {
        isStopped = true
        for case .publish(let order) in waiting { order.continuation.resume(throwing: ServiceError.stopping) }
        waiting = []
        makeRoom()
    }

    private func makeRoom() {
        waitingBytes = 0
        for continuation in forRoom { continuation.resume() }
        forRoom = []
    }

    private func now() -> UInt64 {
        latest = max(latest, clock.now())
        return latest
    }

    private func carryOut(_ batch: [Work]) async throws {
        var effects: [GossipEffect] = []
        var rows: [StoreRow] = []
        var published: [(PublishOrder, Published)] = []
        for work in batch {
            switch work {
            case .event(let event): effects += gossip.handle(event, now: now())
            case .publish(let order):
                do {
                    let (result, itsEffects, itsRows) = try handle(order)
                    effects += itsEffects
                    rows += itsRows
                    published.append((order, result))
                } catch {
                    order.continuation.resume(throwing: error)
                }
            }
        }
        do {
            try await commit(effects, rows)
        } catch {
            for (order, _) in published { order.continuation.resume(throwing: error) }
            return try reload(after: error)
        }
        durable = gossip
        for (order, result) in published { order.continuation.resume(returning: result) }
        for effect in effects { carryOut(effect) }
    }

    /// Builds, seals and signs; the gossip value takes it or says why not. Nothing is durable yet.
    private func handle(_ order: PublishOrder) throws -> (Published, [GossipEffect], [StoreRow]) {
        let now = now()
        if let refusal = gossip.publishRefusal(of: order.origin, now: now) {
            throw ServiceError(.failure, "\(refusal)")
        }
        guard let state = gossip.state(of: order.origin), let logSigner else {
            throw ServiceError(.failure, "this node does not write the log \(order.origin.text)")
        }
        var writer = try LogWriter(state, roster: gossip.roster.version, now: now)
        let rows = try order.prepare(&writer)
        let batch = try writer.sealed()
        let checkpoint = try Checkpoint(origin: order.origin.text, size: batch.state.size, root: batch.state.root)
        let note = try NoteSigner.note(checkpoint.text, signers: [logSigner])
        let effects = gossip.handle(.publish(Publication(batch: batch, note: note)), now: now)
        for case .publishRefused(_, let refusal) in effects { throw ServiceError(.failure, "\(refusal)") }
        return (
            Published(origin: order.origin, firstIndex: batch.firstIndex, size: batch.state.size, time: writer.time),
            effects, rows
        )
    }

    private func commit(_ effects: [GossipEffect], _ rows: [StoreRow]) async throws {
        let stores = effects.filter(\.isStore)
        guard !stores.isEmpty || !rows.isEmpty else { return }
        var attested: [CheckpointName: UInt64] = [:]
        for case .attestedAdvanced(let origin, let size, let time) in effects {
            let name = CheckpointName(origin: origin, size: size)
            attested[name] = min(attested[name] ?? time, time)
        }
        let firstAttested = attested
        isCommitting = true
        defer { isCommitting = false }
        try await store.write { writer in
            for effect in stores { try LogRows.write(effect, attested: firstAttested, to: &writer) }
            for row in rows { try row.write(to: &writer) }
        }
    }

    private func carryOut(_ effect: GossipEffect) {
        switch effect {
        case .store, .storeCosignatures, .storeEvidence, .storeList: break
        case .send(let peer, let message, let lane):
            guard let key = keys[peer] else { return }
            link.send([GossipFrames.frame(message)], to: key, bulk: lane == .bulk)
        case .read(let request):
            // At most 256 KiB out of the map of the database: less work than a hop to another thread and back.
            enqueue(.event(.entriesRead(LogRows.read(request, from: store))), isVital: true)
        case .sendList(let peer, let url):
            guard let key = keys[peer], let list = try? StoredList.find(url, in: store) else { return }
            link.send([GossipFrames.frame(.statusList(list.document))], to: key, bulk: true)
        case .drop(let peer, let reason):
            guard let key = keys[peer] else { return }
            logger.warning("dropped a peer", metadata: ["reason": "\(reason)"])
            link.disconnect(key, reason: "\(reason)")
        case .log(let notice):
            switch notice.level {
            case .info: logger.info("\(notice)")
            case .warning: logger.warning("\(notice)")
            case .alarm: logger.critical("\(notice)")
            }
        case .headAdvanced, .attestedAdvanced, .froze, .published, .publishRefused: break
        }
    }

    /// A commit failed: what the value believes may not be stored. Start over from the store, with no peers.
    ///
    /// A store that has stopped writing stays so until it is opened again, which is for whoever runs this node.
    private func reload(after error: any Error) throws {
        if let failure = store.writeFailure { throw failure }
        logger.critical(
            "the store did not take a batch; reloading from what is stored", metadata: ["error": "\(error)"])
        for key in sessions.keys { link.disconnect(key, reason: "reloading") }
        sessions = [:]
        keys = [:]
        waiting = waiting.filter { if case .publish = $0 { true } else { false } }
        gossip = try Gossip(
            nodeID: nodeID, roster: gossip.roster, crypto: crypto,
            stored: try LogRows.replicas(store, roster: gossip.roster), lists: try StoredList.heads(in: store),
            seed: SecureRandom.uint64(), now: now())
        durable = gossip
    }
}

/// What came of a publication: `firstIndex ..< size` are the new entries, the seal last; `time` is theirs.
public struct Published: Sendable {
    public let origin: Origin
    public let firstIndex: UInt64
    public let size: UInt64
    public let time: UInt64
}

struct PublishOrder {
    let origin: Origin
    let prepare: @Sendable (inout LogWriter) throws -> [StoreRow]
    let continuation: CheckedContinuation<Published, any Error>
}

extension GossipEffect {
    var isStore: Bool {
        switch self {
        case .store, .storeCosignatures, .storeEvidence, .storeList: true
        default: false
        }
    }
}
