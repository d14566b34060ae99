public import JSON
import Multiformats

/// What is about to be signed: header and payload.
public struct JWSDraft: Hashable, Sendable {
    /// The header.
    public let header: JOSEHeader
    /// The payload.
    public let payload: [UInt8]
    /// The bytes to be signed.
    public let signingInput: [UInt8]

    private let headerText: String

    /// A draft whose protected header is written compactly, members in their order; an empty one is left out.
    public init(
        protected: JSONObject, unprotected: JSONObject = JSONObject(), payload: [UInt8]
    ) throws(JWSError) {
        let text = protected.isEmpty ? [] : JSONValue.object(protected).serialized()
        try self.init(protectedText: text, unprotected: unprotected, payload: payload)
    }

    /// A draft whose protected header is signed as it is written here, white space and all.
    public init(
        protectedText: [UInt8], unprotected: JSONObject = JSONObject(), payload: [UInt8]
    ) throws(JWSError) {
        typealias Limits = JSONWebSignature.Limits
        guard protectedText.count <= Limits.header else { throw .tooLong(.header, limit: Limits.header) }
        guard payload.count <= Limits.payload else { throw .tooLong(.payload, limit: Limits.payload) }
        let protected = protectedText.isEmpty ? JSONObject() : try JSONWebSignature.parameters(protectedText)
        header = try JOSEHeader(protected: protected, unprotected: unprotected)
        headerText = Base64URL.encode(protectedText)
        self.payload = payload
        signingInput = JSONWebSignature.signingInput(
            headerText: headerText, payload: payload, isEncoded: header.isPayloadEncoded)
    }

    /// The signature that `key` makes with the header's algorithm.
    public func signed(with key: JWSSigningKey) throws(JWSError) -> JSONWebSignature {
        signed(try key.sign(signingInput, try header.algorithm()))
    }

    /// The whole with a signature that was made elsewhere, over `signingInput`.
    public func signed(_ signature: [UInt8]) -> JSONWebSignature {
        JSONWebSignature(
            header: header, headerText: headerText, payload: payload, signature: signature, signingInput: signingInput)
    }
}
