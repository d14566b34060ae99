public import Cryptography

/// One version of a consortium's roster as it is written: well-formed and free of contradictions, but **not** trusted.
///
/// `Roster` is the trusted form; it is only made by verifying a chain of these (`Roster.verifying`). Source:
/// `docs/formats/roster.md`, sections 2 to 4.
public struct RosterDocument: Sendable {
    public let contents: RosterContents
    public internal(set) var signatures: [RosterSignature]
    /// SHA-256 of the RFC 8785 form without the signatures: what `previous` refers to and what people pin.
    public let hash: Digest
    /// RFC 8785 form of the document without its signatures.
    let canonicalBytes: [UInt8]

    /// What operators and institutions sign.
    public var signedBytes: [UInt8] { Self.signatureContext + canonicalBytes }

    static let signatureContext = Array("chirograph/roster/v1\0".utf8)
}

/// A signature over `RosterDocument.signedBytes`.
public struct RosterSignature: Sendable, Hashable {
    public enum Signer: Sendable, Hashable {
        /// An operator's id.
        case operatorID(String)
        case institution(Origin)
    }

    public let signer: Signer
    public let key: RosterKey
    public let signature: Ed25519.Signature

    public init(signer: Signer, key: RosterKey, signature: Ed25519.Signature) {
        self.signer = signer
        self.key = key
        self.signature = signature
    }
}
