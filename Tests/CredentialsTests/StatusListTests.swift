import Compression
import JSON
import Multiformats
import TestSupport
import Testing

@testable import Credentials

private let url = "https://state.example/status/list/1"
private let issuer = "did:web:state.example"
/// 2026-06-01T00:00:00Z.
private let now: UInt64 = 1_780_272_000_000

private func time(_ text: String) -> DateTime {
    guard let time = try? DateTime(parsing: text) else { preconditionFailure("\(text) is no time") }
    return time
}

struct StatusBitsTests {
    @Test("Entries of every size are where a slow reading of the bits finds them", arguments: StatusBits.sizes)
    func reference(_ size: Int) throws {
        var random = SplitMix64(seed: UInt64(size))
        let bits = try StatusBits(bytes: random.bytes(61))
        let digits = bits.bytes.map { byte in
            let text = String(byte, radix: 2)
            return String(repeating: "0", count: 8 - text.count) + text
        }.joined()
        let count = digits.count / size
        #expect(bits.entryCount(size: size) == UInt64(count))
        for index in 0..<count {
            let start = digits.index(digits.startIndex, offsetBy: index * size)
            let expected = UInt16(digits[start..<digits.index(start, offsetBy: size)], radix: 2)
            #expect(bits.value(at: UInt64(index), size: size) == expected)
        }
        #expect(bits.value(at: UInt64(count), size: size) == nil)
        #expect(bits.value(at: .max, size: size) == nil)
    }

    @Test("What is set is read, and nothing beside it", arguments: StatusBits.sizes)
    func setting(_ size: Int) throws {
        var random = SplitMix64(seed: 100 + UInt64(size))
        var bits = try StatusBits(entryCount: 50, size: size)
        var expected = [UInt16](repeating: 0, count: 50)
        for _ in 0..<300 {
            let index = random.int(in: 0..<50)
            let value = UInt16(random.int(in: 0..<(1 << size)))
            expected[index] = value
            try bits.set(value, at: UInt64(index), size: size)
        }
        #expect((0..<50).map { bits.value(at: UInt64($0), size: size) } == expected)
        #expect(try StatusBits(encoded: bits.encoded()) == bits)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        var bits = try StatusBits(entryCount: 8, size: 2)
        #expect(throws: StatusListError.indexOutOfRange(8, entries: 8)) { try bits.set(1, at: 8, size: 2) }
        #expect(throws: StatusListError.valueOutOfRange(4, size: 2)) { try bits.set(4, at: 0, size: 2) }
        for size in [0, -1, 17] {
            #expect(throws: StatusListError.unsupportedSize(size)) { try bits.set(0, at: 0, size: size) }
            #expect(throws: StatusListError.unsupportedSize(size)) { try StatusBits(entryCount: 1, size: size) }
            #expect(bits.value(at: 0, size: size) == nil)
        }
    }

    @Test func aListHasSixteenMebibytesAtMost() throws {
        let most = UInt64(StatusBits.maximumByteCount) * 8
        #expect(try StatusBits(entryCount: most).bytes.count == 16 << 20)
        let error = StatusListError.tooLarge(limit: 16 << 20)
        #expect(throws: error) { try StatusBits(entryCount: most + 1) }
        #expect(throws: error) { try StatusBits(entryCount: .max, size: 16) }
        #expect(throws: error) { try StatusBits(bytes: [UInt8](repeating: 0, count: 16 << 20 + 1)) }
        let bomb = try "u" + Base64URL.encode(Gzip.compress([UInt8](repeating: 0, count: (16 << 20) + 1)))
        #expect(throws: StatusListError.notGzip(.tooLarge(limit: 16 << 20))) { try StatusBits(encoded: bomb) }
    }

    @Test func theLetterOfTheBaseIsNeededUnlessTheOlderFormIsAskedFor() throws {
        let bits = try StatusBits(entryCount: 64)
        let text = try bits.encoded()
        #expect(text.hasPrefix("uH4sI"))
        #expect(try StatusBits(encoded: String(text.dropFirst()), as: .bare) == bits)
        #expect(throws: StatusListError.self) { try StatusBits(encoded: String(text.dropFirst())) }
        #expect(throws: StatusListError.self) { try StatusBits(encoded: text, as: .bare) }
        for bad in ["", "u", "z" + text.dropFirst(), text + "=", text + "A", "uAAAA"] {
            #expect(throws: StatusListError.self, "\(bad)") { try StatusBits(encoded: bad) }
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let text = try StatusBits(entryCount: 131_072).encoded()
        for count in 0..<text.utf8.count {
            #expect(throws: StatusListError.self, "\(count)") { try StatusBits(encoded: String(text.prefix(count))) }
        }
    }
}

struct StatusListDraftTests {
    @Test func aListIsBuiltFromTheIndexesThatAreSet() throws {
        let draft = try StatusListDraft(
            id: url, issuer: issuer, validFrom: time("2026-05-01T00:00:00Z"), setting: [0, 23, 131_071])
        let credential = try draft.credential()
        let list = try #require(try StatusListCredential(reading: credential))
        #expect((0..<list.bits.entryCount()).filter { list.bits.value(at: $0) == 1 } == [0, 23, 131_071])
        #expect(list.purposes == ["revocation"] && list.form == .bitstring && list.timeToLive == nil)
        #expect(credential["@context"] == ["https://www.w3.org/ns/credentials/v2"])
        #expect(credential["credentialSubject"]?["id"]?.string == url + "#list")
        #expect(credential["credentialSubject"]?["statusPurpose"] == "revocation")
        #expect(credential["validFrom"] == "2026-05-01T00:00:00Z" && credential["validUntil"] == nil)
        // 131,072 entries nearly all alike are some dozen bytes compressed.
        #expect(JSONValue.object(credential).description.utf8.count < 700)
    }

    @Test func whatWouldMakeNoListIsRefused() throws {
        #expect(throws: StatusListError.indexOutOfRange(131_072, entries: 131_072)) {
            try StatusListDraft(id: url, issuer: issuer, validFrom: time("2026-05-01T00:00:00Z"), setting: [131_072])
        }
        let bits = try StatusBits(entryCount: 8)
        let from = time("2026-05-01T00:00:00Z")
        #expect(throws: StatusListError.self) {
            try StatusListDraft(id: url, issuer: issuer, purposes: [], validFrom: from, bits: bits).credential()
        }
        #expect(throws: StatusListError.self) {
            try StatusListDraft(id: url, issuer: issuer, validFrom: from, validUntil: from, bits: bits).credential()
        }
    }

    @Test func severalPurposesAreAnArray() throws {
        let draft = StatusListDraft(
            id: url, issuer: issuer, purposes: ["revocation", "suspension"], validFrom: time("2026-05-01T00:00:00Z"),
            validUntil: time("2026-07-01T00:00:00Z"), bits: try StatusBits())
        let credential = try draft.credential()
        #expect(credential["credentialSubject"]?["statusPurpose"] == ["revocation", "suspension"])
        #expect(try StatusListCredential(reading: credential)?.purposes == ["revocation", "suspension"])
    }
}

/// A credential with one entry and the list behind it, each part of which can be made wrong.
private struct Scene {
    var entry: JSONObject = [
        "id": "https://state.example/status/1#23", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "23", "statusListCredential": JSONValue(url),
    ]
    var list: JSONObject
    var proof = StatusDocument.Proof.verified
    var delivery = StatusDocument.Delivery.relayed
    var obtained: UInt64? = now - 1_000
    var policy = StatusListPolicy(now: now)

    init(set values: [UInt64: UInt16] = [:], size: Int = 1, purposes: [String] = ["revocation"]) throws {
        var bits = try StatusBits(size: size)
        for (index, value) in values { try bits.set(value, at: index, size: size) }
        list = try StatusListDraft(
            id: url, issuer: issuer, purposes: purposes, validFrom: time("2026-05-01T00:00:00Z"), bits: bits
        ).credential()
    }

    var credential: JSONObject {
        [
            "id": "urn:uuid:1", "type": ["VerifiableCredential"], "issuer": ["id": JSONValue(issuer)],
            "credentialStatus": .object(entry),
        ]
    }

    func finding() throws -> StatusListFinding {
        let findings = StatusListReader(policy: policy).findings(of: credential, in: documents)
        #expect(findings.count == 1)
        return try #require(findings.first)
    }

    func documents(_ asked: String) -> StatusLookup {
        guard asked == url else { return .unavailable("only \(url) is there") }
        return .found(StatusDocument(list, proof: proof, delivery: delivery, obtained: obtained))
    }

    mutating func setSubject(_ name: JSONString, _ value: JSONValue?) {
        var subject = list["credentialSubject"]?.object ?? [:]
        subject[name] = value
        list["credentialSubject"] = .object(subject)
    }
}

struct StatusListReaderTests {
    @Test func anUnsetEntryIsActiveAndASetOneIsRevoked() throws {
        let active = try Scene(set: [22: 1, 24: 1]).finding()
        #expect(active.standing == .active)
        #expect(active.index == 23 && active.list == url && active.purpose == "revocation")
        #expect(active.attestedAt == DateTime(milliseconds: now - 1_000))
        #expect(active.place == JSONPointer("/credentialStatus"))
        #expect(active.notes.isEmpty)
        #expect(try Scene(set: [23: 1]).finding().standing == .revoked(reason: nil))
    }

    @Test func thePurposeSaysWhatASetEntryMeans() throws {
        let meanings: [(String, StatusListFinding.Standing)] = [
            ("suspension", .suspended), ("refresh", .outdated), ("message", .message(1, nil)), ("other", .unknown),
        ]
        for (purpose, standing) in meanings {
            var scene = try Scene(set: [23: 1], purposes: [purpose])
            scene.entry["statusPurpose"] = JSONValue(purpose)
            #expect(try scene.finding().standing == standing)
            scene = try Scene(purposes: ["revocation", purpose])
            scene.entry["statusPurpose"] = JSONValue(purpose)
            #expect(try scene.finding().standing == (purpose == "message" ? .message(0, nil) : .active))
        }
    }

    @Test func severalBitsHaveMessages() throws {
        var scene = try Scene(set: [23: 2], size: 2, purposes: ["message"])
        scene.entry["statusPurpose"] = "message"
        scene.entry["statusSize"] = 2
        let words = ["pending", "accepted", "rejected", "undefined"]
        scene.entry["statusMessage"] = .array(
            words.enumerated().map { ["status": JSONValue("0x\($0.offset)"), "message": JSONValue($0.element)] })
        #expect(try scene.finding().standing == .message(2, "rejected"))
        #expect(try scene.finding().notes.isEmpty)
        scene.entry["statusMessage"] = [["status": "0x2", "message": "rejected"]]
        #expect(try scene.finding().standing == .message(2, "rejected"))
        #expect(try scene.finding().notes.count == 1)
        for bad in [
            [["status": "2", "message": "x"]], [["status": "0x4", "message": "x"]],
            [["status": "0x+1", "message": "x"]],
            [["status": "0x1"]], ["accepted"],
            [["status": "0x1", "message": "x"], ["status": "0x01", "message": "y"]],
        ] as [JSONValue] {
            scene.entry["statusMessage"] = bad
            #expect(try scene.finding().standing == .unknown, "\(bad)")
        }
    }

    @Test func aRevocationWithSeveralBitsIsRevokedByAnyValue() throws {
        var scene = try Scene(set: [23: 3], size: 4)
        scene.entry["statusSize"] = 4
        scene.entry["statusMessage"] = .array(
            (0..<16).map { ["status": JSONValue("0x" + String($0, radix: 16)), "message": JSONValue("m\($0)")] })
        #expect(try scene.finding().standing == .revoked(reason: "m3"))
    }

    @Test(
        arguments: [
            ("statusListIndex", nil), ("statusListIndex", "-1"), ("statusListIndex", "+1"), ("statusListIndex", "1.0"),
            ("statusListIndex", ""), ("statusListIndex", "0x1"), ("statusListIndex", " 1"), ("statusListIndex", 1.5),
            ("statusListIndex", "18446744073709551616"), ("statusListIndex", -1), ("statusSize", 0),
            ("statusSize", "1"),
            ("statusSize", 17), ("statusPurpose", nil), ("statusPurpose", ["revocation"]), ("statusPurpose", ""),
            ("statusListCredential", nil), ("statusListCredential", 5), ("type", "SomethingElse"), ("type", nil),
        ] as [(JSONString, JSONValue?)])
    func anEntryThatCannotBeReadIsUnknown(_ name: JSONString, _ value: JSONValue?) throws {
        var scene = try Scene()
        scene.entry[name] = value
        #expect(try scene.finding().standing == .unknown)
    }

    @Test func aNumberAsIndexIsReadAndRemarkedOn() throws {
        var scene = try Scene(set: [23: 1])
        scene.entry["statusListIndex"] = 23
        #expect(try scene.finding().standing == .revoked(reason: nil))
        #expect(try scene.finding().notes.count == 1)
    }

    @Test func anIndexOutsideTheListIsUnknown() throws {
        for index in ["131072", "18446744073709551615"] {
            var scene = try Scene()
            scene.entry["statusListIndex"] = JSONValue(index)
            #expect(try scene.finding().standing == .unknown)
        }
        var scene = try Scene()
        scene.entry["statusListIndex"] = "131071"
        #expect(try scene.finding().standing == .active)
    }

    @Test func anUnsignedOrDoubtfulListIsUnknownWhateverItSays() throws {
        for proof in [StatusDocument.Proof.absent, .doubtful("the signature does not hold")] {
            for values in [[:], [23: 1]] as [[UInt64: UInt16]] {
                var scene = try Scene(set: values)
                scene.proof = proof
                #expect(try scene.finding().standing == .unknown)
            }
        }
    }

    @Test func aListThatIsNotThereIsUnknown() throws {
        var scene = try Scene()
        scene.entry["statusListCredential"] = "https://state.example/status/list/2"
        #expect(try scene.finding().standing == .unknown)
        #expect(try scene.finding().reason.contains("only \(url) is there"))
    }

    @Test func aListOfAnotherIssuerIsUnknownUnlessThePolicyNamesIt() throws {
        var scene = try Scene()
        scene.list["issuer"] = "did:web:keeper.example"
        #expect(try scene.finding().standing == .unknown)
        scene.policy.mayKeepList = { keeper, issuer in
            keeper == "did:web:keeper.example" && issuer == "did:web:state.example"
        }
        #expect(try scene.finding().standing == .active)
        scene.list["issuer"] = nil
        #expect(try scene.finding().standing == .unknown)
    }

    @Test func aListThatWasHandedOverMustBeTheOneAskedFor() throws {
        for id in ["https://state.example/status/list/2", nil] as [JSONValue?] {
            var scene = try Scene()
            scene.list["id"] = id
            #expect(try scene.finding().standing == .unknown)
            scene.delivery = .retrieved
            #expect(try scene.finding().standing == .active)
            #expect(try scene.finding().notes.count == (id == nil ? 0 : 1))
        }
    }

    @Test func aListForAnotherPurposeIsUnknown() throws {
        for purpose in ["suspension", "Revocation"] {
            #expect(try Scene(purposes: [purpose]).finding().standing == .unknown)
        }
    }

    @Test(
        arguments: [
            ("type", "BitstringStatusListCredential"), ("type", ["VerifiableCredential"]),
            ("type", ["VerifiableCredential", "StatusList2021Credential"]), ("credentialSubject", "x"),
            ("credentialSubject", nil), ("validFrom", "2026"), ("validFrom", "2027-01-01T00:00:00Z"),
            ("validUntil", "2026-05-31T00:00:00Z"), ("validUntil", 5),
        ] as [(JSONString, JSONValue?)])
    func aListThatIsNotInOrderIsUnknown(_ name: JSONString, _ value: JSONValue?) throws {
        var scene = try Scene()
        scene.list[name] = value
        let isFine = name == "type" && value == "BitstringStatusListCredential"
        #expect(try scene.finding().standing == (isFine ? .active : .unknown))
    }

    @Test(
        arguments: [
            ("type", "StatusList2021"), ("statusPurpose", nil), ("statusPurpose", [5]), ("statusPurpose", []),
            ("encodedList", nil), ("encodedList", "H4sIAAAAAAAAA_MAAC8mBaoBAAAA"), ("ttl", "soon"), ("ttl", -1),
        ] as [(JSONString, JSONValue?)])
    func aListWhoseSubjectIsNotInOrderIsUnknown(_ name: JSONString, _ value: JSONValue?) throws {
        var scene = try Scene()
        scene.setSubject(name, value)
        #expect(try scene.finding().standing == .unknown)
    }

    @Test func anAgedListStillRevokesButNeverAcquits() throws {
        let agings: [(inout Scene) -> Void] = [
            { $0.policy.maximumAge = 500 }, { $0.setSubject("ttl", 999) },
            { $0.list["validUntil"] = "2026-05-31T00:00:00Z" }, { $0.obtained = now + 3_600_000 },
            {
                $0.obtained = nil
                $0.policy.maximumAge = 500
            },
        ]
        for (number, age) in agings.enumerated() {
            var scene = try Scene()
            age(&scene)
            #expect(try scene.finding().standing == .unknown, "\(number)")
            scene = try Scene(set: [23: 1])
            age(&scene)
            #expect(try scene.finding().standing == .revoked(reason: nil), "\(number)")
            #expect(try scene.finding().notes.count == 1)
            scene = try Scene(set: [23: 1], purposes: ["suspension"])
            scene.entry["statusPurpose"] = "suspension"
            age(&scene)
            #expect(try scene.finding().standing == .unknown, "a suspension can be lifted; \(number)")
        }
    }

    @Test func timesAtTheEdgeCountAsFresh() throws {
        var scene = try Scene()
        scene.policy.maximumAge = 1_000
        scene.setSubject("ttl", 1_000)
        #expect(try scene.finding().standing == .active)
        scene.obtained = now + 60_000
        #expect(try scene.finding().standing == .active)
        scene.obtained = now + 60_001
        #expect(try scene.finding().standing == .unknown)
        scene.obtained = nil
        scene.policy.maximumAge = nil
        #expect(try scene.finding().attestedAt == time("2026-05-01T00:00:00Z"))
    }

    /// Somebody may have kept it since: only when it was made is known, by its issuer's word.
    @Test func aListOfUnknownArrivalIsAsOldAsItSays() throws {
        var scene = try Scene()
        scene.obtained = nil
        let made = UInt64(time("2026-05-01T00:00:00Z").milliseconds)
        scene.policy.maximumAge = now - made
        #expect(try scene.finding().standing == .active)
        scene.policy.maximumAge = now - made - 1_000
        #expect(try scene.finding().standing == .unknown)
        scene.list["validFrom"] = nil
        scene.policy.maximumAge = now
        #expect(try scene.finding().standing == .unknown)
    }

    @Test func aShortListIsRemarkedOnOrRefused() throws {
        var scene = try Scene()
        scene.setSubject("encodedList", JSONValue(try StatusBits(entryCount: 131_064).encoded()))
        #expect(try scene.finding().standing == .active)
        #expect(try scene.finding().notes.count == 1)
        scene.policy.refusesShortLists = true
        #expect(try scene.finding().standing == .unknown)
        scene.policy.minimumEntryCount = 131_064
        #expect(try scene.finding().standing == .active)
        #expect(try scene.finding().notes.isEmpty)
    }

    @Test func theOlderDraftIsReadInItsOwnForm() throws {
        var scene = try Scene(set: [23: 1])
        scene.entry["type"] = "StatusList2021Entry"
        #expect(try scene.finding().standing == .unknown)
        scene.list["type"] = ["VerifiableCredential", "StatusList2021Credential"]
        scene.setSubject("type", "StatusList2021")
        #expect(try scene.finding().standing == .unknown, "the letter of the base is not part of that form")
        let text = scene.list["credentialSubject"]?["encodedList"]?.string ?? ""
        scene.setSubject("encodedList", JSONValue(String(text.dropFirst())))
        #expect(try scene.finding().standing == .revoked(reason: nil))
    }

    @Test func eachEntryIsJudgedAndTheWorstDecides() throws {
        let scene = try Scene(set: [1: 1, 23: 0], purposes: ["revocation", "suspension", "refresh"])
        func entry(_ purpose: String, _ index: String) -> JSONValue {
            var entry = scene.entry
            entry["statusPurpose"] = JSONValue(purpose)
            entry["statusListIndex"] = JSONValue(index)
            return .object(entry)
        }
        var credential = scene.credential
        func findings(_ entries: [JSONValue]) -> [StatusListFinding] {
            credential["credentialStatus"] = .array(entries)
            return StatusListReader(policy: scene.policy).findings(of: credential, in: scene.documents)
        }
        let mixed = findings([entry("revocation", "23"), entry("suspension", "1"), "x", entry("refresh", "1")])
        #expect(mixed.map(\.standing) == [.active, .suspended, .unknown, .outdated])
        #expect(mixed.map { $0.place.description } == (0..<4).map { "/credentialStatus/\($0)" })
        #expect(StatusListFinding.deciding(mixed)?.standing == .suspended)
        #expect(StatusListFinding.deciding([])?.standing == nil)
        let order = [
            findings([entry("revocation", "1")]), findings([entry("suspension", "1")]), findings(["x"]),
            findings([entry("refresh", "1")]), findings([entry("revocation", "23")]),
        ].compactMap(\.first)
        for (i, worse) in order.enumerated() {
            for better in order[i...] {
                #expect(StatusListFinding.deciding([better, worse]) == worse)
                #expect(StatusListFinding.deciding([worse, better]) == worse)
            }
        }
    }

    @Test func thereIsABoundOnEntries() throws {
        let scene = try Scene()
        var credential = scene.credential
        credential["credentialStatus"] = .array(Array(repeating: .object(scene.entry), count: 100))
        let findings = StatusListReader(policy: scene.policy).findings(of: credential, in: scene.documents)
        #expect(findings.count == StatusListReader.maximumEntries + 1)
        #expect(findings.last?.standing == .unknown)
        #expect(findings.dropLast().allSatisfy { $0.standing == .active })
    }

    @Test func findingsBecomeTheStatusCheck() throws {
        let place = JSONPointer("/credentialSubject/verifiableCredential/0") ?? JSONPointer()
        func check(_ scene: Scene) throws -> Check { StatusListFinding.check([try scene.finding()], at: place) }
        let active = try check(Scene())
        #expect(active.kind == .status && active.outcome == .pass && active.code == nil)
        #expect(active.place.description == "/credentialSubject/verifiableCredential/0/credentialStatus")
        let revoked = try check(Scene(set: [23: 1]))
        #expect(revoked.outcome == .fail && revoked.code == .revoked)
        var scene = try Scene(set: [23: 1], purposes: ["suspension", "refresh"])
        scene.entry["statusPurpose"] = "suspension"
        #expect(try check(scene).code == .suspended)
        scene.entry["statusPurpose"] = "refresh"
        #expect(try check(scene).outcome == .warn && check(scene).code == nil)
        scene.proof = .absent
        #expect(try check(scene).outcome == .warn, "a refresh list that cannot be read decides nothing")
        scene.entry["statusPurpose"] = "revocation"
        #expect(try check(scene).outcome == .unknown && check(scene).code == .unknown)
        #expect(StatusListFinding.check([], at: place).outcome == .pass)
    }

    @Test("No mutation of a list brings about a crash or a mistaken acquittal", arguments: 0..<12)
    func mutations(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var scene = try Scene(set: [23: 1])
        let text = JSONValue.object(scene.list).serialized()
        for round in 0..<100 {
            var changed = text
            let index = random.int(in: 0..<changed.count)
            changed[index] = UInt8(truncatingIfNeeded: random.next())
            guard let list = try? JSONValue(parsing: changed).object else { continue }
            scene.list = list
            let standing = try scene.finding().standing
            #expect(
                standing == .unknown || standing == .revoked(reason: nil), "seed \(seed), round \(round): \(standing)")
        }
    }
}

struct RevocationListTests {
    private let listURL = "https://state.example/revocations"

    private func finding(
        _ list: JSONObject, id: String? = "urn:uuid:1", proof: StatusDocument.Proof = .absent,
        delivery: StatusDocument.Delivery = .retrieved, policy: StatusListPolicy = StatusListPolicy(now: now)
    ) -> StatusListFinding? {
        var credential: JSONObject = [
            "issuer": JSONValue(issuer),
            "credentialStatus": ["id": JSONValue(listURL), "type": "1EdTechRevocationList"],
        ]
        if let id { credential["id"] = JSONValue(id) }
        return StatusListReader(policy: policy).findings(of: credential) { asked in
            #expect(asked == listURL)
            return .found(StatusDocument(list, proof: proof, delivery: delivery, obtained: now - 5_000))
        }.first
    }

    private func list(_ entries: JSONValue?, name: JSONString = "revokedCredential") -> JSONObject {
        var list: JSONObject = ["id": JSONValue(listURL), "issuer": JSONValue(issuer)]
        list[name] = entries
        return list
    }

    @Test func anEntryRevokesUnlessItSaysThatItDoesNot() {
        #expect(finding(list([["id": "urn:uuid:1"]]))?.standing == .revoked(reason: nil))
        #expect(
            finding(list([["id": "urn:uuid:1", "revoked": true, "revocationReason": "Error"]]))?.standing
                == .revoked(reason: "Error"))
        #expect(finding(list([["id": "urn:uuid:1", "revoked": false]]))?.standing == .active)
        #expect(finding(list([["id": "urn:uuid:2"]]))?.standing == .active)
        #expect(finding(list([]))?.standing == .active)
        #expect(finding(list(nil))?.standing == .active)
        #expect(finding(list(["id": "urn:uuid:1"], name: "revokedCredentials"))?.standing == .revoked(reason: nil))
    }

    @Test func whatOneEntryTakesBackAnotherDoesNotGiveBack() {
        let both: JSONValue = [["id": "urn:uuid:1"], ["id": "urn:uuid:1", "revoked": false]]
        #expect(finding(list(both))?.standing == .revoked(reason: nil))
    }

    @Test func idsCompareAsTheStandardComparesThem() {
        #expect(
            finding(list([["id": " https://state.example/%7Ea "]]), id: "https://state.example/~a")?.standing
                == .revoked(reason: nil))
        #expect(
            finding(list([["id": "https://state.example/a%2Fb"]]), id: "https://state.example/a/b")?.standing == .active
        )
    }

    @Test func aListThatCannotBeReadIsUnknown() {
        for entries in ["urn:uuid:1", [["id": 5]], [[:]], [["id": "urn:uuid:1", "revoked": "no"]]] as [JSONValue] {
            #expect(finding(list(entries))?.standing == .unknown, "\(entries)")
        }
        #expect(finding(["id": JSONValue(listURL)])?.standing == .unknown)
        #expect(finding(["credentialSubject": [:]])?.standing == .unknown)
    }

    @Test func onlyTheIssuersOwnListFromItsOwnPlaceCounts() throws {
        var other = list([])
        other["issuer"] = "did:web:other.example"
        #expect(finding(other)?.standing == .unknown)
        #expect(finding(list([]), delivery: .relayed)?.standing == .unknown)
        #expect(finding(list([]), proof: .verified, delivery: .relayed)?.standing == .active)
        #expect(finding(list([]), proof: .doubtful("x"))?.standing == .unknown)
        #expect(finding(list([]), id: nil)?.standing == .unknown)
        let plain = try #require(finding(list([])))
        #expect(plain.notes == ["the revocation list is not signed"])
        var renamed = list([])
        renamed["id"] = "https://state.example/other"
        #expect(finding(renamed)?.notes.count == 2)
        #expect(finding(renamed, proof: .verified, delivery: .relayed)?.standing == .unknown)
        renamed["id"] = nil
        #expect(finding(renamed, proof: .verified, delivery: .relayed)?.standing == .unknown)
    }

    @Test func anOldListStillRevokes() {
        let strict = StatusListPolicy(now: now, maximumAge: 1_000)
        #expect(finding(list([]), policy: strict)?.standing == .unknown)
        #expect(finding(list([["id": "urn:uuid:1"]]), policy: strict)?.standing == .revoked(reason: nil))
    }

    @Test func aBitstringIsNotTakenForARevocationListNorTheReverse() throws {
        let bitstring = try StatusListDraft(
            id: listURL, issuer: issuer, validFrom: time("2026-05-01T00:00:00Z"), setting: []
        ).credential()
        #expect(finding(bitstring, proof: .verified)?.standing == .unknown)
        var scene = try Scene()
        scene.list = list([])
        #expect(try scene.finding().standing == .unknown)
    }
}

struct CredentialRefreshTests {
    private let original: JSONObject = [
        "id": "urn:uuid:1", "type": ["VerifiableCredential", "AchievementCredential"], "issuer": JSONValue(issuer),
        "validFrom": "2026-05-01T00:00:00Z",
        "refreshService": ["id": "https://state.example/refresh/1", "type": "1EdTechCredentialRefresh"],
    ]

    private func answer(_ changes: (inout JSONObject) -> Void) -> CredentialRefresh.Answer {
        var answer = original
        changes(&answer)
        return CredentialRefresh.judge(answer, for: original)
    }

    private func isRefused(_ changes: (inout JSONObject) -> Void) -> Bool {
        if case .refused = answer(changes) { true } else { false }
    }

    @Test func theServiceIsFoundByItsType() {
        #expect(CredentialRefresh.url(of: original) == "https://state.example/refresh/1")
        var other = original
        other["refreshService"] = [["id": "https://a.example", "type": "Other"], ["type": "1EdTechCredentialRefresh"]]
        #expect(CredentialRefresh.url(of: other) == nil)
        other["refreshService"] = nil
        #expect(CredentialRefresh.url(of: other) == nil)
    }

    @Test func aNewerTextOfTheSameCredentialReplacesIt() throws {
        guard case .replacement(let newer) = answer({ $0["validFrom"] = "2026-05-02T00:00:00Z" }) else {
            Issue.record("a newer text was not taken")
            return
        }
        #expect(newer["validFrom"] == "2026-05-02T00:00:00Z")
        guard case .unchanged = answer({ _ in }) else {
            Issue.record("the same text was taken for another")
            return
        }
        guard case .replacement = answer({ $0["issuer"] = ["id": " did:web:state%2Eexample"] }) else {
            Issue.record("ids must compare as the standard compares them")
            return
        }
    }

    @Test func whatIsNotANewerTextIsRefused() {
        #expect(isRefused { $0["validFrom"] = "2026-04-30T23:59:59Z" })
        #expect(isRefused { $0["id"] = "urn:uuid:2" })
        #expect(isRefused { $0["id"] = nil })
        #expect(isRefused { $0["issuer"] = "did:web:other.example" })
        #expect(isRefused { $0["validFrom"] = nil })
        #expect(isRefused { $0["type"] = ["VerifiableCredential", "ClrCredential"] })
        guard case .refused = CredentialRefresh.judge(["id": "x"], for: ["id": "x"]) else {
            Issue.record("two documents without issuer are not one credential")
            return
        }
    }
}

/// Lists and credentials of other implementations.
@Suite(.enabled(if: Vectors.available, "the test vectors are not on this machine (CHIROGRAPH_VECTORS)"))
struct PublishedStatusTests {
    private func standings(_ suite: String, _ files: [String], list: String) throws -> [StatusListFinding.Standing] {
        let folder = try #require(Vectors.suite(suite))
        let document = StatusDocument(
            try #require(try folder.json(list).object), proof: .verified, delivery: .retrieved, obtained: now)
        return try files.map { file in
            let credential = try #require(try folder.json(file).object, "\(file)")
            let findings = StatusListReader(policy: StatusListPolicy(now: now)).findings(of: credential) { _ in
                .found(document)
            }
            return try #require(StatusListFinding.deciding(findings), "\(file)").standing
        }
    }

    @Test func theValidatorsRevokedCredentialsAreRevoked() throws {
        let folder = "ob30/bit-string-list/"
        let found = try standings(
            "openbadges-clr",
            [folder + "credential-status-revoked.json", folder + "credential-status-revoked-blank-nodes.json"],
            list: folder + "testlist")
        #expect(found == [.revoked(reason: nil), .revoked(reason: nil)])
    }

    @Test func theConsortiumsCredentialsAreAsItsVerifierFindsThem() throws {
        let list = "status/e5WK8CbZ1GjycuPombrj.json"
        let revoked = try standings("dcc-credentials", ["v2/v2Revoked.json", "v1/v1Revoked.json"], list: list)
        #expect(revoked == [.revoked(reason: nil), .revoked(reason: nil)])
        let active = try standings(
            "dcc-credentials", ["eddsa/v2/v2EddsaWithValidStatus.json", "v1/v1WithValidStatus.json"], list: list)
        #expect(active == [.active, .active])
        // Issued under another DID than the list.
        let other = try standings("dcc-credentials", ["v2/didWeb/v2didWebWithValidStatus.json"], list: list)
        #expect(other == [.unknown])
    }
}
