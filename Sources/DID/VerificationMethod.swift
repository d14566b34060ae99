import Cryptography
import JSON
import Multiformats

/// A key in a DID document, with its name (DID Core 1.0 section 5.2, Controlled Identifiers 1.0 section 2.2).
public struct VerificationMethod: Hashable, Sendable {
    /// The key, or why there is none that can be used.
    public enum Material: Hashable, Sendable {
        case key(JSONWebKey)
        case unusable(reason: String)
    }

    /// The absolute name, `<controller document>#<fragment>`.
    public let id: String
    /// The form of the key.
    public let type: String
    /// Who may use it.
    public let controller: String
    /// The key.
    public let material: Material
    /// When it ends, as the document writes it.
    public let expires: String?
    /// When it was taken back, as the document writes it.
    public let revoked: String?

    /// The method at `pointer` of the document about `subject`.
    init(_ object: JSONObject, of subject: String, at pointer: JSONPointer) throws(DIDDocumentError) {
        func text(_ member: JSONString) throws(DIDDocumentError) -> String? {
            guard let value = object[member] else { return nil }
            guard let text = value.string, !text.isEmpty else { throw .badMember(pointer.appending(member)) }
            return text
        }
        func needed(_ member: JSONString) throws(DIDDocumentError) -> String {
            guard let text = try text(member) else { throw .badMember(pointer.appending(member)) }
            return text
        }
        guard let id = VerificationMethod.absolute(try needed("id"), in: subject) else {
            throw .badMember(pointer.appending("id"))
        }
        self.id = id
        type = try needed("type")
        controller = try needed("controller")
        expires = try text("expires")
        revoked = try text("revoked")
        for (member, value) in [("expires", expires), ("revoked", revoked)] {
            if let value, DateTimeStamp.seconds(value) == nil {
                throw .badMember(pointer.appending(JSONString(member)))
            }
        }
        if !id.utf8.starts(with: (subject + "#").utf8) {
            material = .unusable(reason: "The verification method is not one of \(subject).")
        } else if !controller.utf8.elementsEqual(subject.utf8) {
            material = .unusable(reason: "The verification method is controlled by \(controller), not by \(subject).")
        } else {
            material = VerificationMethod.material(object, type: JSONString(type))
        }
    }

    /// The absolute form of a name that may be a fragment alone; nil where it has no fragment.
    static func absolute(_ id: String, in subject: String) -> String? {
        let whole = id.utf8.first == UInt8(ascii: "#") ? subject + id : id
        guard let parsed = VerificationMethodID(whole), parsed.fragment?.isEmpty == false else { return nil }
        return whole
    }

    /// Why the method may not be used at `now` (Unix time in seconds; nil leaves the time out).
    func refusal(at now: Int64?) -> String? {
        if let revoked, now.map({ DateTimeStamp.seconds(revoked) ?? .min <= $0 }) ?? true {
            return "The verification method '\(id)' was revoked at \(revoked)."
        }
        if let now, let expires, DateTimeStamp.seconds(expires) ?? .min <= now {
            return "The verification method '\(id)' expired at \(expires)."
        }
        return nil
    }
}

// Key material.
extension VerificationMethod {
    /// The members that hold public keys in any form.
    private static let publicMembers: [JSONString] = [
        "publicKeyMultibase", "publicKeyJwk", "publicKeyBase58", "publicKeyBase64", "publicKeyHex", "publicKeyPem",
    ]
    /// The members that hold secret keys: whoever can read the document has them.
    private static let secretMembers: [JSONString] = [
        "secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58",
        "privateKeyHex", "privateKeyPem",
    ]

    private static func material(_ object: JSONObject, type: JSONString) -> Material {
        if let secret = secretMembers.first(where: { object[$0] != nil }) {
            return .unusable(reason: "The document publishes a secret key (\(secret)).")
        }
        let forms = publicMembers.filter { object[$0] != nil }
        guard forms.count <= 1 else { return .unusable(reason: "The verification method has more than one key.") }
        switch type {
        case "Multikey": return multikey(object) { _ in true }
        case "Ed25519VerificationKey2020":
            return multikey(object) { key in
                if case .ed25519 = key { true } else { false }
            }
        case "Ed25519VerificationKey2018": return base58(object)
        case "JsonWebKey", "JsonWebKey2020": return jsonWebKey(object)
        default: return .unusable(reason: "Verification methods of the type \(type) are not known here.")
        }
    }

    private static func multikey(_ object: JSONObject, _ isOfType: (VerificationKey) -> Bool) -> Material {
        guard let text = object["publicKeyMultibase"]?.string else {
            return .unusable(reason: "The verification method has no publicKeyMultibase.")
        }
        do throws(DIDError) {
            let key = try Multikey.decode(text)
            guard isOfType(key) else {
                return .unusable(reason: "The key is a \(key.kind) key, not of the type named.")
            }
            return .key(JSONWebKey(key))
        } catch {
            return .unusable(reason: "\(error)")
        }
    }

    private static func base58(_ object: JSONObject) -> Material {
        guard let text = object["publicKeyBase58"]?.string else {
            return .unusable(reason: "The verification method has no publicKeyBase58.")
        }
        guard let key = (try? Base58BTC.decode(text)).flatMap({ Ed25519.PublicKey($0) }) else {
            return .unusable(reason: "The publicKeyBase58 is not an Ed25519 key of 32 bytes.")
        }
        return .key(JSONWebKey(.ed25519(key)))
    }

    private static func jsonWebKey(_ object: JSONObject) -> Material {
        guard case .object(let jwk)? = object["publicKeyJwk"] else {
            return .unusable(reason: "The verification method has no publicKeyJwk.")
        }
        do throws(JSONWebKeyError) {
            return .key(try JSONWebKey(jwk))
        } catch {
            return .unusable(reason: "\(error)")
        }
    }
}
