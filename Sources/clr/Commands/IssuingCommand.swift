import ArgumentParser
import Credentials
import JSON
import NodeHome

extension NodeCommand {
    struct Issuing: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Choose how credentials of a type are issued.",
            discussion: """
                Each type of credential has its own way of being checked:
                  all        the log, and a status list for those who do not know the log (unless you choose)
                  ledger     the log alone
                  hosted     status lists alone, for revocation and suspension; nothing of it is in the log
                  signature  its signature and dates alone; it can never be revoked
                What the log does not hold is signed with a key of its own, so that the key for the log cannot be used \
                to get around the log. The key is made when it is first needed, and counts once the roster lists it.
                A type is an achievement type (Course, Degree, ext:...), which goes first, or a class of credential \
                (ClrCredential, AchievementCredential, ...).

                  clr node issuing ./college
                  clr node issuing ./college Badge --verification hosted --jwt
                  clr node issuing ./college Badge --forget
                """)

        @Argument(help: "The node's data directory.") var directory: String
        @Argument(help: "The type to change; without one all are shown.") var type: String?
        @Option(help: "all, ledger, hosted or signature.", transform: choice) var verification: VerificationChoice?
        @Flag(inversion: .prefixedNo, help: "Whether it is issued as a VC-JWT as well.") var jwt: Bool?
        @Flag(help: "Issue this type as if nothing had been chosen.") var forget = false
        @Flag(help: "Print JSON for scripts.") var json = false

        func validate() throws {
            if type == nil, verification != nil || jwt != nil || forget {
                throw ValidationError("say which type, for example: clr node issuing \(directory) Badge --jwt")
            }
            if forget, verification != nil || jwt != nil {
                throw ValidationError("--forget goes with no other choice")
            }
        }

        func run() throws {
            let home = NodeHome(directory: directory)
            var configuration = try wrapping { () throws(NodeHomeError) in try home.configuration() }
            guard var institution = configuration.institution else {
                throw Failure(
                    .usage, "only an institution's node issues; \(directory) is a \(configuration.role.rawValue)")
            }
            guard let type else { return show(institution.issuing) }
            guard IssuingRules.isType(type) else {
                throw Failure(
                    .usage,
                    "'\(type)' is neither an achievement type of Open Badges 3.0 nor ext:NAME nor a class of credential"
                )
            }
            guard forget || verification != nil || jwt != nil else { return show(institution.issuing, of: type) }
            institution.issuing.rules[type] = forget ? nil : changed(institution.issuing.rules[type] ?? .standard)
            configuration.institution = institution
            let isKeyNew = institution.issuing.usesPlainKey && !home.has(.plain)
            try wrapping { () throws(NodeHomeError) in
                if isKeyNew { try home.makePlainKey() }
                try home.save(configuration)
            }
            show(institution.issuing, of: type)
            if json { return }
            if isKeyNew {
                print(
                    "A key for what the log does not hold was made. Until the roster lists it nothing can be issued: give a "
                        + "new card to your consortium (clr node card \(directory)), which makes the next roster from it (clr roster propose)."
                )
            }
            print("It counts from the node's next start.")
        }

        private static func choice(_ text: String) throws -> VerificationChoice {
            guard let choice = VerificationChoice(rawValue: text) else {
                throw ValidationError("it is all, ledger, hosted or signature")
            }
            return choice
        }

        private func changed(_ rule: IssuingRules.Rule) -> IssuingRules.Rule {
            IssuingRules.Rule(verification: verification ?? rule.verification, isToken: jwt ?? rule.isToken)
        }

        /// All rules, or that of one type.
        private func show(_ issuing: IssuingRules, of type: String? = nil) {
            var rules = issuing.rules
            if let type { rules = [type: rules[type] ?? .standard] }
            let sorted = rules.sorted { $0.key < $1.key }
            if json {
                var object = JSONObject()
                for (type, rule) in sorted {
                    object[JSONString(type)] = [
                        "verification": JSONValue(rule.verification.rawValue), "jwt": .bool(rule.isToken),
                    ]
                }
                return Terminal.printJSON(.object(object))
            }
            let rest = type == nil ? [["everything else", VerificationChoice.all.rawValue, "no"]] : []
            Terminal.table(
                ["type", "checked by", "VC-JWT"],
                sorted.map { [$0.key, $0.value.verification.rawValue, $0.value.isToken ? "yes" : "no"] } + rest)
        }
    }
}
