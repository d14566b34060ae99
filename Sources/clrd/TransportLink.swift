import Cryptography
import Exchange
import Node
import PeerTransport

/// `Node`'s view of the network, over `PeerTransport`.
struct TransportLink: PeerLink {
    let network: PeerNetwork?
    let identity: TransportIdentity

    func send(_ frames: [WireFrame], to peer: Ed25519.PublicKey, bulk: Bool) {
        // A peer that is gone or too slow loses the frames; anti-entropy makes up for it.
        _ = network?.send(
            frames.map { Frame(type: $0.type, payload: $0.payload) }, to: PeerKey(peer), lane: bulk ? .bulk : .control)
    }

    func disconnect(_ peer: Ed25519.PublicKey, reason: String) {
        network?.disconnect(PeerKey(peer), reason: .requested(reason), banFor: .seconds(10))
    }

    func request(
        _ method: ClientMethod, payload: [UInt8], at address: NodeAddress, key: Ed25519.PublicKey
    ) async throws -> [UInt8] {
        do {
            return try await PeerClient.request(
                host: address.host, port: address.port, expectedKey: PeerKey(key), identity: identity,
                method: method.rawValue, payload: payload)
        } catch let error as TransportError {
            switch error {
            case .refused(let status, let text):
                throw ServiceError(status: status, sentence: text)
            default:
                throw ServiceError(.unreachable, "the node at \(address) could not be asked: \(error)")
            }
        }
    }
}
