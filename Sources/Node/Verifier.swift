import Credentials
import Cryptography
import Exchange
import JSON
import Ledger
import NodeHome
import Store

/// The verifier's desk: requests, presentations, receipts, and documents to be checked.
///
/// Verdicts rest on the roster, on status proofs that come along, and on this node's own mirror, whichever is newer.
actor Verifier {
    let store: Store
    let proofs: ProofDesk
    let roster: RosterChain
    let key: Ed25519.PrivateKey
    let name: String
    let address: NodeAddress
    let nodeKey: Ed25519.PublicKey
    let clock: Clock
    /// Requests whose answer is being verified; a second answer meanwhile is refused.
    private var inProgress: Set<String> = []

    init(
        store: Store, proofs: ProofDesk, roster: RosterChain, key: Ed25519.PrivateKey, name: String,
        address: NodeAddress, nodeKey: Ed25519.PublicKey, clock: Clock
    ) {
        self.store = store
        self.proofs = proofs
        self.roster = roster
        self.key = key
        self.name = name
        self.address = address
        self.nodeKey = nodeKey
        self.clock = clock
    }

    // MARK: Requests

    func createRequest(
        _ terms: PresentationRequest.Terms, minutes: Int
    ) async throws -> (PresentationRequest, NodeLink) {
        let request = try PresentationRequest.make(
            id: SecureRandom.digest().hex, terms: terms, nonce: SecureRandom.digest(), created: clock.timestamp,
            expires: clock.timestamp(in: Int64(minutes) * 60_000), node: address, nodeKey: nodeKey, key: key)
        let row = StoreRow(
            .requests, key: ShelfKey.text(request.id), value: JSONValue.object(request.document).serialized())
        try await store.write { try row.write(to: &$0) }
        let link = NodeLink(host: address.host, port: address.port, key: nodeKey, kind: .request, id: request.id)
        return (request, link)
    }

    /// The request under this id, if it can still be answered.
    func openRequest(_ id: String) throws -> PresentationRequest {
        guard let bytes = try store.read({ try $0.get(.requests, key: ShelfKey.text(id)) }) else {
            throw ServiceError(
                .failure, "there is no presentation request with this id; ask the verifier for a new link")
        }
        let request = try PresentationRequest(JSONValue(parsing: bytes))
        guard try !store.read({ try $0.contains(.verdicts, key: ShelfKey.text(id)) }) else {
            throw ServiceError(.notAuthorised, "this request was answered already; ask the verifier for a new one")
        }
        try request.checkNotExpired(now: clock.now())
        return request
    }

    /// The answer to one of our requests, with its report.
    func answer(_ id: String) throws -> JSONValue {
        if let bytes = try store.read({ try $0.get(.verdicts, key: ShelfKey.text(id)) }) {
            return try JSONValue(parsing: bytes)
        }
        let request = try openRequest(id)
        return ["state": "waiting", "expires": JSONValue(request.expires)]
    }

    // MARK: Presentations

    /// Verifies the answer to a request and signs a receipt. A request takes one answer; one that is unreadable or
    /// altered, or holds nothing of what was asked for, does not use it up, so that it cannot lock the learner out.
    func receive(_ answer: Presentation) async throws -> JSONValue {
        let request = try openRequest(answer.requestID)
        guard inProgress.insert(request.id).inserted else {
            throw ServiceError(.notAuthorised, "another answer to this request is being verified")
        }
        defer { inProgress.remove(request.id) }
        let source = await source(proofs: answer.statusProofs, bundle: nil)
        let expectation =
            request.holderProof
            ? HolderExpectation(challenge: try request.challenge(), domain: request.domain) : nil
        let report = await judge(.object(answer.presentation), expectation, source)
        let isReadable = report.code != .malformed && report.code != .altered
        guard !isReadable || request.isAnswered(by: answer.presentation) else {
            throw ServiceError(
                .failure,
                "the presentation holds no \(request.types.joined(separator: " or ")), which the request asks for; it "
                    + "was not taken, and the request can still be answered")
        }
        let receipt = try PresentationReceipt.make(
            request: request, presentation: answer.presentation, verdict: report.verdict.rawValue,
            code: report.code.rawValue, time: clock.timestamp, key: key)
        if isReadable {
            let kept: JSONValue = [
                "state": JSONValue(report.verdict.rawValue), "receipt": receipt.json, "report": .object(report.json),
                "reportText": JSONValue(report.text()), "presentation": .object(answer.presentation),
            ]
            let row = StoreRow(.verdicts, key: ShelfKey.text(request.id), value: kept.serialized())
            try await store.write { try row.write(to: &$0) }
        }
        return ["receipt": receipt.json, "reason": JSONValue(report.decisiveReason)]
    }

    // MARK: Documents

    func verify(_ document: JSONValue) async throws -> Report {
        guard CredentialBundle.isBundle(document) else {
            return await judge(document, nil, await source(proofs: [], bundle: nil))
        }
        let bundle = try CredentialBundle(document)
        let source = await source(proofs: bundle.statusProofs, bundle: bundle)
        return await judge(bundle.credential, nil, source)
    }

    private func judge(_ document: JSONValue, _ holder: HolderExpectation?, _ source: Source) async -> Report {
        await Self.judge(document, holder, policy(), source, store)
    }

    /// Away from the desk: a CLR of 2,000 credentials takes seconds, and others want to ask meanwhile.
    @concurrent
    private static func judge(
        _ document: JSONValue, _ holder: HolderExpectation?, _ policy: TrustPolicy, _ source: Source, _ store: Store
    ) async -> Report {
        CredentialVerifier(
            policy: policy, statusSource: source.evidence, statusLists: StoredList.source(store)
        ).verify(document, holder: holder)
    }

    private func policy() -> TrustPolicy {
        TrustPolicy(rosters: [roster.newest], maximumStaleness: Self.maximumStaleness, now: clock.now())
    }

    /// A day: long enough for an issuer's bad night, short enough for hiring.
    static let maximumStaleness: UInt64 = 86_400_000

    /// Proofs made here and now where receipts came along, else those that came along; and whatever this node's own
    /// mirror knows that is worse.
    private func source(proofs stapled: [[UInt8]], bundle: CredentialBundle?) async -> Source {
        var all = stapled
        if let bundle { all = await proofs.fresh(bundle).statusProofs + stapled }
        return Source(given: StatusProofs(all), mirror: await proofs.mirror())
    }

    private struct Source: Sendable {
        let given: StatusProofs
        let mirror: Mirror

        func evidence(_ query: StatusQuery) -> StatusEvidence? { mirror.overlay(given.evidence(query), query) }
    }
}

extension Report {
    /// The reason of the check that decided the exit code, for one line.
    var decisiveReason: String { root.decisive(code)?.reason ?? verdict.rawValue }

    var controlJSON: JSONValue {
        [
            "report": .object(json), "text": JSONValue(text()), "code": JSONValue.count(code.rawValue),
            "verdict": JSONValue(verdict.rawValue), "reason": JSONValue(decisiveReason),
        ]
    }
}

extension ReportNode {
    func decisive(_ code: VerdictCode) -> Check? {
        if let check = checks.first(where: { $0.code == code }) { return check }
        for child in children { if let check = child.decisive(code) { return check } }
        return nil
    }
}
