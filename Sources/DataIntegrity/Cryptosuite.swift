public import Cryptography
public import DID

/// The ways of making a proof that occur in credentials, by the name a proof carries.
///
/// Being listed here says that the name is known; ``isSupported`` says that this version verifies with it. A proof of any
/// other suite gets an *unknown* finding and never a pass.
public enum Cryptosuite: String, Hashable, Sendable, CaseIterable {
    case eddsaJCS2022 = "eddsa-jcs-2022"
    case eddsaRDFC2022 = "eddsa-rdfc-2022"
    /// The draft name of `eddsa-rdfc-2022`; verified, never made.
    case eddsa2022 = "eddsa-2022"
    case ecdsaJCS2019 = "ecdsa-jcs-2019"
    case ecdsaRDFC2019 = "ecdsa-rdfc-2019"
    /// Selective disclosure: a base proof, from which the holder derives one for a part of the document.
    case ecdsaSD2023 = "ecdsa-sd-2023"
    case bbs2023 = "bbs-2023"
    /// A proof type of its own, older than `DataIntegrityProof`; verified, never made.
    case ed25519Signature2020 = "Ed25519Signature2020"

    /// The proof type of the suites that are named in a `cryptosuite` member.
    static let proofType = "DataIntegrityProof"

    /// Whether this version verifies proofs of the suite.
    public var isSupported: Bool { self != .bbs2023 }

    /// Whether this version makes proofs of the suite with `DataIntegrity.sign`. For `ecdsa-sd-2023` see
    /// ``SelectiveDisclosure``.
    public var isMade: Bool {
        switch self {
        case .eddsaJCS2022, .eddsaRDFC2022, .ecdsaJCS2019, .ecdsaRDFC2019: true
        case .eddsa2022, .ecdsaSD2023, .bbs2023, .ed25519Signature2020: false
        }
    }

    /// What is hashed: the text in its RFC 8785 form, or the statements in it (RDFC-1.0).
    public enum CanonicalForm: Hashable, Sendable {
        case jcs, rdfc
    }

    public var canonicalForm: CanonicalForm {
        switch self {
        case .eddsaJCS2022, .ecdsaJCS2019: .jcs
        case .eddsaRDFC2022, .eddsa2022, .ecdsaRDFC2019, .ecdsaSD2023, .bbs2023, .ed25519Signature2020: .rdfc
        }
    }

    /// The hash that goes with a key, nil if the suite does not take keys of the kind (VC DI EdDSA 1.0, section 3; VC DI
    /// ECDSA 1.0, section 3.2: the digest is as long as the key).
    public func hash(for key: VerificationKey) -> HashAlgorithm? {
        switch (self, key) {
        case (.eddsaJCS2022, .ed25519), (.eddsaRDFC2022, .ed25519), (.eddsa2022, .ed25519),
            (.ed25519Signature2020, .ed25519):
            .sha256
        case (.ecdsaJCS2019, .p256), (.ecdsaRDFC2019, .p256), (.ecdsaSD2023, .p256): .sha256
        case (.ecdsaJCS2019, .p384), (.ecdsaRDFC2019, .p384): .sha384
        default: nil
        }
    }

    /// For people: the kinds of key that the suite takes.
    var keyKinds: String {
        switch self {
        case .eddsaJCS2022, .eddsaRDFC2022, .eddsa2022, .ed25519Signature2020: "Ed25519"
        case .ecdsaJCS2019, .ecdsaRDFC2019: "P-256 or P-384"
        case .ecdsaSD2023: "P-256"
        case .bbs2023: "BLS12-381"
        }
    }
}
