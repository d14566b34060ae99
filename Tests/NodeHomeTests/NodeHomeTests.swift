import Credentials
import Cryptography
import Foundation
import JSON
import Ledger
import Multiformats
import TestSupport
import Testing

@testable import NodeHome

struct NodeHomeTests {
    let directory: TemporaryDirectory
    let home: NodeHome

    init() throws {
        directory = try TemporaryDirectory()
        home = NodeHome(directory: directory.path("node"))
    }

    static let institution = NodeConfiguration(
        name: "college", role: .institution, operatorID: "college", listen: "127.0.0.1:7401",
        institution: .init(
            origin: "midwest.example/college", displayName: "State College", did: "did:web:college.example",
            statusBase: "https://college.example/status"))

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func put(_ text: String, _ path: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    /// Everything below a directory, sorted.
    private func files(_ path: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
    }

    // MARK: Making a node

    @Test func theKeyForWhatIsNotLoggedIsMadeOnceWhenItIsAskedFor() throws {
        try home.create(Self.institution)
        #expect(!home.has(.plain))
        try home.makePlainKey()
        #expect(home.has(.plain))
        #expect(try mode(home.keyPath(.plain)) == 0o600)
        let key = try home.key(.plain).publicKey
        try home.makePlainKey()
        #expect(try home.key(.plain).publicKey == key, "a key is not replaced by asking again")
    }

    @Test func theChoiceOfIssuingIsKept() throws {
        try home.create(Self.institution)
        var changed = Self.institution
        changed.institution?.issuing = IssuingRules([
            "Course": .init(verification: .hosted, isToken: true), "ext:Pin": .init(verification: .signature),
        ])
        try home.save(changed)
        #expect(try home.configuration() == changed)
        #expect(try text(home.configurationPath).contains("\"hosted\""))
        #expect(try mode(home.configurationPath) == 0o644)
    }

    @Test(arguments: [
        ("[]", "'issuing' is not an object"), (#"{"Kurs": {}}"#, "issuing.Kurs' names neither"),
        (#"{"Course": true}"#, "issuing.Course' is not an object"),
        (#"{"Course": {"verification": "none"}}"#, "issuing.Course.verification' is none of signature, hosted"),
        (#"{"Course": {"jwt": "yes"}}"#, "issuing.Course.jwt' is not true or false"),
    ])
    func anUnreadableChoiceIsRefusedByItsPlace(_ issuing: String, _ place: String) throws {
        try home.create(Self.institution)
        var object = try #require(try JSONValue(parsing: Array(text(home.configurationPath).utf8)).object)
        var institution = try #require(object["institution"]?.object)
        institution["issuing"] = try JSONValue(parsing: Array(issuing.utf8))
        object["institution"] = .object(institution)
        try put(String(decoding: JSONValue.object(object).serialized(), as: UTF8.self), home.configurationPath)
        let error = try #require(throws: NodeHomeError.self) { try home.configuration() }
        #expect("\(error)".contains(place))
    }

    @Test func aNewNodeHasItsFilesAndNobodyElseCanReadItsKeys() throws {
        let old = umask(0)
        defer { umask(old) }
        try home.create(Self.institution)
        #expect(try home.configuration() == Self.institution)
        let made = KeyName.allCases.filter { $0 != .plain }
        let keys = made.map { "keys/\($0.rawValue).key" }
        #expect(try files(home.directory) == (["keys", "node.json"] + keys).sorted())
        #expect(try mode(home.directory) == 0o700)
        #expect(try mode(home.directory + "/keys") == 0o700)
        #expect(try mode(home.configurationPath) == 0o644)
        for name in made { #expect(try mode(home.keyPath(name)) == 0o600) }
        #expect(try Set(made.map { try text(home.keyPath($0)) }).count == made.count)
        #expect(try home.rosterDocuments().isEmpty)
        #expect(try home.rosterChain() == nil)
    }

    @Test func aRoleHasTheKeysItNeeds() throws {
        for (role, count) in [(NodeConfiguration.Role.mirror, 4), (.wallet, 1)] {
            let home = NodeHome(directory: directory.path(role.rawValue))
            try home.create(NodeConfiguration(name: "n", role: role, operatorID: "o", listen: ""))
            #expect(try files(home.directory + "/keys").count == count)
            _ = try home.key(.transport)
            let error = #expect(throws: NodeHomeError.self) { try home.key(.log) }
            #expect(error == .missing(path: home.keyPath(.log)))
            #expect(error?.description.contains("clr node init") == true)
        }
    }

    @Test func keysReadBackAsTheyWereMade() throws {
        try home.create(Self.institution)
        let line = try text(home.keyPath(.log))
        let seed = try Base64URL.decode(line.dropLast())
        let key = try Ed25519.PrivateKey(seed: SecretBytes(copying: seed))
        #expect(try home.key(.log).publicKey == key.publicKey)
        let secret = try Base64URL.decode(text(home.keyPath(.identifiers)).dropLast())
        #expect(try home.identifierSecret() == secret && secret.count == 32)
    }

    @Test func aDirectoryThatHoldsANodeIsRefusedAndLeftAsItIs() throws {
        try home.create(Self.institution)
        let before = try files(home.directory).filter { $0.contains(".") }.map { try text(home.directory + "/" + $0) }
        let error = #expect(throws: NodeHomeError.self) { try home.create(Self.institution) }
        #expect(error == .exists(path: home.configurationPath))
        #expect(error?.description.contains("nothing was changed") == true)
        // A key without its configuration is still somebody's key.
        try FileManager.default.removeItem(atPath: home.configurationPath)
        #expect(throws: NodeHomeError.self) { try home.create(Self.institution) }
        try put(before.last ?? "", home.configurationPath)
        let after = try files(home.directory).filter { $0.contains(".") }.map { try text(home.directory + "/" + $0) }
        #expect(after == before)
    }

    @Test func aKeyIsNeverReplaced() throws {
        try home.create(Self.institution)
        let before = try text(home.keyPath(.log))
        #expect(throws: NodeHomeError.exists(path: home.keyPath(.log))) {
            try home.write(seed: SecretBytes(random: 32), as: .log)
        }
        #expect(try text(home.keyPath(.log)) == before)
        #expect(try files(home.directory).filter { $0.hasSuffix(".new") }.isEmpty)
    }

    @Test func twoThatMakeTheSameNodeAtOnceMakeOne() async throws {
        let home = home
        let made = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { (try? home.create(Self.institution)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        // Those who come too late to see it fail at the first key; nobody's key is replaced by another's.
        #expect(made <= 1)
        #expect(try files(home.directory).filter { $0.hasSuffix(".new") }.isEmpty)
    }

    // MARK: Damaged files

    @Test func aDamagedConfigurationIsNamedWithTheReasonAndTheNextStep() throws {
        try home.create(Self.institution)
        let good = try JSONValue(parsing: text(home.configurationPath))
        var cases: [(text: String, reason: String)] = [
            ("", "ends too early"), ("{", "ends too early"), (#"{"name":"a","name":"b"}"#, "appears twice"),
            ("[]", "'role' is missing"), (#"{"role":"king"}"#, "none of institution, mirror, wallet"),
            (String(repeating: " ", count: NodeHome.configurationBytes + 1), "larger than the limit"),
        ]
        for member in ["name", "operator", "listen", "institution"] as [JSONString] {
            guard let object = good.object else { continue }
            cases.append((JSONValue.object(object.removing(member)).description, "'\(member)' is missing"))
            var wrong = object
            wrong[member] = 5
            cases.append((JSONValue.object(wrong).description, "is missing or not a string"))
        }
        for (damaged, reason) in cases {
            try put(damaged, home.configurationPath)
            let error = #expect(throws: NodeHomeError.self, "\(reason)") { try home.configuration() }
            let message = error?.description ?? ""
            #expect(message.hasPrefix(home.configurationPath), "\(message)")
            #expect(message.contains(reason), "\(message)")
            #expect(message.contains("Correct it or restore it") || message.contains("See that it is"), "\(message)")
        }
        try FileManager.default.removeItem(atPath: home.configurationPath)
        #expect(throws: NodeHomeError.missing(path: home.configurationPath)) { try home.configuration() }
        try FileManager.default.createDirectory(atPath: home.configurationPath, withIntermediateDirectories: false)
        let error = #expect(throws: NodeHomeError.self) { try home.configuration() }
        #expect(error?.description.contains("Is a directory") == true)
    }

    @Test func aDamagedKeyIsNamedWithTheReasonAndTheNextStepAndIsNotShown() throws {
        try home.create(Self.institution)
        let path = home.keyPath(.log)
        let line = try text(path)
        for damaged in [
            "", "\n", String(line.dropLast(2)), line + line, "ä" + line, String(repeating: "A", count: 1_000),
        ] {
            try put(damaged, path)
            let error = #expect(throws: NodeHomeError.self) { try home.key(.log) }
            #expect(error == .malformed(path: path, reason: "expected one line with 32 bytes in base64url"))
            #expect(error?.description.contains("restore it from a backup") == true)
            #expect(error?.description.contains(line.prefix(8)) == false)
        }
        try put(String(repeating: "A", count: NodeHome.keyBytes + 1), path)
        let error = #expect(throws: NodeHomeError.self) { try home.key(.log) }
        #expect(error?.description.contains("larger than the limit of 1024 bytes") == true)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o601, 0o610, 0o777])
    func aKeyThatOthersMayUseIsRefusedWithTheCommandThatMendsIt(_ mode: Int) throws {
        try home.create(Self.institution)
        let path = home.keyPath(.log)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let error = #expect(throws: NodeHomeError.self) { try home.key(.log) }
        #expect(error == .exposed(path: path, mode: UInt32(mode)))
        #expect(error?.description.contains("chmod 600 \(path)") == true)
        #expect(error?.description.contains(String(mode, radix: 8)) == true)
        #expect(throws: NodeHomeError.self) { try NodeHome(directory: home.directory).key(.log) }
        for mode in [0o600, 0o400] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            _ = try home.key(.log)
        }
    }

    @Test func aPipeInPlaceOfAKeyIsNotWaitedFor() throws {
        try home.create(Self.institution)
        let path = home.keyPath(.log)
        try FileManager.default.removeItem(atPath: path)
        try #require(unsafe mkfifo(path, 0o600) == 0)
        #expect(throws: NodeHomeError.unreadable(path: path, reason: "it is no regular file")) { try home.key(.log) }
    }

    // MARK: Roster

    private func chain() throws -> [JSONValue] {
        let consortium = try GossipConsortium(4)
        let next = try consortium.successor(of: consortium.roster, signers: 0..<4) { $0.expires += 86_400_000 }
        return [try consortium.genesis.json(), try next.json()]
    }

    @Test func aRosterChainIsInstalledAndReadBack() throws {
        try home.create(Self.institution)
        let documents = try chain()
        try home.install(rosterDocuments: documents)
        #expect(try home.rosterDocuments() == documents)
        #expect(try home.rosterChain()?.newest.version == 2)
        #expect(try mode(home.rosterPath) == 0o644)
        try home.install(rosterDocuments: [documents[0]])
        #expect(try home.rosterChain()?.newest.version == 1)
    }

    @Test func aChainWithABadSignatureIsRefusedAndNotInstalled() throws {
        try home.create(Self.institution)
        let documents = try chain()
        try home.install(rosterDocuments: documents)
        let before = try text(home.rosterPath)
        var bad: [[JSONValue]] = [[], [documents[1], documents[0]], [documents[0], documents[0]], [.null], ["x"]]
        for index in 0..<2 {
            var document = try #require(documents[index].object)
            let signatures = try #require(document["signatures"]?.array)
            var first = try #require(signatures[0].object)
            first["signature"] = signatures[1]["signature"]
            document["signatures"] = .array([.object(first)] + signatures.dropFirst())
            var changed = documents
            changed[index] = .object(document)
            bad.append(changed)
            // And what the signatures are over.
            document = try #require(documents[index].object)
            document["expires"] = "2031-01-05T08:00:00Z"
            changed[index] = .object(document)
            bad.append(changed)
        }
        for (index, documents) in bad.enumerated() {
            #expect(throws: RosterError.self, "\(index)") { try RosterChain(documents) }
            #expect(throws: NodeHomeError.self, "\(index)") { try home.install(rosterDocuments: documents) }
            #expect(try text(home.rosterPath) == before, "\(index)")
            try put(JSONValue.array(documents).description, home.rosterPath)
            let error = #expect(throws: NodeHomeError.self, "\(index)") { try home.rosterChain() }
            #expect(error?.description.hasPrefix(home.rosterPath) == true, "\(index)")
            #expect(error?.description.contains("Correct it or restore it from a backup") == true, "\(index)")
            try put(before, home.rosterPath)
        }
    }

    @Test(arguments: ["", "{", "{}", "5", "[{}]", "[5]"])
    func aDamagedRosterFileIsNamedWithTheReasonAndTheNextStep(_ damaged: String) throws {
        try home.create(Self.institution)
        try put(damaged, home.rosterPath)
        let error = #expect(throws: NodeHomeError.self) { try home.rosterChain() }
        guard case .malformed(home.rosterPath, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty)
        #expect(error?.description.contains("Correct it or restore it") == true)
    }
}
