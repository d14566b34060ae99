public import JSON

/// How others learn whether a credential still stands, and so which key signs it.
///
/// What the log does not hold is signed with a key of its own, which the roster lists as `plain`: whoever got hold of the
/// key for logged credentials could otherwise issue outside the log, where nobody sees it.
public enum VerificationChoice: String, Sendable, Hashable, CaseIterable {
    /// By signature and dates alone. It cannot be revoked.
    case signature
    /// Status lists at addresses of the issuer, for revocation and suspension. Nothing of it is in the log.
    case hosted
    /// The issuer's log. Who does not know the log cannot learn the status.
    case ledger
    /// The log, and a list for those who do not know it.
    case all

    public var isLogged: Bool { self == .ledger || self == .all }
    public var isListed: Bool { self == .hosted || self == .all }
}

/// What a publisher has chosen for each type of credential.
///
/// A type is an achievement type of Open Badges 3.0 (`Course`, `Degree`, `ext:...`), which counts first, or a class of
/// credential (`ClrCredential`, `AchievementCredential`, ...), the last of `type` first.
public struct IssuingRules: Sendable, Equatable {
    public struct Rule: Sendable, Hashable {
        public var verification: VerificationChoice
        /// Whether it is issued as a VC-JWT as well.
        public var isToken: Bool

        public init(verification: VerificationChoice = .all, isToken: Bool = false) {
            self.verification = verification
            self.isToken = isToken
        }

        public static let standard = Rule()
    }

    /// By type. What is not named here follows ``Rule/standard``.
    public var rules: [String: Rule]

    public init(_ rules: [String: Rule] = [:]) { self.rules = rules }

    /// Whether credentials can be of that type at all.
    public static func isType(_ text: String) -> Bool {
        classes.contains(text) || AchievementType.Known(rawValue: text) != nil || ExtensionTerm.isWellFormed(text)
    }

    private static let classes: Set<String> = [
        "VerifiableCredential", "AchievementCredential", "OpenBadgeCredential", "ClrCredential",
        "EndorsementCredential",
    ]

    public func rule(for credential: JSONObject) -> Rule {
        let types = credential["type"]?.array?.reversed().compactMap(\.string) ?? []
        let subjects = credential["credentialSubject"]
        let subject = subjects?.array?.first ?? subjects
        let achievement = subject?["achievement"]?["achievementType"]?.string
        for type in [achievement].compactMap({ $0 }) + types {
            if let rule = rules[type] { return rule }
        }
        return .standard
    }

    public var usesPlainKey: Bool { rules.values.contains { !$0.verification.isLogged } }
}
