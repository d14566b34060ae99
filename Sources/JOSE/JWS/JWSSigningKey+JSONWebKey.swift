import Cryptography
public import DID
public import JSON
import Multiformats

extension JWSSigningKey {
    /// The key of a private JSON Web Key (RFC 7518 section 6, RFC 8037): its private members must belong to the public ones.
    ///
    /// RSA keys need all their numbers and two primes. The text the key came from is the caller's to erase.
    public init(jsonWebKey object: JSONObject) throws(JSONWebKeyError) {
        let publicKey = try JSONWebKey(ignoringPrivateMembers: object).key
        let members = JSONWebKeyMembers(object)
        switch publicKey {
        case .ed25519: self = try JWSSigningKey.ed25519(members)
        case .p256(let key), .p384(let key), .p521(let key), .secp256k1(let key):
            self = try JWSSigningKey.ecdsa(members, key.curve)
        case .rsa(let key): self = try JWSSigningKey.rsa(members, object, key)
        case .x25519, .other: throw .badPrivateKey(kind: publicKey.kind)
        }
        guard self.publicKey == publicKey else { throw .badPrivateKey(kind: publicKey.kind) }
    }

    private static func ed25519(_ members: JSONWebKeyMembers) throws(JSONWebKeyError) -> JWSSigningKey {
        let seed = try secret(members, "d")
        do throws(CryptographyError) {
            return .ed25519(try Ed25519.PrivateKey(seed: seed))
        } catch {
            throw .badPrivateKey(kind: "Ed25519")
        }
    }

    private static func ecdsa(
        _ members: JSONWebKeyMembers, _ curve: ECDSA.Curve
    ) throws(JSONWebKeyError) -> JWSSigningKey {
        let scalar = try secret(members, "d")
        do throws(CryptographyError) {
            return .ecdsa(try ECDSA.PrivateKey(curve, scalar: scalar))
        } catch {
            throw .badPrivateKey(kind: curve.jwkName)
        }
    }

    private static func rsa(
        _ members: JSONWebKeyMembers, _ object: JSONObject, _ key: RSA.PublicKey
    ) throws(JSONWebKeyError) -> JWSSigningKey {
        guard object["oth"] == nil else { throw .badPrivateKey(kind: "RSA") }
        var secrets: [SecretBytes] = []
        for member in ["d", "p", "q", "dp", "dq", "qi"] { secrets.append(try secret(members, member)) }
        let numbers = RSA.PrivateNumbers(
            modulus: key.modulus, exponent: key.exponent, privateExponent: secrets[0], prime1: secrets[1],
            prime2: secrets[2], exponent1: secrets[3], exponent2: secrets[4], coefficient: secrets[5])
        do throws(CryptographyError) {
            return .rsa(try RSA.PrivateKey(numbers))
        } catch {
            throw .badPrivateKey(kind: "RSA")
        }
    }

    private static func secret(_ members: JSONWebKeyMembers, _ member: String) throws(JSONWebKeyError) -> SecretBytes {
        var bytes = try members.bytes(member)
        return SecretBytes(taking: &bytes)
    }
}
