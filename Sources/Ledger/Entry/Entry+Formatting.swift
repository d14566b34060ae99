public import Cryptography

extension Entry {
    /// The bytes that are hashed into the log.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.kind.byteCount)
        bytes.append(Self.version)
        bytes.append(body.kind.rawValue)
        bytes.write(time)
        body.write(to: &bytes)
        return bytes
    }
}

extension EntryBody {
    func write(to bytes: inout [UInt8]) {
        switch self {
        case .issuance(let height, let root):
            bytes.append(height)
            bytes.write(root)
        case .status(let change): change.write(to: &bytes)
        case .claim(let claim):
            bytes.write(claim.tag)
            bytes.write(claim.nonce)
            bytes.write(claim.ownerCommit)
        case .rotate(let rotation):
            rotation.writeUnsigned(to: &bytes)
            rotation.signature.append(to: &bytes)
        case .recover(let recovery): recovery.write(to: &bytes)
        case .seal(let seal): seal.write(to: &bytes)
        }
    }
}

extension StatusChange {
    fileprivate func write(to bytes: inout [UInt8]) {
        bytes.write(tag)
        bytes.write(sequence)
        bytes.append(state.rawValue)
        bytes.write(reason)
        bytes.write(evidence)
    }
}

extension Recovery {
    fileprivate func write(to bytes: inout [UInt8]) {
        bytes.write(tag)
        bytes.write(sequence)
        bytes.write(ownerCommit)
        bytes.write(notBefore)
        bytes.write(evidence)
    }
}

extension Seal {
    fileprivate func write(to bytes: inout [UInt8]) {
        bytes.write(from)
        bytes.write(to)
        bytes.write(roster)
        bytes.write(mapRoot)
    }
}

extension Rotation {
    /// What an owner signs to move a credential of `origin` to the key committed before:
    /// `"chirograph/owner/v1\0" || kind || uint8 length || origin || body without sig`.
    ///
    /// The time is not in it, so a learner can sign before the institution knows when it will write the entry.
    public static func message(
        origin: Origin, tag: Digest, sequence: UInt32, nonce: Digest, currentKey: Ed25519.PublicKey,
        key: Ed25519.PublicKey, nextCommit: Digest
    ) -> [UInt8] {
        var bytes = Array("chirograph/owner/v1\0".utf8)
        bytes.append(EntryKind.rotate.rawValue)
        bytes.append(UInt8(truncatingIfNeeded: origin.text.utf8.count))
        bytes += Array(origin.text.utf8)
        bytes.write(tag)
        bytes.write(sequence)
        bytes.write(nonce)
        bytes.write(currentKey.rawBytes)
        bytes.write(key.rawBytes)
        bytes.write(nextCommit)
        return bytes
    }

    /// The rotation, signed by the new key.
    ///
    /// - Parameters:
    ///   - sequence: the owner counter after the rotation, 1 for the first.
    ///   - nonce: opens the tag if `sequence` is 1 and no owner entry stands, else zero.
    public static func sign(
        origin: Origin, tag: Digest, sequence: UInt32, nonce: Digest, currentKey: Ed25519.PublicKey,
        key: Ed25519.PrivateKey, nextCommit: Digest
    ) -> Rotation {
        let message = message(
            origin: origin, tag: tag, sequence: sequence, nonce: nonce, currentKey: currentKey, key: key.publicKey,
            nextCommit: nextCommit)
        return Rotation(
            tag: tag, sequence: sequence, nonce: nonce, currentKey: currentKey, key: key.publicKey,
            nextCommit: nextCommit, signature: key.sign(message))
    }

    /// The body of its entry, signature included: how an owner sends it to the log's host.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        EntryBody.rotate(self).write(to: &bytes)
        return bytes
    }

    /// Whether the new key signed exactly this for a credential of `origin`.
    public func isSigned(for origin: Origin) -> Bool {
        let message = Self.message(
            origin: origin, tag: tag, sequence: sequence, nonce: nonce, currentKey: currentKey, key: key,
            nextCommit: nextCommit)
        return key.verifies(signature, of: message)
    }

    /// The commitment that must stand for this rotation to be valid.
    public var committedBefore: Digest { Commitment.owner(currentKey, next: Commitment.next(key)) }

    /// The commitment that stands after it.
    public var ownerCommit: Digest { Commitment.owner(key, next: nextCommit) }

    fileprivate func writeUnsigned(to bytes: inout [UInt8]) {
        bytes.write(tag)
        bytes.write(sequence)
        bytes.write(nonce)
        bytes.write(currentKey.rawBytes)
        bytes.write(key.rawBytes)
        bytes.write(nextCommit)
    }
}
