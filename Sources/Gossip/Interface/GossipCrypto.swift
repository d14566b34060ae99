public import Ledger
public import TransparencyLog

/// Everything secret or costly that the value needs, passed in so that a simulator can use something cheaper.
public struct GossipCrypto: Sendable {
    /// Checks signature lines of logs and cosigners.
    public var signatures: NoteSignatureCheck
    /// Cosigns a checkpoint text at a time (POSIX seconds) with this node's cosigner key; nil for a node without one,
    /// and for a signature that could not be made.
    public var cosign: (@Sendable (_ checkpointText: String, _ time: UInt64) -> NoteSignature?)?
    /// Reads a status list and checks that a key which the roster lists for its issuer has signed it; nil otherwise. What
    /// a list is made of is not this module's concern.
    public var readList: @Sendable (_ document: [UInt8], _ roster: Roster, _ now: UInt64) -> VerifiedList?

    public init(
        signatures: NoteSignatureCheck = .ed25519,
        readList: @escaping @Sendable (_ document: [UInt8], _ roster: Roster, _ now: UInt64) -> VerifiedList? = {
            _, _, _ in nil
        },
        cosign: (@Sendable (_ checkpointText: String, _ time: UInt64) -> NoteSignature?)?
    ) {
        self.signatures = signatures
        self.readList = readList
        self.cosign = cosign
    }

    /// The real one, with this node's cosigner key.
    public static func ed25519(
        cosigner: NoteSigner?,
        readList: @escaping @Sendable (_ document: [UInt8], _ roster: Roster, _ now: UInt64) -> VerifiedList?
    ) -> GossipCrypto {
        guard let cosigner else { return GossipCrypto(readList: readList, cosign: nil) }
        return GossipCrypto(readList: readList) { text, time in
            try? CosignatureV1.sign(checkpointText: text, time: time, key: cosigner)
        }
    }
}

/// A status list whose signature holds.
public struct VerifiedList: Sendable, Hashable {
    /// The log of the institution whose key has signed it.
    public let origin: Origin
    public let head: ListHead

    public init(origin: Origin, head: ListHead) {
        self.origin = origin
        self.head = head
    }
}
