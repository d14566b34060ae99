import Cryptography
import DataIntegrity
import JSON
import Ledger
import TestSupport
import Testing
import TransparencyLog

@testable import Credentials

/// A CLR of two credentials whose issuer has logged it, and all that its status proofs are made from.
private struct LoggedCLR {
    let fixture: VerifierFixture
    /// The wrapper first, then what it nests.
    let documents: [JSONObject]
    private(set) var state: LogState
    private var entries: [[UInt8]] = []
    private var tiles = InMemoryTiles()
    private var subjects: [SealedHead.Subject] = []
    /// Milliseconds; of what is written next.
    var time = GossipConsortium.issued + 2 * VerifierFixture.hour

    var clr: JSONObject { documents[0] }

    init(isUnowned: Bool = false) throws {
        let fixture = try VerifierFixture()
        self.fixture = fixture
        let commit = isUnowned ? Commitment.unowned : try Self.ownerCommit(fixture)
        func entry(_ id: String) -> StatusEntry {
            StatusEntry(
                tag: Self.tag(id, commit), base: fixture.issuer.statusBase, listCredential: "https://a.example/list",
                listIndex: 7)
        }
        let nested = try ["C-1", "C-2"].map { course in
            let draft = CredentialDrafts.bind(try fixture.draft(course), owner: fixture.ownerDID) { entry($0) }
            return try fixture.signed(draft)
        }
        let clr = try fixture.clr(nested) { clr in
            clr["credentialStatus"] = clr["id"]?.string.map { entry($0).json }
        }
        documents = [clr] + nested
        state = LogState(origin: fixture.issuer.origin)
        try issue(commit, owner: isUnowned ? nil : try Self.owner(fixture))
    }

    static func tag(_ id: String, _ commit: Digest) -> Digest { Commitment.tag(nonce: nonce(id), ownerCommit: commit) }

    static func nonce(_ id: String) -> Digest { SHA256.hash(Array("nonce of \(id)".utf8)) }

    static func owner(_ fixture: VerifierFixture) throws -> (key: Ed25519.PublicKey, nextCommit: Digest) {
        (fixture.owner.publicKey, Commitment.next(try GossipConsortium.key("next owner").publicKey))
    }

    static func ownerCommit(_ fixture: VerifierFixture) throws -> Digest {
        let owner = try owner(fixture)
        return Commitment.owner(owner.key, next: owner.nextCommit)
    }

    private mutating func issue(_ commit: Digest, owner: (key: Ed25519.PublicKey, nextCommit: Digest)?) throws {
        let ids = documents.map { $0["id"]?.string ?? "" }
        let anchors = try zip(documents, ids).map { document, id in
            Commitment.anchor(
                salt: .zero, credDigest: try DataIntegrity.credentialDigest(document), tag: Self.tag(id, commit))
        }
        let tree = try IssuanceTree(anchors: anchors) { SHA256.hash([0]) }
        let index = state.size
        try write { try $0.issue(tree) }
        for (position, id) in ids.enumerated() {
            let receipt = Receipt(
                nonce: Self.nonce(id), salt: .zero, position: UInt32(position), path: tree.path(position) ?? [],
                entryIndex: index)
            subjects.append(SealedHead.Subject(tag: Self.tag(id, commit), receipt: receipt, owner: owner))
        }
    }

    mutating func write(_ add: (inout LogWriter) throws -> Void) throws {
        var writer = try LogWriter(state, roster: 1, now: time)
        try add(&writer)
        let batch = try writer.sealed()
        tiles.apply(
            try TiledTree.updates(
                oldSize: state.size, appending: batch.entries.map { MerkleTree.leafHash($0) }, reader: tiles))
        entries += batch.entries
        state = batch.state
    }

    /// The tag of the wrapper or of what it nests.
    func tag(_ index: Int) -> Digest { subjects[index].tag }

    mutating func set(_ index: Int, _ next: CredentialState) throws {
        let tag = tag(index)
        time += 60_000
        try write { try $0.changeStatus(of: tag, to: next, reason: 4) }
    }

    /// A bundle on the newest head, cosigned by members at a time in milliseconds.
    ///
    /// - Parameters:
    ///   - cosigners: three are the quorum.
    ///   - indexes: of the documents; all without.
    func proofs(
        _ cosigners: Range<Int> = 1..<4, at time: UInt64? = nil, of indexes: [Int]? = nil
    ) throws -> StatusProofBundle {
        let checkpoint = try Checkpoint(origin: state.origin.text, size: state.size, root: state.root)
        let signers = [fixture.issuer.log] + fixture.consortium.members[cosigners].map(\.cosigner)
        let note = try NoteSigner.note(checkpoint.text, signers: signers, at: (time ?? attestedAt) / 1_000)
        return try SealedHead(note: note, state: state).prove(
            (indexes ?? [0, 1, 2]).map { subjects[$0] }, entry: { entries[Int($0)] }, tiles: tiles)
    }

    /// Half a minute before the verifier looks.
    var attestedAt: UInt64 { fixture.policy.now - 30_000 }

    func verify(_ proofs: [StatusProofBundle], policy: TrustPolicy? = nil) -> Report {
        verify(clr, with: proofs, policy: policy)
    }

    func verify(
        _ document: JSONObject, with proofs: [StatusProofBundle], holder: HolderExpectation? = nil,
        policy: TrustPolicy? = nil
    ) -> Report {
        let source = StatusProofs(proofs.map { $0.encoded() })
        return CredentialVerifier(policy: policy ?? fixture.policy) { source.evidence($0) }
            .verify(.object(document), holder: holder)
    }

    func query(_ index: Int) throws -> StatusQuery {
        StatusQuery(
            origin: state.origin, credDigest: try DataIntegrity.credentialDigest(documents[index]),
            tag: tag(index), roster: fixture.consortium.roster, now: fixture.policy.now)
    }
}

/// Status proofs that come along with a document, as what the ledger says of it.
@Suite struct StatusProofsTests {
    // MARK: From the log to the verdict

    @Test func aLoggedCLRWithItsProofsIsVerifiedWithoutAnyNetwork() throws {
        let logged = try LoggedCLR()
        let report = logged.verify([try logged.proofs()])
        #expect(report.verdict == .verified && report.code == .verified, "\(report.text())")
        #expect(report.root.all(.anchor).map(\.outcome) == [.pass, .pass, .pass])
        #expect(report.root.all(.status).map(\.outcome) == [.pass, .pass, .pass])
        #expect(report.root.oldestAttestation == DateTime(milliseconds: logged.attestedAt / 1_000 * 1_000))
        // One proof for each document, in bundles of their own, says the same.
        let singles = try (0..<3).map { try logged.proofs(of: [$0]) }
        #expect(logged.verify(singles).json == report.json)
    }

    @Test func itsOwnerPresentsIt() throws {
        let logged = try LoggedCLR()
        let presentation = try logged.fixture.presentation([logged.clr], keys: [logged.fixture.owner])
        let report = logged.verify(presentation, with: [try logged.proofs()], holder: VerifierFixture.challenge)
        #expect(report.verdict == .verified, "\(report.text())")
        #expect(report.root.all(.owner).map(\.outcome) == [.pass, .pass, .pass])
        let thief = try GossipConsortium.key("thief")
        let stolen = try logged.fixture.presentation([logged.clr], keys: [thief])
        #expect(logged.verify(stolen, with: [try logged.proofs()], holder: VerifierFixture.challenge).code == .notOwner)
    }

    @Test func withoutAProofItCannotBeChecked() throws {
        let logged = try LoggedCLR()
        #expect(logged.verify([]).code == .unknown)
        // A proof for the wrapper alone leaves the rest open.
        let report = logged.verify([try logged.proofs(of: [0])])
        #expect(report.root.check(.status)?.outcome == .pass)
        #expect(report.verdict == .couldNotCheck && report.code == .unknown)
    }

    @Test func whatAStolenIssuingKeySignsIsNotInTheLog() throws {
        let logged = try LoggedCLR()
        var forged = logged.documents[1]
        forged["proof"] = nil
        forged["name"] = "A better course"
        let signed = try logged.fixture.signed(forged)
        let report = logged.verify(signed, with: [try logged.proofs()])
        #expect(report.root.check(.proof)?.outcome == .pass)
        #expect(report.root.check(.anchor)?.outcome == .fail)
        #expect(report.code == .altered)
    }

    @Test func aRevokedNestedCredentialRevokesTheDocument() throws {
        var logged = try LoggedCLR()
        try logged.set(2, .revoked)
        let report = logged.verify([try logged.proofs()])
        #expect(report.root.check(.status)?.outcome == .pass)
        #expect(report.root.children[1].check(.status)?.outcome == .fail)
        #expect(report.root.children[1].check(.status)?.reason.contains("reason 4") == true)
        #expect(report.code == .revoked)
    }

    @Test func suspendedAndSupersededAreSaid() throws {
        var logged = try LoggedCLR()
        try logged.set(1, .suspended)
        #expect(logged.verify([try logged.proofs()]).code == .suspended)
        try logged.set(1, .active)
        #expect(logged.verify([try logged.proofs()]).code == .verified)
        try logged.set(1, .superseded)
        let report = logged.verify([try logged.proofs()])
        #expect(report.code == .verified)
        #expect(report.root.children[0].check(.status)?.outcome == .warn)
    }

    @Test func aWaitingRecoveryIsContestedWhenItIsPresented() throws {
        var logged = try LoggedCLR()
        let tag = logged.tag(0)
        try logged.write { try $0.recover(tag, ownerCommit: .zero.successor) }
        let presentation = try logged.fixture.presentation([logged.clr], keys: [logged.fixture.owner])
        let report = logged.verify(presentation, with: [try logged.proofs()], holder: VerifierFixture.challenge)
        #expect(report.code == .contested, "\(report.text())")
    }

    @Test func anUnownedCredentialHasNoOwnerToCheck() throws {
        let logged = try LoggedCLR(isUnowned: true)
        #expect(logged.verify([try logged.proofs()]).verdict == .verified)
        let presentation = try logged.fixture.presentation([logged.clr], keys: [logged.fixture.owner])
        let report = logged.verify(presentation, with: [try logged.proofs()], holder: VerifierFixture.challenge)
        #expect(report.outcome(.owner) == .unknown && report.code == .unknown)
    }

    @Test func theVerifiersOwnDemandsAreAddedToTheRosters() throws {
        let logged = try LoggedCLR()
        var policy = logged.fixture.policy
        policy.minimumQuorum = 4
        #expect(logged.verify([try logged.proofs()], policy: policy).code == .unknown)
        #expect(logged.verify([try logged.proofs(1..<5)], policy: policy).code == .verified)
        policy.minimumQuorum = 0
        policy.maximumStaleness = 60_000
        #expect(logged.verify([try logged.proofs()], policy: policy).code == .verified)
        let old = try logged.proofs(at: logged.fixture.policy.now - 62_000)
        #expect(logged.verify([old], policy: policy).code == .unknown)
    }

    // MARK: Several proofs

    @Test func theNewestProofCountsInWhateverOrderTheyCome() throws {
        var logged = try LoggedCLR()
        try logged.set(0, .suspended)
        let old = try logged.proofs(at: logged.attestedAt - 60_000)
        try logged.set(0, .active)
        let new = try logged.proofs()
        #expect(logged.verify([old]).code == .suspended)
        #expect(logged.verify([old, new]).code == .verified)
        #expect(logged.verify([new, old]).code == .verified)
        #expect(logged.verify([new, old]).root.oldestAttestation == logged.verify([new]).root.oldestAttestation)
    }

    @Test func whatOneProofShowsAsRevokedStaysRevoked() throws {
        var fork = try LoggedCLR()
        var logged = fork
        try logged.set(0, .revoked)
        // The host shows another history, later and to more cosigners.
        try fork.set(1, .superseded)
        try fork.set(1, .revoked)
        let revoked = try logged.proofs(at: logged.attestedAt - 3_600_000)
        let denied = try fork.proofs(1..<5, of: [0])
        #expect(logged.verify([denied]).root.check(.status)?.outcome == .pass)
        for order in [[revoked, denied], [denied, revoked]] {
            #expect(logged.verify(order).root.check(.status)?.outcome == .fail)
            #expect(logged.verify(order).code == .revoked)
        }
        // Even if nobody has cosigned it.
        let alone = try logged.proofs(0..<0)
        #expect(logged.verify([denied, alone]).code == .revoked)
    }

    @Test func whereNobodyAttestsToATimeTheLargerHeadIsTheNewerOne() throws {
        var logged = try LoggedCLR()
        let first = try logged.proofs(0..<0)
        try logged.set(0, .suspended)
        let second = try logged.proofs(0..<0)
        for order in [[first, second], [second, first]] {
            #expect(logged.verify(order).root.check(.status)?.reason.hasPrefix("suspended") == true)
        }
        try logged.set(0, .active)
        let third = try logged.proofs(0..<0)
        let source = StatusProofs([third, first].map { $0.encoded() })
        guard case .unproven? = source.evidence(try logged.query(0))?.standing else {
            Issue.record("good news without a quorum counted")
            return
        }
    }

    @Test func aSuspensionThatIsNotConfirmedYetCountsBesideAnOlderConfirmedProof() throws {
        var logged = try LoggedCLR()
        let confirmed = try logged.proofs()
        try logged.set(0, .suspended)
        let fresh = try logged.proofs(1..<2, at: logged.attestedAt + 10_000)
        for order in [[confirmed, fresh], [fresh, confirmed]] { #expect(logged.verify(order).code == .suspended) }
        // An older one that was lifted since, as the confirmed proof shows, does not.
        try logged.set(0, .active)
        let lifted = try logged.proofs()
        #expect(logged.verify([fresh, lifted]).code == .verified)
    }

    // MARK: Below the quorum

    @Test func belowTheQuorumOnlyBadNewsCounts() throws {
        let cases: [(CredentialState, VerdictCode)] = [
            (.revoked, .revoked), (.suspended, .suspended), (.superseded, .unknown),
        ]
        for (state, code) in cases {
            var logged = try LoggedCLR()
            try logged.set(0, state)
            let evidence = try #require(
                StatusProofs([logged.proofs(1..<3).encoded()]).evidence(logged.query(0)))
            guard case .unproven(let reason) = evidence.anchor else {
                Issue.record("\(evidence.anchor)")
                continue
            }
            #expect(reason.contains("2 operators") && reason.contains("asks for 3"))
            #expect(evidence.cosigners == 2 && evidence.attestedAt == nil)
            guard case .unproven = evidence.owner else {
                Issue.record("\(evidence.owner)")
                continue
            }
            #expect(logged.verify(logged.documents[0], with: [try logged.proofs(1..<3)]).code == code, "\(state)")
        }
        let logged = try LoggedCLR()
        #expect(logged.verify([try logged.proofs(1..<3)]).code == .unknown)
        #expect(logged.verify([try logged.proofs(0..<3)]).code == .unknown, "the host's own operator does not count")
    }

    @Test func aWrongOwnerIsRefutedBelowTheQuorumToo() throws {
        let logged = try LoggedCLR()
        let thief = try GossipConsortium.key("thief").publicKey
        let receipt = Receipt(nonce: .zero, salt: .zero, position: 0, path: [], entryIndex: 0)
        for cosigners in [1..<4, 1..<2] {
            let proofs = try logged.proofs(cosigners).showing((thief, .zero), of: [logged.tag(0): receipt])
            let evidence = try #require(StatusProofs([proofs.encoded()]).evidence(logged.query(0)))
            guard case .refuted = evidence.owner else {
                Issue.record("\(evidence.owner)")
                continue
            }
        }
    }

    // MARK: What does not hold or cannot be read

    @Test func aProofThatDoesNotHoldProvesNothingAndSaysWhy() throws {
        let logged = try LoggedCLR()
        // Under a roster that does not have the issuer's log key.
        let good = try logged.query(0)
        let proofs = StatusProofs([try logged.proofs().encoded()])
        let other = try logged.fixture.consortium.successor(of: good.roster, signers: 0..<5, institutions: [0]) {
            $0.institutions[0] = RosterInstitution(
                origin: $0.institutions[0].origin, host: $0.institutions[0].host, name: "Same",
                dids: $0.institutions[0].dids,
                logKeys: $0.institutions[0].logKeys.map {
                    RosterLogKey(key: $0.key, sizes: RosterRange(from: 0, to: 1))
                },
                assertionKeys: $0.institutions[0].assertionKeys, statusBase: $0.institutions[0].statusBase,
                governanceKey: $0.institutions[0].governanceKey)
        }
        let query = StatusQuery(
            origin: good.origin, credDigest: good.credDigest, tag: good.tag,
            roster: try good.roster.succeeded(by: other), now: good.now)
        guard case .unproven(let reason)? = proofs.evidence(query)?.anchor else {
            Issue.record("it held")
            return
        }
        #expect(reason.contains("no key that the roster allows"))
        // The same proofs still hold under the first roster.
        #expect(proofs.evidence(good)?.cosigners == 3)
    }

    @Test func onlyAWrongAnchorSpeaksAgainstTheCredential() throws {
        let logged = try LoggedCLR()
        let good = try logged.query(0)
        let proofs = StatusProofs([try logged.proofs().encoded()])
        let altered = StatusQuery(
            origin: good.origin, credDigest: .zero, tag: good.tag, roster: good.roster, now: good.now)
        guard case .refuted? = proofs.evidence(altered)?.anchor else {
            Issue.record("another text passes")
            return
        }
        let foreign = StatusQuery(
            origin: logged.fixture.consortium.members[1].origin, credDigest: good.credDigest, tag: good.tag,
            roster: good.roster, now: good.now)
        guard case .unproven? = proofs.evidence(foreign)?.anchor else {
            Issue.record("a proof of another log says something")
            return
        }
    }

    @Test func aBundleThatCannotBeReadIsSaidWhereAProofIsMissing() throws {
        let logged = try LoggedCLR()
        let bad = Array(try logged.proofs().encoded().dropLast())
        let evidence = try #require(StatusProofs([bad]).evidence(logged.query(0)))
        guard case .unproven(let reason) = evidence.standing else {
            Issue.record("\(evidence.standing)")
            return
        }
        #expect(reason.contains("The status proof is not readable"))
        // It hides nothing that another bundle proves, and no bundle means no answer.
        let beside = StatusProofs([bad, try logged.proofs().encoded()])
        #expect(beside.evidence(try logged.query(0))?.cosigners == 3)
        #expect(StatusProofs([]).evidence(try logged.query(0)) == nil)
        #expect(StatusProofs([try logged.proofs(of: [1]).encoded()]).evidence(try logged.query(0)) == nil)
    }

    // MARK: Limits

    private func expectUnread(_ proofs: StatusProofs, _ query: StatusQuery, _ reason: String) {
        guard case .unproven(let actual)? = proofs.evidence(query)?.anchor else {
            Issue.record("it was looked at")
            return
        }
        #expect(actual == reason)
    }

    @Test func onlyTheFirst64HeadsAreLookedAt() throws {
        var logged = try LoggedCLR()
        var others: [[UInt8]] = []
        for _ in 0..<64 {
            try logged.write { _ in }
            others.append(try logged.proofs(0..<0, of: [1]).encoded())
        }
        let good = try logged.proofs().encoded()
        let query = try logged.query(0)
        #expect(StatusProofs(others.dropLast() + [good]).evidence(query)?.cosigners == 3)
        let reason = "only the first 64 checkpoints of status proofs are looked at"
        expectUnread(StatusProofs(others + [good]), query, reason)
        // Nor is anything behind them.
        expectUnread(StatusProofs(others + [good, try logged.proofs(of: [0]).encoded()]), query, reason)
    }

    @Test func onlyTheFirstFourProofsOfACredentialAreLookedAt() throws {
        let logged = try LoggedCLR()
        let unsigned = try logged.proofs(0..<0).encoded()
        let good = try logged.proofs().encoded()
        let query = try logged.query(0)
        #expect(StatusProofs([unsigned, unsigned, unsigned, good]).evidence(query)?.cosigners == 3)
        #expect(StatusProofs([unsigned, unsigned, unsigned, unsigned, good]).evidence(query)?.cosigners == 0)
    }

    @Test func onlyTheFirst8004ProofsAreLookedAt() throws {
        let logged = try LoggedCLR()
        // Nobody's credentials, with the shortest proofs there are: one head, one issuance entry, empty paths.
        let head = try logged.proofs(0..<0, of: [1]).heads[0]
        func big(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }
        let note = head.note.encoded
        var bytes: [UInt8] = [1] + big(1) + big(note.count) + note + head.seal + [0]
        bytes += big(1) + [UInt8](repeating: 0, count: 8) + head.issuances[0].entry + [0]
        bytes += big(StatusProofLimits.credentials)
        for index in 0..<StatusProofLimits.credentials {
            let tag = SHA256.hash(big(index))
            bytes += big(0) + big(0) + tag.bytes + [UInt8](repeating: 0, count: 32 + 4 + 1) + [0, 0, 0] + [0]
        }
        #expect(throws: Never.self) { try StatusProofBundle(parsing: bytes) }
        let good = try logged.proofs().encoded()
        let query = try logged.query(0)
        #expect(StatusProofs([bytes, bytes, bytes, good]).evidence(query)?.cosigners == 3)
        expectUnread(
            StatusProofs([bytes, bytes, bytes, bytes, good]), query, "only the first 8004 status proofs are looked at")
    }
}

extension Digest {
    /// Some other digest.
    fileprivate var successor: Digest { SHA256.hash(bytes) }
}
