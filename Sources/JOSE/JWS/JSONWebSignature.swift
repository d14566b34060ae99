public import DID
import Multiformats

/// One signature over a payload (RFC 7515), read or made, not yet believed.
///
/// `verify(with:)` alone says that it holds. What it holds under is the key the caller gives: a key in the header is never
/// taken by itself.
///
/// An ECDSA signature (r, s) has a twin (r, n - s) that is valid as well: RFC 7518 and FIPS 186-5 do not choose between them,
/// so both are accepted. Whoever names a token by the hash of its text names one of the two.
public struct JSONWebSignature: Hashable, Sendable {
    /// Bounds of what is read, in bytes after decoding.
    public enum Limits {
        /// The protected header, and the unprotected one.
        public static let header = 16 << 10
        /// The payload: that of the largest document.
        public static let payload = 16 << 20
        /// The signature; that of an RSA key of 8192 bits has 1,024.
        public static let signature = 1_024
        /// Signatures in one JSON serialisation.
        public static let signatureCount = 16
        /// The text of a compact form.
        public static let text = (header + payload + signature) / 3 * 4 + 8
    }

    /// The header.
    public let header: JOSEHeader
    /// The payload, decoded.
    public let payload: [UInt8]
    /// The signature, decoded.
    public let signature: [UInt8]
    /// The bytes that are signed: header and payload in their signed form with a dot between them.
    public let signingInput: [UInt8]
    /// The protected header as it is signed, in base64url; empty where there is none.
    let headerText: String

    init(
        header: JOSEHeader, headerText: String, payload: [UInt8], signature: [UInt8], signingInput: [UInt8]
    ) {
        self.header = header
        self.headerText = headerText
        self.payload = payload
        self.signature = signature
        self.signingInput = signingInput
    }

    /// Whether the signature is valid under `key` (RFC 7515 section 5.2): returns if it is, throws why not.
    public func verify(with key: VerificationKey) throws(JWSError) {
        let algorithm = try header.algorithm()
        guard algorithm.fits(key) else {
            throw .keyMismatch(algorithm: algorithm.rawValue, kind: key.kind)
        }
        guard algorithm.verifies(signature, of: signingInput, with: key) else { throw .badSignature }
    }

    /// The same, heeding what the key's owner says about its use.
    public func verify(with key: JSONWebKey) throws(JWSError) {
        let algorithm = try header.algorithm()
        if let reason = key.refusal(verifying: algorithm.rawValue) { throw .keyNotForThis(reason: reason) }
        try verify(with: key.key)
    }

    static func signingInput(headerText: String, payload: [UInt8], isEncoded: Bool) -> [UInt8] {
        var input = Array(headerText.utf8)
        input.append(UInt8(ascii: "."))
        if isEncoded {
            input.append(contentsOf: Base64URL.encode(payload).utf8)
        } else {
            input.append(contentsOf: payload)
        }
        return input
    }
}
