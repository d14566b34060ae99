public import JSON

/// The outcome of verifying one document: a tree of presentation, CLR, credential and endorsement with their checks.
///
/// Any fail makes the document *not verified*; else anything required that is unknown, *could not check*; else it is
/// *verified*, with its warnings. docs/formats/report.md has the JSON form.
public struct Report: Sendable {
    public let root: ReportNode
    /// The verifier's time.
    public let checkedAt: DateTime?
    /// What was not at hand and might change the verdict.
    public internal(set) var needs = VerificationNeeds()

    public var verdict: Verdict { root.verdict }
    /// The exit code: the first that applies, at any depth, in the order of ``VerdictCode/precedence``.
    public var code: VerdictCode { root.code }
}

/// A credential or presentation and what was found out about it.
public struct ReportNode: Sendable {
    public enum Kind: String, Hashable, Sendable {
        case presentation, clr, credential, endorsement
        /// Not a document that can be judged.
        case unreadable
    }

    public let kind: Kind
    public let id: String?
    public let name: String?
    public let issuer: String?
    public let issuerName: String?
    /// From the root of the document.
    public let place: JSONPointer
    public internal(set) var checks: [Check]
    /// The credentials that it presents or nests.
    public internal(set) var children: [ReportNode]
    /// What others say in it. Endorsements are judged on their own and count only through the check `endorsements`.
    public internal(set) var endorsements: [ReportNode] = []

    public func check(_ kind: CheckKind) -> Check? { checks.first { $0.kind == kind } }

    public var verdict: Verdict {
        if contains(where: { $0.outcome == .fail }) { return .notVerified }
        return contains(where: { $0.outcome == .unknown && $0.code != nil }) ? .couldNotCheck : .verified
    }

    public var code: VerdictCode {
        var codes: Set<VerdictCode> = []
        collectCodes(&codes)
        return VerdictCode.precedence.first { codes.contains($0) } ?? (verdict == .verified ? .verified : .unknown)
    }

    /// All warnings at any depth, endorsements excepted.
    public var warnings: [Check] {
        checks.filter { $0.outcome == .warn } + children.flatMap(\.warnings)
    }

    private func contains(where predicate: (Check) -> Bool) -> Bool {
        checks.contains(where: predicate) || children.contains { $0.contains(where: predicate) }
    }

    private func collectCodes(_ codes: inout Set<VerdictCode>) {
        for check in checks { if let code = check.code { codes.insert(code) } }
        for child in children { child.collectCodes(&codes) }
    }
}
