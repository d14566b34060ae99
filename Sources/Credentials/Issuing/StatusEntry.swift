public import Cryptography
public import JSON
import Multiformats

/// A credential's `credentialStatus` as its issuer makes it.
///
/// In the log and on a list (``VerificationChoice/all``) it is a `BitstringStatusListEntry` for revocation (Bitstring
/// Status List 1.0, 2.1) whose id ends in the credential's ledger tag, `<status base>/<base64url(tag)>`. Whoever knows the
/// ledger reads the tag and needs no list; everybody else reads the list. The id is a web address for people and is never
/// fetched while verifying. In the log alone, the type is `<status base>#ledger`, which says that there is no list. On
/// lists alone, there are two entries at one index, for revocation and for suspension.
public struct StatusEntry: Hashable, Sendable {
    private enum Kind: Hashable {
        case both(tag: Digest, list: String, index: UInt64)
        case ledger(tag: Digest)
        case hosted(revocation: String, suspension: String, index: UInt64)
    }

    /// Without the last slash, as the roster has it.
    public let base: String
    private let kind: Kind

    /// In the log, and for revocation on the list at the URL `listCredential`.
    public init(tag: Digest, base: String, listCredential: String, listIndex: UInt64) {
        self.base = base
        kind = .both(tag: tag, list: listCredential, index: listIndex)
    }

    /// In the log alone.
    public init(tag: Digest, base: String) {
        self.base = base
        kind = .ledger(tag: tag)
    }

    /// On two lists, of which these are the URLs.
    public init(base: String, revocationList: String, suspensionList: String, listIndex: UInt64) {
        self.base = base
        kind = .hosted(revocation: revocationList, suspension: suspensionList, index: listIndex)
    }

    public static func ledgerType(base: String) -> String { base + "#ledger" }

    public var json: JSONValue {
        switch kind {
        case .both(let tag, let list, let index):
            return Self.entry(id(tag), StatusPurpose.revocation, list, index)
        case .ledger(let tag):
            return ["id": JSONValue(id(tag)), "type": JSONValue(Self.ledgerType(base: base))]
        case .hosted(let revocation, let suspension, let index):
            return [
                Self.entry("\(revocation)#\(index)", StatusPurpose.revocation, revocation, index),
                Self.entry("\(suspension)#\(index)", StatusPurpose.suspension, suspension, index),
            ]
        }
    }

    private func id(_ tag: Digest) -> String { base + "/" + Base64URL.encode(tag.bytes) }

    private static func entry(_ id: String, _ purpose: String, _ list: String, _ index: UInt64) -> JSONValue {
        [
            "id": JSONValue(id), "type": "BitstringStatusListEntry", "statusPurpose": JSONValue(purpose),
            "statusListIndex": JSONValue(String(index)), "statusListCredential": JSONValue(list),
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
