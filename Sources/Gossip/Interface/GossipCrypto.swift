public import Ledger
public import TransparencyLog

/// Everything secret or costly that the value needs, passed in so that a simulator can use something cheaper.
public struct GossipCrypto: Sendable {
    /// Checks signature lines of logs and cosigners.
    public var signatures: NoteSignatureCheck
    /// Cosigns a checkpoint text at a time (POSIX seconds) with this node's cosigner key; nil for a node without one,
    /// and for a signature that could not be made.
    public var cosign: (@Sendable (_ checkpointText: String, _ time: UInt64) -> NoteSignature?)?

    public init(
        signatures: NoteSignatureCheck = .ed25519,
        cosign: (@Sendable (_ checkpointText: String, _ time: UInt64) -> NoteSignature?)?
    ) {
        self.signatures = signatures
        self.cosign = cosign
    }

    /// The real one, with this node's cosigner key.
    public static func ed25519(cosigner: NoteSigner?) -> GossipCrypto {
        guard let cosigner else { return GossipCrypto(cosign: nil) }
        return GossipCrypto { text, time in
            try? CosignatureV1.sign(checkpointText: text, time: time, key: cosigner)
        }
    }
}
