import Gossip

/// Gossip messages as frames of the connection between nodes.
enum GossipFrames {
    static func frame(_ message: GossipMessage) -> WireFrame {
        WireFrame(type: message.frameType.rawValue, payload: message.payload)
    }

    static func message(_ frame: WireFrame) throws(GossipMessageError) -> GossipMessage {
        try GossipMessage(frameType: frame.type, payload: frame.payload)
    }
}
