import Cryptography
import JSON
import Ledger
import TestSupport
import Testing
import TransparencyLog

@Suite struct RosterTests {
    let consortium: GossipConsortium

    init() throws { consortium = try GossipConsortium(5) }

    private func json() throws -> JSONObject {
        try #require(try consortium.genesis.json().object)
    }

    private func parse(_ object: JSONObject) throws -> RosterDocument {
        try RosterDocument(parsing: .object(object))
    }

    // MARK: Form

    @Test func aRosterThatIsWrittenReadsBackAsTheSameDocument() throws {
        let text = try consortium.genesis.json().serialized(pretty: true)
        let read = try RosterDocument(parsing: text)
        #expect(read.hash == consortium.genesis.hash)
        #expect(read.signatures == consortium.genesis.signatures)
        #expect(try read.json() == consortium.genesis.json())
    }

    @Test func theHashCoversEverythingButTheSignatures() throws {
        let unsigned = try GossipConsortium.contents("test.example", consortium.members).document()
        #expect(unsigned.hash == consortium.genesis.hash)
        let canonical = try JSONValue.object(try json().removing("signatures")).canonicalized()
        #expect(SHA256.hash(canonical) == consortium.genesis.hash)
        #expect(consortium.genesis.signedBytes == Array("chirograph/roster/v1\0".utf8) + canonical)
    }

    @Test func aMemberThatIsUnknownOrMissingIsNamedWithItsPlace() throws {
        var unknown = try json()
        unknown["policy"] = "anything"
        #expect(throws: RosterError.document(place: "/policy", problem: "this member is not known; remove it")) {
            try parse(unknown)
        }
        for member in try json().keys {
            #expect(throws: RosterError.self, "without \(member)") { try parse(try json().removing(member)) }
        }
    }

    @Test(arguments: ["operators", "nodes", "institutions", "signatures"] as [JSONString])
    func itemsOfListsAreStrictToo(list: JSONString) throws {
        var items = try #require(try json()[list]?.array)
        let item = try #require(items.first?.object)
        for member in item.keys {
            items[0] = .object(item.removing(member))
            #expect(throws: RosterError.self, "\(list) without \(member)") { try replacing(list, .array(items)) }
            var wrong = item
            wrong[member] = .bool(true)
            items[0] = .object(wrong)
            #expect(throws: RosterError.self, "\(list) with \(member) true") { try replacing(list, .array(items)) }
        }
        var more = item
        more["more"] = .null
        items[0] = .object(more)
        #expect(throws: RosterError.self) { try replacing(list, .array(items)) }
    }

    @discardableResult
    private func replacing(_ member: JSONString, _ value: JSONValue) throws -> RosterDocument {
        var object = try json()
        object[member] = value
        return try parse(object)
    }

    @Test func everyTruncationIsRefusedEveryChangedByteIsRefusedOrSaidAgainInTheSameWay() throws {
        let small = try GossipConsortium(1)
        let text = try small.genesis.json().serialized()
        for length in 0..<text.count {
            #expect(throws: RosterError.self, "\(length) bytes") {
                try RosterDocument(parsing: Array(text.prefix(length)))
            }
        }
        for place in text.indices {
            var changed = text
            changed[place] ^= 1
            guard let document = try? RosterDocument(parsing: changed) else { continue }
            let again = try document.json().canonicalized()
            #expect(try JSONValue(parsing: changed).canonicalized() == again, "byte \(place)")
            // What parses is still not what was signed.
            #expect(throws: RosterError.self, "byte \(place)") { try Roster(document, pinned: small.genesis.hash) }
        }
        #expect(throws: RosterError.self) { try RosterDocument(parsing: text + [0x20, 0x7D]) }
    }

    @Test func aNumberOrTextInASecondSpellingIsRefused() throws {
        for text in ["1.0", "1e0", "10e-1"] {
            let number = try #require(JSONNumber(text))
            // RFC 8785 writes all of these as 1, so they are the same document.
            #expect(try replacing("version", .number(number)).hash == consortium.genesis.hash)
        }
        let hash = JSONValue(Digest.zero.hex.replacing("0", with: "A"))
        #expect(throws: RosterError.self) { try replacing("previous", hash) }
        #expect(throws: RosterError.self) { try replacing("issued", "2026-01-05T08:00:00.000Z") }
        #expect(throws: RosterError.self) { try replacing("issued", "2026-01-05T08:00:00+00:00") }
    }

    @Test func limitsAreErrorsThatNameThePlace() throws {
        let institution = try #require(try json()["institutions"]?[0])
        #expect(throws: RosterError.document(place: "/institutions", problem: "the list has more than 1000 items")) {
            try replacing("institutions", .array(Array(repeating: institution, count: 1_001)))
        }
        let operators = try #require(try json()["operators"]?[0])
        #expect(throws: RosterError.document(place: "/operators", problem: "the list has more than 128 items")) {
            try replacing("operators", .array(Array(repeating: operators, count: 129)))
        }
        #expect(throws: RosterError.self) {
            try RosterDocument(parsing: Array(repeating: 0x20, count: RosterLimits.documentBytes + 1))
        }
    }

    // MARK: Contradictions

    /// Changes version 1 and expects the place of the complaint.
    private func expectProblem(
        at place: String, in count: Int = 5, _ change: (inout RosterContents) -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let consortium = try GossipConsortium(count)
        var contents = GossipConsortium.contents("test.example", consortium.members)
        change(&contents)
        do {
            _ = try contents.document()
            Issue.record("nothing was wrong at \(place)", sourceLocation: sourceLocation)
        } catch RosterError.document(let actual, let problem) {
            #expect(actual == place, "\(problem)", sourceLocation: sourceLocation)
        }
    }

    @Test func idsOriginsAddressesDIDsStatusBasesAndKeysAreUnique() throws {
        try expectProblem(at: "/operators/1/id") { contents in
            let first = contents.operators[0]
            contents.operators[1] = RosterOperator(
                id: first.id, name: "Twin", governanceKey: contents.operators[1].governanceKey)
        }
        try expectProblem(at: "/nodes/1/id") { contents in
            contents.nodes[1] = RosterNode(
                id: contents.nodes[0].id, operatorID: contents.nodes[1].operatorID,
                address: contents.nodes[1].address, transportKey: contents.nodes[1].transportKey, cosigner: nil)
        }
        try expectProblem(at: "/nodes/1/address") { contents in
            contents.nodes[1] = contents.nodes[1].with(address: contents.nodes[0].address)
        }
        try expectProblem(at: "/institutions/1/origin") { contents in
            contents.institutions[1] = contents.institutions[0]
        }
        try expectProblem(at: "/institutions/1/dids/0") { contents in
            contents.institutions[1] = contents.institutions[1].with(dids: contents.institutions[0].dids)
        }
        try expectProblem(at: "/institutions/1/statusBase") { contents in
            contents.institutions[1] = contents.institutions[1].with(statusBase: contents.institutions[0].statusBase)
        }
        try expectProblem(at: "/nodes/0/transportKey") { contents in
            contents.operators[0] = RosterOperator(
                id: contents.operators[0].id, name: "A", governanceKey: contents.nodes[0].transportKey)
        }
    }

    @Test func aKeyServesOnePurposeWhateverFormItIsWrittenIn() throws {
        // The same 32 bytes once as a log's verifier key, once as a Multikey that signs credentials.
        try expectProblem(at: "/institutions/0/assertionKeys/0/key") { contents in
            guard let key = contents.institutions[0].logKeys[0].key.publicKey else { return }
            contents.institutions[0] = contents.institutions[0].with(assertionKeys: [
                RosterAssertionKey(multikey: RosterKey(key).multikey, kind: .ledger)
            ])
        }
    }

    @Test(arguments: [
        "localhost", "localhost:", ":7411", "localhost:0", "localhost:65536", "localhost:07411", "local host:1",
        "-a.example:1", "a..example:1", "[::1:1", "[]:1", "a.example:1:2", "[g::1]:1",
    ])
    func anAddressThatIsNotHostAndPortIsRefused(address: String) throws {
        try expectProblem(at: "/nodes/0/address") { $0.nodes[0] = $0.nodes[0].with(address: address) }
    }

    @Test(arguments: ["localhost:7411", "node.example:1", "203.0.113.7:65535", "[2001:db8::1]:7411"])
    func hostNamesIPv4AndBracketedIPv6AddressesAreTaken(address: String) throws {
        var contents = GossipConsortium.contents("test.example", consortium.members)
        contents.nodes[0] = contents.nodes[0].with(address: address)
        #expect(try contents.document().contents.nodes[0].address == address)
    }

    @Test(arguments: [
        "ftp://a.example/s", "https://", "https://a.example/s/", "https://a.example/s?x", "https://a.example/s#x",
        "https:///s", "a.example/s",
    ])
    func aStatusBaseThatCredentialsCouldNotExtendIsRefused(base: String) throws {
        try expectProblem(at: "/institutions/0/statusBase") {
            $0.institutions[0] = $0.institutions[0].with(statusBase: base)
        }
    }

    @Test func operatorsHostsConsortiumAndKeyNamesMustFitTogether() throws {
        try expectProblem(at: "/nodes/0/operator") { contents in
            let node = contents.nodes[0]
            contents.nodes[0] = RosterNode(
                id: node.id, operatorID: "nobody", address: node.address, transportKey: node.transportKey,
                cosigner: node.cosigner)
        }
        try expectProblem(at: "/institutions/0/host") { $0.institutions[0] = $0.institutions[0].with(host: "nowhere") }
        try expectProblem(at: "/institutions/0/origin") { $0.consortium = "other.example" }
        try expectProblem(at: "/institutions/0/logKeys/0/key") { contents in
            contents.institutions[0] = contents.institutions[0].with(logKeys: contents.institutions[1].logKeys)
        }
        try expectProblem(at: "/institutions/0/logKeys/0/to") { contents in
            let key = contents.institutions[0].logKeys[0].key
            contents.institutions[0] = contents.institutions[0].with(logKeys: [
                RosterLogKey(key: key, sizes: RosterRange(from: 5, to: 5))
            ])
        }
        try expectProblem(at: "/expires") { $0.expires = $0.issued }
        try expectProblem(at: "/previous") { $0.previous = .zero }
        try expectProblem(at: "/previous") { $0.version = 2 }
    }

    // MARK: Quorum

    @Test(arguments: [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (6, 4), (7, 4), (8, 5), (14, 9), (32, 21)])
    func theSmallestQuorumLetsTwoQuorumsShareAnHonestCosigner(operators: Int, quorum: Int) throws {
        #expect(RosterQuorum.smallest(operators: operators) == quorum)
        let n = operators - 1
        let f = RosterQuorum.faulty(of: n)
        #expect(n == 0 || 2 * quorum > n + f)
        #expect(n == 0 || 2 * (quorum - 1) <= n + f)
        // And enough honest ones are left to reach it.
        #expect(quorum <= n - f || n == 0)
    }

    @Test func aQuorumThatIsUnsafeOrOutOfReachIsRefused() throws {
        try expectProblem(at: "/quorum") { $0.quorum = 2 }
        try expectProblem(at: "/quorum") { $0.quorum = 5 }
        try expectProblem(at: "/quorum", in: 1) { $0.quorum = 1 }
        // Four others, but only two with a cosigner beside each host.
        try expectProblem(at: "/institutions/0/host") { contents in
            for index in 3...4 {
                let node = contents.nodes[index]
                contents.nodes[index] = RosterNode(
                    id: node.id, operatorID: node.operatorID, address: node.address, transportKey: node.transportKey,
                    cosigner: nil)
            }
        }
    }

    @Test func withOneOperatorThereIsNoQuorumAndTheRosterSaysSo() throws {
        let alone = try GossipConsortium(1)
        #expect(!alone.roster.hasQuorum)
        #expect(alone.roster.quorum(of: alone.members[0].origin) == 0)
        #expect(alone.roster.cosigners(of: alone.members[0].origin).isEmpty)
        #expect(consortium.roster.hasQuorum)
    }

    // MARK: Lookups

    @Test func logKeysCountForTheSizesInTheirRange() throws {
        var contents = GossipConsortium.contents("test.example", consortium.members)
        let old = consortium.members[0].log.verifierKey
        let new = try NoteVerifierKey(
            name: consortium.members[0].origin.text, key: try GossipConsortium.key("new log").publicKey)
        contents.institutions[0] = contents.institutions[0].with(logKeys: [
            RosterLogKey(key: old, sizes: RosterRange(from: 0, to: 10)),
            RosterLogKey(key: new, sizes: RosterRange(from: 8)),
        ])
        let document = try signed(try contents.document())
        let roster = try Roster(document, pinned: document.hash)
        let origin = consortium.members[0].origin
        #expect(roster.logKeys(for: origin, atSize: 7) == [old])
        #expect(roster.logKeys(for: origin, atSize: 9) == [old, new])
        #expect(roster.logKeys(for: origin, atSize: 10) == [new])
        #expect(roster.logKeys(for: try Origin("test.example/nobody"), atSize: 1) == [])
    }

    private func signed(_ document: RosterDocument) throws -> RosterDocument {
        var document = document
        for member in consortium.members { try document.sign(as: .operatorID(member.id), with: member.governance) }
        return document
    }

    @Test func assertionKeysCountForTheIssuanceEntriesInTheirRangeAndSayHowTheyAreJudged() throws {
        var contents = GossipConsortium.contents("test.example", consortium.members)
        let key = RosterKey(consortium.members[0].assertion.publicKey).multikey
        let plain = RosterKey(try GossipConsortium.key("plain").publicKey).multikey
        contents.institutions[0] = contents.institutions[0].with(assertionKeys: [
            RosterAssertionKey(multikey: key, kind: .ledger, entries: RosterRange(from: 3, to: 9)),
            RosterAssertionKey(multikey: plain, kind: .plain),
        ])
        let document = try signed(try contents.document())
        let roster = try Roster(document, pinned: document.hash)
        let origin = consortium.members[0].origin
        #expect(roster.assertionKey(of: origin, multikey: key, atIndex: 2) == nil)
        #expect(roster.assertionKey(of: origin, multikey: key, atIndex: 3) == .ledger)
        #expect(roster.assertionKey(of: origin, multikey: key, atIndex: 9) == nil)
        #expect(roster.assertionKey(of: origin, multikey: plain, atIndex: 9) == .plain)
        #expect(roster.assertionKey(of: consortium.members[1].origin, multikey: plain, atIndex: 9) == nil)
    }

    @Test func cosignersAreTheOperatorsOtherThanTheHosts() throws {
        let origin = consortium.members[2].origin
        let seats = consortium.roster.cosigners(of: origin)
        #expect(seats.map(\.operatorID) == ["member00", "member01", "member03", "member04"])
        #expect(consortium.roster.quorum(of: origin) == 3)
        let host = consortium.members[2].cosigner.verifierKey
        #expect(consortium.roster.cosigner(of: origin, name: host.name, keyID: host.keyID) == nil)
        let other = consortium.members[1].cosigner.verifierKey
        let found = try #require(consortium.roster.cosigner(of: origin, name: other.name, keyID: other.keyID))
        #expect(found.seat.operatorID == "member01")
        #expect(found.key == other)
        #expect(consortium.roster.cosigner(of: origin, name: other.name, keyID: other.keyID &+ 1) == nil)
    }

    @Test func institutionsAndNodesAreFoundByTheirBytesNotByWhatLooksAlike() throws {
        let member = consortium.members[0]
        let roster = consortium.roster
        #expect(roster.institution(did: member.did)?.origin == member.origin)
        #expect(roster.institution(origin: member.origin)?.statusBase == member.statusBase)
        #expect(roster.statusBase(of: member.origin) == member.statusBase)
        #expect(roster.node(transportKey: member.transport.publicKey)?.id == member.nodeID)
        #expect(roster.node(transportKey: member.governance.publicKey) == nil)
        // KELVIN SIGN is canonically equal to K: Swift's == takes one for the other.
        let multikey = RosterKey(member.assertion.publicKey).multikey
        let lookalike = multikey.replacing("K", with: "\u{212A}")
        #expect(multikey.contains("K") == (lookalike.utf8.count > multikey.utf8.count))
        #expect(
            roster.assertionKey(of: member.origin, multikey: lookalike, atIndex: 0)
                == (lookalike.utf8.count == multikey.utf8.count ? .ledger : nil))
        #expect(roster.institution(did: member.did + "\u{301}") == nil)
    }

    @Test func aRosterEndsAtItsExpiry() {
        #expect(!consortium.roster.isExpired(at: GossipConsortium.expires - 1))
        #expect(consortium.roster.isExpired(at: GossipConsortium.expires))
    }
}

extension RosterNode {
    func with(address: String) -> RosterNode {
        RosterNode(id: id, operatorID: operatorID, address: address, transportKey: transportKey, cosigner: cosigner)
    }
}

extension RosterInstitution {
    func with(
        host: String? = nil, dids: [String]? = nil, logKeys: [RosterLogKey]? = nil,
        assertionKeys: [RosterAssertionKey]? = nil, statusBase: String? = nil, governanceKey: RosterKey? = nil
    ) -> RosterInstitution {
        RosterInstitution(
            origin: origin, host: host ?? self.host, name: name, dids: dids ?? self.dids,
            logKeys: logKeys ?? self.logKeys, assertionKeys: assertionKeys ?? self.assertionKeys,
            statusBase: statusBase ?? self.statusBase, governanceKey: governanceKey ?? self.governanceKey)
    }
}
