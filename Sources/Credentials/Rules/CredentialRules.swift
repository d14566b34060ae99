public import JSON

/// The rules of CLR 2.0 and Open Badges 3.0 for one credential: what the published JSON Schemas demand and what they
/// leave to prose or let through by mistake.
///
/// A credential nested in a CLR is looked at here only as far as the CLR's schema does; its own rules are checked by
/// checking it. Nothing is fetched; unknown members are allowed wherever the model does not close the class.
public enum CredentialRules {
    /// Checks a credential by the class that `type` claims.
    ///
    /// - Parameter allowingOther: one of no known class is checked by what all credentials share; otherwise that it has
    ///   none is an error. CLR 2.0 lets a CLR nest any verifiable credential.
    public static func check(_ credential: JSONObject, allowingOther: Bool = false) -> RuleReport {
        let name: ClassName =
            switch CredentialClass(of: credential) {
            case .clr?: .clrCredential
            case .achievement?: .achievementCredential
            case .endorsement?: .endorsementCredential
            case .presentation?, .other?, nil: .verifiableCredential
            }
        let version = DataModelVersion(of: credential)
        var checker = RuleChecker(version: version)
        if name == .verifiableCredential { checker.noteUnknownClass(isError: !allowingOther) }
        checker.check(credential, as: name)
        return RuleReport(version: version, findings: checker.findings, findingCount: checker.findingCount)
    }
}

/// Something a credential should not say, or not say like this.
public struct RuleFinding: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable { case error, warning }

    public enum Origin: String, Hashable, Sendable {
        /// The position or version of a context.
        case context
        /// The published JSON Schema of the class, in the form that admits compacted JSON-LD, says the same.
        case schema
        /// The text of the specification.
        case semantics
    }

    public let severity: Severity
    public let origin: Origin
    public let place: JSONPointer
    public let message: String
    /// Specification and class.
    public let clause: String
}

public struct RuleReport: Sendable {
    public let version: DataModelVersion
    /// The first 100, in the order of the document.
    public let findings: [RuleFinding]
    public let findingCount: Int

    public var errors: [RuleFinding] { findings.filter { $0.severity == .error } }
    /// Whether the published schema accepts the credential. Findings about contexts are also the schema's.
    public var isSchemaValid: Bool {
        !findings.contains { $0.severity == .error && $0.origin != .semantics }
    }
    public var isValid: Bool { !findings.contains { $0.severity == .error } }
}
