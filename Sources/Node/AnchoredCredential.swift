import Credentials
package import Cryptography
import DataIntegrity
import JOSE
package import JSON
package import Ledger
import Multiformats

/// A credential that stands on a ledger: its digest, its tag and its receipt, whichever of them are known.
package struct AnchoredCredential: Sendable {
    let id: String
    /// SHA-256 of the RFC 8785 form with its proof, or of a token.
    let digest: Digest
    /// From the last segment of `credentialStatus.id`.
    let tag: Digest
    let receipt: Receipt?

    /// The credential and everything a CLR nests, as far as they carry tags; the wrapper first.
    package static func all(in credential: JSONValue, receipts: [Digest: Receipt]) -> [AnchoredCredential] {
        let document = IssuedToken.document(of: credential)
        let nested = document["credentialSubject"]?["verifiableCredential"]?.array ?? []
        return ([document] + nested).enumerated().compactMap { position, item in
            guard let tag = StatusTag.of(item), let object = item.object else { return nil }
            let ofToken = position == 0 ? credential.string.map { VCJWT.credentialDigest($0) } : nil
            guard let digest = ofToken ?? (try? DataIntegrity.credentialDigest(object)) else { return nil }
            return AnchoredCredential(
                id: item["id"]?.string ?? "", digest: digest, tag: tag, receipt: receipts[digest])
        }
    }
}

/// The ledger tag inside a credential's status id: `<status base>/<base64url of 32 bytes>`.
enum StatusTag {
    static func of(_ credential: JSONValue) -> Digest? {
        let status = credential["credentialStatus"]
        let entries = status?.array ?? status.map { [$0] } ?? []
        for entry in entries {
            guard let id = entry["id"]?.string, let slash = id.lastIndex(of: "/"),
                let bytes = try? Base64URL.decode(id[id.index(after: slash)...]), let tag = Digest(bytes)
            else { continue }
            return tag
        }
        return nil
    }

    static func id(base: String, tag: Digest) -> String { "\(base)/\(Base64URL.encode(tag.bytes))" }
}

/// A credential that came as a VC-JWT.
enum IssuedToken {
    /// What a token says, whoever signed it; anything but a token as it is.
    static func document(of credential: JSONValue) -> JSONValue {
        credential.string.flatMap { VCJWT.verify($0).token }.map { .object($0.document) } ?? credential
    }
}
