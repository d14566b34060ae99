public import DataIntegrity
public import JSON
import JSONLD

/// Something in a document that a verifier would refuse, or stumble over.
public struct LintFinding: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable {
        /// A specification forbids it: no verifier should accept it.
        case error
        /// Some verifiers refuse it.
        case warning
    }

    public let severity: Severity
    public let message: String
    /// Specification and section, or the program that refuses it.
    public let clause: String
    public let place: JSONPointer
}

/// What would keep others from accepting a document, looked for before it is signed. Signatures, dates and status are not
/// looked at: that is verifying.
public enum Lint {
    /// Findings beyond this many are not given.
    public static let largestFindingCount = 200

    /// The findings about a credential or presentation and everything that it holds, errors first.
    public static func check(_ document: JSONObject, contexts: ProofContexts = .bundled) -> [LintFinding] {
        var run = LintRun()
        run.look(at: document, JSONPointer())
        run.readAsLinkedData(document, contexts)
        let errors = run.findings.filter { $0.severity == .error }
        let warnings = run.findings.filter { $0.severity == .warning }
        return Array((errors + warnings).prefix(largestFindingCount))
    }
}

private struct LintRun {
    var findings: [LintFinding] = []

    private static let presentation = "VC Data Model 2.0, 4.13"

    mutating func look(at object: JSONObject, _ place: JSONPointer) {
        switch CredentialClass(of: object) {
        case .presentation?: lookAtPresentation(object, place)
        case nil:
            add(
                .error, "'type' names neither a verifiable credential nor a presentation", "VC Data Model 2.0, 4.5",
                place.appending("type"))
        case let kind?:
            let rules =
                kind == .other ? DataModelRules.check(object) : CredentialRules.check(object, allowingOther: true)
            for finding in rules.findings {
                add(
                    finding.severity == .error ? .error : .warning, finding.message, finding.clause,
                    JSONPointer(place.tokens + finding.place.tokens))
            }
            lookAtPeers(object, kind, place)
            if kind == .clr {
                lookAtMembers(
                    object["credentialSubject"]?["verifiableCredential"],
                    place.appending("credentialSubject").appending("verifiableCredential"))
            }
        }
    }

    private mutating func lookAtMembers(_ set: JSONValue?, _ place: JSONPointer) {
        let isArray = set?.array != nil
        for (index, value) in set.elements.enumerated() {
            guard case .object(let object) = value, CredentialClass(of: object) != nil else { continue }
            look(at: object, isArray ? place.appending(index) : place)
        }
    }

    private mutating func lookAtPresentation(_ object: JSONObject, _ place: JSONPointer) {
        let first = object["@context"].elements.first?.string
        if first != ContextURL.credentialsV2 && first != ContextURL.credentialsV1 {
            add(
                .error, "the first context must be \(ContextURL.credentialsV2)", "VC Data Model 2.0, 4.3",
                place.appending("@context"))
        }
        let holder = object["holder"]
        let id = holder?.string ?? holder?["id"]?.string
        if holder != nil, id.map(TextPattern.isAbsoluteIRI) != true {
            add(
                .error, "the holder is neither a URL nor an object whose id is one", Self.presentation,
                place.appending("holder"))
        }
        let members = place.appending("verifiableCredential")
        let isArray = object["verifiableCredential"]?.array != nil
        for (index, value) in object["verifiableCredential"].elements.enumerated() {
            let place = isArray ? members.appending(index) : members
            lookAtPresented(value, place, holder: id)
        }
    }

    private mutating func lookAtPresented(_ value: JSONValue, _ place: JSONPointer, holder: String?) {
        guard case .object(let object) = value else {
            if value.string == nil { add(.error, "this is not a credential", Self.presentation, place) }
            return
        }
        if object.hasType("EnvelopedVerifiableCredential") { return }
        guard CredentialClass(of: object) != nil, CredentialClass(of: object) != .presentation else {
            add(.error, "this is not a verifiable credential", Self.presentation, place)
            return
        }
        look(at: object, place)
        // A credential without a proof is the holder's own word (VC Data Model 2.0, 4.13: self-asserted).
        if object["proof"] == nil, VerifiableCredential(object).issuerID != holder {
            add(
                .error, "a credential without a proof is the holder's own, but its issuer is another",
                Self.presentation,
                place.appending("issuer"))
        }
    }

    /// What the specifications allow and well-known verifiers refuse.
    private mutating func lookAtPeers(_ object: JSONObject, _ kind: CredentialClass, _ place: JSONPointer) {
        let view = VerifiableCredential(object)
        let wallets = "Digital Credentials Consortium verifier"
        let validator = "1EdTech public validator"
        if view.id.map(TextPattern.isAbsoluteIRI) != true {
            add(.warning, "without an 'id' that is a URL or URN it is refused", wallets, place.appending("id"))
        }
        if let issuer = view.issuerID, !["did:key:", "did:web:"].contains(where: issuer.hasPrefix) {
            add(.warning, "issuers other than did:key and did:web are not resolved", wallets, place.appending("issuer"))
        }
        if kind == .clr || kind == .achievement, let subject = object["credentialSubject"]?.object,
            subject["id"] == nil, subject["identifier"].elements.isEmpty
        {
            add(
                .error, "nobody is named: the learner needs an 'id' or an 'identifier'", validator,
                place.appending("credentialSubject"))
        }
        if view.name == nil, kind == .clr || kind == .achievement {
            add(.warning, "without a 'name' viewers have nothing to call it", wallets, place.appending("name"))
        }
        if view.statuses.count > 1 {
            add(
                .warning, "its schema for data model 1.1 takes one status entry, not several", validator,
                place.appending("credentialStatus"))
        }
        if let first = view.statuses.first, view.statuses.contains(where: { $0.type == "BitstringStatusListEntry" }),
            first.type != "BitstringStatusListEntry"
        {
            add(
                .warning, "only the first status entry is read, and it is no bitstring entry", wallets,
                place.appending("credentialStatus").appending(0))
        }
        if case .object? = object["proof"] {
            add(.warning, "its schema wants 'proof' to be an array", validator, place.appending("proof"))
        }
        for evidence in view.evidence.compactMap(\.id) where evidence.hasPrefix("data:") {
            add(
                .warning, "bulk data in an id makes canonicalising slow; put it elsewhere and name it by its hash",
                "RDF Dataset Canonicalization", place.appending("evidence"))
            break
        }
    }

    /// The whole as statements, as it is signed with the suites that canonicalise RDF.
    mutating func readAsLinkedData(_ document: JSONObject, _ contexts: ProofContexts) {
        let proof: JSONObject = [
            "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofPurpose": "assertionMethod",
        ]
        do throws(DataIntegrityError) {
            _ = try DataIntegrity.steps(of: proof, in: document, contexts: contexts)
        } catch {
            guard case .notLinkedData(let error) = error else {
                return add(.error, "\(error)", "VC Data Integrity 1.0, section 4.2", JSONPointer())
            }
            switch error.reason {
            case .violation(.loadingRemoteContextFailed):
                add(.warning, "a context is not known here: \(error)", "JSON-LD 1.1 API", error.place)
            case .loss(.direction):
                add(
                    .warning, "the direction of a text is not covered by signatures over statements",
                    "VC Data Model 2.0, 11.1", error.place)
            default: add(.error, "\(error)", "JSON-LD 1.1 API, safe mode", error.place)
            }
        }
    }

    private mutating func add(
        _ severity: LintFinding.Severity, _ message: String, _ clause: String, _ place: JSONPointer
    ) {
        findings.append(LintFinding(severity: severity, message: message, clause: clause, place: place))
    }
}
