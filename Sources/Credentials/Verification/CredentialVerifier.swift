public import DataIntegrity
import JOSE
public import JSON

/// Verifies a credential, a CLR or a presentation, without asking anybody.
///
/// Nothing is fetched. Work is bounded: size and nesting by the limits below, proofs on one document by
/// `DataIntegrity`, and each credential is canonicalised once for its proofs and once more where the ledger is asked
/// about it.
public struct CredentialVerifier {
    public enum Limits {
        /// A CLR or a presentation, in bytes.
        public static let document = 16 << 20
        /// A credential that nests none, in bytes.
        public static let credential = 4 << 20
        /// Credentials in one document, all depths together, endorsements included.
        public static let credentials = 2_000
        /// CLRs within CLRs.
        public static let depth = 4
    }

    /// Bounds of reading a document.
    public static var documentLimits: JSONLimits {
        var limits = JSONLimits.default
        limits.bytes = Limits.document
        return limits
    }

    let policy: TrustPolicy
    let statusSource: StatusSource?
    let statusLists: StatusListSource?
    let contexts: ProofContexts

    /// - Parameters:
    ///   - statusSource: what the logs say of credentials of roster members.
    ///   - statusLists: the status lists of others; without one their status is unknown.
    public init(
        policy: TrustPolicy, statusSource: StatusSource? = nil, statusLists: StatusListSource? = nil,
        contexts: ProofContexts = .bundled
    ) {
        self.policy = policy
        self.statusSource = statusSource
        self.statusLists = statusLists
        self.contexts = contexts
    }

    /// - Parameter holder: what a presentation must answer; nil when none was asked for. A presentation with a proof is
    ///   then checked, but that it is not a repeated one stays unknown.
    public func verify(_ bytes: [UInt8], holder: HolderExpectation? = nil) -> Report {
        switch CredentialFile.Container(of: bytes) {
        case .text: return verifyText(bytes, holder)
        case .png, .svg: return verifyImage(bytes, holder)
        }
    }

    private func verifyImage(_ bytes: [UInt8], _ holder: HolderExpectation?) -> Report {
        do throws(BakingError) {
            switch try CredentialFile.read(bytes).content {
            case .json(_, let text): return verifyText(text, holder)
            case .compactJWS(let text): return verify(token: text, holder: holder)
            case .hosted(let url):
                return refuse("the image holds only the address of an Open Badge of version 1 or 2, \(url)")
            }
        } catch {
            return refuse("\(error)")
        }
    }

    private func verifyText(_ bytes: [UInt8], _ holder: HolderExpectation?) -> Report {
        if Self.looksLikeJWT(bytes) {
            return verify(token: String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self), holder: holder)
        }
        do {
            let document = try JSONValue(parsing: bytes, limits: Self.documentLimits)
            let nests = document.object.flatMap(CredentialClass.init(of:)).map { $0 == .clr || $0 == .presentation }
            guard nests != false || bytes.count <= Limits.credential else {
                return refuse("the credential is larger than the limit of \(Limits.credential) bytes")
            }
            return verify(document, holder: holder)
        } catch {
            return refuse("this is not valid JSON: \(error)")
        }
    }

    /// Verifies a credential or presentation in the form of a JSON Web Token.
    public func verify(token text: String, holder: HolderExpectation? = nil) -> Report {
        var run = VerificationRun(self)
        let presentation = run.verified(text, .presentation)
        guard let token = presentation.token, token.kind == .presentation,
            token.document.hasType("VerifiablePresentation")
        else { return run.report(run.token(text, at: JSONPointer())) }
        let root = run.presentation(token.document, expectation: holder, securing: .token(presentation))
        return run.report(root)
    }

    /// - Parameter document: an object, or the text of a JSON Web Token.
    public func verify(_ document: JSONValue, holder: HolderExpectation? = nil) -> Report {
        if let token = document.string { return verify(token: token, holder: holder) }
        guard case .object(let object) = document else { return refuse("a credential is a JSON object") }
        guard let kind = CredentialClass(of: object) else { return refuse(Self.reasonForNoClass(object)) }
        var run = VerificationRun(self)
        let root: ReportNode
        if kind == .presentation {
            root = run.presentation(object, expectation: holder)
        } else {
            root = run.credential(object, kind, at: JSONPointer(), parent: nil, presenters: nil)
        }
        return run.report(root)
    }

    /// The report on something that is no document to be judged.
    public func refuse(_ reason: String) -> Report {
        Report(root: .unreadable(reason, at: JSONPointer()), checkedAt: policy.time)
    }

    private static func looksLikeJWT(_ bytes: [UInt8]) -> Bool {
        bytes.count <= Limits.document
            && TextPattern.isCompactJWS(String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self))
    }

    /// Says what it is instead, where that can be told.
    private static func reasonForNoClass(_ object: JSONObject) -> String {
        let contexts = object["@context"].elements.compactMap(\.string)
        if contexts.contains(where: { $0.contains("/clr/v1p0/") }) {
            return "this is a CLR 1.0 document; only CLR 2.0 is supported"
        }
        if contexts.contains(where: { $0.contains("openbadges/v2") || $0.contains("openbadges/v1") }) {
            return "this is an Open Badge of version 1 or 2; only Open Badges 3.0 are supported"
        }
        return "'type' names neither a verifiable credential nor a presentation"
    }
}

extension ReportNode {
    static func unreadable(_ reason: String, at place: JSONPointer) -> ReportNode {
        ReportNode(
            kind: .unreadable, id: nil, name: nil, issuer: nil, issuerName: nil, place: place,
            checks: [Check(.parsed, .fail, reason, at: place, code: .malformed)], children: [])
    }
}
