import Cryptography
import Ledger
import Synchronization
import TestSupport
import Testing

@testable import Credentials
@testable import Node

/// Of a status proof and the node's own copy of the log the worse word counts.
@Suite struct MirrorTests {
    private let origin: Origin
    private let roster: Roster
    private let tag = SHA256.hash([1])
    private let key: Ed25519.PublicKey

    init() throws {
        let consortium = try GossipConsortium(4)
        origin = consortium.members[0].origin
        roster = consortium.roster
        key = try GossipConsortium.key("owner").publicKey
    }

    private func overlay(
        _ proven: StatusEvidence?, frozen: Bool = false, steps: [CredentialState] = [], owner: Bool = false
    ) throws -> StatusEvidence? {
        var writer = try LogWriter(LogState(origin: origin), roster: 1, now: 1_000)
        for step in steps { try writer.changeStatus(of: tag, to: step, reason: 3) }
        var asked = tag
        if owner {
            let nonce = SHA256.hash([2])
            asked = Commitment.tag(nonce: nonce, ownerCommit: Commitment.unowned)
            try writer.claim(asked, nonce: nonce, ownerCommit: SHA256.hash([3]))
        }
        let state = try writer.sealed().state
        let query = StatusQuery(origin: origin, credDigest: .zero, tag: asked, roster: roster, now: 2_000)
        return Mirror(logs: [origin: .init(state: state, isFrozen: frozen)]).overlay(proven, query)
    }

    private func proven(_ state: CredentialState, sequence: UInt32 = 0) -> StatusEvidence {
        StatusEvidence(
            anchor: .anchored(index: 0, time: 1), standing: .proven(state, reason: 0, since: nil), owner: .key(key),
            attestedAt: 1_500, cosigners: 3, ownerSequence: sequence)
    }

    @Test func whatIsWorseInTheMirrorCounts() throws {
        let cases: [(proof: CredentialState, mirror: [CredentialState], result: CredentialState)] = [
            (.active, [], .active), (.active, [.suspended], .suspended), (.active, [.revoked], .revoked),
            (.suspended, [.revoked], .revoked), (.revoked, [], .revoked), (.revoked, [.suspended], .revoked),
            (.suspended, [.suspended, .active], .suspended), (.superseded, [], .superseded),
            (.active, [.superseded], .superseded),
        ]
        for (proof, steps, result) in cases {
            let evidence = try overlay(proven(proof), steps: steps)
            guard case .proven(let state, _, _)? = evidence?.standing else {
                Issue.record("\(proof) with \(steps) is not proven")
                continue
            }
            #expect(state == result, "\(proof) with \(steps)")
        }
    }

    @Test func theMirrorAloneMakesNothingGood() throws {
        let evidence = try #require(try overlay(nil))
        guard case .unproven = evidence.standing, case .unproven = evidence.anchor, case .unproven = evidence.owner
        else {
            Issue.record("something is proven without a proof: \(evidence)")
            return
        }
    }

    @Test func theMirrorAloneRevokes() throws {
        #expect(try overlay(nil, steps: [.revoked])?.standing == .proven(.revoked, reason: 3, since: 1_000))
    }

    @Test func aFrozenLogProvesNothingButRevocations() throws {
        guard case .unproven? = try overlay(proven(.active), frozen: true)?.standing else {
            Issue.record("a frozen log proves that a credential is in force")
            return
        }
        guard case .proven(.revoked, _, _)? = try overlay(proven(.active), frozen: true, steps: [.revoked])?.standing
        else {
            Issue.record("a revocation is forgotten because the log is frozen")
            return
        }
    }

    @Test func anOwnerChangeAfterTheProofLeavesTheOwnerUnknown() throws {
        guard case .unproven? = try overlay(proven(.active), owner: true)?.owner else {
            Issue.record("an owner who has changed is still taken for one")
            return
        }
        #expect(try overlay(proven(.active, sequence: 1), owner: true)?.owner == .key(key))
    }

    @Test func aLogThatIsNotKeptChangesNothing() throws {
        let query = StatusQuery(
            origin: try Origin("other.example/college"), credDigest: .zero, tag: tag, roster: roster, now: 2_000)
        #expect(Mirror(logs: [:]).overlay(nil, query) == nil)
        #expect(Mirror(logs: [:]).overlay(proven(.active), query)?.standing == .proven(.active, reason: 0, since: nil))
    }
}

/// Counts from several tasks.
final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }
}
