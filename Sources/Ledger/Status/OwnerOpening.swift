public import Cryptography

/// What a status proof shows of ownership. Public halves only; the holder's proof is made elsewhere, with the owner key.
public enum OwnerOpening: Hashable, Sendable {
    /// Nothing is shown.
    case none
    /// No owner entry stands and the tag opens to the all-zero commitment: nobody owns the credential yet.
    case unowned(nonce: Digest)
    /// No owner entry stands: the tag opens to the first owner's commitment.
    case first(nonce: Digest, key: Ed25519.PublicKey, nextCommit: Digest)
    /// An owner entry stands: key and next commitment hash to the commitment in the map.
    case moved(key: Ed25519.PublicKey, nextCommit: Digest)

    /// The opening that fits a credential's value in the map.
    ///
    /// - Parameters:
    ///   - value: settled at the seal of the proof.
    ///   - owner: the current owner key and the commitment to the next one, if they are known.
    init(_ value: MapValue, tag: Digest, nonce: Digest, owner: (key: Ed25519.PublicKey, nextCommit: Digest)?) {
        if let owner {
            self =
                value.ownerSequence == 0
                ? .first(nonce: nonce, key: owner.key, nextCommit: owner.nextCommit)
                : .moved(key: owner.key, nextCommit: owner.nextCommit)
        } else if value.ownerSequence == 0, Commitment.tag(nonce: nonce, ownerCommit: Commitment.unowned) == tag {
            self = .unowned(nonce: nonce)
        } else {
            self = .none
        }
    }
}
