public import Cryptography
public import JSON
import Multiformats

/// A credential's `credentialStatus`: a `BitstringStatusListEntry` for revocation (Bitstring Status List 1.0, 2.1)
/// whose id ends in the credential's ledger tag, `<status base>/<base64url(tag)>`.
///
/// Whoever knows the ledger reads the tag and needs no list; everybody else reads the list. The id is a web address for
/// people and is never fetched while verifying.
public struct StatusEntry: Hashable, Sendable {
    public let tag: Digest
    /// Without the last slash, as the roster has it.
    public let base: String
    /// The URL of the list credential.
    public let listCredential: String
    /// The credential's bit in the list.
    public let listIndex: UInt64

    public init(tag: Digest, base: String, listCredential: String, listIndex: UInt64) {
        self.tag = tag
        self.base = base
        self.listCredential = listCredential
        self.listIndex = listIndex
    }

    public var id: String { base + "/" + Base64URL.encode(tag.bytes) }

    public var json: JSONObject {
        [
            "id": JSONValue(id), "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": JSONValue(String(listIndex)), "statusListCredential": JSONValue(listCredential),
        ]
    }
}

extension CredentialStatus {
    /// The ledger tag: the last segment of `id` when what precedes it is `base`.
    public func tag(under base: String) -> Digest? {
        guard let id, id.utf8.starts(with: base.utf8) else { return nil }
        let rest = id.utf8.dropFirst(base.utf8.count)
        guard rest.first == UInt8(ascii: "/"), let bytes = try? Base64URL.decode(String(Substring(rest.dropFirst())))
        else {
            return nil
        }
        return Digest(bytes)
    }

    /// The last segment of `id` where it could be a tag, whatever precedes it.
    public var tag: Digest? {
        guard let segment = id?.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last,
            let bytes = try? Base64URL.decode(String(Substring(segment)))
        else { return nil }
        return Digest(bytes)
    }
}
