public import Cryptography
public import TransparencyLog

/// The half of status proofs that is about a log: a checkpoint and what stands under it. **Not verified.**
public struct HeadProof: Hashable, Sendable {
    /// The checkpoint with the log's signature and cosignatures.
    public let note: SignedNote
    /// The last entry, a seal.
    public let seal: [UInt8]
    /// Audit path of the seal.
    public let sealPath: [Digest]
    /// The issuance entries that credentials of the bundle refer to, by rising index.
    public internal(set) var issuances: [IssuanceProof]

    public init(note: SignedNote, seal: [UInt8], sealPath: [Digest], issuances: [IssuanceProof]) {
        self.note = note
        self.seal = seal
        self.sealPath = sealPath
        self.issuances = issuances
    }
}

/// An issuance entry and its audit path. **Not verified.**
public struct IssuanceProof: Hashable, Sendable {
    public let index: UInt64
    public let entry: [UInt8]
    public let path: [Digest]

    public init(index: UInt64, entry: [UInt8], path: [Digest]) {
        self.index = index
        self.entry = entry
        self.path = path
    }
}

/// The half that is about one credential. **Not verified.**
public struct CredentialProof: Hashable, Sendable {
    /// Place of the head in the bundle, and of the issuance entry in the head.
    public internal(set) var head: Int
    public internal(set) var issuance: Int
    public let tag: Digest
    /// Opens the anchor.
    public let salt: Digest
    /// Where the anchor stands in its issuance tree, and the siblings from there up.
    public let position: UInt32
    public let path: [Digest]
    /// What the exception map under the seal holds for the tag.
    public let map: MapProof
    public internal(set) var opening: OwnerOpening

    public init(
        head: Int, issuance: Int, tag: Digest, salt: Digest, position: UInt32, path: [Digest], map: MapProof,
        opening: OwnerOpening
    ) {
        self.head = head
        self.issuance = issuance
        self.tag = tag
        self.salt = salt
        self.position = position
        self.path = path
        self.map = map
        self.opening = opening
    }
}

/// What a learner staples to one credential so that its anchor, status and owner can be checked without any network.
/// **Not verified**: see ``StatusProofBundle/check(_:rosters:now:quorum:)``.
///
/// The binary form is that of a bundle with one credential. Source: `docs/formats/status-proofs.md`.
public struct StatusProof: Hashable, Sendable {
    /// Exactly one head, issuance entry and credential.
    public let bundle: StatusProofBundle

    init(_ bundle: StatusProofBundle) { self.bundle = bundle }

    public init(parsing bytes: [UInt8]) throws(StatusProofError) {
        let bundle = try StatusProofBundle(parsing: bytes)
        guard bundle.credentials.count == 1, bundle.heads.count == 1, bundle.heads[0].issuances.count == 1 else {
            throw .notOneCredential(bundle.credentials.count)
        }
        self.bundle = bundle
    }

    public func encoded() -> [UInt8] { bundle.encoded() }

    public var tag: Digest { bundle.credentials[0].tag }
}

/// Status proofs of a whole CLR, wrapper and nested credentials, maybe from several logs. What they share is kept and
/// sent once. **Not verified.**
public struct StatusProofBundle: Hashable, Sendable {
    public internal(set) var heads: [HeadProof]
    public internal(set) var credentials: [CredentialProof]

    init(heads: [HeadProof], credentials: [CredentialProof]) {
        self.heads = heads
        self.credentials = credentials
    }

    /// Puts bundles together; of two proofs for one tag the first is kept.
    ///
    /// - Throws: `contradiction` if two of them show different things under one checkpoint, so that one is wrong: check
    ///   proofs from strangers before. `tooMany` and `tooManyHeads` beyond ``StatusProofLimits``.
    public init(merging bundles: [StatusProofBundle]) throws(StatusProofError) {
        self.init(heads: [], credentials: [])
        var places: [SignedNote: HeadPlace] = [:]
        var tags: Set<Digest> = []
        for bundle in bundles {
            for credential in bundle.credentials where tags.insert(credential.tag).inserted {
                try add(credential, of: bundle, places: &places)
            }
        }
        guard credentials.count <= StatusProofLimits.credentials else { throw .tooMany(credentials.count) }
        guard heads.count <= StatusProofLimits.heads else { throw .tooManyHeads(heads.count) }
        sortIssuances()
    }

    /// The proof of one credential alone; nil if there is none for the tag.
    public func proof(of tag: Digest) -> StatusProof? {
        guard var credential = credentials.first(where: { $0.tag == tag }) else { return nil }
        var head = heads[credential.head]
        head.issuances = [head.issuances[credential.issuance]]
        (credential.head, credential.issuance) = (0, 0)
        return StatusProof(StatusProofBundle(heads: [head], credentials: [credential]))
    }

    /// The same proofs showing the owner of some credentials, for a wallet whose proofs were made by somebody who does
    /// not know the owner keys. A credential without an owner entry needs its nonce, from the receipt.
    public func showing(
        _ owner: (key: Ed25519.PublicKey, nextCommit: Digest), of tags: [Digest: Receipt]
    ) -> StatusProofBundle {
        var bundle = self
        for (index, credential) in credentials.enumerated() {
            guard let receipt = tags[credential.tag] else { continue }
            bundle.credentials[index].opening = OwnerOpening(
                settledValue(of: credential), tag: credential.tag, nonce: receipt.nonce, owner: owner)
        }
        return bundle
    }

    private func settledValue(of credential: CredentialProof) -> MapValue {
        guard case .member(let value) = credential.map.end else { return MapValue() }
        return value.settled(at: (try? Entry(parsing: heads[credential.head].seal))?.time ?? 0)
    }

    /// Where a head is put while bundles are merged, and its issuance entries by index.
    private struct HeadPlace {
        let head: Int
        var issuances: [UInt64: Int] = [:]
    }

    private mutating func add(
        _ credential: CredentialProof, of bundle: StatusProofBundle, places: inout [SignedNote: HeadPlace]
    ) throws(StatusProofError) {
        var credential = credential
        let head = bundle.heads[credential.head]
        let issuance = head.issuances[credential.issuance]
        var place = places[head.note] ?? HeadPlace(head: heads.count)
        if place.head == heads.count {
            var empty = head
            empty.issuances = []
            heads.append(empty)
        }
        credential.head = place.head
        credential.issuance = place.issuances[issuance.index] ?? heads[place.head].issuances.count
        if credential.issuance == heads[place.head].issuances.count {
            place.issuances[issuance.index] = credential.issuance
            heads[place.head].issuances.append(issuance)
        }
        let kept = heads[place.head]
        guard kept.seal == head.seal, kept.sealPath == head.sealPath, kept.issuances[credential.issuance] == issuance
        else { throw .contradiction(index: issuance.index) }
        places[head.note] = place
        credentials.append(credential)
    }

    /// Issuance entries stand by rising index, so that a bundle has one form.
    private mutating func sortIssuances() {
        var moved: [[Int]] = []
        for place in heads.indices {
            let order = heads[place].issuances.indices.sorted {
                heads[place].issuances[$0].index < heads[place].issuances[$1].index
            }
            heads[place].issuances = order.map { heads[place].issuances[$0] }
            var target = [Int](repeating: 0, count: order.count)
            for (new, old) in order.enumerated() { target[old] = new }
            moved.append(target)
        }
        for index in credentials.indices {
            credentials[index].issuance = moved[credentials[index].head][credentials[index].issuance]
        }
    }
}

/// Bounds of status proofs.
public enum StatusProofLimits {
    /// Bytes of a bundle.
    public static let bytes = 4 << 20
    /// Bytes of the note of a checkpoint: what its uint16 length can say.
    public static let noteBytes = 65_535
    /// A CLR of 2,000 credentials and its wrapper.
    public static let credentials = 2_001
    /// Checkpoints in one bundle, and checked for one document.
    public static let heads = 64
    /// Issuance entries in one bundle: each is there for a credential.
    public static let issuances = 2_001
    /// Proofs looked at for one credential.
    public static let candidates = 4
    /// Proofs looked at for one document.
    public static let proofs = candidates * credentials
}

/// Why a status proof cannot be read or made.
public enum StatusProofError: Error, Hashable, Sendable, CustomStringConvertible {
    case malformed(WireError)
    case note(NoteError)
    /// Not exactly one credential.
    case notOneCredential(Int)
    /// The state is not the one that the checkpoint is about.
    case otherHead
    /// The log does not end in a valid seal there.
    case notSealed
    /// More credentials than a bundle may hold.
    case tooMany(Int)
    /// More checkpoints than a bundle may hold.
    case tooManyHeads(Int)
    /// Two bundles show different seals, entries or paths under one checkpoint.
    case contradiction(index: UInt64)
    /// The entry at this index is no issuance entry under the head.
    case noIssuance(UInt64)

    public var description: String {
        switch self {
        case .malformed(let error): "The status proof is not readable: \(error)."
        case .note(let error): "The checkpoint in the status proof is not readable: \(error)."
        case .notOneCredential(let count): "A status proof is of one credential; this has \(count)."
        case .otherHead: "The checkpoint and the replayed log are not of one size and root; use matching ones."
        case .notSealed: "The log does not end in a valid seal at this size; use an older checkpoint."
        case .tooMany(let count):
            "\(count) credentials are more than the limit of \(StatusProofLimits.credentials); make several bundles."
        case .tooManyHeads(let count):
            "\(count) checkpoints are more than the limit of \(StatusProofLimits.heads); make several bundles."
        case .contradiction(let index):
            "The bundles disagree about the seal or about entry \(index) under one checkpoint; check each by itself."
        case .noIssuance(let index):
            "The entry at index \(index) is not an issuance entry under this checkpoint; wait for a newer one."
        }
    }
}
