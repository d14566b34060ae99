import Cryptography
public import TransparencyLog

/// The cosignatures known of one head, verified: the newest of each operator.
public struct CosignatureSet: Sendable, Hashable {
    /// One operator's vote.
    public struct Vote: Sendable, Hashable {
        public let operatorID: String
        public let cosignature: Cosignature
    }

    /// In rising order of key name and id.
    public private(set) var votes: [Vote] = []
    /// First 8 bytes of SHA-256 over name, key id and time of each: equal sets have equal fingerprints. Kept, because
    /// every digest has one for each log.
    public private(set) var fingerprint = Self.emptyFingerprint

    private static let emptyFingerprint = fingerprint(of: [])

    public var cosignatures: [Cosignature] { votes.map(\.cosignature) }
    public var count: Int { votes.count }

    /// Order of cosignatures in messages and fingerprints.
    static func precedes(_ left: Cosignature, _ right: Cosignature) -> Bool {
        if left.name.utf8.elementsEqual(right.name.utf8) { return left.keyID < right.keyID }
        return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }

    /// Takes a verified cosignature in, if it is newer than what is there of its operator.
    ///
    /// With equal times the key that comes first stays, so that all nodes end with the same set.
    mutating func insert(_ cosignature: Cosignature, of operatorID: String) -> Bool {
        if let place = votes.firstIndex(where: { $0.operatorID.utf8.elementsEqual(operatorID.utf8) }) {
            let old = votes[place].cosignature
            guard
                cosignature.timestamp > old.timestamp
                    || (cosignature.timestamp == old.timestamp && Self.precedes(cosignature, old))
            else { return false }
            votes.remove(at: place)
        }
        let place = votes.firstIndex { Self.precedes(cosignature, $0.cosignature) } ?? votes.endIndex
        votes.insert(Vote(operatorID: operatorID, cosignature: cosignature), at: place)
        fingerprint = Self.fingerprint(of: cosignatures)
        return true
    }

    /// Whether this very line is there already.
    func contains(_ cosignature: Cosignature) -> Bool { votes.contains { $0.cosignature == cosignature } }

    /// The k-th largest time: at least k operators saw the head then or later. Nil with fewer than k.
    func attestationTime(quorum: Int) -> UInt64? {
        guard quorum > 0, votes.count >= quorum else { return nil }
        return votes.map(\.cosignature.timestamp).sorted(by: >)[quorum - 1]
    }

    private static func fingerprint(of cosignatures: [Cosignature]) -> UInt64 {
        var writer = WireWriter()
        for cosignature in cosignatures {
            writer.shortText(cosignature.name)
            writer.integer(cosignature.keyID)
            writer.integer(cosignature.timestamp)
        }
        return SHA256.hash(writer.bytes).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension Cosignature {
    /// The line of a note: time and signature behind the key id (C2SP tlog-cosignature).
    var line: NoteSignature? {
        var writer = WireWriter()
        writer.integer(timestamp)
        writer.raw(signature.bytes)
        return try? NoteSignature(name: name, keyID: keyID, bytes: writer.bytes)
    }
}
