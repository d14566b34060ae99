extension ControlCatalogue {
    private static let record = [
        Member("id", .text, "the credential's id"), Member("name", .textOrNull, "its name"),
        Member("issuer", .textOrNull, "its issuer's name"), Member("validFrom", .textOrNull, "RFC 3339"),
        Member("nested", .integer, "credentials in it"),
        Member("attested", .textOrNull, "of when its newest status proof is; null without one"),
    ]

    /// A learner's credentials and keys. The node never sees a key: it keeps the key file sealed.
    static let wallet: [Row] = [
        Row("wallet.keyFile.get", .wallet, "The sealed key file.", resultText: "a key file (`key-file.md`)"),
        Row(
            "wallet.keyFile.put", .wallet, "Replace the key file, if it is still the one that was read.",
            [
                .init("keyFile", .object, "the new one"),
                .optional("replaces", .objectOrNull, "the one that was read; null for none"),
            ], resultText: "an empty object"),
        Row(
            "wallet.list", .wallet, "What the wallet holds.",
            result: [Member("credentials", .list, "objects as `wallet.import` returns")]),
        Row(
            "wallet.get", .wallet, "A credential with the key it belongs to.",
            [.optional("id", .text, "the credential's id; the only one")],
            result: record + [
                Member("credential", .object, "the credential"),
                Member("ownerKey", .textOrNull, "Multikey of the owner key"),
            ]),
        Row(
            "wallet.export", .wallet, "A credential with receipts and status proofs.",
            [.optional("id", .text, "the credential's id; the only one")], resultText: "a bundle (`exchange.md`)"),
        Row(
            "wallet.refresh", .wallet, "Fetch fresh status proofs from nodes of the roster.",
            result: [
                Member("credentials", .integer, "in the wallet"), Member("fresh", .integer, "renewed"),
                Member("stale", .integer, "not renewed"),
            ]),
        Row(
            "wallet.import", .wallet, "Take in a credential that was issued without an owner.",
            [
                .init("bundle", .object, "what the institution exported"),
                .init("ownerKey", .text, "Multikey of a key made for it"),
                .init("nextCommit", .text, "commitment to the key after it, hex"),
            ], result: record),
        Row(
            "wallet.rotation.prepare", .wallet, "What has to be signed to move a credential to its next key.",
            [.init("id", .text, "the credential's id")],
            result: [
                Member("origin", .text, "the log"), Member("ownerKey", .text, "Multikey of the key until now"),
                Member("steps", .list, "objects with `tag`, `sequence` and `nonce`, one for each credential"),
            ]),
        Row(
            "wallet.rotation.send", .wallet, "Send signed rotations to the log's host.",
            [
                .init("id", .text, "the credential's id"), .init("origin", .text, "the log"),
                .init("rotations", .list, "entry bodies in base64url"),
                .init("ownerKey", .text, "Multikey of the new key"),
                .init("nextCommit", .text, "commitment to the key after it, hex"),
            ],
            result: [
                Member("index", .integer, "of the first entry"), Member("size", .integer, "of the log afterwards"),
            ]),
        Row(
            "offer.fetch", .wallet, "Fetch an offer.", [.init("link", .text, "`chirograph://…/offer/…`")],
            resultText: "the signed offer (`exchange.md`)"),
        Row(
            "offer.inspect", .wallet, "Check an offer's signature and say who it is from.",
            [.init("offer", .object, "the offer")],
            result: [
                Member("trust", .text, "what the roster says about the signer"),
                Member("summary", .text, "what is offered"),
            ]),
        Row(
            "offer.accept", .wallet, "Send an acceptance and take in what is issued.",
            [.init("offer", .object, "the offer"), .init("acceptance", .object, "signed by the owner key")],
            result: record),
        Row(
            "request.fetch", .wallet, "Fetch a presentation request.",
            [.init("link", .text, "`chirograph://…/request/…`")],
            resultText: "the signed request (`exchange.md`)"),
        Row(
            "presentation.send", .wallet, "Send a presentation with the newest status proofs.",
            [
                .init("presentation", .object, "signed by the owner keys"),
                .init("id", .text, "the credential's id"), .init("link", .text, "the request's link"),
            ],
            result: [
                Member("receipt", .object, "the verifier's signed receipt (`exchange.md`)"),
                Member("reason", .text, "why the verdict is what it is"),
            ]),
    ]
}
