public import DID
public import JSONLD

/// What verifying one proof came to.
public struct ProofFinding: Hashable, Sendable {
    /// Pass, fail, or could not be judged. Only a pass is good.
    public enum Outcome: Hashable, Sendable {
        case pass, fail, unknown
    }

    /// The outcome.
    public var outcome: Outcome
    /// One sentence that says why.
    public var reason: String
    /// The part of the specification that decided.
    public var clause: String
    /// The place in the document: `/proof`, or `/proof/<index>` in a set.
    public var pointer: String

    // The proof's own words, where they are there and have the right type.

    /// The proof's `id`.
    public var id: String?
    /// The suite as the proof names it, known or not.
    public var cryptosuite: String?
    /// URL of the key.
    public var verificationMethod: String?
    /// The purpose.
    public var proofPurpose: String?
    /// When the proof was made.
    public var created: String?
    /// When the proof ends; judged only if the verifier gave the time.
    public var expires: String?
    /// The challenge.
    public var challenge: String?
    /// The domains.
    public var domains: [String] = []
    /// The `id`s of the proofs this one is made on top of.
    public var previousProofs: [String] = []

    /// The key the resolver gave, whether or not the signature is valid under it.
    public var key: VerificationKey?

    /// Whether it failed because the document could not be read as what is signed: no JSON-LD, or a member that no context
    /// defines. Nothing is said then about the signature.
    public var isUnreadable = false
    /// Which texts of the contexts the signature holds with; nil where none were needed.
    public var contextEdition: BundledContexts.Edition?

    init(pointer: String) {
        outcome = .unknown
        reason = ""
        clause = ""
        self.pointer = pointer
    }
}

extension ProofFinding {
    /// The proof's own words.
    mutating func take(_ members: ProofMembers) {
        id = members.id
        cryptosuite = members.cryptosuite
        verificationMethod = members.verificationMethod
        proofPurpose = members.proofPurpose
        created = members.created
        expires = members.expires
        challenge = members.challenge
        domains = members.domains
        previousProofs = members.previousProofs
    }
}
