import DID
import DataIntegrity
import JOSE
import JSON

/// The walk over one document.
struct VerificationRun {
    let finder: KeyFinder
    let statusSource: StatusSource?
    let contexts: ProofContexts
    private let lists: StatusListDesk
    private var credentialCount = 0

    var policy: TrustPolicy { finder.policy }

    func report(_ root: ReportNode) -> Report {
        Report(root: root, checkedAt: policy.time, needs: finder.needs.needs)
    }

    init(_ verifier: CredentialVerifier) {
        finder = KeyFinder(policy: verifier.policy, needs: NeedsCollector())
        statusSource = verifier.statusSource
        contexts = verifier.contexts
        lists = StatusListDesk(verifier.statusLists, finder: finder, contexts: contexts)
    }

    // MARK: Credentials

    /// - Parameters:
    ///   - parent: the CLR that nests the credential.
    ///   - presenters: who presents it; nil when it is not presented by a holder.
    mutating func credential(
        _ object: JSONObject, _ kind: CredentialClass, at place: JSONPointer, parent: Parent?,
        presenters: Presenters?, securing: Securing = .embedded
    ) -> ReportNode {
        credentialCount += 1
        guard credentialCount <= CredentialVerifier.Limits.credentials else {
            let limit = CredentialVerifier.Limits.credentials
            return .unreadable("the document holds more than the limit of \(limit) credentials", at: place)
        }
        let view = VerifiableCredential(object)
        var node = ReportNode(
            kind: kind.nodeKind, id: view.id, name: view.name, issuer: view.issuerID, issuerName: view.issuer?.name,
            place: place, checks: [], children: [])
        let judged = CredentialJudgement(
            credential: view, place: place, finder: finder, statusSource: statusSource, presenters: presenters,
            securing: securing, contexts: contexts, lists: lists)
        node.checks = judged.checks(allowingOther: parent != nil)
        if let parent { node.checks.append(subjectCheck(view, parent, at: place)) }
        addEndorsements(of: object, to: &node)
        if kind == .clr { addNested(ClrCredential(object), parent, presenters, to: &node) }
        node.checks.sort { $0.kind.position < $1.kind.position }
        return node
    }

    /// The CLR around a credential.
    struct Parent {
        let credential: VerifiableCredential
        let depth: Int
    }

    private mutating func addNested(
        _ clr: ClrCredential, _ parent: Parent?, _ presenters: Presenters?, to node: inout ReportNode
    ) {
        let depth = (parent?.depth ?? 0) + 1
        let place = node.place.appending("credentialSubject").appending("verifiableCredential")
        guard depth <= CredentialVerifier.Limits.depth else {
            let limit = CredentialVerifier.Limits.depth
            node.children.append(.unreadable("CLRs are nested deeper than the limit of \(limit)", at: place))
            return
        }
        let inner = Parent(credential: VerifiableCredential(clr.json), depth: depth)
        add(clr.json["credentialSubject"]?["verifiableCredential"], at: place, inner, presenters, to: &node)
        if let check = AssociationGraph(clr).check(at: node.place.appending("credentialSubject")) {
            node.checks.append(check)
        }
    }

    /// The members of a set of credentials, written as an array or as a single value.
    private mutating func add(
        _ set: JSONValue?, at place: JSONPointer, _ parent: Parent?, _ presenters: Presenters?,
        to node: inout ReportNode
    ) {
        let isArray = set?.array != nil
        for (i, value) in set.elements.enumerated() {
            // Beyond the limit one refusal says it all.
            guard credentialCount <= CredentialVerifier.Limits.credentials else { return }
            let place = isArray ? place.appending(i) : place
            node.children.append(member(value, at: place, parent, presenters))
        }
    }

    /// An object, a token, or a token in its envelope.
    private mutating func member(
        _ value: JSONValue, at place: JSONPointer, _ parent: Parent?, _ presenters: Presenters?
    ) -> ReportNode {
        if let text = value.string { return token(text, at: place, parent: parent, presenters: presenters) }
        if let envelope = EnvelopedCredential(value) {
            guard envelope.isToken else {
                return .unreadable("credentials of the form \(envelope.mediaType) are not supported", at: place)
            }
            return token(envelope.content, at: place, parent: parent, presenters: presenters)
        }
        guard case .object(let object) = value, let kind = CredentialClass(of: object), kind != .presentation else {
            return .unreadable("this is not a verifiable credential", at: place)
        }
        return credential(object, kind, at: place, parent: parent, presenters: presenters)
    }

    /// A credential in the form of a JSON Web Token.
    mutating func token(
        _ text: String, at place: JSONPointer, parent: Parent? = nil, presenters: Presenters? = nil
    ) -> ReportNode {
        let verification = verified(text, .credential)
        guard let document = verification.token?.document, let kind = CredentialClass(of: document) else {
            return .unreadable(verification.decisive?.reason ?? "this is not a verifiable credential", at: place)
        }
        return credential(
            document, kind, at: place, parent: parent, presenters: presenters, securing: .token(verification))
    }

    func verified(_ text: String, _ kind: VCJWT.Kind) -> VCJWTVerification {
        let finder = finder
        return VCJWT.verify(
            text, expecting: VCJWTExpectations(kind: kind, now: policy.time?.seconds),
            resolver: { finder.resolve($0) })
    }

    private func subjectCheck(_ nested: VerifiableCredential, _ parent: Parent, at place: JSONPointer) -> Check {
        let place = place.appending("credentialSubject")
        switch SubjectAgreement(nested, parent.credential) {
        case .match: return Check(.subject, .pass, "it is about the same person as the CLR", at: place)
        case .different:
            return Check(.subject, .warn, "it names another person than the CLR that holds it", at: place)
        case .notComparable:
            return Check(
                .subject, .unknown,
                "whether it is about the same person as the CLR cannot be told from its identifiers",
                at: place)
        }
    }

    // MARK: Presentations

    mutating func presentation(
        _ object: JSONObject, expectation: HolderExpectation?, securing: Securing = .embedded
    ) -> ReportNode {
        let root = JSONPointer()
        let holder = object["holder"]?.string ?? object["holder"]?["id"]?.string
        var node = ReportNode(
            kind: .presentation, id: object["id"]?.string, name: nil, issuer: holder, issuerName: nil, place: root,
            checks: [], children: [])
        let judged = PresentationJudgement(
            presentation: object, expectation: expectation, finder: finder, contexts: contexts, securing: securing)
        node.checks = judged.structure()
        let (checks, presenters) = judged.proofs()
        node.checks += checks
        add(object["verifiableCredential"], at: root.appending("verifiableCredential"), nil, presenters, to: &node)
        return node
    }
}

extension CredentialClass {
    fileprivate var nodeKind: ReportNode.Kind {
        switch self {
        case .presentation: .presentation
        case .clr: .clr
        case .achievement, .other: .credential
        case .endorsement: .endorsement
        }
    }
}

extension CheckKind {
    var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
