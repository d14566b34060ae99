public import Cryptography
public import JSON
public import Ledger
import Multiformats

/// One file with a credential and everything for checking it offline; what a wallet exports and `clr verify` reads
/// (docs/formats/exchange.md, "Bundle").
public struct CredentialBundle: Sendable {
    static let kind = "credential bundle"

    /// An object, or the text of a VC-JWT.
    public let credential: JSONValue
    /// Receipts of the credential and of what it nests, keyed by credential digest, for getting fresh status proofs.
    public let receipts: [Digest: Receipt]
    public let statusProofs: [[UInt8]]

    public init(credential: JSONValue, receipts: [Digest: Receipt], statusProofs: [[UInt8]]) {
        self.credential = credential
        self.receipts = receipts
        self.statusProofs = statusProofs
    }

    public static func isBundle(_ json: JSONValue) -> Bool { json["type"] == "ChirographBundle" }

    public var json: JSONValue {
        var rows = JSONObject()
        for (digest, receipt) in receipts.sorted(by: { $0.key < $1.key }) {
            rows[JSONString(digest.hex)] = JSONValue(Base64URL.encode(receipt.encoded()))
        }
        return [
            "type": "ChirographBundle", "version": 1, "credential": credential, "receipts": .object(rows),
            "statusProofs": .array(statusProofs.map { JSONValue(Base64URL.encode($0)) }),
        ]
    }

    /// Reads a bundle. Nothing is proven by it: the credential and the status proofs are the verifier's to judge.
    public init(_ json: JSONValue) throws(ExchangeError) {
        let reader = try DocumentReader(
            json, kind: Self.kind, type: "ChirographBundle", members: ["credential", "receipts", "statusProofs"])
        let credential = try reader.value("credential")
        guard credential.object != nil || credential.string != nil else { throw reader.fail("credential") }
        self.init(
            credential: credential, receipts: try Self.receipts(reader),
            statusProofs: try reader.statusProofs())
    }

    private static func receipts(_ reader: DocumentReader) throws(ExchangeError) -> [Digest: Receipt] {
        let members = try reader.object("receipts")
        guard members.count <= ExchangeLimits.proofs else { throw reader.fail("receipts") }
        var receipts: [Digest: Receipt] = [:]
        for member in members {
            guard let digest = Digest(hex: member.key.string), JSONString(digest.hex) == member.key,
                let text = member.value.string, let bytes = try? Base64URL.decode(text),
                let receipt = try? Receipt(parsing: bytes)
            else { throw reader.fail(JSONString("receipts." + member.key.string)) }
            receipts[digest] = receipt
        }
        return receipts
    }
}
