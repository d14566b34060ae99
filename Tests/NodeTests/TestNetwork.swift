import Cryptography
import Exchange
import Node
import Synchronization

/// Joins the nodes of one test in memory: frames in order, questions answered by the node that has the key.
///
/// Nothing is lost or late unless a test says so: what goes wrong on a real wire has tests of its own.
final class TestNetwork: Sendable {
    enum Delivery: Sendable {
        case up(Ed25519.PublicKey)
        case down(Ed25519.PublicKey)
        case frame(WireFrame, Ed25519.PublicKey)
    }

    /// Where a running node is reached.
    struct Port: Sendable {
        let inbox: AsyncStream<Delivery>.Continuation
        let answer: @Sendable (UInt8, [UInt8]) async throws -> [UInt8]
    }

    private struct State {
        var ports: [Ed25519.PublicKey: Port] = [:]
        var links: Set<Set<Ed25519.PublicKey>> = []
        var disconnects: [String] = []
        var asked: [(method: ClientMethod, key: Ed25519.PublicKey)] = []
        var losses: [Loss] = []
        var tampering: (@Sendable (ClientMethod, [UInt8]) -> [UInt8])?
    }

    private let state = Mutex(State())

    /// The node is there from now on; it is connected with nobody yet.
    func attach(_ key: Ed25519.PublicKey, _ port: Port) {
        state.withLock { $0.ports[key] = port }
    }

    /// The node is gone; its peers hear that.
    func detach(_ key: Ed25519.PublicKey) {
        state.withLock { state in
            state.ports[key] = nil
            for link in state.links.filter({ $0.contains(key) }) {
                state.links.remove(link)
                for other in link where other != key { state.ports[other]?.inbox.yield(.down(key)) }
            }
        }
    }

    func connect(_ first: Ed25519.PublicKey, _ second: Ed25519.PublicKey) {
        state.withLock { state in
            guard first != second, let one = state.ports[first], let other = state.ports[second],
                state.links.insert([first, second]).inserted
            else { return }
            one.inbox.yield(.up(second))
            other.inbox.yield(.up(first))
        }
    }

    func cut(_ first: Ed25519.PublicKey, _ second: Ed25519.PublicKey) {
        state.withLock { Self.cut(first, second, &$0) }
    }

    private static func cut(_ first: Ed25519.PublicKey, _ second: Ed25519.PublicKey, _ state: inout State) {
        guard state.links.remove([first, second]) != nil else { return }
        state.ports[first]?.inbox.yield(.down(second))
        state.ports[second]?.inbox.yield(.down(first))
    }

    func send(_ frames: [WireFrame], from sender: Ed25519.PublicKey, to receiver: Ed25519.PublicKey) {
        state.withLock { state in
            guard state.links.contains([sender, receiver]), let port = state.ports[receiver] else { return }
            for frame in frames { port.inbox.yield(.frame(frame, sender)) }
        }
    }

    func disconnect(_ sender: Ed25519.PublicKey, _ receiver: Ed25519.PublicKey, reason: String) {
        state.withLock { state in
            state.disconnects.append(reason)
            Self.cut(sender, receiver, &state)
        }
    }

    /// Why nodes closed connections, in order.
    var disconnects: [String] { state.withLock { $0.disconnects } }

    /// What was asked over connections of their own, in order.
    var asked: [(method: ClientMethod, key: Ed25519.PublicKey)] { state.withLock { $0.asked } }

    /// What gets lost of one exchange.
    enum Loss: Hashable, Sendable {
        case question(ClientMethod)
        case answer(ClientMethod)
    }

    /// The next question of that kind, or its answer, does not arrive.
    func lose(_ loss: Loss) { state.withLock { $0.losses.append(loss) } }

    /// Changes answers on their way; nil for an honest network.
    func tamper(_ change: (@Sendable (ClientMethod, [UInt8]) -> [UInt8])?) {
        state.withLock { $0.tampering = change }
    }

    func ask(_ method: ClientMethod, _ payload: [UInt8], at key: Ed25519.PublicKey) async throws -> [UInt8] {
        let port = state.withLock { state in
            state.asked.append((method, key))
            return Self.isLost(.question(method), &state) ? nil : state.ports[key]
        }
        guard let port else { throw ServiceError(.unreachable, "nobody listens there") }
        let answer = try await port.answer(method.rawValue, payload)
        return try state.withLock { state in
            guard !Self.isLost(.answer(method), &state) else {
                throw ServiceError(.unreachable, "the connection broke before the answer came")
            }
            return state.tampering?(method, answer) ?? answer
        }
    }

    private static func isLost(_ loss: Loss, _ state: inout State) -> Bool {
        guard let place = state.losses.firstIndex(of: loss) else { return false }
        state.losses.remove(at: place)
        return true
    }
}

/// One node's end of the network.
struct MemoryLink: PeerLink {
    let network: TestNetwork
    let own: Ed25519.PublicKey

    func send(_ frames: [WireFrame], to peer: Ed25519.PublicKey, bulk: Bool) {
        network.send(frames, from: own, to: peer)
    }

    func disconnect(_ peer: Ed25519.PublicKey, reason: String) { network.disconnect(own, peer, reason: reason) }

    func request(
        _ method: ClientMethod, payload: [UInt8], at address: NodeAddress, key: Ed25519.PublicKey
    ) async throws -> [UInt8] {
        try await network.ask(method, payload, at: key)
    }
}
