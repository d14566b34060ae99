import Cryptography
import Gossip
import Ledger
import Synchronization
import TestSupport
import TransparencyLog

/// A whole consortium in one value: virtual clock, seeded chance, message by message. The same seed gives the same run.
///
/// Safety is checked at every effect and thrown as a `Violation`; what must hold in the end is asked by the tests.
struct Simulation {
    /// What the network and the machines do to the nodes; probabilities in parts of a thousand.
    struct Faults {
        var delay: ClosedRange<UInt64> = 20...150
        var loss: UInt64 = 0
        var duplication: UInt64 = 0
        /// Chance for each effect list that the node dies somewhere inside it.
        var crash: UInt64 = 0
        /// Chance per node and second that its connections to some others are cut for a while.
        var partition: UInt64 = 0

        static let none = Faults()
        static let rough = Faults(delay: 5...800, loss: 50, duplication: 50, crash: 1, partition: 20)
    }

    struct Node {
        let member: Int
        var gossip: Gossip?
        var store = SimulatedStore()
        var sessions: [PeerID: (node: Int, theirs: PeerID)] = [:]
        /// Not started before then.
        var startsAt: UInt64 = 0
        var clockOffset: Int64 = 0
        /// Acts as the tests tell it; nothing is expected of it.
        var isByzantine = false
        var notices: [GossipNotice] = []
        var drops: [(PeerID, DropReason)] = []
        var froze: [Origin] = []
        var attested: [Origin: UInt64] = [:]
        var cosigned: [Origin: [UInt64: Digest]] = [:]
    }

    private enum Item {
        case deliver(from: Int, to: Int, session: PeerID, GossipMessage)
        case answer(node: Int, EntriesRead, incarnation: UInt64)
        case tick(node: Int)
        case connect(Int, Int)
        case hangUp(node: Int, PeerID)
    }

    private struct Scheduled: Comparable {
        let time: UInt64
        let number: UInt64
        let item: Item

        static func < (left: Scheduled, right: Scheduled) -> Bool {
            (left.time, left.number) < (right.time, right.number)
        }
        static func == (left: Scheduled, right: Scheduled) -> Bool { left.number == right.number }
    }

    let seed: UInt64
    let consortium: GossipConsortium
    private(set) var now: UInt64 = GossipConsortium.issued + 3_600_000
    var nodes: [Node]
    var faults = Faults.none
    /// Chance per node and second that it publishes.
    var publishing: UInt64 = 0
    /// Chance per node and second that it signs one of its status lists anew.
    var publishingLists: UInt64 = 0
    /// Pairs that cannot reach each other until the time.
    private var cuts: [Pair: UInt64] = [:]
    private var queue = Heap<Scheduled>()
    private var random: SplitMix64
    private var counter: UInt64 = 0
    private var incarnations: [UInt64]
    /// The one accepted root for each size of honest logs.
    private var accepted: [Origin: [UInt64: Digest]] = [:]
    /// Logs whose writers equivocate: only each node by itself must stay consistent.
    private(set) var crooked: Set<Origin> = []
    private(set) var messages = 0
    private(set) var kinds: [GossipMessage.FrameType: Int] = [:]
    private(set) var bytes = 0

    private struct Pair: Hashable {
        let low: Int
        let high: Int

        init(_ a: Int, _ b: Int) {
            low = min(a, b)
            high = max(a, b)
        }
    }

    init(nodes count: Int, seed: UInt64) throws {
        self.seed = seed
        consortium = try GossipConsortium(count)
        random = SplitMix64(seed: seed)
        nodes = (0..<count).map { Node(member: $0) }
        incarnations = Array(repeating: 0, count: count)
        for node in nodes.indices { try start(node) }
        for low in nodes.indices { for high in nodes.indices where high > low { scheduleConnect(low, high) } }
    }

    // MARK: What tests do

    func origin(_ member: Int) -> Origin { consortium.members[member].origin }

    mutating func run(for milliseconds: UInt64) throws {
        let end = now + milliseconds
        while let next = queue.first, next.time <= end {
            now = max(now, next.time)
            try perform(queue.removeFirst().item)
        }
        now = end
    }

    /// Publishes one batch of `count` entries and a seal; false if the node may not now.
    @discardableResult
    mutating func publish(_ node: Int, entries count: Int = 1) throws -> Bool {
        let origin = origin(node)
        guard let gossip = nodes[node].gossip, gossip.publishRefusal(of: origin, now: clock(node)) == nil,
            let state = gossip.state(of: origin)
        else { return false }
        let batch = try batch(after: state, count: count, at: clock(node))
        try handle(.publish(Publication(batch: batch, note: try note(of: batch, node))), at: node)
        return true
    }

    func listURL(_ member: Int, _ number: Int = 0) -> String {
        "\(consortium.members[member].statusBase)/lists/\(number)"
    }

    /// Signs a list anew; false if the node may not now.
    @discardableResult
    mutating func publishList(_ node: Int, number: Int = 0) throws -> Bool {
        guard let gossip = nodes[node].gossip else { return false }
        let (url, time) = (listURL(node, number), clock(node))
        let held = gossip.lists(of: origin(node)).first { $0.url == url }?.time ?? 0
        guard gossip.listRefusal(of: origin(node), now: time) == nil, time > held else { return false }
        let document = try StandInLists.document(url, time: time, by: consortium.members[node])
        try handle(.publishList(document), at: node)
        return true
    }

    /// The times of a list that the running honest nodes hold.
    func listTimes(of member: Int, _ number: Int = 0) -> [UInt64] {
        running.map { nodes[$0].store.lists[listURL(member, number)]?.time ?? 0 }
    }

    mutating func batch(after state: LogState, count: Int, at time: UInt64) throws -> SealedBatch {
        var writer = try LogWriter(state, roster: 1, now: time)
        for _ in 0..<count {
            let noise = SHA256.hash(random.bytes(32))
            if random.oneIn(2) {
                try writer.changeStatus(of: noise, to: .revoked, reason: 1)
            } else {
                try writer.append(.issuance(height: 3, root: noise))
            }
        }
        return try writer.sealed()
    }

    func note(of batch: SealedBatch, _ member: Int) throws -> SignedNote {
        let checkpoint = try Checkpoint(
            origin: batch.state.origin.text, size: batch.state.size, root: batch.state.root)
        return try StandInSignatures.sign(checkpoint.text, with: consortium.members[member].log.verifierKey)
    }

    mutating func crash(_ node: Int, for milliseconds: UInt64) {
        nodes[node].gossip = nil
        incarnations[node] += 1
        nodes[node].startsAt = now + milliseconds
        for (peer, session) in nodes[node].sessions {
            nodes[session.node].sessions[session.theirs] = nil
            hangUpLater(session.node, session.theirs)
            _ = peer
        }
        nodes[node].sessions = [:]
    }

    /// The node comes back with an older store.
    mutating func restore(_ node: Int, _ backup: SimulatedStore) {
        nodes[node].store = backup
    }

    mutating func cut(_ a: Int, _ b: Int, for milliseconds: UInt64) {
        cuts[Pair(a, b)] = now + milliseconds
        for (peer, session) in nodes[a].sessions where session.node == b {
            hangUpLater(a, peer)
            hangUpLater(b, session.theirs)
        }
    }

    mutating func heal() { cuts = [:] }

    /// A crooked writer: its own value takes no further part.
    mutating func makeByzantine(_ node: Int) {
        nodes[node].isByzantine = true
        crooked.insert(origin(node))
    }

    /// The key of this log is in two hands; its own node stays honest.
    mutating func markCrooked(_ member: Int) { crooked.insert(origin(member)) }

    func hello(of member: Int) -> Hello {
        Hello(
            nodeID: consortium.members[member].nodeID, consortium: consortium.name, rosterVersion: 1,
            rosterHash: consortium.roster.hash, time: now)
    }

    /// `message` as if `from` had sent it.
    mutating func inject(_ message: GossipMessage, from: Int, to: Int) throws {
        guard let session = nodes[from].sessions.values.first(where: { $0.node == to }) else {
            throw Violation("no connection from \(from) to \(to) to send on")
        }
        try handle(.message(session.theirs, message), at: to)
    }

    func session(of node: Int, with other: Int) -> PeerID? {
        nodes[node].sessions.filter { $0.value.node == other }.keys.min()
    }

    /// The sizes of a log's head on all running honest nodes.
    func sizes(of member: Int) -> [UInt64] {
        nodes.filter { $0.gossip != nil && !$0.isByzantine }.map { $0.store.size(of: origin(member)) }
    }

    var running: [Int] { nodes.indices.filter { nodes[$0].gossip != nil && !nodes[$0].isByzantine } }

    /// Whether all running honest nodes hold equal heads, each attested by its quorum.
    func hasConverged(attested: Bool = true) -> Bool {
        guard Set(running.map { nodes[$0].store.listHeads }).count == 1 else { return false }
        for member in consortium.members {
            let views = running.map { nodes[$0].gossip?.head(of: member.origin) }
            let frozen = running.map { nodes[$0].gossip?.evidence(against: member.origin).isEmpty == false }
            guard Set(frozen).count == 1 else { return false }
            if frozen.first == true { continue }
            guard Set(views.map { $0?.head.checkpoint }).count == 1 else { return false }
            guard attested, let size = views.first??.head.size else { continue }
            for node in running where nodes[node].gossip?.attested(of: member.origin)?.view.head.size != size {
                return false
            }
        }
        return true
    }

    // MARK: Machinery

    func clock(_ node: Int) -> UInt64 {
        UInt64(clamping: Int64(clamping: now) + nodes[node].clockOffset)
    }

    private mutating func schedule(_ item: Item, after delay: UInt64) {
        counter += 1
        queue.insert(Scheduled(time: now + delay, number: counter, item: item))
    }

    private mutating func chance(_ thousandths: UInt64) -> Bool {
        thousandths > 0 && UInt64(random.int(in: 0..<1_000)) < thousandths
    }

    private mutating func delay() -> UInt64 {
        faults.delay.lowerBound
            + UInt64(random.int(in: 0..<Int(faults.delay.upperBound - faults.delay.lowerBound + 1)))
    }

    private mutating func start(_ node: Int) throws {
        let member = consortium.members[nodes[node].member]
        let crypto = GossipCrypto(signatures: StandInSignatures.check, readList: StandInLists.read) { text, time in
            StandInSignatures.cosign(text, time: time, with: member.cosigner.verifierKey)
        }
        nodes[node].gossip = try Gossip(
            nodeID: member.nodeID, roster: consortium.roster, crypto: crypto, stored: nodes[node].store.replicas,
            lists: nodes[node].store.listHeads, seed: random.next(), now: clock(node))
        incarnations[node] += 1
        schedule(.tick(node: node), after: UInt64(random.int(in: 0..<250)))
    }

    private mutating func scheduleConnect(_ a: Int, _ b: Int) {
        schedule(.connect(a, b), after: 100 + UInt64(random.int(in: 0..<1_000)))
    }

    private mutating func perform(_ item: Item) throws {
        switch item {
        case .tick(let node): try tick(node)
        case .connect(let a, let b): try connect(a, b)
        case .deliver(_, let to, let session, let message):
            guard nodes[to].sessions[session] != nil else { return }
            try handle(.message(session, message), at: to)
        case .answer(let node, let read, let incarnation):
            guard incarnations[node] == incarnation else { return }
            try handle(.entriesRead(read), at: node)
        case .hangUp(let node, let peer):
            nodes[node].sessions[peer] = nil
            try handle(.peerDown(peer), at: node)
        }
    }

    private mutating func tick(_ node: Int) throws {
        if nodes[node].gossip == nil {
            guard now >= nodes[node].startsAt else {
                return schedule(.tick(node: node), after: nodes[node].startsAt - now)
            }
            return try start(node)
        }
        schedule(.tick(node: node), after: 250)
        if nodes[node].isByzantine { return }
        try handle(.tick, at: node)
        // Four ticks a second.
        if chance(publishing / 4) { try publish(node, entries: 1 + random.int(in: 0..<4)) }
        if chance(publishingLists / 4) { try publishList(node, number: random.int(in: 0..<3)) }
        if chance(faults.partition / 4) {
            for other in nodes.indices where other != node && random.oneIn(2) {
                cut(node, other, for: UInt64(random.int(in: 1_000..<15_000)))
            }
        }
    }

    private mutating func connect(_ a: Int, _ b: Int) throws {
        let isCut = cuts[Pair(a, b)].map { $0 > now } ?? false
        let isConnected = nodes[a].sessions.values.contains { $0.node == b }
        // Whoever is not connected tries again and again.
        scheduleConnect(a, b)
        guard !isCut, !isConnected, nodes[a].gossip != nil, nodes[b].gossip != nil else { return }
        counter += 1
        let left = PeerID(counter * 2)
        let right = PeerID(counter * 2 + 1)
        nodes[a].sessions[left] = (b, right)
        nodes[b].sessions[right] = (a, left)
        try handle(.peerUp(left, nodeID: consortium.members[b].nodeID), at: a)
        try handle(.peerUp(right, nodeID: consortium.members[a].nodeID), at: b)
    }

    private mutating func hangUpLater(_ node: Int, _ peer: PeerID) { schedule(.hangUp(node: node, peer), after: 200) }

    mutating func handle(_ event: GossipEvent, at node: Int) throws {
        let time = clock(node)
        guard let effects = nodes[node].gossip?.handle(event, now: time) else { return }
        let dies = !nodes[node].isByzantine && chance(faults.crash)
        let survived = dies ? random.int(in: 0..<(effects.count + 1)) : effects.count
        for effect in effects.prefix(survived) { try perform(effect, node) }
        if dies { crash(node, for: UInt64(random.int(in: 500..<20_000))) }
    }

    private mutating func perform(_ effect: GossipEffect, _ node: Int) throws {
        switch effect {
        case .store(let batch):
            try nodes[node].store.store(batch)
            try noteCosignatures(of: batch.head, node)
            if batch.reachesHead { try noteAccepted(batch.head, node) }
        case .storeCosignatures(let head):
            try nodes[node].store.store(head)
            try noteCosignatures(of: head, node)
        case .storeEvidence(let evidence):
            _ = try evidence.check(consortium.roster, verifying: StandInSignatures.check)
            guard crooked.contains(evidence.origin) else { throw Violation("honest \(evidence.origin) was convicted") }
            nodes[node].store.store(evidence)
        case .send(let peer, let message, _): try send(message, node, to: peer)
        case .storeList(let head, let document):
            guard StandInLists.read(document, consortium.roster, now)?.head == head else {
                throw Violation("the list \(head.url) is stored with what nobody signed")
            }
            try nodes[node].store.store(head, document)
        case .sendList(let peer, let url):
            guard let document = nodes[node].store.lists[url]?.document else {
                throw Violation("the list \(url) is promised and not stored")
            }
            try send(.statusList(document), node, to: peer)
        case .read(let request):
            schedule(
                .answer(node: node, nodes[node].store.read(request), incarnation: incarnations[node]),
                after: UInt64(random.int(in: 1..<20)))
        case .drop(let peer, let reason):
            nodes[node].drops.append((peer, reason))
            guard let session = nodes[node].sessions.removeValue(forKey: peer) else { return }
            hangUpLater(session.node, session.theirs)
        case .headAdvanced(let origin):
            guard nodes[node].gossip?.head(of: origin)?.head.size == nodes[node].store.size(of: origin) else {
                throw Violation("head of \(origin) advanced without being stored")
            }
        case .attestedAdvanced(let origin, let size, _):
            guard size >= nodes[node].attested[origin] ?? 0 else { throw Violation("attested \(origin) went back") }
            nodes[node].attested[origin] = size
        case .froze(let origin, _): nodes[node].froze.append(origin)
        case .published, .publishRefused: break
        case .log(let notice): nodes[node].notices.append(notice)
        }
    }

    // MARK: Safety

    private mutating func noteAccepted(_ head: StoreHead, _ node: Int) throws {
        guard !nodes[node].isByzantine, !crooked.contains(head.origin) else { return }
        if let root = accepted[head.origin, default: [:]].updateValue(head.root, forKey: head.size), root != head.root {
            throw Violation("two heads of \(head.origin) at \(head.size) were accepted")
        }
    }

    /// A cosignature counts as given once it is stored, whether or not it is ever sent.
    private mutating func noteCosignatures(of head: StoreHead, _ node: Int) throws {
        let key = consortium.members[nodes[node].member].cosigner.verifierKey
        guard head.note.signatures.contains(where: { $0.keyID == key.keyID }) else { return }
        let before = nodes[node].cosigned[head.origin, default: [:]].updateValue(head.root, forKey: head.size)
        if let before, before != head.root {
            throw Violation("node \(node) cosigned two roots of \(head.origin) at \(head.size)")
        }
    }

    private mutating func send(_ message: GossipMessage, _ node: Int, to peer: PeerID) throws {
        try checkStoredBeforeSaid(message, node)
        guard let session = nodes[node].sessions[peer] else { return }
        // What arrives has been through the codec.
        let payload = message.payload
        let copy = try GossipMessage(frameType: message.frameType.rawValue, payload: payload)
        guard copy == message else { throw Violation("\(message) came out of the codec as \(copy)") }
        messages += 1
        kinds[message.frameType, default: 0] += 1
        bytes += payload.count + 5
        if case .hello = message {
            // The handshake of the transport is over when a session is up, so the hello comes first.
            return schedule(.deliver(from: node, to: session.node, session: session.theirs, copy), after: 1)
        }
        if let end = cuts[Pair(node, session.node)], end > now { return }
        if chance(faults.loss) { return }
        schedule(.deliver(from: node, to: session.node, session: session.theirs, copy), after: delay() + 2)
        if chance(faults.duplication) {
            schedule(.deliver(from: node, to: session.node, session: session.theirs, copy), after: delay() + 2)
        }
    }

    /// Nothing is said that a crash could take back.
    private func checkStoredBeforeSaid(_ message: GossipMessage, _ node: Int) throws {
        let store = nodes[node].store
        switch message {
        case .digest(let digest):
            for head in digest.heads where head.size > 0 {
                guard store.logs[head.origin]?.history[head.size] == head.root else {
                    throw Violation("node \(node) shows \(head.origin) at \(head.size), which is not stored")
                }
            }
        case .checkpoint(let push):
            let checkpoint = try Checkpoint(parsing: push.note.text)
            guard store.logs[push.origin]?.history[checkpoint.size] == checkpoint.root else {
                throw Violation("node \(node) pushes \(push.origin) at \(checkpoint.size), which is not stored")
            }
        case .cosignatures(let push):
            guard store.logs[push.origin]?.history[push.size] == push.root else {
                throw Violation(
                    "node \(node) sends cosignatures of \(push.origin) at \(push.size), which is not stored")
            }
        case .listHeads(let heads):
            for list in heads.lists where (store.lists[list.url]?.time ?? 0) < list.time {
                throw Violation("node \(node) shows \(list.url), which is not stored")
            }
        default: break
        }
    }
}

extension Simulation: CustomStringConvertible {
    /// Short, because failing expectations print it.
    var description: String { "simulation of \(nodes.count) nodes, seed \(seed)" }
}

/// A binary heap, smallest first.
struct Heap<Element: Comparable> {
    private var elements: [Element] = []

    var first: Element? { elements.first }

    mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0, elements[child] < elements[(child - 1) / 2] {
            elements.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The heap must not be empty.
    mutating func removeFirst() -> Element {
        elements.swapAt(0, elements.count - 1)
        let first = elements.removeLast()
        var parent = 0
        while true {
            let children = (2 * parent + 1)..<min(2 * parent + 3, max(2 * parent + 1, elements.count))
            guard let least = children.min(by: { elements[$0] < elements[$1] }), elements[least] < elements[parent]
            else { return first }
            elements.swapAt(parent, least)
            parent = least
        }
    }
}
