import Cryptography
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import PeerTransport

/// A key pair with its certificate, made for one test.
struct TestNode {
    let key: Ed25519.PrivateKey
    let identity: TransportIdentity
    var peerKey: PeerKey { identity.key }

    init() throws {
        key = Ed25519.PrivateKey(generating: ())
        identity = try TransportIdentity(key: key)
    }

    /// Nodes ordered by key, so that the first one dials.
    static func ordered(_ count: Int) throws -> [TestNode] {
        try (0..<count).map { _ in try TestNode() }.sorted { $0.peerKey < $1.peerKey }
    }

    /// A certificate of this node with a period of its own.
    func certificate(from: Int64, to: Int64) throws -> SelfSignedCertificate {
        try SelfSignedCertificate.make(key: key, commonName: "test", notBefore: from, notAfter: to)
    }

    func certificate() throws -> SelfSignedCertificate {
        let now = TransportClock.unixSeconds()
        return try certificate(from: now - 60, to: now + 3600)
    }
}

/// Something that did not happen in time.
struct Overdue: Error, CustomStringConvertible {
    let description: String
}

/// Collects values from any thread; a test waits until what it has collected fits.
final class Collector<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var waiting: [(fits: @Sendable ([Value]) -> Bool, signal: OneShot<Bool>)] = []
    }

    private let state = Mutex(State())

    var values: [Value] { state.withLock { $0.values } }

    func add(_ value: Value) {
        let ready = state.withLock { state in
            state.values.append(value)
            let values = state.values
            defer { state.waiting.removeAll { $0.fits(values) } }
            return state.waiting.filter { $0.fits(values) }.map(\.signal)
        }
        for signal in ready { signal.fire(true) }
    }

    /// Waits until `fits`; the deadline is generous, because machines are slow when they build.
    @discardableResult
    func wait(
        _ what: String, within limit: Duration = .seconds(60), until fits: @escaping @Sendable ([Value]) -> Bool
    ) async throws -> [Value] {
        let signal = OneShot<Bool>()
        let isReady = state.withLock { state in
            guard !fits(state.values) else { return true }
            state.waiting.append((fits, signal))
            return false
        }
        if isReady { return values }
        let timer = MultiThreadedEventLoopGroup.singleton.next().scheduleTask(
            in: .milliseconds(limit.milliseconds)
        ) { signal.fire(false) }
        defer { timer.cancel() }
        guard await signal.value() == true else { throw Overdue(description: "\(what); so far: \(values.suffix(20))") }
        return values
    }
}

/// A log that tests read.
struct CollectingLog: LogHandler {
    let lines: Collector<String>
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.add("\(event.message) \(event.metadata.map { "\($0)" } ?? "")")
    }
}

/// A network under test with everything it said.
final class TestNetwork: Sendable {
    let network: PeerNetwork
    let events = Collector<PeerEvent>()
    let log = Collector<String>()
    let host: String
    var key: PeerKey { network.key }

    /// - Parameter host: an address of this test's own where a port is used twice, so that nobody takes it in between.
    init(
        _ node: TestNode, host: String = "127.0.0.1", port: Int = 0, timing: TransportTiming = .quick,
        limits: TransportLimits = TransportLimits(),
        authorize: @escaping PeerNetwork.Authorize = { _ in .member(nodeID: "n") },
        handler: @escaping PeerNetwork.RequestHandler = { _, method, payload in
            ClientResponse(payload: [method] + payload)
        }
    ) {
        self.host = host
        var configuration = TransportConfiguration(host: host, port: port)
        configuration.timing = timing
        configuration.limits = limits
        let lines = log
        network = PeerNetwork(
            identity: node.identity, configuration: configuration,
            logger: Logger(label: "test", factory: { _ in CollectingLog(lines: lines) }), authorize: authorize,
            handler: handler)
    }

    /// An address of the loopback network that nothing else here listens on.
    static func ownHost() -> String {
        "127.\(Int.random(in: 2...254)).\(Int.random(in: 1...254)).\(Int.random(in: 1...254))"
    }

    func target(of other: TestNetwork) throws -> PeerTarget {
        PeerTarget(key: other.key, host: other.host, port: try #require(other.network.boundAddress).port)
    }

    func waitUp(_ key: PeerKey, times: Int = 1) async throws {
        try await events.wait("peer up") { $0.filter { $0 == .up(key) }.count >= times }
    }

    @discardableResult
    func waitDown(_ key: PeerKey) async throws -> CloseReason {
        let events = try await events.wait("peer down") { $0.contains { $0.downReason(key) != nil } }
        return try #require(events.lazy.compactMap { $0.downReason(key) }.first)
    }

    func waitBulk(_ key: PeerKey) async throws {
        try await condition("bulk lane up") { self.network.status().contains { $0.key == key && $0.hasBulkLane } }
    }
}

extension PeerEvent {
    func downReason(_ key: PeerKey) -> CloseReason? {
        guard case .down(key, let reason) = self else { return nil }
        return reason
    }

    var anyDownReason: CloseReason? {
        guard case .down(_, let reason) = self else { return nil }
        return reason
    }

    var frame: Frame? {
        guard case .frame(_, let frame) = self else { return nil }
        return frame
    }
}

/// Looks at a condition on every turn of an event loop until it holds.
func condition(
    _ what: String, within limit: Duration = .seconds(60), _ holds: @escaping @Sendable () -> Bool
) async throws {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let deadline = ContinuousClock.now + limit
    while !holds() {
        guard ContinuousClock.now < deadline else { throw Overdue(description: what) }
        try await loop.scheduleTask(in: .milliseconds(2)) {}.futureResult.get()
    }
}

extension TransportTiming {
    /// For tests: repetitions come quickly, limits stay far away, also on a machine that builds something else.
    static var quick: TransportTiming {
        var timing = TransportTiming()
        timing.handshake = .seconds(30)
        timing.hello = .seconds(30)
        timing.firstRetry = .milliseconds(20)
        timing.longestRetry = .milliseconds(200)
        return timing
    }
}

/// Runs networks for the time of `body`; stops them afterwards and insists that they stop.
func running(_ networks: [TestNetwork], collecting: Bool = true, _ body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for network in networks {
            try await network.network.listen()
            group.addTask { try await network.network.run() }
            guard collecting else { continue }
            group.addTask { for await event in network.network.events { network.events.add(event) } }
        }
        do {
            try await body()
            group.cancelAll()
        } catch {
            group.cancelAll()
            throw error
        }
    }
}

/// Connects the nodes as a roster would: everybody knows everybody.
func connect(_ networks: [TestNetwork]) throws {
    for network in networks {
        network.network.setPeers(try networks.filter { $0 !== network }.map { try network.target(of: $0) })
    }
}

enum MultiThreadedLoops {
    static func next() -> any EventLoop { MultiThreadedEventLoopGroup.singleton.next() }
}

extension MultiThreadedLoops {
    static func server(_ child: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>) async throws -> any Channel
    {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer(child).bind(host: "127.0.0.1", port: 0).get()
    }
}
