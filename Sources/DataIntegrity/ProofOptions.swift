import JSON

/// What the maker of a proof decides (VC Data Integrity 1.0, section 2.1). Times are XML Schema `dateTimeStamp` texts,
/// as `2026-02-24T23:36:38Z`.
public struct ProofOptions: Hashable, Sendable {
    /// The suite.
    public var cryptosuite: Cryptosuite
    /// URL of the public key.
    public var verificationMethod: String
    /// When the proof was made.
    public var created: String?
    /// `assertionMethod` for credentials, `authentication` for presentations.
    public var proofPurpose: String
    /// What the verifier asked to be signed, against replay.
    public var challenge: String?
    /// Whom the proof is for.
    public var domain: String?
    /// When the proof ends.
    public var expires: String?
    /// The `id`s of the proofs in the document that this one is made on top of: a proof chain (section 2.1.2).
    public var previousProof: [String]
    /// A URL that names this proof, so that another can be chained to it.
    public var id: String?

    /// Options with everything optional left out unless given.
    public init(
        cryptosuite: Cryptosuite = .eddsaJCS2022, verificationMethod: String, created: String? = nil,
        proofPurpose: String = "assertionMethod", challenge: String? = nil, domain: String? = nil,
        expires: String? = nil, previousProof: [String] = [], id: String? = nil
    ) {
        self.cryptosuite = cryptosuite
        self.verificationMethod = verificationMethod
        self.created = created
        self.proofPurpose = proofPurpose
        self.challenge = challenge
        self.domain = domain
        self.expires = expires
        self.previousProof = previousProof
        self.id = id
    }

    /// The proof without `@context` and `proofValue`.
    var proof: JSONObject {
        var proof: JSONObject = [:]
        func set(_ key: JSONString, _ value: String?) {
            if let value { proof[key] = .string(JSONString(value)) }
        }
        set("id", id)
        set("type", Cryptosuite.proofType)
        set("cryptosuite", cryptosuite.rawValue)
        set("created", created)
        set("expires", expires)
        set("verificationMethod", verificationMethod)
        set("proofPurpose", proofPurpose)
        set("challenge", challenge)
        set("domain", domain)
        if previousProof.count == 1 {
            set("previousProof", previousProof[0])
        } else if !previousProof.isEmpty {
            proof["previousProof"] = .array(previousProof.map { .string(JSONString($0)) })
        }
        return proof
    }
}
