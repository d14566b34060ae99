package import Cryptography
import JSON
package import Ledger
import Store

/// Signed credentials on their way into one `issuance` entry.
package struct AnchorBatch: Sendable {
    package let credentials: [CredentialSigner.Signed]
    package let tree: IssuanceTree
    /// Rows that do not depend on where in the log the batch will stand: most of the work, done before the log waits.
    private let documents: [StoreRow]

    package init(_ credentials: [CredentialSigner.Signed]) throws {
        self.credentials = credentials
        tree = try IssuanceTree(anchors: credentials.map(\.anchor), padding: SecureRandom.digest)
        var documents: [StoreRow] = []
        documents.reserveCapacity(credentials.count * 3)
        for credential in credentials {
            let bytes = JSONValue.object(credential.document).serialized()
            documents.append(StoreRow(.credentials, key: ShelfKey.text(credential.id), value: bytes))
            documents.append(
                StoreRow(
                    .credentialVersions, key: ShelfKey.text(credential.id, credential.digest.bytes), value: bytes))
            documents.append(StoreRow(.tags, key: credential.tag.bytes, value: Array(credential.id.utf8)))
        }
        self.documents = documents
    }

    /// Rows for the credentials, their receipts and tags, once the index of the issuance entry is known.
    package func rows(entryIndex: UInt64) throws -> [StoreRow] {
        var rows = documents
        rows.reserveCapacity(credentials.count * 4)
        for (position, credential) in credentials.enumerated() {
            let receipt = try receipt(position, entryIndex: entryIndex)
            rows.append(StoreRow(.receipts, key: credential.digest.bytes, value: receipt.encoded()))
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
