import Credentials
import Cryptography
import Exchange
import FoundationEssentials
import Gossip
import JSON
import Ledger
package import Store
import TransparencyLog

/// Makes status proofs from this node's own copies of the logs, for whoever brings receipts.
package struct ProofDesk: Sendable {
    let store: Store
    let replicator: Replicator
    /// Of all logs together, up to 16 MiB.
    private let tiles = TileCache(limit: 1_024)
    /// What strangers have made at the same time: a bundle of 2,001 proofs keeps a processor busy, and half of them stay
    /// free for everything else.
    let strangers = WorkLimit(running: max(1, ProcessInfo.processInfo.activeProcessorCount / 2), waiting: 64)

    package init(store: Store, replicator: Replicator) {
        self.store = store
        self.replicator = replicator
    }

    /// One bundle for everything ordered, on the newest head that a quorum has cosigned.
    ///
    /// - Returns: the encoded bundle, and when its head was attested (RFC 3339).
    @concurrent
    package func make(_ order: ProofOrder) async throws -> (proof: [UInt8], attested: String) {
        guard let newest = await replicator.proofHead(of: order.origin), let state = newest.view.state else {
            throw ServiceError(.unknown, "this node has no confirmed head of the log \(order.origin.text) yet")
        }
        let head = try SealedHead(note: newest.view.note, state: state)
        let subjects = order.items.map {
            SealedHead.Subject(tag: $0.tag, receipt: $0.receipt, owner: order.opening)
        }
        let bundle = try store.read { reader in
            try head.prove(
                subjects,
                entry: { index in
                    guard let entry = try reader.entry(order.origin, index) else {
                        throw ServiceError(.failure, "entry \(index) of \(order.origin.text) is missing in the store")
                    }
                    return entry
                }, tiles: tiles.before(reader.tileReader(order.origin), of: order.origin.text))
        }
        let time = newest.attested.flatMap { DateTime(milliseconds: $0 &* 1_000) }
        return (bundle.encoded(), time?.description ?? "")
    }

    /// The bundle with a status proof made now where that is possible, else as it is.
    func fresh(_ bundle: CredentialBundle) async -> CredentialBundle {
        let items = AnchoredCredential.all(in: bundle.credential, receipts: bundle.receipts)
        guard let origin = await StatusOrigin.of(bundle.credential, in: replicator.roster) else { return bundle }
        let order = ProofOrder(origin: origin, items: items, ownerKey: nil, nextCommit: nil)
        guard !order.isEmpty, let made = try? await make(order) else { return bundle }
        return CredentialBundle(
            credential: bundle.credential, receipts: bundle.receipts, statusProofs: [made.proof])
    }

    /// The same for somebody who is not known.
    func makeForStranger(_ order: ProofOrder) async throws -> (proof: [UInt8], attested: String) {
        try await strangers.run { try await make(order) }
    }

    func mirror() async -> Mirror { await replicator.mirror() }
}
