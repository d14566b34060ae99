public import Cryptography
import TransparencyLog

extension Roster {
    /// The last roster of a chain whose first document has the pinned hash, each following from the one before.
    ///
    /// A chain may begin at any version, for whoever pins a hash has looked at that document; version 1 must moreover
    /// be signed by all its operators.
    public static func verifying(_ chain: [RosterDocument], pinned: Digest) throws(RosterError) -> Roster {
        guard let first = chain.first else { throw .succession(problem: "there is no document") }
        var roster = try Roster(first, pinned: pinned)
        for document in chain.dropFirst() { roster = try roster.succeeded(by: document) }
        return roster
    }

    /// The roster of a document with the pinned hash.
    public init(_ document: RosterDocument, pinned: Digest) throws(RosterError) {
        guard document.hash == pinned else { throw .notPinned(expected: pinned, actual: document.hash) }
        if document.contents.version == 1 {
            let signers = try RosterSigners(of: document, before: nil)
            for item in document.contents.operators where !signers.operators.contains(item.id) {
                throw .signature(
                    place: "/signatures", problem: "version 1 needs all operators, '\(item.id)' has not signed")
            }
        }
        self.init(verified: document)
    }

    /// The roster of the next version, if that follows from this one: the hash chain holds, a quorum of the operators
    /// of both versions signed, and each institution agreed to what changes about itself.
    public func succeeded(by document: RosterDocument) throws(RosterError) -> Roster {
        let next = document.contents
        guard next.version > contents.version, next.version - contents.version == 1 else {
            throw .succession(problem: "version \(next.version) cannot follow version \(contents.version)")
        }
        guard next.previous == hash else {
            throw .succession(problem: "its 'previous' is not the hash of version \(contents.version), \(hash)")
        }
        guard RosterText.same(next.consortium, contents.consortium) else {
            throw .succession(problem: "the consortium is another one")
        }
        guard next.issued >= contents.issued else {
            throw .succession(problem: "it was issued before version \(contents.version)")
        }
        let signers = try RosterSigners(of: document, before: contents)
        try Self.checkQuorum(signers.operatorsBefore, of: contents)
        try Self.checkQuorum(signers.operators, of: next)
        try RosterSuccession(from: contents, to: next, agreed: signers.institutionsBefore).check()
        return Roster(verified: document)
    }

    private static func checkQuorum(_ signers: Set<String>, of contents: RosterContents) throws(RosterError) {
        let needed = RosterQuorum.governance(operators: contents.operators.count, quorum: contents.quorum)
        guard signers.count >= needed else {
            throw .signature(
                place: "/signatures",
                problem: "\(signers.count) operators of version \(contents.version) signed, \(needed) are needed")
        }
    }
}

/// What may change about an institution from one version to the next. What is not justified here is refused.
struct RosterSuccession {
    let from: RosterContents
    let to: RosterContents
    /// Institutions whose governance key of the version before signed.
    let agreed: Set<Origin>

    init(from: RosterContents, to: RosterContents, agreed: Set<Origin>) {
        self.from = from
        self.to = to
        self.agreed = agreed
    }

    func check() throws(RosterError) {
        let next = Dictionary(to.institutions.map { ($0.origin, $0) }, uniquingKeysWith: { first, _ in first })
        for old in from.institutions {
            guard let new = next[old.origin] else {
                // Its credentials must stay verifiable, so an origin never leaves.
                throw .succession(problem: "the institution \(old.origin.text) is missing")
            }
            guard Self.sameKeys(old, new) || agreed.contains(old.origin) else {
                throw .succession(
                    problem: "keys, DIDs, status base or host of \(old.origin.text) change without the signature of "
                        + "its governance key")
            }
            try Self.checkRanges(old, new)
        }
    }

    private static func sameKeys(_ old: RosterInstitution, _ new: RosterInstitution) -> Bool {
        RosterText.same(old.host, new.host) && RosterText.same(old.statusBase, new.statusBase)
            && old.governanceKey == new.governanceKey
            && old.dids.elementsEqual(new.dids, by: RosterText.same)
            && old.logKeys.elementsEqual(new.logKeys) {
                RosterText.same($0.key.text, $1.key.text) && $0.sizes == $1.sizes
            }
            && old.assertionKeys.elementsEqual(new.assertionKeys) {
                RosterText.same($0.multikey, $1.multikey) && $0.kind == $1.kind && $0.entries == $1.entries
            }
    }

    /// Keys rotate by being given an end; what they signed before stays valid for ever.
    private static func checkRanges(_ old: RosterInstitution, _ new: RosterInstitution) throws(RosterError) {
        for key in old.logKeys {
            let now = new.logKeys.first { RosterText.same($0.key.text, key.key.text) }
            guard let now, continues(key.sizes, now.sizes) else {
                throw .succession(problem: "the range of a log key of \(old.origin.text) is rewritten")
            }
        }
        for key in old.assertionKeys {
            let now = new.assertionKeys.first { RosterText.same($0.multikey, key.multikey) }
            guard let now, now.kind == key.kind, continues(key.entries, now.entries) else {
                throw .succession(problem: "the kind or range of an assertion key of \(old.origin.text) is rewritten")
            }
        }
    }

    private static func continues(_ old: RosterRange, _ new: RosterRange) -> Bool {
        old.from == new.from && (old.to == nil || old.to == new.to)
    }
}
