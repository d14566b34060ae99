import Cryptography
import DID
import JOSE
import JSON
import Multiformats

/// A key of the JOSE vectors.
///
/// Shared secrets are no keys of this project: its verifiers refuse their algorithms. The vectors with HS256 still judge how
/// header and payload become the bytes that are signed, so their tags are computed beside the module.
enum JOSEVectorKey {
    case signing(JWSSigningKey)
    case verifying(JSONWebKey)
    case secret([UInt8])

    init(_ value: JSONValue?) throws {
        let object = value?.object ?? JSONObject()
        if object["kty"] == "oct" {
            self = .secret(try Base64URL.decode(object["k"]?.string ?? ""))
        } else if object["d"] != nil {
            self = .signing(try JWSSigningKey(jsonWebKey: object))
        } else {
            self = .verifying(try JSONWebKey(object))
        }
    }

    /// Signs a draft; nil where only the public key is known.
    func sign(_ draft: JWSDraft) throws -> JSONWebSignature? {
        switch self {
        case .signing(let key): try draft.signed(with: key)
        case .secret(let secret):
            draft.signed(HMACSHA256.authenticate(draft.signingInput, key: SecretBytes(copying: secret)).bytes)
        case .verifying: nil
        }
    }

    /// Nil if the signature is good.
    func failure(_ signature: JSONWebSignature) -> String? {
        do {
            switch self {
            case .signing(let key): try signature.verify(with: key.publicKey)
            case .verifying(let key): try signature.verify(with: key)
            case .secret(let secret): return macFailure(signature, secret)
            }
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func macFailure(_ signature: JSONWebSignature, _ secret: [UInt8]) -> String? {
        let anyKey = VerificationKey.ed25519(Ed25519.PrivateKey(generating: ()).publicKey)
        do {
            try signature.verify(with: anyKey)
            return "an HMAC is taken for a signature"
        } catch JWSError.symmetricAlgorithm {
        } catch {
            return "an HMAC is refused for another reason: \(error)"
        }
        guard signature.signature.count == 32,
            HMACSHA256.isValid(signature.signature, for: signature.signingInput, key: secret)
        else { return "the tag is not that of the signing input" }
        return nil
    }

    /// Whether one input has one signature.
    static func isDeterministic(_ algorithm: String) -> Bool { ["HS256", "RS256", "EdDSA"].contains(algorithm) }

    /// Nil if a JSON Web Key of any kind comes out as it should.
    ///
    /// Public keys are read and written back; of private keys the public reader refuses the private members and the reader
    /// of signing keys finds a pair that works; a shared secret is refused by its name, which is all this project has for it.
    static func parseFailure(_ object: JSONObject) throws -> String? {
        if object["kty"] == "oct" {
            guard refusal(of: object) == .symmetric else { return "a shared secret is taken for a public key" }
            return try Base64URL.decode(object["k"]?.string ?? "?").isEmpty ? "the secret is empty" : nil
        }
        guard object["d"] != nil else {
            let key = try JSONWebKey(object)
            let known = JSONObject(object.filter { key.object?[$0.key] != nil })
            return key.object == known ? nil : "the key is written \(key.object.map { .object($0) } ?? JSONValue.null)"
        }
        guard refusal(of: object) == .privateMember("d") else { return "a private key is taken for a public one" }
        let key = try JWSSigningKey(jsonWebKey: object)
        let members = key.publicKey.jsonWebKey ?? JSONObject()
        guard !members.isEmpty, members.allSatisfy({ object[$0.key] == $0.value }) else {
            return "the public half differs"
        }
        guard let algorithm = JWSAlgorithm(for: key.publicKey) else { return "no algorithm goes with the key" }
        let header: JSONObject = ["alg": JSONValue(algorithm.rawValue)]
        try JWSDraft(protected: header, payload: [1]).signed(with: key).verify(with: key.publicKey)
        return nil
    }

    private static func refusal(of object: JSONObject) -> JSONWebKeyError? {
        do {
            _ = try JSONWebKey(object)
            return nil
        } catch {
            return error
        }
    }
}
