import Cryptography
import Exchange
import JSON
import Ledger
import Store

/// One credential in a learner's wallet, with what proves it: receipts, owner key, the newest status proofs.
struct WalletRecord: Sendable {
    let bundle: CredentialBundle
    /// The owner key's public half as Multikey; nil for a credential without an owner of ours.
    var ownerKey: String?
    /// Commitment to the key after it, hex.
    var nextCommit: String?
    /// When the status proofs were attested, RFC 3339; nil before the first one.
    var attested: String?

    var id: String { bundle.credential["id"]?.string ?? "" }

    var row: StoreRow { StoreRow(.walletCredentials, key: ShelfKey.text(id), value: json.serialized()) }

    /// The credential and what it nests, with the receipts that belong to them.
    var anchored: [AnchoredCredential] { AnchoredCredential.all(in: bundle.credential, receipts: bundle.receipts) }

    func with(statusProofs: [[UInt8]], attested: String) -> WalletRecord {
        WalletRecord(
            bundle: CredentialBundle(
                credential: bundle.credential, receipts: bundle.receipts, statusProofs: statusProofs),
            ownerKey: ownerKey, nextCommit: nextCommit, attested: attested)
    }

    var json: JSONValue {
        var object: JSONObject = ["bundle": bundle.json]
        if let ownerKey { object["ownerKey"] = JSONValue(ownerKey) }
        if let nextCommit { object["nextCommit"] = JSONValue(nextCommit) }
        if let attested { object["attested"] = JSONValue(attested) }
        return .object(object)
    }

    init(bundle: CredentialBundle, ownerKey: String?, nextCommit: String?, attested: String?) {
        self.bundle = bundle
        self.ownerKey = ownerKey
        self.nextCommit = nextCommit
        self.attested = attested
    }

    init(_ json: JSONValue) throws {
        self.init(
            bundle: try CredentialBundle(json.required("bundle")), ownerKey: json["ownerKey"]?.string,
            nextCommit: json["nextCommit"]?.string, attested: json["attested"]?.string)
    }
}
