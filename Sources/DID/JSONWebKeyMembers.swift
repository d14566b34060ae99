public import Cryptography
package import JSON
import Multiformats

/// Reads the members of a JSON Web Key (RFC 7518 section 6, RFC 8037 section 2, RFC 8812 section 3.1).
package struct JSONWebKeyMembers {
    private let object: JSONObject

    package init(_ object: JSONObject) { self.object = object }

    /// A text that may be absent but not empty.
    package func text(_ member: String) throws(JSONWebKeyError) -> String? {
        guard let value = object[JSONString(member)] else { return nil }
        guard let text = value.string, !text.isEmpty else { throw .badMember(member) }
        try checkLength(text, member)
        return text
    }

    /// A list of different texts that may be absent but not empty.
    func texts(_ member: String, limit: Int) throws(JSONWebKeyError) -> [String]? {
        guard let value = object[JSONString(member)] else { return nil }
        let values = value.array ?? []
        let texts = values.compactMap(\.string)
        guard !texts.isEmpty, texts.count == values.count, texts.count <= limit,
            Set(texts.map { JSONString($0) }).count == texts.count
        else {
            throw .badMember(member)
        }
        for text in texts { try checkLength(text, member) }
        return texts
    }

    /// The bytes of a member that must be there.
    package func bytes(_ member: String) throws(JSONWebKeyError) -> [UInt8] {
        guard let text = try text(member) else { throw .missing(member: member) }
        do throws(MultiformatError) {
            return try Base64URL.decode(text)
        } catch {
            throw .encoding(member: member, error)
        }
    }

    func key() throws(JSONWebKeyError) -> VerificationKey {
        guard let type = try text("kty") else { throw .missing(member: "kty") }
        switch JSONString(type) {
        case "OKP": return try octetKey(try curveName())
        case "EC": return try pointKey(try curveName())
        case "RSA": return try rsaKey()
        case "oct": throw .symmetric
        default: throw .unknownKeyType(type)
        }
    }

    private func curveName() throws(JSONWebKeyError) -> String {
        guard let name = try text("crv") else { throw .missing(member: "crv") }
        return name
    }

    private func octetKey(_ curve: String) throws(JSONWebKeyError) -> VerificationKey {
        let isEd25519 = JSONString(curve) == "Ed25519"
        guard isEd25519 || JSONString(curve) == "X25519" else { throw .unknownCurve(curve) }
        guard let x = Digest(try bytes("x")) else { throw .wrongLength(member: "x") }
        return isEd25519 ? .ed25519(Ed25519.PublicKey(x)) : .x25519(x)
    }

    private func pointKey(_ name: String) throws(JSONWebKeyError) -> VerificationKey {
        guard let curve = ECDSA.Curve.allCases.first(where: { JSONString($0.jwkName) == JSONString(name) }) else {
            throw .unknownCurve(name)
        }
        var coordinates: [[UInt8]] = []
        for member in ["x", "y"] {
            let coordinate = try bytes(member)
            guard coordinate.count == curve.coordinateByteCount else { throw .wrongLength(member: member) }
            coordinates.append(coordinate)
        }
        do throws(CryptographyError) {
            return VerificationKey(try ECDSA.PublicKey(curve, x: coordinates[0], y: coordinates[1]))
        } catch {
            throw .badKey(kind: name)
        }
    }

    private func rsaKey() throws(JSONWebKeyError) -> VerificationKey {
        var numbers: [[UInt8]] = []
        for member in ["n", "e"] {
            let number = try bytes(member)
            // RFC 7518 section 2, Base64urlUInt: as few octets as the number needs.
            guard number.first != 0 else { throw .wrongLength(member: member) }
            numbers.append(number)
        }
        do throws(CryptographyError) {
            return .rsa(try RSA.PublicKey(modulus: numbers[0], exponent: numbers[1]))
        } catch {
            throw .badKey(kind: "RSA")
        }
    }

    private func checkLength(_ text: String, _ member: String) throws(JSONWebKeyError) {
        guard text.utf8.count <= JSONWebKey.longestMember else {
            throw .tooLong(member: member, limit: JSONWebKey.longestMember)
        }
    }
}

extension VerificationKey {
    /// The key of a point, by its curve.
    public init(_ key: ECDSA.PublicKey) {
        switch key.curve {
        case .p256: self = .p256(key)
        case .p384: self = .p384(key)
        case .p521: self = .p521(key)
        case .secp256k1: self = .secp256k1(key)
        }
    }
}
