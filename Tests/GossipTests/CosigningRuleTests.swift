import Cryptography
import Gossip
import Ledger
import TestSupport
import Testing
import TransparencyLog

/// Which heads this node cosigns: the rules of docs/formats/gossip.md, one by one.
@Suite struct CosigningRuleTests {
    /// Node 1 with three others up that have shown to hold nothing, so that it may sign.
    private func ready() throws -> (Desk, [PeerID]) {
        var desk = try Desk()
        let peers = [0, 2, 3, 4].map { desk.connect($0) }
        let lines = desk.roster.origins.map {
            HeadLine(origin: $0, size: 0, root: MerkleTree.emptyRoot, isFrozen: false, cosignatures: 0)
        }
        for peer in peers { _ = desk.say(.digest(HeadsDigest(wantsAnswer: false, heads: lines)), peer) }
        return (desk, peers)
    }

    private func refusals(_ effects: [GossipEffect]) -> [CosignRefusal] {
        effects.notices.compactMap { if case .notCosigned(_, _, let reason) = $0 { reason } else { nil } }
    }

    private func batch(
        after state: LogState, at time: UInt64, roster: UInt32 = 1,
        _ change: (inout LogWriter) throws -> Void = { _ in }
    ) throws -> SealedBatch {
        var writer = try LogWriter(state, roster: roster, now: time)
        try change(&writer)
        return try writer.sealed()
    }

    private let tag = SHA256.hash([1])
    private let commit = SHA256.hash([2])

    @Test func aHeadIsCosignedAtOnceAndAgainAfterAMinute() throws {
        var (desk, peers) = try ready()
        let batch = try batch(after: LogState(origin: desk.origin), at: desk.now)
        #expect(desk.say(try desk.push(batch), peers[0]).cosigned == [1, 1, 1, 1])
        #expect(desk.wait(59_000).cosigned == [])
        #expect(desk.wait(2_000).cosigned == [1, 1, 1, 1])
    }

    @Test func nothingIsCosignedBeforeEnoughOthersHaveShownTheirHeads() throws {
        var desk = try Desk()
        let peers = [0, 2, 3].map { desk.connect($0) }
        let batch = try batch(after: LogState(origin: desk.origin), at: desk.now)
        #expect(desk.say(try desk.push(batch), peers[0]).cosigned == [])
        let line = desk.line(size: 1, root: batch.state.root)
        let digest = GossipMessage.digest(HeadsDigest(wantsAnswer: false, heads: [line]))
        // n = 4, f = 1: three must have shown theirs.
        for peer in peers.prefix(2) { _ = desk.say(digest, peer) }
        #expect(desk.wait(1_000).cosigned == [])
        _ = desk.say(digest, peers[2])
        #expect(Set(desk.wait(250).cosigned) == [1])
    }

    @Test func aSealAheadOfTheClockIsCosignedWhenItsTimeHasCome() throws {
        var (desk, peers) = try ready()
        let batch = try batch(after: LogState(origin: desk.origin), at: desk.now + 61_000)
        let effects = desk.say(try desk.push(batch), peers[0])
        #expect(effects.cosigned == [] && refusals(effects) == [.sealAhead(seconds: 61)])
        #expect(Set(desk.wait(1_250).cosigned) == [1])
    }

    @Test func nothingIsCosignedUnderAnExpiredRoster() throws {
        var (desk, peers) = try ready()
        desk.now = GossipConsortium.expires
        let batch = try batch(after: LogState(origin: desk.origin), at: desk.now)
        let effects = desk.say(try desk.push(batch), peers[0])
        #expect(effects.cosigned == [] && refusals(effects) == [.rosterExpired])
        #expect(desk.gossip.state(of: desk.origin)?.size == 1)
    }

    @Test func aSealMayNameTheRosterBeforeForAnHour() throws {
        var (desk, peers) = try ready()
        let document = try desk.consortium.successor(of: desk.roster, signers: 0..<5) { _ in }
        _ = desk.gossip.handle(.rosterChanged(try desk.roster.succeeded(by: document)), now: desk.now)
        let first = try batch(after: LogState(origin: desk.origin), at: desk.now)
        #expect(Set(desk.say(try desk.push(first), peers[0]).cosigned) == [1])
        // The minute at which the first one would be cosigned again is the one after the hour.
        var effects = desk.wait(3_600_000)
        #expect(effects.cosigned.count == 4 * 59)
        let second = try batch(after: first.state, at: desk.now)
        effects += desk.say(try desk.push(second), peers[0])
        #expect(!effects.cosigned.contains(2) && refusals(effects) == [.oldRoster(1)])
        let third = try batch(after: second.state, at: desk.now, roster: 2)
        #expect(Set(desk.say(try desk.push(third), peers[0]).cosigned) == [3])
    }

    @Test func aRecoveryWithTooLittleNoticeIsNotCosignedUntilANewOneRepairsIt() throws {
        var (desk, peers) = try ready()
        let short = 72 * 3_600_000 as UInt64
        // Written two hours ago, so that less than 71 hours are left.
        let first = try batch(after: LogState(origin: desk.origin), at: desk.now - 7_200_000) {
            try $0.recover(tag, ownerCommit: commit, wait: short)
        }
        var effects = desk.say(try desk.push(first), peers[0])
        #expect(effects.cosigned == [] && refusals(effects) == [.ripeRecovery])
        // Waiting does not help, and it is not said again.
        effects = desk.wait(10_000)
        #expect(effects.cosigned == [] && refusals(effects) == [])
        let second = try batch(after: first.state, at: desk.now) {
            try $0.recover(tag, ownerCommit: commit, wait: short)
        }
        #expect(Set(desk.say(try desk.push(second), peers[0]).cosigned) == [4])
    }

    @Test func whatAQuorumHasAcceptedIsNotJudgedAgain() throws {
        var (desk, peers) = try ready()
        let batch = try batch(after: LogState(origin: desk.origin), at: desk.now - 7_200_000) {
            try $0.recover(tag, ownerCommit: commit, wait: 72 * 3_600_000)
        }
        #expect(desk.say(try desk.push(batch), peers[0]).cosigned == [])
        _ = desk.say(try desk.cosignatures(batch.state, by: [2, 3, 4]), peers[1])
        #expect(desk.gossip.attested(of: desk.origin)?.view.head.size == 2)
        #expect(Set(desk.wait(250).cosigned) == [2])
    }

    @Test func aHeadOfOurOwnLogThatSomebodyElseSignedIsAnAlarmHoweverItComes() throws {
        var desk = try Desk()
        let peers = [0, 2, 3, 4].map { desk.connect($0) }
        let own = desk.consortium.members[1]
        let lines = desk.roster.origins.map {
            HeadLine(origin: $0, size: 0, root: MerkleTree.emptyRoot, isFrozen: false, cosignatures: 0)
        }
        for peer in peers { _ = desk.say(.digest(HeadsDigest(wantsAnswer: false, heads: lines)), peer) }
        #expect(desk.gossip.publishRefusal(of: own.origin, now: desk.now) == nil)
        // A clone of this node has written; the peer only claims it, and shows it when asked.
        let clone = try batch(after: LogState(origin: own.origin), at: desk.now)
        let checkpoint = try Checkpoint(origin: own.origin.text, size: 1, root: clone.state.root)
        let note = try StandInSignatures.sign(checkpoint.text, with: own.log.verifierKey)
        let line = HeadLine(
            origin: own.origin, size: 1, root: clone.state.root, isFrozen: false, cosignatures: 0)
        let asked = desk.say(.digest(HeadsDigest(wantsAnswer: false, heads: [line])), peers[1])
        #expect(asked.questions.count == 1)
        let effects = desk.say(
            .entries(EntriesReply(origin: own.origin, from: 0, note: note, entries: clone.entries, proof: [])), peers[1]
        )
        #expect(effects.notices.contains(.foreignHeadOfOwnLog(own.origin, size: 1)))
        #expect(desk.gossip.publishRefusal(of: own.origin, now: desk.now) != nil)
    }
}
