public import Cryptography
import DID
public import JSON
import Multiformats

/// A verifier's signed answer: which presentation it got for which request, and what it concluded. Both sides keep it
/// (docs/formats/exchange.md, "Receipt").
///
/// Signed bytes: `"chirograph/receipt/v1\0" || SHA-256(JCS(request)) || SHA-256(JCS(presentation)) || JCS(verdict)`.
public struct PresentationReceipt: Sendable, Equatable {
    static let kind = "receipt"

    public let requestDigest: Digest
    public let presentationDigest: Digest
    public let verifierKey: Ed25519.PublicKey
    /// RFC 3339.
    public let time: String
    /// `verified`, `not verified` or `could not check`.
    public let verdict: String
    /// The exit code that `clr verify` would give.
    public let code: Int
    public let signature: Ed25519.Signature

    public static func make(
        request: PresentationRequest, presentation: JSONObject, verdict: String, code: Int, time: String,
        key: Ed25519.PrivateKey
    ) throws(ExchangeError) -> PresentationReceipt {
        let requestDigest = try SignedDocument.digest(request.document, kind: kind)
        let presentationDigest = try SignedDocument.digest(presentation, kind: kind)
        let message = try message(requestDigest, presentationDigest, verdict: verdict, code: code, time: time)
        return PresentationReceipt(
            requestDigest: requestDigest, presentationDigest: presentationDigest, verifierKey: key.publicKey,
            time: time, verdict: verdict, code: code, signature: key.sign(message))
    }

    /// Throws unless this receipt is the verifier's word on exactly this request and this presentation.
    public func check(request: PresentationRequest, presentation: JSONObject) throws(ExchangeError) {
        guard verifierKey == request.verifierKey else {
            throw .wrongRecipient(
                document: Self.kind, expected: request.domain, found: DIDKey.identifier(of: verifierKey))
        }
        guard try SignedDocument.digest(request.document, kind: Self.kind) == requestDigest else {
            throw .badSignature(document: Self.kind, reason: "it answers another request")
        }
        guard try SignedDocument.digest(presentation, kind: Self.kind) == presentationDigest else {
            throw .badSignature(document: Self.kind, reason: "it is about another presentation")
        }
        let message = try Self.message(requestDigest, presentationDigest, verdict: verdict, code: code, time: time)
        guard verifierKey.verifies(signature, of: message) else {
            throw .badSignature(document: Self.kind, reason: "the verifier's signature does not match its text")
        }
    }

    static func message(
        _ request: Digest, _ presentation: Digest, verdict: String, code: Int, time: String
    ) throws(ExchangeError) -> [UInt8] {
        let words: JSONValue = [
            "code": .number(JSONNumber(code)), "time": JSONValue(time), "verdict": JSONValue(verdict),
        ]
        do {
            return Array("chirograph/receipt/v1\0".utf8) + request.bytes + presentation.bytes
                + (try words.canonicalized())
        } catch {
            throw .malformed(document: kind, member: "verdict")
        }
    }

    public var json: JSONValue {
        [
            "type": "ChirographReceipt", "version": 1, "requestDigest": JSONValue(requestDigest.hex),
            "presentationDigest": JSONValue(presentationDigest.hex),
            "verifierKey": JSONValue(KeyText.encode(verifierKey)),
            "time": JSONValue(time), "verdict": JSONValue(verdict), "code": .number(JSONNumber(code)),
            "signature": JSONValue(Base64URL.encode(signature.bytes)),
        ]
    }
}

extension PresentationReceipt {
    /// The verdicts that there are (docs/formats/report.md).
    static let verdicts = ["verified", "not verified", "could not check"]
    /// An exit code fits a byte.
    static let codes = 0...255

    public init(_ json: JSONValue) throws(ExchangeError) {
        let reader = try DocumentReader(
            json, kind: Self.kind, type: "ChirographReceipt",
            members: [
                "requestDigest", "presentationDigest", "verifierKey", "time", "verdict", "code", "signature",
            ])
        let verdict = try reader.text("verdict", limit: ExchangeLimits.nameBytes)
        guard Self.verdicts.contains(where: { JSONString($0) == JSONString(verdict) }) else {
            throw reader.fail("verdict")
        }
        self.init(
            requestDigest: try reader.digest("requestDigest"),
            presentationDigest: try reader.digest("presentationDigest"),
            verifierKey: try reader.publicKey("verifierKey"), time: try reader.time("time"), verdict: verdict,
            code: try reader.integer("code", in: Self.codes), signature: try reader.signature("signature"))
    }
}
