package import Cryptography
import JSON
package import Ledger
import Store

/// Signed credentials on their way into one `issuance` entry.
package struct AnchorBatch: Sendable {
    package let credentials: [CredentialSigner.Signed]
    package let tree: IssuanceTree

    package init(_ credentials: [CredentialSigner.Signed]) throws {
        self.credentials = credentials
        tree = try IssuanceTree(anchors: credentials.map(\.anchor), padding: SecureRandom.digest)
    }

    /// Rows for the credentials, their receipts and tags, once the index of the issuance entry is known.
    package func rows(entryIndex: UInt64) throws -> [StoreRow] {
        var rows: [StoreRow] = []
        rows.reserveCapacity(credentials.count * 3)
        for (position, credential) in credentials.enumerated() {
            let receipt = try receipt(position, entryIndex: entryIndex)
            let bytes = JSONValue.object(credential.document).serialized()
            let id = Array(credential.id.utf8)
            rows.append(StoreRow(.credentials, key: id, value: bytes))
            rows.append(StoreRow(.credentialVersions, key: id + [0] + credential.digest.bytes, value: bytes))
            rows.append(StoreRow(.receipts, key: credential.digest.bytes, value: receipt.encoded()))
            rows.append(StoreRow(.tags, key: credential.tag.bytes, value: id))
        }
        return rows
    }

    package func receipts(entryIndex: UInt64) throws -> [Digest: Receipt] {
        var receipts: [Digest: Receipt] = [:]
        for (position, credential) in credentials.enumerated() {
            receipts[credential.digest] = try receipt(position, entryIndex: entryIndex)
        }
        return receipts
    }

    private func receipt(_ position: Int, entryIndex: UInt64) throws -> Receipt {
        guard let path = tree.path(position), let place = UInt32(exactly: position) else {
            throw ServiceError(.failure, "a credential has no place in its batch; nothing was issued")
        }
        let credential = credentials[position]
        return Receipt(
            nonce: credential.nonce, salt: credential.salt, position: place, path: path, entryIndex: entryIndex)
    }
}
