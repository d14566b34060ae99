public import Cryptography
public import Ledger
public import TransparencyLog

/// The consortium and the log of six entries that the examples in `docs/formats` are about. All secrets are 32 equal
/// bytes, so that a reader can work everything out.
public struct DocumentedLedger: Sendable {
    /// 2023-11-14T22:13:20Z, the time of every entry.
    public static let time: UInt64 = 1_700_000_000_000
    public static let origin = "midwest.example/state-college"

    /// A credential as its issuer and its owner know it.
    public struct Credential: Sendable {
        public let nonce: Digest
        public let salt: Digest
        public let credDigest: Digest
        public let tag: Digest
        public var anchor: Digest { Commitment.anchor(salt: salt, credDigest: credDigest, tag: tag) }

        init(nonce: UInt8, salt: UInt8, text: String, ownerCommit: Digest) {
            self.nonce = .repeating(nonce)
            self.salt = .repeating(salt)
            credDigest = SHA256.hash(Array(text.utf8))
            tag = Commitment.tag(nonce: self.nonce, ownerCommit: ownerCommit)
        }
    }

    public let log: NoteSigner
    public let cosigner: NoteSigner
    /// Version 1 with two operators; the first one's node hosts the log.
    public let roster: RosterDocument
    /// The owner's keys: at first, after the rotation, and the one committed to then.
    public let ownerKeys: [Ed25519.PrivateKey]
    public let owned: Credential
    public let unowned: Credential
    public let tree: IssuanceTree
    /// Entries, state and changes of the whole log.
    public let batch: SealedBatch

    public init() throws {
        log = try NoteSigner(name: Self.origin, key: Self.key(1))
        cosigner = try NoteSigner(name: "node2.example/cosigner", key: Self.key(2), kind: .cosignatureV1)
        roster = try Self.roster(log, cosigner)
        let keys = try [3, 4, 5].map { try Self.key($0) }
        ownerKeys = keys
        let ownerCommit = Commitment.owner(keys[0].publicKey, next: Commitment.next(keys[1].publicKey))
        owned = Credential(nonce: 0xA1, salt: 0xB1, text: "credential 1", ownerCommit: ownerCommit)
        unowned = Credential(nonce: 0xA2, salt: 0xB2, text: "credential 2", ownerCommit: Commitment.unowned)
        let third = Credential(nonce: 0xA3, salt: 0xB3, text: "credential 3", ownerCommit: Commitment.unowned)
        tree = try IssuanceTree(anchors: [owned.anchor, unowned.anchor, third.anchor]) { .repeating(0xC1) }
        let origin = try Origin(Self.origin)
        var writer = try LogWriter(LogState(origin: origin), roster: 1, now: Self.time)
        try writer.issue(tree)
        try writer.changeStatus(of: owned.tag, to: .suspended, reason: 7, evidence: .repeating(0xD1))
        try writer.rotate(
            Rotation.sign(
                origin: origin, tag: owned.tag, sequence: 1, nonce: owned.nonce, currentKey: keys[0].publicKey,
                key: keys[1], nextCommit: Commitment.next(keys[2].publicKey)))
        try writer.claim(unowned.tag, nonce: unowned.nonce, ownerCommit: .repeating(0xE1))
        try writer.recover(unowned.tag, ownerCommit: .repeating(0xE2), evidence: .repeating(0xD2))
        batch = try writer.sealed()
    }

    public static func key(_ byte: UInt8) throws -> Ed25519.PrivateKey {
        try Ed25519.PrivateKey(seed: SecretBytes(copying: [UInt8](repeating: byte, count: 32)))
    }

    /// The head of the whole log, cosigned five seconds after the last entry.
    public func note() throws -> SignedNote {
        try NoteSigner.note(
            Checkpoint(origin: Self.origin, size: batch.state.size, root: batch.state.root).text,
            signers: [log, cosigner], at: Self.time / 1_000 + 5)
    }

    public func tiles() throws -> InMemoryTiles {
        var tiles = InMemoryTiles()
        tiles.apply(
            try TiledTree.updates(
                oldSize: 0, appending: batch.entries.map { MerkleTree.leafHash($0) }, reader: tiles))
        return tiles
    }

    public func receipt(_ credential: Credential, at position: Int) -> Receipt {
        Receipt(
            nonce: credential.nonce, salt: credential.salt, position: UInt32(position),
            path: tree.path(position) ?? [], entryIndex: 0)
    }

    private static func roster(_ log: NoteSigner, _ cosigner: NoteSigner) throws -> RosterDocument {
        let hostCosigner = try NoteSigner(name: "node1.example/cosigner", key: key(6), kind: .cosignatureV1)
        func operatorItem(_ id: String, _ name: String, _ seed: UInt8) throws -> RosterOperator {
            RosterOperator(id: id, name: name, governanceKey: RosterKey(try key(seed).publicKey))
        }
        func node(_ id: String, _ owner: String, _ seed: UInt8, _ cosigner: NoteSigner) throws -> RosterNode {
            RosterNode(
                id: id, operatorID: owner, address: "\(id).example:7411",
                transportKey: RosterKey(try key(seed).publicKey), cosigner: cosigner.verifierKey)
        }
        let contents = RosterContents(
            consortium: "midwest.example", issued: time - 86_400_000, expires: time + 364 * 86_400_000,
            operators: [
                try operatorItem("college", "State College", 7), try operatorItem("library", "State Library", 8),
            ],
            nodes: [
                try node("node1", "college", 9, hostCosigner), try node("node2", "library", 10, cosigner),
            ],
            institutions: [
                RosterInstitution(
                    origin: try Origin(origin), host: "node1", name: "State College", dids: ["did:web:college.example"],
                    logKeys: [RosterLogKey(key: log.verifierKey)],
                    assertionKeys: [
                        RosterAssertionKey(multikey: RosterKey(try key(11).publicKey).multikey, kind: .ledger)
                    ], statusBase: "https://college.example/status",
                    governanceKey: RosterKey(try key(12).publicKey))
            ])
        var document = try contents.document()
        try document.sign(as: .operatorID("college"), with: key(7))
        try document.sign(as: .operatorID("library"), with: key(8))
        return document
    }
}

extension Digest {
    fileprivate static func repeating(_ byte: UInt8) -> Digest {
        Digest([UInt8](repeating: byte, count: byteCount)) ?? .zero
    }
}
