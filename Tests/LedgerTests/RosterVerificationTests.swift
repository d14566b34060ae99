import Cryptography
import JSON
import Ledger
import TestSupport
import Testing
import TransparencyLog

@Suite struct RosterVerificationTests {
    let consortium: GossipConsortium

    init() throws { consortium = try GossipConsortium(5) }

    private var roster: Roster { consortium.roster }

    /// The same version with an extra day, so that something changes.
    private func later(_ contents: inout RosterContents) { contents.expires += 86_400_000 }

    // MARK: Version 1

    @Test func version1IsTrustedByItsPinnedHashAndSignedByAllItsOperators() throws {
        let roster = try Roster(consortium.genesis, pinned: consortium.genesis.hash)
        #expect(roster.version == 1)
        #expect(throws: RosterError.notPinned(expected: .zero, actual: consortium.genesis.hash)) {
            try Roster(consortium.genesis, pinned: .zero)
        }
        var unsigned = try GossipConsortium.contents("test.example", consortium.members).document()
        for member in consortium.members.dropLast() {
            try unsigned.sign(as: .operatorID(member.id), with: member.governance)
        }
        #expect(throws: RosterError.self) { try Roster(unsigned, pinned: unsigned.hash) }
    }

    @Test func aSignatureByAKeyOfAnotherPurposeOrOperatorIsNotAdded() throws {
        var document = try GossipConsortium.contents("test.example", consortium.members).document()
        let member = consortium.members[0]
        for key in [member.transport, member.institutionGovernance, consortium.members[1].governance] {
            #expect(throws: RosterError.self) { try document.sign(as: .operatorID(member.id), with: key) }
        }
        #expect(throws: RosterError.self) { try document.sign(as: .operatorID("stranger"), with: member.governance) }
        #expect(document.signatures.isEmpty)
    }

    @Test func oneWrongSignatureRefusesTheDocumentHoweverManyAreRight() throws {
        let text = try consortium.genesis.json()
        let signatures = try #require(text["signatures"]?.array)
        var swapped = signatures
        var first = try #require(signatures[0].object)
        first["signature"] = signatures[1]["signature"]
        swapped[0] = .object(first)
        var object = try #require(text.object)
        object["signatures"] = .array(swapped)
        let document = try RosterDocument(parsing: .object(object))
        #expect(document.hash == consortium.genesis.hash)
        #expect(throws: RosterError.signature(place: "/signatures/0", problem: "the signature does not verify")) {
            try Roster(document, pinned: document.hash)
        }
        object["signatures"] = .array(signatures + [signatures[0]])
        let double = try RosterDocument(parsing: .object(object))
        #expect(throws: RosterError.signature(place: "/signatures/5", problem: "this signature stands twice")) {
            try Roster(double, pinned: double.hash)
        }
    }

    // MARK: Successors

    @Test func aSuccessorNeedsMoreThanTwoThirdsOfTheOperators() throws {
        #expect(RosterQuorum.governance(operators: 5, quorum: 3) == 4)
        let enough = try consortium.successor(of: roster, signers: 0..<4, later)
        let next = try roster.succeeded(by: enough)
        #expect(next.version == 2)
        #expect(next.previous == roster.hash)
        let tooFew = try consortium.successor(of: roster, signers: 0..<3, later)
        #expect(throws: RosterError.self) { try roster.succeeded(by: tooFew) }
    }

    @Test func twoQuorumsOfOneVersionShareAnHonestOperator() {
        for operators in 1...64 {
            let needed = RosterQuorum.governance(
                operators: operators, quorum: RosterQuorum.smallest(operators: operators))
            let faulty = RosterQuorum.faulty(of: operators)
            #expect(2 * needed - operators > faulty || operators == needed, "\(operators) operators")
            #expect(needed <= operators)
        }
    }

    @Test func aSuccessorNeedsTheQuorumOfBothVersions() throws {
        // Two operators leave, two others come.
        let strangers = try GossipConsortium(7).members.suffix(2)
        let change: (inout RosterContents) -> Void = { contents in
            for (index, stranger) in strangers.enumerated() {
                contents.operators[3 + index] = RosterOperator(
                    id: stranger.id, name: "New", governanceKey: RosterKey(stranger.governance.publicKey))
                contents.nodes[3 + index] = RosterNode(
                    id: contents.nodes[3 + index].id, operatorID: stranger.id,
                    address: contents.nodes[3 + index].address, transportKey: contents.nodes[3 + index].transportKey,
                    cosigner: contents.nodes[3 + index].cosigner)
            }
        }
        // All of the old ones agree, but only three of the new five.
        let old = try consortium.successor(of: roster, signers: 0..<5, change)
        #expect(throws: RosterError.self) { try roster.succeeded(by: old) }
        var both = old
        try both.sign(as: .operatorID(strangers[5].id), with: strangers[5].governance, after: roster)
        #expect(try roster.succeeded(by: both).operators.map(\.id).contains(strangers[5].id))
        // The new ones alone are not the consortium.
        var new = try consortium.successor(of: roster, signers: 0..<3, change)
        for stranger in strangers {
            try new.sign(as: .operatorID(stranger.id), with: stranger.governance, after: roster)
        }
        #expect(throws: RosterError.self) { try roster.succeeded(by: new) }
    }

    @Test func anOperatorThatChangesItsGovernanceKeySignsWithTheOldAndTheNewOne() throws {
        let new = try GossipConsortium.key("new governance")
        let change: (inout RosterContents) -> Void = { contents in
            contents.operators[0] = RosterOperator(
                id: contents.operators[0].id, name: "Same", governanceKey: RosterKey(new.publicKey))
        }
        var document = try consortium.successor(of: roster, signers: 0..<4, change)
        #expect(throws: RosterError.self) { try roster.succeeded(by: document) }
        try document.sign(as: .operatorID(consortium.members[0].id), with: new, after: roster)
        #expect(try roster.succeeded(by: document).operators[0].governanceKey == RosterKey(new.publicKey))
    }

    @Test func versionsFollowOneAnotherWithoutGapsForksOrStepsBackInTime() throws {
        let second = try roster.succeeded(by: try consortium.successor(of: roster, signers: 0..<5, later))
        let third = try consortium.successor(of: second, signers: 0..<5, later)
        #expect(throws: RosterError.self) { try roster.succeeded(by: third) }
        #expect(throws: RosterError.self) { try second.succeeded(by: consortium.genesis) }
        let fork = try consortium.successor(of: roster, signers: 0..<5) { $0.expires += 2 * 86_400_000 }
        #expect(throws: RosterError.self) { try second.succeeded(by: fork) }
        let early = try consortium.successor(of: second, signers: 0..<5) { $0.issued = roster.issued }
        #expect(throws: RosterError.self) { try second.succeeded(by: early) }
        let chain = [consortium.genesis, second.document, third]
        #expect(try Roster.verifying(chain, pinned: consortium.genesis.hash).version == 3)
        #expect(throws: RosterError.self) {
            try Roster.verifying([consortium.genesis, third], pinned: consortium.genesis.hash)
        }
        #expect(throws: RosterError.self) { try Roster.verifying([], pinned: .zero) }
        // Whoever pinned version 2 needs nothing before it.
        #expect(try Roster.verifying([second.document, third], pinned: second.hash).version == 3)
    }

    // MARK: Institutions

    @Test func anInstitutionsKeysDIDsStatusBaseAndHostChangeOnlyWithItsOwnSignature() throws {
        let other = consortium.members[1].nodeID
        let key = RosterKey(try GossipConsortium.key("next").publicKey)
        let changes: [@Sendable (RosterInstitution) -> RosterInstitution] = [
            { $0.with(host: other) },
            { $0.with(dids: []) },
            { $0.with(statusBase: "https://new.example/s") },
            { $0.with(governanceKey: key) },
            { $0.with(assertionKeys: $0.assertionKeys + [RosterAssertionKey(multikey: key.multikey, kind: .plain)]) },
        ]
        for change in changes {
            let edit: (inout RosterContents) -> Void = { $0.institutions[0] = change($0.institutions[0]) }
            let forced = try consortium.successor(of: roster, signers: 0..<5, edit)
            #expect(throws: RosterError.self) { try roster.succeeded(by: forced) }
            let wrong = try consortium.successor(of: roster, signers: 0..<5, institutions: [1], edit)
            #expect(throws: RosterError.self) { try roster.succeeded(by: wrong) }
            let agreed = try consortium.successor(of: roster, signers: 0..<5, institutions: [0], edit)
            #expect(try roster.succeeded(by: agreed).version == 2)
        }
    }

    @Test func aKeyThatWasValidStaysSoForWhatItSignedAnEndCanBeSetOnce() throws {
        let close: (UInt64?) -> (inout RosterContents) -> Void = { end in
            { contents in
                let keys = contents.institutions[0].assertionKeys
                contents.institutions[0] = contents.institutions[0].with(assertionKeys: [
                    RosterAssertionKey(
                        multikey: keys[0].multikey, kind: .ledger, entries: RosterRange(from: 0, to: end))
                ])
            }
        }
        func next(_ roster: Roster, _ change: (inout RosterContents) -> Void) throws -> Roster {
            try roster.succeeded(
                by: try consortium.successor(of: roster, signers: 0..<5, institutions: [0], change))
        }
        let closed = try next(roster, close(7))
        #expect(throws: RosterError.self) { try next(closed, close(9)) }
        #expect(throws: RosterError.self) { try next(closed, close(nil)) }
        #expect(throws: RosterError.self) {
            try next(roster) { $0.institutions[0] = $0.institutions[0].with(assertionKeys: []) }
        }
        #expect(throws: RosterError.self) {
            try next(roster) { contents in
                let key = contents.institutions[0].assertionKeys[0].multikey
                contents.institutions[0] = contents.institutions[0].with(assertionKeys: [
                    RosterAssertionKey(multikey: key, kind: .plain)
                ])
            }
        }
    }

    @Test func anInstitutionNeverLeavesANewOneMayCome() throws {
        let gone = try consortium.successor(of: roster, signers: 0..<5) { _ = $0.institutions.removeLast() }
        #expect(throws: RosterError.self) { try roster.succeeded(by: gone) }
        let origin = try Origin("test.example/new")
        let log = try NoteVerifierKey(name: origin.text, key: try GossipConsortium.key("new log").publicKey)
        let governance = RosterKey(try GossipConsortium.key("new institution").publicKey)
        let more = try consortium.successor(of: roster, signers: 0..<5) { contents in
            contents.institutions.append(
                RosterInstitution(
                    origin: origin, host: contents.nodes[0].id, name: "New", dids: [],
                    logKeys: [RosterLogKey(key: log)], assertionKeys: [], statusBase: "https://new.example/s",
                    governanceKey: governance))
        }
        #expect(try roster.succeeded(by: more).institution(origin: origin)?.host == consortium.members[0].nodeID)
    }

    // MARK: Times

    @Test func timesAreWholeSecondsInOneSpelling() throws {
        let cases: [(UInt64, String)] = [
            (0, "1970-01-01T00:00:00Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_767_600_000_000, "2026-01-05T08:00:00Z"), (4_107_542_399_000, "2100-02-28T23:59:59Z"),
            (253_402_300_799_000, "9999-12-31T23:59:59Z"),
        ]
        for (time, text) in cases {
            var contents = GossipConsortium.contents("test.example", consortium.members)
            contents.issued = 0
            contents.expires = time == 0 ? 1_000 : time
            let json = try contents.document().json()
            #expect(json[time == 0 ? "issued" : "expires"]?.string == text)
            #expect(try RosterDocument(parsing: json).contents.expires == contents.expires)
        }
        for text in ["2100-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "1969-12-31T23:59:59Z"] {
            var object = try #require(try consortium.genesis.json().object)
            object["issued"] = .string(.init(text))
            #expect(throws: RosterError.self, "\(text)") { try RosterDocument(parsing: .object(object)) }
        }
    }
}
