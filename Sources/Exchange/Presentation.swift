public import Cryptography
import DID
import DataIntegrity
public import JSON
public import Ledger
import Multiformats

/// A learner's answer: a Verifiable Presentation (VCDM 2.0) with one holder proof for each owner key involved, and what
/// the verifier needs to check it without asking anybody: status proofs and, where they help, roster documents.
public struct Presentation: Sendable {
    static let kind = "presentation"

    public let requestID: String
    public let presentation: JSONObject
    public let statusProofs: [[UInt8]]
    public let rosters: [JSONValue]

    public init(requestID: String, presentation: JSONObject, statusProofs: [[UInt8]], rosters: [JSONValue] = []) {
        self.requestID = requestID
        self.presentation = presentation
        self.statusProofs = statusProofs
        self.rosters = rosters
    }

    /// The presentation that `keys` sign for one request. A proof set: each key signs the whole presentation.
    public static func sign(
        _ credentials: [JSONValue], for request: PresentationRequest, keys: [Ed25519.PrivateKey], created: String
    ) throws(ExchangeError) -> JSONObject {
        var document: JSONObject = [
            "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"],
            "verifiableCredential": .array(credentials),
        ]
        if let first = keys.first { document["holder"] = JSONValue(DIDKey.identifier(of: first.publicKey)) }
        let challenge = try request.challenge()
        var proofs: [JSONValue] = []
        for key in keys {
            let options = ProofOptions(
                cryptosuite: .eddsaJCS2022, verificationMethod: DIDKey.verificationMethod(of: key.publicKey),
                created: created, proofPurpose: "authentication", challenge: challenge, domain: request.domain)
            do {
                proofs.append(.object(try DataIntegrity.sign(document, options: options, key: key)))
            } catch {
                throw .badSignature(document: kind, reason: "\(error)")
            }
        }
        if !proofs.isEmpty { document["proof"] = .array(proofs) }
        return document
    }

    public var json: JSONValue {
        [
            "type": "ChirographPresentation", "version": 1, "request": JSONValue(requestID),
            "presentation": .object(presentation),
            "statusProofs": .array(statusProofs.map { JSONValue(Base64URL.encode($0)) }), "rosters": .array(rosters),
        ]
    }

    public init(_ json: JSONValue) throws(ExchangeError) {
        let reader = try DocumentReader(json, kind: Self.kind, type: "ChirographPresentation")
        guard let presentation = try reader.value("presentation").object else {
            throw .malformed(document: Self.kind, member: "presentation")
        }
        self.init(
            requestID: try reader.text("request"), presentation: presentation,
            statusProofs: try StatusProofList.decode(reader.value("statusProofs"), kind: Self.kind),
            rosters: json["rosters"]?.array ?? [])
    }
}

/// One file with a credential and everything for checking it offline; what a wallet exports and `clr verify` reads.
public struct CredentialBundle: Sendable {
    static let kind = "credential bundle"

    public let credential: JSONValue
    /// Receipts of the credential and of what it nests, keyed by credential digest, for getting fresh status proofs.
    public let receipts: [Digest: Receipt]
    public let statusProofs: [[UInt8]]

    public init(credential: JSONValue, receipts: [Digest: Receipt], statusProofs: [[UInt8]]) {
        self.credential = credential
        self.receipts = receipts
        self.statusProofs = statusProofs
    }

    public static func isBundle(_ json: JSONValue) -> Bool { json["type"]?.string == "ChirographBundle" }

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

    public init(_ json: JSONValue) throws(ExchangeError) {
        let reader = try DocumentReader(json, kind: Self.kind, type: "ChirographBundle")
        guard let members = try reader.value("receipts").object else {
            throw .malformed(document: Self.kind, member: "receipts")
        }
        var receipts: [Digest: Receipt] = [:]
        for member in members {
            guard let digest = Digest(hex: member.key.string), let text = member.value.string,
                let bytes = try? Base64URL.decode(text), let receipt = try? Receipt(parsing: bytes)
            else { throw .malformed(document: Self.kind, member: "receipts.\(member.key.string)") }
            receipts[digest] = receipt
        }
        self.init(
            credential: try reader.value("credential"), receipts: receipts,
            statusProofs: try StatusProofList.decode(reader.value("statusProofs"), kind: Self.kind))
    }
}

enum StatusProofList {
    /// One for each credential at most: the same bound as a CLR's credentials.
    static let maximumCount = 2000

    static func decode(_ json: JSONValue, kind: String) throws(ExchangeError) -> [[UInt8]] {
        guard let list = json.array, list.count <= maximumCount else {
            throw .malformed(document: kind, member: "statusProofs")
        }
        var proofs: [[UInt8]] = []
        for item in list {
            guard let text = item.string, let bytes = try? Base64URL.decode(text) else {
                throw .malformed(document: kind, member: "statusProofs")
            }
            proofs.append(bytes)
        }
        return proofs
    }
}
