/// The ways of making a proof that occur in credentials, by the name a proof carries.
///
/// Being listed here says that the name is known; `isSupported` says that this version signs and verifies with it. A proof
/// of any other suite gets an *unknown* finding and never a pass.
public enum Cryptosuite: String, Hashable, Sendable, CaseIterable {
    case eddsaJCS2022 = "eddsa-jcs-2022"
    case eddsaRDFC2022 = "eddsa-rdfc-2022"
    /// The draft name of `eddsa-rdfc-2022`.
    case eddsa2022 = "eddsa-2022"
    case ecdsaJCS2019 = "ecdsa-jcs-2019"
    case ecdsaRDFC2019 = "ecdsa-rdfc-2019"
    case ecdsaSD2023 = "ecdsa-sd-2023"
    case bbs2023 = "bbs-2023"
    /// A proof type of its own, older than `DataIntegrityProof`.
    case ed25519Signature2020 = "Ed25519Signature2020"

    /// The proof type of the suites that are named in a `cryptosuite` member.
    static let proofType = "DataIntegrityProof"

    /// Whether this version signs and verifies with the suite.
    public var isSupported: Bool { self == .eddsaJCS2022 }
}
