public import JSON

/// What one entry of `credentialStatus` comes to.
public struct StatusListFinding: Hashable, Sendable {
    public enum Standing: Hashable, Sendable {
        case active
        /// For good; `reason` where the list gives one.
        case revoked(reason: String?)
        case suspended
        /// A newer version of the credential can be had.
        case outdated
        /// A value that only its message explains.
        case message(UInt16, String?)
        /// Could not be found out; never to be taken for active.
        case unknown
    }

    public let standing: Standing
    /// Of a bitstring entry.
    public let purpose: String?
    /// A sentence without its full stop.
    public let reason: String
    public let clause: String
    /// Where the entry stands in the credential.
    public let place: JSONPointer
    /// The URL of the list.
    public let list: String?
    public let index: UInt64?
    /// When the caller had the list, or else since when the list says that it is valid.
    public let attestedAt: DateTime?
    /// Things to say aloud that change nothing.
    public let notes: [String]

    /// Whether the credential's validity hangs on it.
    public var isDeciding: Bool { purpose != StatusPurpose.refresh && purpose != StatusPurpose.message }
}

extension StatusListFinding {
    /// The finding that decides among those of one credential: revoked before suspended before unknown before what is
    /// merely to be said. Nil if there is no entry.
    public static func deciding(_ findings: [StatusListFinding]) -> StatusListFinding? {
        // The first of equals, so that the answer does not depend on chance.
        findings.reduce(nil) { worst, finding in
            guard let worst, worst.weight >= finding.weight else { return finding }
            return worst
        }
    }

    private var weight: Int {
        switch standing {
        case .revoked: 5
        case .suspended: 4
        case .unknown: isDeciding ? 3 : 1
        case .outdated: 2
        case .message(let value, _): value == 0 ? 1 : 2
        case .active: 0
        }
    }

    /// The findings of one credential as its status check.
    static func check(_ findings: [StatusListFinding], at credential: JSONPointer) -> Check {
        guard let finding = deciding(findings) else {
            return Check(
                .status, .pass, "the issuer declares no way of taking it back",
                clause: CredentialJudgement.statusClause, at: credential.appending("credentialStatus"))
        }
        let (outcome, code) = finding.verdict
        let remarks = finding.notes.isEmpty ? "" : " (\(finding.notes.joined(separator: "; ")))"
        return Check(
            .status, outcome, finding.reason + remarks, clause: finding.clause,
            at: JSONPointer(credential.tokens + finding.place.tokens), attestedAt: finding.attestedAt, code: code)
    }

    private var verdict: (Outcome, VerdictCode?) {
        switch standing {
        case .active: (.pass, nil)
        case .revoked: (.fail, .revoked)
        case .suspended: (.fail, .suspended)
        case .outdated: (.warn, nil)
        case .message(let value, _): (value == 0 ? .pass : .warn, nil)
        case .unknown: isDeciding ? (.unknown, .unknown) : (.warn, nil)
        }
    }
}
