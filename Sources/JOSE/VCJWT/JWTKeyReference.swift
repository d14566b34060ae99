public import DID

/// How a token names the key it was signed with; what a resolver is asked.
public struct JWTKeyReference: Hashable, Sendable {
    /// The absolute URL of the key: `kid` where it is one; a `kid` that is a fragment is one of the issuer's. Nil without.
    public let verificationMethod: String?
    /// `kid` as it stands in the header.
    public let keyID: String?
    /// The key in the header (`jwk`). Whoever signed put it there: it proves that nothing was changed, not who signed.
    public let embeddedKey: JSONWebKey?
    /// Whom the token claims to be from: the issuer of the credential, the holder of the presentation.
    public let issuer: String?
    /// The signature's algorithm, for keys that say what they are for.
    public let algorithm: String

    init(_ header: JOSEHeader, issuer: String?) {
        keyID = header.keyID
        embeddedKey = header.key
        self.issuer = issuer
        algorithm = header.algorithmName
        verificationMethod = header.keyID.flatMap { JWTKeyReference.absolute($0, issuer: issuer) }
    }

    /// What stands before the number sign of the verification method: who has the key, as the token claims.
    public var controller: String? { verificationMethod.flatMap { VerificationMethodID($0)?.controller } }

    /// The key as far as it can be known without asking anybody: of a did:key or a did:jwk, or the one in the header.
    ///
    /// A key in the header counts only where it has no name as well: with a name that nobody looked up, a signature by
    /// anybody's key would seem to be the named one's.
    public func resolvedOffline() -> KeyResolution {
        guard let keyID else {
            return embeddedKey.map { .key($0.key) }
                ?? .unavailable(reason: "The token names no key (neither kid nor jwk).")
        }
        if let method = verificationMethod {
            if DIDKey.isDIDKey(method) { return DIDKey.resolve(verificationMethod: method) }
            if DIDJWK.isDIDJWK(method) { return DIDJWK.resolve(verificationMethod: method, algorithm: algorithm) }
        }
        return .unavailable(reason: "The key '\(keyID)' is not known here, and nothing is fetched while verifying.")
    }

    /// A text with a scheme is a URL; anything else can only be a fragment of the issuer's document.
    private static func absolute(_ keyID: String, issuer: String?) -> String? {
        if hasScheme(keyID) { return VerificationMethodID(keyID)?.text }
        guard let issuer else { return nil }
        let fragment = keyID.utf8.first == UInt8(ascii: "#") ? Substring(keyID.utf8.dropFirst()) : Substring(keyID)
        return VerificationMethodID("\(issuer)#\(fragment)")?.text
    }

    /// RFC 3986 section 3.1.
    static func hasScheme(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), let first = text.utf8.first else { return false }
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
        return isLetter(first)
            && text.utf8[..<colon].allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0) }
    }
}
