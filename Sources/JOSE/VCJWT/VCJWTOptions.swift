/// What the maker of a token decides.
public struct VCJWTOptions: Hashable, Sendable {
    /// What stands in `typ`.
    public enum TokenType: Hashable, Sendable {
        /// `vc+jwt` and `cty` `vc` (`vp` for presentations), as W3C wants it.
        case specific
        /// `JWT`, which is all that Open Badges 3.0 allow.
        case generic
    }

    /// URL of the public key: `kid`. Must be one of the issuer's.
    public var keyID: String?
    /// Whether the public key stands in the header (`jwk`), for issuers whose keys have no URL.
    public var embedsKey: Bool
    /// The algorithm; nil for the one that goes with the key.
    public var algorithm: JWSAlgorithm?
    /// What stands in `typ`.
    public var type: TokenType
    /// Unix time in seconds for `iat`; nil leaves it out.
    public var issuedAt: Int64?
    /// Unix time in seconds for `exp`, when the signature ends; nil for the end of the credential, if it has one.
    public var expires: Int64?
    /// Whom a presentation is for: `aud`.
    public var audience: String?
    /// What the verifier asked to be signed: `nonce`.
    public var nonce: String?
    /// Members beyond those known here that the caller knows to be defined by the document's contexts.
    public var extensions: Set<String>

    /// Options with everything optional left out unless given.
    public init(
        keyID: String? = nil, embedsKey: Bool = false, algorithm: JWSAlgorithm? = nil, type: TokenType = .specific,
        issuedAt: Int64? = nil, expires: Int64? = nil, audience: String? = nil, nonce: String? = nil,
        extensions: Set<String> = []
    ) {
        self.keyID = keyID
        self.embedsKey = embedsKey
        self.algorithm = algorithm
        self.type = type
        self.issuedAt = issuedAt
        self.expires = expires
        self.audience = audience
        self.nonce = nonce
        self.extensions = extensions
    }
}
