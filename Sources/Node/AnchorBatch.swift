import Credentials
package import Cryptography
import JSON
package import Ledger
import Store

/// Signed credentials on their way into the store, and into one `issuance` entry those that the log holds.
package struct AnchorBatch: Sendable {
    /// Nil if the log holds none of them.
    package let tree: IssuanceTree?
    private let anchors: [CredentialSigner.Anchor]
    /// Rows that do not depend on where in the log the batch will stand: most of the work, done before the log waits.
    let documents: [StoreRow]

    package init(_ credentials: [CredentialSigner.Signed]) throws {
        let anchors = credentials.flatMap(\.anchors)
        self.anchors = anchors
        tree =
            anchors.isEmpty
            ? nil : try IssuanceTree(anchors: anchors.map(\.commitment), padding: SecureRandom.digest)
        var documents: [StoreRow] = []
        documents.reserveCapacity(credentials.count * 3)
        for credential in credentials { documents += try Self.rows(of: credential) }
        self.documents = documents
    }

    private static func rows(of credential: CredentialSigner.Signed) throws -> [StoreRow] {
        let bytes = JSONValue.object(credential.document).serialized()
        var rows = [
            StoreRow(.credentials, key: ShelfKey.text(credential.id), value: bytes),
            StoreRow(.credentialVersions, key: ShelfKey.text(credential.id, credential.digest.bytes), value: bytes),
        ]
        if let tag = credential.tag {
            rows.append(StoreRow(.tags, key: tag.bytes, value: Array(credential.id.utf8)))
        }
        if let token = credential.token {
            rows.append(
                StoreRow(.credentialTokens, key: credential.digest.bytes, value: Array(token.compact.utf8)))
        }
        if credential.isHosted, let index = credential.listIndex {
            rows.append(HostedStatus(credentialID: credential.id).row(at: index))
        }
        return rows
    }

    /// Rows for the credentials, their receipts and tags, once the index of the issuance entry is known.
    package func rows(entryIndex: UInt64) throws -> [StoreRow] {
        var rows = documents
        rows.reserveCapacity(documents.count + anchors.count)
        for (position, anchor) in anchors.enumerated() {
            let receipt = try receipt(position, entryIndex: entryIndex)
            rows.append(StoreRow(.receipts, key: anchor.digest.bytes, value: receipt.encoded()))
        }
        return rows
    }

    package func receipts(entryIndex: UInt64) throws -> [Digest: Receipt] {
        var receipts: [Digest: Receipt] = [:]
        for (position, anchor) in anchors.enumerated() {
            receipts[anchor.digest] = try receipt(position, entryIndex: entryIndex)
        }
        return receipts
    }

    private func receipt(_ position: Int, entryIndex: UInt64) throws -> Receipt {
        guard let path = tree?.path(position), let place = UInt32(exactly: position) else {
            throw ServiceError(.failure, "a credential has no place in its batch; nothing was issued")
        }
        let anchor = anchors[position]
        return Receipt(
            nonce: anchor.opening.nonce, salt: anchor.salt, position: place, path: path, entryIndex: entryIndex)
    }
}
