import Credentials
import Cryptography
import DataIntegrity
import Foundation
import JSON
import Ledger
import Node
import RecordImport
import TestSupport
import TransparencyLog

/// An institution of a consortium of five operators, with the course results of the demo.
struct Institution {
    let consortium: GossipConsortium
    let member: GossipConsortium.Member
    let signer: CredentialSigner
    let identifiers: StableIdentifiers
    let drafts: CredentialDrafts
    /// The rows of the demo's first term.
    let results: [CourseResult]

    /// 2026-02-01T00:00:00Z, in milliseconds: when everything here was issued.
    static let issued: UInt64 = 1_769_904_000_000
    static let created = "2026-02-01T00:00:00Z"

    init(suite: Cryptosuite = .eddsaJCS2022) throws {
        consortium = try GossipConsortium(5)
        member = consortium.members[0]
        signer = CredentialSigner(did: member.did, key: member.assertion, statusBase: member.statusBase, suite: suite)
        let identifiers = StableIdentifiers(secret: [UInt8](repeating: 7, count: 32))
        self.identifiers = identifiers
        drafts = CredentialDrafts(
            issuer: IssuerProfile(
                did: member.did, name: "State College", url: "https://college.example",
                catalogue: "https://college.example/courses")
        ) { identifiers.id(for: $0) }
        let demo = TestData.packageRoot.appending(path: "Network/demo-data/autumn-2026.csv")
        results = CourseResults.read(try Samples.bytes(of: demo)).rows
        guard results.count > 100 else { throw Samples.Missing(what: "the course results of \(demo.path)") }
    }

    /// The results of as many learners as it takes to fill `credentials` credentials, wrappers counted: the demo's file
    /// over and over, each time with other learners.
    func learners(credentials: Int) -> [[CourseResult]] {
        var learners: [[CourseResult]] = []
        var count = 0
        for round in 0... {
            for chunk in results.split(whereNeighboursDiffer: \.learner) {
                let size = chunk.count + 1
                guard count + size <= credentials else { return learners }
                count += size
                learners.append(chunk.map { $0.renamed("\($0.learner)-\(round)") })
            }
        }
        return learners
    }

    /// One learner with many results.
    func learner(courses: Int) -> [CourseResult] {
        (0..<courses).map { number in
            let result = results[number % results.count]
            return CourseResult(
                learner: "S0001", email: "learner@college.example", name: "Olena Koval",
                course: Course(
                    code: "\(result.course.code)-\(number)", title: result.course.title,
                    programme: result.course.programme),
                credits: result.credits, term: result.term, grade: result.grade, date: result.date)
        }
    }

    func draft(_ results: [CourseResult]) throws -> JSONObject {
        let first = results[0]
        let recipient = Recipient(
            learner: first.learner, email: first.email, name: first.name,
            salt: identifiers.salt(learner: first.learner))
        let time = try DateTime(parsing: Self.created)
        return drafts.clr(
            learner: first.learner, recipient: recipient,
            credentials: results.map { drafts.credential(for: $0, recipient: recipient, validFrom: time) },
            courses: results.map(\.course), previous: nil, validFrom: time)
    }

    /// The credentials of one learner, signed: what is nested, then the CLR.
    func issue(
        _ results: [CourseResult], owner: (key: Ed25519.PublicKey, commit: Digest)? = nil,
        created: String = created
    ) throws -> [CredentialSigner.Signed] {
        try signer.sign(try draft(results), owner: owner, firstListIndex: 0, created: created)
    }

    /// The checkpoint of a log, cosigned by three of the four others: exactly the quorum.
    func cosignedNote(_ state: LogState) throws -> SignedNote {
        let checkpoint = try Checkpoint(origin: state.origin.text, size: state.size, root: state.root)
        var note = try NoteSigner.note(checkpoint.text, signers: [member.log])
        for other in consortium.members.dropFirst().prefix(Self.quorum) {
            try note.add(
                CosignatureV1.sign(checkpointText: note.text, time: Self.issued / 1_000, key: other.cosigner))
        }
        return note
    }

    static let quorum = 3
}

extension CourseResult {
    fileprivate func renamed(_ learner: String) -> CourseResult {
        CourseResult(
            learner: learner, email: email, name: name, course: course, credits: credits, term: term, grade: grade,
            date: date)
    }
}

extension Array {
    fileprivate func split<Key: Equatable>(whereNeighboursDiffer key: (Element) -> Key) -> [ArraySlice<Element>] {
        var parts: [ArraySlice<Element>] = []
        var start = startIndex
        for index in indices.dropFirst() where key(self[index]) != key(self[index - 1]) {
            parts.append(self[start..<index])
            start = index
        }
        if start < endIndex { parts.append(self[start...]) }
        return parts
    }
}
