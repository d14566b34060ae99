extension ControlCatalogue {
    /// Issuing, offers, status.
    static let institution: [Row] = [
        Row(
            "issue.batch", .institution, "Issue what a file of course results has and was not issued yet.",
            [
                .init("path", .text, "absolute path of the CSV file"),
                .optional("dryRun", .truth, "read and count only; false"),
                .optional("allowErrors", .truth, "issue the rows without errors although others have some; false"),
            ],
            result: [
                Member("rows", .integer, "rows read"), Member("learners", .integer, "learners in them"),
                Member("credentials", .integer, "course credentials issued"),
                Member("clrs", .integer, "CLRs issued around them"),
                Member("offers", .integer, "offers made to learners with a wallet"),
                Member("unchanged", .integer, "rows that were issued before"),
                Member("errors", .list, "objects with `line`, `column` and `message`; not all if there are many"),
                Member("errorCount", .integer, "all errors"),
                Member("logSize", .integerOrNull, "entries of the log afterwards; null if nothing was issued"),
            ]),
        Row(
            "learner.list", .institution, "All learners.",
            result: [
                Member(
                    "learners", .list,
                    "objects with `id`, `name`, `wallet` (boolean), `results` (number), `clr` (id of the CLR) and `offer` "
                        + "(id of the open one, or null)")
            ]),
        Row(
            "learner.wallet", .institution, "Say whether a learner has a wallet: then results are offered, not issued.",
            [
                .init("learner", .text, "the learner's id"),
                .optional("wallet", .truth, "true"),
            ], resultText: "an empty object"),
        Row(
            "offer.list", .institution, "The offers that nobody has accepted yet.",
            result: [Member("offers", .list, "objects with `learner`, `credentials` (number), `expires` and `link`")]),
        Row(
            "offer.get", .institution, "An open offer.", [.init("id", .text, "the offer's id")],
            resultText: "the signed offer (`exchange.md`)"),
        Row(
            "credential.list", .institution, "The CLRs of all learners, or one learner's with what it nests.",
            [.optional("learner", .text, "the learner's id")],
            result: [
                Member(
                    "credentials", .list, "objects with `id`, `type`, `learner`, `name` and `validFrom`")
            ]),
        Row(
            "credential.export", .institution, "A credential with receipts and a fresh status proof.",
            [
                .init("id", .text, "the credential's id"),
                .optional("bare", .truth, "the credential alone; false"),
                .optional("jwt", .truth, "as the VC-JWT that was issued beside it; false"),
            ], resultText: "a bundle (`exchange.md`), or the credential, which as a VC-JWT is a string"),
        Row(
            "status.set", .institution, "Change the status of a credential.",
            [
                .init("credential", .text, "the credential's id"),
                .init("value", .text, "`active`, `suspended` or `revoked`"),
                .optional("reason", .integer, "0 to 65,535; 0"),
            ],
            result: [
                Member("origin", .text, "the log", isAlways: false),
                Member("index", .integer, "of the entry in it", isAlways: false),
                Member("list", .text, "URL of the status list, of a credential that is on no log", isAlways: false),
            ]),
        Row(
            "status.lists", .institution, "The bitstring status lists of everything issued, signed now.",
            result: [Member("lists", .list, "objects with `url` and `credential`")]),
        Row(
            "claim.bind", .institution, "Bind the first owner of a credential that has none, and of what it nests.",
            [
                .init("credential", .text, "the credential's id"),
                .init("ownerCommit", .text, "64 hex digits, as `clr wallet claim` prints them"),
            ],
            result: [
                Member("origin", .text, "the log"), Member("claims", .integer, "credentials bound"),
            ]),
    ]
}
