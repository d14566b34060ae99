public import Cryptography
public import Ledger
public import TransparencyLog

/// A consortium for tests: keys made from names, so that every run has the same ones. Each member is an operator with
/// one node and one institution whose log that node hosts.
public struct GossipConsortium: Sendable {
    public struct Member: Sendable {
        public let id: String
        public let origin: Origin
        public let governance: Ed25519.PrivateKey
        public let transport: Ed25519.PrivateKey
        public let cosigner: NoteSigner
        public let log: NoteSigner
        public let institutionGovernance: Ed25519.PrivateKey
        public let assertion: Ed25519.PrivateKey

        public var nodeID: String { "\(id)-1" }
        public var statusBase: String { "https://\(id).test.example/status" }
        public var did: String { "did:web:\(id).test.example" }
    }

    /// 2026-01-05T08:00:00Z, when the first roster was issued, and a year later, when it expires.
    public static let issued: UInt64 = 1_767_600_000_000
    public static let expires: UInt64 = issued + 365 * 86_400_000

    public let name: String
    public let members: [Member]
    /// Version 1, signed by everybody.
    public let genesis: RosterDocument
    public let roster: Roster

    public init(_ count: Int, name: String = "test.example") throws {
        self.name = name
        members = try (0..<count).map { try Self.member($0, of: name) }
        var document = try Self.contents(name, members).document()
        for member in members { try document.sign(as: .operatorID(member.id), with: member.governance) }
        genesis = document
        roster = try Roster(document, pinned: document.hash)
    }

    /// What version 1 says, for tests that change it.
    public static func contents(_ name: String, _ members: [Member]) -> RosterContents {
        RosterContents(
            consortium: name, issued: issued, expires: expires,
            operators: members.map {
                RosterOperator(
                    id: $0.id, name: "Operator \($0.id)", governanceKey: RosterKey($0.governance.publicKey))
            },
            nodes: members.enumerated().map { index, member in
                RosterNode(
                    id: member.nodeID, operatorID: member.id, address: "127.0.0.1:\(7_000 + index)",
                    transportKey: RosterKey(member.transport.publicKey), cosigner: member.cosigner.verifierKey)
            },
            institutions: members.map { member in
                RosterInstitution(
                    origin: member.origin, host: member.nodeID, name: "University of \(member.id)",
                    dids: [member.did], logKeys: [RosterLogKey(key: member.log.verifierKey)],
                    assertionKeys: [
                        RosterAssertionKey(
                            multikey: RosterKey(member.assertion.publicKey).multikey, kind: .ledger)
                    ],
                    statusBase: member.statusBase,
                    governanceKey: RosterKey(member.institutionGovernance.publicKey))
            })
    }

    /// The key that belongs to a name.
    public static func key(_ name: String) throws -> Ed25519.PrivateKey {
        try Ed25519.PrivateKey(seed: SecretBytes(copying: SHA256.hash(Array("test key \(name)".utf8)).bytes))
    }

    private static func member(_ index: Int, of name: String) throws -> Member {
        let id = "member\(index < 10 ? "0" : "")\(index)"
        let origin = try Origin("\(name)/\(id)")
        return Member(
            id: id, origin: origin, governance: try key("governance \(id)"), transport: try key("transport \(id)"),
            cosigner: try NoteSigner(
                name: "\(id).\(name)/cosigner", key: try key("cosigner \(id)"), kind: .cosignatureV1),
            log: try NoteSigner(name: origin.text, key: try key("log \(id)")),
            institutionGovernance: try key("institution \(id)"), assertion: try key("assertion \(id)"))
    }

    /// The roster of the next version: changes made by `change`, signed by the members at `signers` and by the
    /// institutions at `institutions`.
    public func successor(
        of roster: Roster, signers: some Sequence<Int>, institutions: [Int] = [],
        _ change: (inout RosterContents) -> Void
    ) throws -> RosterDocument {
        var contents = try RosterContents(after: roster, issued: roster.issued + 1_000)
        change(&contents)
        var document = try contents.document()
        for index in signers {
            try document.sign(as: .operatorID(members[index].id), with: members[index].governance, after: roster)
        }
        for index in institutions {
            try document.sign(
                as: .institution(members[index].origin), with: members[index].institutionGovernance, after: roster)
        }
        return document
    }

    /// A head of a member's log that it has signed, whatever the tree behind it.
    public func note(of member: Int, size: UInt64, root: Digest) throws -> SignedNote {
        let checkpoint = try Checkpoint(origin: members[member].origin.text, size: size, root: root)
        return try NoteSigner.note(checkpoint.text, signers: [members[member].log])
    }

    public func head(
        of member: Int, size: UInt64, root: Digest, verifying check: NoteSignatureCheck = .ed25519
    ) throws -> SignedHead {
        try SignedHead(
            note(of: member, size: size, root: root), origin: members[member].origin, roster: roster,
            verifying: check)
    }
}
