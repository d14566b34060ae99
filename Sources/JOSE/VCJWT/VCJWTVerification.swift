public import DID

/// What a verifier requires of a token beside its signature.
public struct VCJWTExpectations: Hashable, Sendable {
    /// What the token must secure.
    public var kind: VCJWT.Kind
    /// Unix time in seconds against which `exp` and `nbf` are judged; nil leaves that to the caller.
    public var now: Int64?
    /// Who the verifier is; must be among `aud`. Nil where the token need not be for anybody.
    public var audience: String?
    /// The text that must stand in `nonce`, against replay; nil where none is asked for.
    public var nonce: String?

    /// Expectations; whatever is not given is not checked.
    public init(
        kind: VCJWT.Kind = .credential, now: Int64? = nil, audience: String? = nil, nonce: String? = nil
    ) {
        self.kind = kind
        self.now = now
        self.audience = audience
        self.nonce = nonce
    }
}

/// What verifying a token came to.
public struct VCJWTVerification: Hashable, Sendable {
    /// The key under which the signature is valid.
    public struct Signer: Hashable, Sendable {
        /// The key.
        public let key: VerificationKey
        /// Its name; nil where the header only holds the key.
        public let verificationMethod: String?
        /// What stands before the number sign of the name.
        public let controller: String?
        /// Whether the header holds the key itself.
        public let isEmbedded: Bool
    }

    /// The token; nil if it could not be read. What it says counts only if `outcome` says so.
    public let token: VCJWT?
    /// Whose signature is valid; nil unless one is.
    public let signer: Signer?
    /// Everything that was found, in the order of the checks. The last one is about the signature, if it came to that.
    public let findings: [VCJWTFinding]

    /// The worst of the findings: a failure, else what could not be judged, else a warning, else a pass.
    public var outcome: VCJWTFinding.Outcome {
        [.fail, .unknown, .warn].first { outcome in findings.contains { $0.outcome == outcome } } ?? .pass
    }

    /// The finding that decided.
    public var decisive: VCJWTFinding? { findings.first { $0.outcome == outcome } }

    /// Whether the key that signed is named as one of the issuer's. Whether it is one, the resolver must have known.
    public var isSignedInNameOfIssuer: Bool {
        guard let controller = signer?.controller, let issuer = token?.issuerID else { return false }
        return controller.isSame(as: issuer)
    }
}
