extension ControlCatalogue {
    /// What the node is, its peers and the logs it holds.
    static let node: [Row] = [
        Row(
            "node.status", .all, "What the node is and how it is.",
            result: [
                Member("name", .text, "the node's name"),
                Member("role", .text, "`institution`, `mirror` or `wallet`"),
                Member("operator", .text, "its operator's id in the roster"),
                Member("listen", .text, "`host:port`; empty for a wallet"),
                Member("rosterVersion", .integer, "version of the roster it goes by"),
                Member("peersKnown", .integer, "other nodes in the roster"),
                Member("peersUp", .integer, "those it is connected with"),
                Member("logs", .list, "as `heads` of `ledger.head`; empty for a wallet"),
            ]),
        Row(
            "node.backup", .all, "Copy the store as it is now, node.json and the roster into a new directory; no keys.",
            [.init("directory", .text, "its path from the root")],
            result: [
                Member("directory", .text, "where the copy is"), Member("bytes", .integer, "of the copied store"),
            ]),
        Row(
            "peer.list", .mirroring, "The other nodes of the roster.",
            result: [
                Member("peers", .list, "objects with `id`, `operator`, `address` and `up` (boolean)")
            ]),
        Row(
            "ledger.head", .mirroring, "The newest head of every log of the roster.",
            result: [
                Member(
                    "heads", .list,
                    "objects with `origin`, `size`, `root` (hex), `stored` (entries here), `attestedSize`, `attestedTime` "
                        + "(POSIX seconds or null), `cosigners` (operators), `needed`, `quorum` (boolean), `frozen` "
                        + "(boolean)")
            ]),
        Row(
            "ledger.evidence", .mirroring, "Evidence that a log or a cosigner was dishonest.",
            result: [Member("evidence", .list, "objects with `origin` and `text`, a sentence")]),
        Row(
            "ledger.entries", .mirroring, "Entries of a log in words.",
            [
                .init("origin", .text, "the log"),
                .optional("from", .integer, "index of the first entry; 0"),
                .optional("count", .integer, "how many, at most 1,000; 50"),
            ],
            result: [
                Member("entries", .list, "objects with `index`, `kind` and, where it is readable, `time` and `text`")
            ]),
        Row(
            "ledger.file", .mirroring, "A file of a log in the layout of C2SP tlog-tiles.",
            [
                .init("origin", .text, "the log"),
                .init("path", .text, "`checkpoint`, `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`"),
            ], result: [Member("bytes", .text, "base64url")]),
    ]

    /// Requests, their answers, and documents to be checked.
    static let verifier: [Row] = [
        Row(
            "request.create", .mirroring, "Make a presentation request.",
            [
                .init("purpose", .text, "why; shown to the learner"),
                .init("retention", .text, "how long the answer is kept; shown to the learner"),
                .optional("name", .text, "who asks; the node's name"),
                .optional("minutes", .integer, "until it expires, 1 to 10,080; 15"),
            ],
            result: [
                Member("id", .text, "the request's id"), Member("link", .text, "for the learner"),
                Member("expires", .text, "RFC 3339"), Member("request", .object, "the signed request"),
            ]),
        Row(
            "request.get", .mirroring, "The answer to a request.",
            [.init("id", .text, "the request's id")],
            result: [
                Member("state", .text, "`waiting`, or the verdict"),
                Member("expires", .text, "while it waits: RFC 3339", isAlways: false),
                Member("receipt", .object, "once answered: the receipt that the learner got", isAlways: false),
                Member("report", .object, "once answered: the report (`report.md`)", isAlways: false),
                Member("reportText", .text, "once answered: the report for people", isAlways: false),
                Member("presentation", .object, "once answered: what was presented", isAlways: false),
            ]),
        Row(
            "credential.verify", .mirroring, "Verify a document with what this node's mirror knows.",
            [.init("document", .object, "a credential, a presentation or a bundle")],
            result: [
                Member("report", .object, "the report (`report.md`)"), Member("text", .text, "the report for people"),
                Member("code", .integer, "the exit code of `clr verify`"),
                Member("verdict", .text, "`verified`, `not verified` or `could not check`"),
                Member("reason", .text, "of the check that decided"),
            ]),
    ]
}
