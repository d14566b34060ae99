import Credentials
import Cryptography
import DID
import DataIntegrity
import JSON
import Ledger
import TestSupport
import Testing

/// A consortium of five; its first member issues, and the ledger says what a test wants.
struct VerifierFixture {
    let consortium: GossipConsortium
    let drafts: CredentialDrafts
    let owner: Ed25519.PrivateKey
    var policy: TrustPolicy
    /// What the ledger says, by credential digest.
    var evidence: [Digest: StatusEvidence] = [:]

    static let challenge = HolderExpectation(challenge: "c-1", domain: "did:key:zVerifier")
    static let hour: UInt64 = 3_600_000

    init() throws {
        consortium = try GossipConsortium(5)
        let profile = IssuerProfile(did: consortium.members[0].did, name: "State College")
        drafts = CredentialDrafts(issuer: profile) { Fixture.id(for: $0) }
        owner = try GossipConsortium.key("owner")
        policy = TrustPolicy(rosters: [consortium.roster], now: GossipConsortium.issued + 24 * Self.hour)
    }

    var issuer: GossipConsortium.Member { consortium.members[0] }
    var ownerDID: String { DIDKey.identifier(of: owner.publicKey) }
    var time: DateTime { get throws { try #require(DateTime(milliseconds: GossipConsortium.issued + Self.hour)) } }

    // MARK: Issuing

    func entry(_ id: String) -> StatusEntry {
        StatusEntry(
            tag: SHA256.hash(Array(id.utf8)), base: issuer.statusBase, listCredential: "https://a.example/list",
            listIndex: 7)
    }

    func options(_ did: String? = nil, key: Ed25519.PrivateKey? = nil) -> ProofOptions {
        let key = Multikey.encode(.ed25519((key ?? issuer.assertion).publicKey))
        return ProofOptions(
            verificationMethod: "\(did ?? issuer.did)#\(key)", created: "2026-01-05T09:00:00Z",
            proofPurpose: "assertionMethod")
    }

    func signed(_ object: JSONObject) throws -> JSONObject {
        try DataIntegrity.addProof(to: object, options: options(), key: issuer.assertion)
    }

    /// An unsigned credential, bound to the owner.
    func draft(_ course: String = "C-1", owner: String? = nil) throws -> JSONObject {
        let result = try Fixture.result(course: course, title: "Course \(course)")
        let draft = drafts.credential(for: result, recipient: Fixture.recipient(), validFrom: try time)
        return CredentialDrafts.bind(draft, owner: owner ?? ownerDID) { entry($0) }
    }

    /// An unsigned CLR around signed credentials; `change` may spoil it before it is signed.
    func clr(_ credentials: [JSONObject], _ change: (inout JSONObject) -> Void = { _ in }) throws -> JSONObject {
        let courses = (0..<credentials.count).map {
            Course(
                code: "C-\($0 + 1)", title: "Course C-\($0 + 1)", programme: Programme(code: "CS", title: "Computing"))
        }
        let recipient = Fixture.recipient(owner: ownerDID)
        var clr = drafts.clr(
            learner: "S1001", recipient: recipient, credentials: credentials, courses: courses, validFrom: try time)
        let id = try #require(clr["id"]?.string)
        clr["credentialStatus"] = entry(id).json
        change(&clr)
        return try signed(clr)
    }

    /// A good CLR of `count` credentials.
    func goodCLR(_ count: Int = 2) throws -> JSONObject {
        try clr(try (1...count).map { try signed(draft("C-\($0)")) })
    }

    /// Lets the ledger say of the credential and everything it nests that they stand and belong to the owner.
    mutating func log(_ credential: JSONObject, _ change: (inout StatusEvidence) -> Void = { _ in }) throws {
        for nested in ClrCredential(credential).subject?.credentials ?? [] { try log(nested.json) }
        var said = StatusEvidence(
            anchor: .anchored(index: 3, time: GossipConsortium.issued + Self.hour),
            standing: .proven(.active, reason: 0, since: nil), owner: .key(owner.publicKey),
            attestedAt: policy.now - 30_000, cosigners: 3)
        change(&said)
        evidence[try DataIntegrity.credentialDigest(credential)] = said
    }

    // MARK: Verifying

    func verify(_ document: JSONObject, holder: HolderExpectation? = nil) -> Report {
        CredentialVerifier(policy: policy) { evidence[$0.credDigest] }.verify(.object(document), holder: holder)
    }

    func presentation(
        _ credentials: [JSONObject], keys: [Ed25519.PrivateKey], _ expectation: HolderExpectation? = challenge
    ) throws -> JSONObject {
        let document: JSONObject = [
            "@context": [JSONValue(ContextURL.credentialsV2)], "type": ["VerifiablePresentation"],
            "verifiableCredential": .array(credentials.map { .object($0) }),
        ]
        return try keys.reduce(into: document) { document, key in
            let options = ProofOptions(
                verificationMethod: DIDKey.verificationMethod(of: key.publicKey), created: "2026-01-06T07:00:00Z",
                proofPurpose: "authentication", challenge: expectation?.challenge, domain: expectation?.domain)
            document = try DataIntegrity.addProof(to: document, options: options, key: key)
        }
    }
}

extension Report {
    /// The first check of that kind whose outcome is the worst there is, at any depth.
    func outcome(_ kind: CheckKind) -> Outcome? {
        let outcomes = Set(root.all(kind).map(\.outcome))
        return [.fail, .unknown, .warn, .pass].first { outcomes.contains($0) }
    }
}

extension ReportNode {
    func all(_ kind: CheckKind) -> [Check] {
        checks.filter { $0.kind == kind } + (children + endorsements).flatMap { $0.all(kind) }
    }
}

extension JSONObject {
    /// The object with the value at a path of names changed; nil removes it.
    func setting(_ path: [JSONString], to value: JSONValue?) -> JSONObject {
        guard let name = path.first else { return self }
        var changed = self
        if path.count == 1 {
            changed[name] = value
        } else if let inner = self[name]?.object {
            changed[name] = .object(inner.setting(Array(path.dropFirst()), to: value))
        }
        return changed
    }
}
