public import Cryptography
import DID
import DataIntegrity
public import JSON
import Multiformats

/// A learner's answer: a Verifiable Presentation (VCDM 2.0) with one holder proof for each owner key involved, and what
/// the verifier needs to check it without asking anybody: status proofs and, where they help, roster documents
/// (docs/formats/exchange.md, "Presentation").
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
        let reader = try DocumentReader(
            json, kind: Self.kind, type: "ChirographPresentation",
            members: ["request", "presentation", "statusProofs", "rosters"])
        self.init(
            requestID: try reader.id("request"), presentation: try reader.object("presentation"),
            statusProofs: try reader.statusProofs(), rosters: try reader.list("rosters", limit: ExchangeLimits.rosters))
    }
}
