/// The tables for everything but the logs: a closed list, with what their keys and values are.
///
/// The store keeps these bytes as they are and knows nothing of what they mean. Names in the file are the raw values.
/// Keys have 1 to 511 bytes; texts go into keys through ``ShelfKey``, which hashes the long ones.
public enum Shelf: String, Sendable, Hashable, CaseIterable {
    /// Credential id -> the credential's original bytes, newest version. The bytes are never re-serialised.
    case credentials
    /// Credential id, 0x00, what tells versions apart (`validFrom`, or the digest) -> original bytes of that version.
    case credentialVersions
    /// `credDigest` (32 bytes) -> the VC-JWT that was issued beside that credential.
    case credentialTokens
    /// URL of an institution's status list -> since when it is valid (uint64 milliseconds, big-endian), then its text.
    case statusLists
    /// Place on the status lists (uint64, big-endian) -> status of a credential that is on no log, JSON.
    case hostedStatuses
    /// Learner id -> what the institution knows of the learner, JSON.
    case learners
    /// `credDigest` (32 bytes) -> the learner's receipt. Deleting it, with nonce and salt in it, erases the person.
    case receipts
    /// Ledger tag (32 bytes) -> credential id.
    case tags
    /// Offer id -> offer with the unsigned draft, JSON.
    case offers
    /// Request id -> presentation request, JSON.
    case requests
    /// Id -> presentation, JSON.
    case presentations
    /// Id -> verdict with the signed receipt, JSON.
    case verdicts
    /// Name -> a learner's encrypted key file, opaque to the node.
    case walletKeys
    /// Credential id -> a credential in the wallet with its receipts and status proofs, JSON.
    case walletCredentials
    /// Name -> single values.
    case meta
}
