import ControlClient
import ControlRPC
import Cryptography
import Exchange
import JSON
import Logging
import Node
import NodeHome
import PeerTransport
import ServiceLifecycle
import Store

/// Everything that runs inside one daemon.
struct Assembly {
    let services: [any Service]
    private let network: PeerNetwork?

    init(home: NodeHome, configuration: NodeConfiguration, store: Store, logger: Logger) throws {
        let identity = try TransportIdentity(key: try home.key(.transport), commonName: configuration.name)
        let late = Late<NodeServices>()
        var network: PeerNetwork?
        if let address = NodeAddress(configuration.listen) {
            network = PeerNetwork(
                identity: identity, configuration: TransportConfiguration(host: address.host, port: address.port),
                logger: logger,
                authorize: { key in
                    late.value?.nodeID(of: key.publicKey).map { .member(nodeID: $0) } ?? .stranger
                },
                handler: { _, method, payload in
                    guard let services = late.value else { return .failure(ClientResponse.busy, "starting") }
                    return await Self.answer(services, method, payload)
                })
        }
        let link = TransportLink(network: network, identity: identity)
        let node = try NodeServices(
            home: home, configuration: configuration, store: store, link: link, clock: .system, logger: logger)
        late.value = node
        network?.setPeers(
            node.peers.map { PeerTarget(key: PeerKey($0.key), host: $0.address.host, port: $0.address.port) })
        let control = ControlServer(
            path: home.socketPath, dispatcher: Self.dispatcher(ControlMethods(node)), logger: logger)
        self.network = network
        var all: [any Service] = [control]
        if let network { all.append(network) }
        if let network, let replicator = node.replicator {
            all.append(ReplicationService(node: node, replicator: replicator, network: network))
        }
        all.append(StoreWatch(store: store))
        services = all
    }

    /// Hears of a port in use before anything else runs.
    func listen() async throws { try await network?.listen() }

    private static func answer(_ services: NodeServices, _ method: UInt8, _ payload: [UInt8]) async -> ClientResponse {
        do {
            return ClientResponse(payload: try await ClientMethods(services).answer(method, payload))
        } catch let error as ServiceError {
            return .failure(UInt8(clamping: error.code.rawValue), error.description)
        } catch {
            return .failure(UInt8(ServiceError.Code.failure.rawValue), "\(error)")
        }
    }

    private static func dispatcher(_ methods: ControlMethods) -> JSONRPCDispatcher {
        var dispatcher = JSONRPCDispatcher()
        for (name, handler) in methods.handlers {
            dispatcher.register(
                ControlCatalogue.method(name) { params in
                    do {
                        return try await handler(params)
                    } catch let error as ServiceError {
                        throw JSONRPCError(code: error.code.rawValue, message: error.description)
                    } catch {
                        throw JSONRPCError(code: ServiceError.Code.failure.rawValue, message: "\(error)")
                    }
                })
        }
        return dispatcher
    }
}

/// Feeds network events and the clock's ticks to the replicator.
struct ReplicationService: Service {
    let node: NodeServices
    let replicator: Replicator
    let network: PeerNetwork

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await replicator.run() }
                group.addTask {
                    for await event in network.events {
                        switch event {
                        case .up(let key): await replicator.peerUp(key.publicKey)
                        case .down(let key, _): await replicator.peerDown(key.publicKey)
                        case .frame(let key, let frame):
                            await replicator.received(
                                WireFrame(type: frame.type, payload: frame.payload), from: key.publicKey)
                        }
                    }
                }
                group.addTask {
                    let interval = await replicator.tickInterval
                    while !Task.isCancelled {
                        try await Task.sleep(for: interval)
                        await replicator.tick()
                    }
                }
                group.addTask {
                    while !Task.isCancelled {
                        try await Task.sleep(for: .seconds(1))
                        await node.publishLists()
                    }
                }
                // The replicator ends first; what feeds it has nothing left to do then.
                try await group.next()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            Task { await replicator.stop() }
        }
    }
}
