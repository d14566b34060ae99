import Cryptography
import Exchange
import Foundation
import JSON
import Ledger
import NodeHome
import Store
import Synchronization

@testable import Node

/// One node of a test: its data directory stays, the services on it can be stopped and started.
final class TestNode: Sendable {
    struct Running: Sendable {
        let services: NodeServices
        let methods: ControlMethods
        let store: Store
        let tasks: [Task<Void, Never>]
        let loop: Task<Void, any Error>?
    }

    let name: String
    let home: NodeHome
    let configuration: NodeConfiguration
    let key: Ed25519.PublicKey
    private let network: TestNetwork
    private let clock: TestClock
    private let log: LogCollector
    private let running = Mutex<Running?>(nil)

    init(
        _ configuration: NodeConfiguration, in directory: String, network: TestNetwork, clock: TestClock,
        log: LogCollector
    ) throws {
        name = configuration.name
        home = NodeHome(directory: "\(directory)/\(configuration.name)")
        try home.create(configuration)
        self.configuration = configuration
        key = try home.key(.transport).publicKey
        self.network = network
        self.clock = clock
        self.log = log
    }

    struct NotRunning: Error {
        let name: String
    }

    var now: Running {
        get throws {
            guard let running = running.withLock({ $0 }) else { throw NotRunning(name: name) }
            return running
        }
    }

    var isRunning: Bool { running.withLock { $0 != nil } }
    var services: NodeServices { get throws { try now.services } }
    var store: Store { get throws { try now.store } }
    var replicator: Replicator {
        get throws {
            guard let replicator = try services.replicator else { throw NotRunning(name: name) }
            return replicator
        }
    }
    var registrar: Registrar {
        get throws {
            guard let registrar = try services.registrar else { throw NotRunning(name: name) }
            return registrar
        }
    }
    var verifier: Verifier {
        get throws {
            guard let verifier = try services.verifier else { throw NotRunning(name: name) }
            return verifier
        }
    }
    var wallet: Wallet {
        get throws {
            guard let wallet = try services.wallet else { throw NotRunning(name: name) }
            return wallet
        }
    }
    var origin: Origin { get throws { try Origin(configuration.institution?.origin ?? "") } }

    func start(options: StoreOptions = .quick) throws {
        let store = try Store.open(
            directory: home.storePath,
            identity: StoreIdentity(nodeName: name, role: configuration.role.rawValue), options: options)
        let services = try NodeServices(
            home: home, configuration: configuration, store: store, link: MemoryLink(network: network, own: key),
            clock: clock.clock, logger: log.logger(name))
        let (inbox, continuation) = AsyncStream<TestNetwork.Delivery>.makeStream()
        let methods = ClientMethods(services)
        network.attach(key, .init(inbox: continuation) { try await methods.answer($0, $1) })
        var tasks: [Task<Void, Never>] = []
        var loop: Task<Void, any Error>?
        if let replicator = services.replicator {
            loop = Task { try await replicator.run() }
            tasks.append(Task { await Self.deliver(inbox, to: replicator) })
        }
        let started = Running(
            services: services, methods: ControlMethods(services), store: store, tasks: tasks, loop: loop)
        running.withLock { $0 = started }
    }

    /// The store's files as they are, for going back to them; the node must be stopped.
    func backUp(to directory: String) throws {
        try FileManager.default.copyItem(atPath: home.storePath, toPath: directory)
    }

    func restore(from directory: String) throws {
        try FileManager.default.removeItem(atPath: home.storePath)
        try FileManager.default.copyItem(atPath: directory, toPath: home.storePath)
    }

    private static func deliver(_ inbox: AsyncStream<TestNetwork.Delivery>, to replicator: Replicator) async {
        for await delivery in inbox {
            switch delivery {
            case .up(let key): await replicator.peerUp(key)
            case .down(let key): await replicator.peerDown(key)
            case .frame(let frame, let key): await replicator.received(frame, from: key)
            }
        }
    }

    /// Stops the services and closes the store; the directory can be used again.
    func stop() async {
        network.detach(key)
        guard
            let stopped = running.withLock({ running in
                defer { running = nil }
                return running
            })
        else { return }
        await stopped.services.replicator?.stop()
        _ = await stopped.loop?.result
        for task in stopped.tasks { task.cancel() }
        for task in stopped.tasks { await task.value }
        stopped.store.close()
    }

    var timestamp: String { get throws { try services.clock.timestamp } }

    func tick() async throws {
        try await replicator.tick()
        await (try services).publishLists()
    }

    /// Calls a method of the control socket.
    @discardableResult
    func call(_ method: String, _ params: JSONObject = [:]) async throws -> JSONValue {
        guard let handler = try now.methods.handlers[method] else {
            throw ServiceError(.usage, "no method \(method) for this role")
        }
        return try await handler(.object(params))
    }

    /// What this node knows of a log.
    func log(_ origin: Origin) async throws -> LogStatus? { try await replicator.status(of: origin) }
}

extension StoreOptions {
    /// Commits that do not wait for the disk: what a crash leaves is tested elsewhere.
    static let quick: StoreOptions = {
        var options = StoreOptions.default
        options.isDurable = false
        return options
    }()
}
