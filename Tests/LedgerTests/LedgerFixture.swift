import Cryptography
import Ledger
import TestSupport
import TransparencyLog

extension Digest {
    /// One byte 32 times: easy to recognise when a test fails.
    static func repeating(_ byte: UInt8) -> Digest { Digest([UInt8](repeating: byte, count: byteCount)) ?? .zero }

    /// A digest that differs in one bit, counted from the most significant one of the first byte.
    func flipping(_ bit: Int) -> Digest {
        var bytes = bytes
        bytes[bit / 8] ^= 0x80 >> UInt8(bit % 8)
        return Digest(bytes) ?? .zero
    }

    static func random(_ random: inout SplitMix64) -> Digest { Digest(random.bytes(byteCount)) ?? .zero }
}

/// A credential as its issuer and its learner know it. Everything follows from its name.
struct TestCredential: Hashable {
    let name: String
    /// Nobody owns it when it is issued.
    var isUnowned = false

    var nonce: Digest { secret("nonce") }
    var salt: Digest { secret("salt") }
    var credDigest: Digest { secret("digest") }
    var tag: Digest {
        get throws { Commitment.tag(nonce: nonce, ownerCommit: isUnowned ? Commitment.unowned : try commit(0)) }
    }
    var anchor: Digest {
        get throws { Commitment.anchor(salt: salt, credDigest: credDigest, tag: try tag) }
    }

    /// The owner key after `step` owner events, by the wallet's plan.
    func key(_ step: Int) throws -> Ed25519.PrivateKey { try GossipConsortium.key("owner \(name) \(step)") }

    func next(_ step: Int) throws -> Digest { Commitment.next(try key(step + 1).publicKey) }

    /// The commitment that stands after `step` owner events.
    func commit(_ step: Int) throws -> Digest { Commitment.owner(try key(step).publicKey, next: try next(step)) }

    /// What a holder shows of ownership after `step` owner events.
    func owner(_ step: Int) throws -> (key: Ed25519.PublicKey, nextCommit: Digest) {
        (try key(step).publicKey, try next(step))
    }

    /// The rotation from one step to the next.
    ///
    /// - Parameter sequence: differs from `step` where a claim or recovery came between.
    func rotation(
        to step: Int, sequence: UInt32? = nil, nonce: Digest? = nil, origin: Origin
    ) throws -> Rotation {
        let sequence = sequence ?? UInt32(step)
        return Rotation.sign(
            origin: origin, tag: try tag, sequence: sequence, nonce: nonce ?? (sequence == 1 ? self.nonce : .zero),
            currentKey: try key(step - 1).publicKey, key: try key(step), nextCommit: try next(step))
    }

    func status(_ sequence: UInt32, _ state: CredentialState, reason: UInt16 = 0) throws -> EntryBody {
        .status(StatusChange(tag: try tag, sequence: sequence, state: state, reason: reason))
    }

    private func secret(_ what: String) -> Digest { SHA256.hash(Array("\(what) of \(name)".utf8)) }
}

/// A log that grows in a test, with all that proofs are made from. Its host is the first member of a consortium of five.
struct LogFixture {
    static let start = GossipConsortium.issued + 3_600_000
    static let day: UInt64 = 86_400_000

    let consortium: GossipConsortium
    var state: LogState
    var entries: [[UInt8]] = []
    var tiles = InMemoryTiles()
    var receipts: [Digest: Receipt] = [:]
    /// Milliseconds; the time of what is written next.
    var time = LogFixture.start

    init() throws {
        consortium = try GossipConsortium(5)
        state = LogState(origin: consortium.members[0].origin)
    }

    var origin: Origin { state.origin }

    /// Appends any bytes, as a careless or hostile host could.
    @discardableResult
    mutating func append(_ bytes: [UInt8]) throws -> ReplayOutcome {
        tiles.apply(
            try TiledTree.updates(oldSize: state.size, appending: [MerkleTree.leafHash(bytes)], reader: tiles))
        entries.append(bytes)
        return state.apply(bytes)
    }

    @discardableResult
    mutating func append(_ body: EntryBody) throws -> ReplayOutcome {
        try append(Entry(time: time, body: body).encoded())
    }

    /// Writes a batch as a host does.
    @discardableResult
    mutating func write(_ add: (inout LogWriter) throws -> Void) throws -> SealedBatch {
        var writer = try LogWriter(state, roster: 1, now: time)
        try add(&writer)
        let batch = try writer.sealed()
        tiles.apply(
            try TiledTree.updates(
                oldSize: state.size, appending: batch.entries.map { MerkleTree.leafHash($0) }, reader: tiles))
        entries += batch.entries
        state = batch.state
        return batch
    }

    /// Writes a batch of credentials and keeps their receipts.
    mutating func issue(_ credentials: [TestCredential]) throws {
        let index = state.size
        var padding: UInt8 = 0
        let tree = try IssuanceTree(anchors: try credentials.map { try $0.anchor }) {
            padding &+= 1
            return .repeating(padding)
        }
        try write { try $0.issue(tree) }
        for (position, credential) in credentials.enumerated() {
            receipts[try credential.tag] = Receipt(
                nonce: credential.nonce, salt: credential.salt, position: UInt32(position),
                path: tree.path(position) ?? [], entryIndex: index)
        }
    }

    func receipt(_ credential: TestCredential) throws -> Receipt {
        guard let receipt = receipts[try credential.tag] else { throw StatusProofError.noIssuance(0) }
        return receipt
    }

    /// The head of everything so far, cosigned by members at times in seconds.
    func note(_ cosignatures: [(member: Int, time: UInt64)]) throws -> SignedNote {
        let checkpoint = try Checkpoint(origin: origin.text, size: state.size, root: state.root)
        var note = try NoteSigner.note(checkpoint.text, signers: [consortium.members[0].log])
        for (member, time) in cosignatures {
            try note.add(
                CosignatureV1.sign(
                    checkpointText: checkpoint.text, time: time, key: consortium.members[member].cosigner))
        }
        return note
    }

    /// Cosigned by a quorum, one second apart, from the last entry on.
    func note() throws -> SignedNote {
        let second = state.lastTime / 1_000
        return try note([(1, second + 1), (2, second + 2), (3, second + 3)])
    }

    func subject(_ credential: TestCredential, owner step: Int? = nil) throws -> SealedHead.Subject {
        SealedHead.Subject(
            tag: try credential.tag, receipt: try receipt(credential), owner: try step.map { try credential.owner($0) })
    }

    func prove(_ subjects: [SealedHead.Subject], note: SignedNote? = nil) throws -> StatusProofBundle {
        let head = try SealedHead(note: try note ?? self.note(), state: state)
        return try head.prove(subjects, entry: { entries[Int($0)] }, tiles: tiles)
    }

    /// The verifier's time: ten seconds after the last entry.
    var now: UInt64 { state.lastTime + 10_000 }

    func verify(_ head: HeadProof, now: UInt64? = nil) throws(StatusProofRefusal) -> VerifiedHead {
        try VerifiedHead(head, origin: origin, roster: consortium.roster, now: now ?? self.now)
    }
}
