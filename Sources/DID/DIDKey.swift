public import Cryptography

/// The did:key method: an identifier that is the key itself (W3C CCG did:key v0.9).
public enum DIDKey {
    private static let prefix = "did:key:"

    /// The key of `did:key:z...`, without path, query or fragment.
    public static func parse(_ did: String) throws(DIDError) -> VerificationKey { try parse(Substring(did)) }

    /// The key that `did:key:z...#z...` names. Without a fragment it is the identifier's key; a fragment must repeat it.
    ///
    /// The derived X25519 key of a document agrees on keys and verifies nothing, so its fragment is refused as well.
    public static func parse(verificationMethod url: String) throws(DIDError) -> VerificationKey {
        guard let hash = url.utf8.firstIndex(of: UInt8(ascii: "#")) else { return try parse(Substring(url)) }
        let did = url[..<hash]
        let fragment = url.utf8[url.utf8.index(after: hash)...]
        let key = try parse(did)
        guard fragment.elementsEqual(did.utf8.dropFirst(prefix.utf8.count)) else {
            throw .otherKey(fragment: String(Substring(fragment)))
        }
        return key
    }

    private static func parse(_ did: Substring) throws(DIDError) -> VerificationKey {
        guard did.utf8.count <= DIDURL.longestText else { throw .tooLong(limit: DIDURL.longestText) }
        guard did.utf8.starts(with: prefix.utf8) else { throw try refusal(of: String(did)) }
        return try Multikey.decode(Substring(did.utf8.dropFirst(prefix.utf8.count)))
    }

    /// Whether `text` is meant to be a did:key identifier or URL; it may still be broken.
    public static func isDIDKey(_ text: String) -> Bool { text.utf8.starts(with: prefix.utf8) }

    /// The identifier of `key`.
    public static func identifier(of key: VerificationKey) -> String { prefix + Multikey.encode(key) }

    /// The identifier of `key`.
    public static func identifier(of key: Ed25519.PublicKey) -> String { identifier(of: .ed25519(key)) }

    /// The verification method of `key`: identifier, number sign, and the key again.
    public static func verificationMethod(of key: VerificationKey) -> String {
        let text = Multikey.encode(key)
        return "\(prefix)\(text)#\(text)"
    }

    /// The verification method of `key`: identifier, number sign, and the key again.
    public static func verificationMethod(of key: Ed25519.PublicKey) -> String { verificationMethod(of: .ed25519(key)) }

    /// Says whether another method stands there or no DID at all.
    private static func refusal(of text: String) throws(DIDError) -> DIDError {
        .otherMethod(expected: "key", found: try DIDURL(parsing: text).method)
    }
}
