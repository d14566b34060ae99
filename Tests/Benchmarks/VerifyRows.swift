import Credentials
import Cryptography
import DID
import DataIntegrity
import JSON
import Ledger
import Node
import TestSupport
import TransparencyLog

/// Verifying against the signature checks that it cannot do without.
enum VerifyRows {
    // MARK: One badge

    /// Parse, canonicalise, hash, signature and model checks of one credential; its issuer is pinned, so that no ledger is
    /// asked.
    static func badge(_ bench: Workbench) throws -> [Row] {
        let institution = bench.institution
        let badge = try institution.issue(institution.learner(courses: 1))[0]
        let text = JSONValue.object(badge.document).serialized()
        let key = PinnedKey(.ed25519(institution.member.assertion.publicKey))
        let policy = TrustPolicy(
            pinned: [PinnedIssuer(did: institution.member.did, keys: [key])], now: Institution.issued + 86_400_000)
        let verifier = CredentialVerifier(policy: policy)
        let bare = BareCheck(institution.member.assertion)
        let measured = try Measurement.compare {
            isGoodWithoutStatus(verifier.verify(text))
        } _: {
            bare.isValid()
        }
        return [
            Row(
                "verify a badge of \(text.count) bytes, eddsa-jcs-2022", .time, measured, budget: [.times(1.7)],
                stretch: [.times(1.4)], limit: "one Ed25519 check")
        ]
    }

    /// Everything passes but the status, which only a status list or proof could tell.
    private static func isGoodWithoutStatus(_ report: Report) -> Bool {
        report.code == .unknown
            && [CheckKind.parsed, .context, .schema, .proof, .issuer, .dates].allSatisfy {
                report.root.check($0)?.outcome == .pass
            }
    }

    // MARK: A CLR with status proofs

    private static let courses = 20

    /// The whole of `clr verify` on a CLR and its bundle of status proofs, without a node: both are parsed each time.
    static func record(_ bench: Workbench) throws -> [Row] {
        let institution = try Institution(suite: .eddsaRDFC2022)
        let owner = try GossipConsortium.key("owner").publicKey
        let next = Commitment.next(try GossipConsortium.key("next owner").publicKey)
        let record = try StapledRecord(institution, courses: courses, owner: owner, next: next)
        let policy = TrustPolicy(rosters: [institution.consortium.roster], now: Institution.issued + 60_000)
        let bare = BareCheck(institution.member.assertion)
        let measured = try Measurement.compare {
            let proofs = StatusProofs([record.proofs])
            let report = CredentialVerifier(policy: policy, statusSource: proofs.evidence).verify(record.text)
            return report.verdict == .verified && report.root.children.count == courses
        } _: {
            (0..<record.signatures).allSatisfy { _ in bare.isValid() }
        }
        return [
            Row(
                "verify a CLR of \(courses) credentials, eddsa-rdfc-2022, (\(record.text.count / 1_000) kB) with status proofs "
                    + "(\(record.proofs.count / 1_000) kB)", .time, measured, budget: [.times(4)],
                stretch: [.times(2)], limit: "its \(record.signatures) Ed25519 checks")
        ]
    }
}

/// One verification over 64 bytes, as long as what a proof signs.
struct BareCheck {
    private let key: Ed25519.PublicKey
    private let message = [UInt8](repeating: 5, count: 64)
    private let signature: Ed25519.Signature

    init(_ signer: Ed25519.PrivateKey) {
        key = signer.publicKey
        signature = signer.sign(message)
    }

    func isValid() -> Bool { key.verifies(signature, of: message) }
}

/// A CLR that a learner owns, with status proofs for all its credentials under a head that a quorum has cosigned.
struct StapledRecord {
    let text: [UInt8]
    let proofs: [UInt8]
    /// How many signatures have to be checked: one for each credential, the log's and the quorum's.
    let signatures: Int

    init(_ institution: Institution, courses: Int, owner: Ed25519.PublicKey, next: Digest) throws {
        let signed = try institution.issue(
            institution.learner(courses: courses), owner: (owner, Commitment.owner(owner, next: next)))
        guard let clr = signed.last else { throw WrongResult() }
        text = JSONValue.object(clr.document).serialized()
        signatures = signed.count + 1 + Institution.quorum

        // A log with some history: a thousand revocations, then the batch with the CLR among others.
        let others = try institution.learners(credentials: 2_000).flatMap { try institution.issue($0) }
        let batch = try AnchorBatch(others + signed)
        var random = SplitMix64(seed: 1)
        var writer = try LogWriter(
            LogState(origin: institution.member.origin), roster: institution.consortium.roster.version,
            now: Institution.issued - 60_000)
        for _ in 0..<1_000 { try writer.changeStatus(of: random.digest(), to: .revoked, reason: 1) }
        guard let tree = batch.tree else { throw WrongResult() }
        let index = try writer.issue(tree)
        let sealed = try writer.sealed()
        let receipts = try batch.receipts(entryIndex: index)
        let head = try SealedHead(note: institution.cosignedNote(sealed.state), state: sealed.state)
        var tiles = InMemoryTiles()
        tiles.apply(
            try TiledTree.updates(
                oldSize: 0, appending: sealed.entries.map(MerkleTree.leafHash), reader: InMemoryTiles()))
        let subjects = try signed.map { one in
            guard let receipt = receipts[one.digest], let tag = one.tag else { throw WrongResult() }
            return SealedHead.Subject(tag: tag, receipt: receipt, owner: (owner, next))
        }
        proofs = try head.prove(subjects, entry: { sealed.entries[Int($0)] }, tiles: tiles).encoded()
    }
}
