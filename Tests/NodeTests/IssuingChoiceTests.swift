import Credentials
import Cryptography
import Exchange
import JSON
import Ledger
import Multiformats
import NodeHome
import TestSupport
import Testing

@testable import Node

/// What a publisher chose for each type of credential.
@Suite struct IssuingChoiceTests {
    private static func courses(_ verification: VerificationChoice, jwt: Bool = false) -> IssuingRules {
        IssuingRules(["Course": IssuingRules.Rule(verification: verification, isToken: jwt)])
    }

    private static func everything(_ verification: VerificationChoice) -> IssuingRules {
        IssuingRules(["VerifiableCredential": IssuingRules.Rule(verification: verification)])
    }

    private static func set(_ value: String, _ id: String, _ world: World) async throws -> JSONValue {
        try await world.college.call("status.set", ["credential": JSONValue(id), "value": JSONValue(value)])
    }

    private static func multikey(of credential: JSONValue) throws -> String {
        let method = try #require(credential["proof"]?[0]?["verificationMethod"]?.string)
        return String(try #require(method.split(separator: "#").last))
    }

    /// Somebody who has the roster and gets what the college publishes, and hears no gossip.
    private static func expect(
        _ code: VerdictCode, _ credential: JSONValue, _ world: World, at place: SourceLocation = #_sourceLocation
    ) async throws {
        let lists = try await world.college.call("status.lists")["lists"]?.array ?? []
        let texts = Dictionary(
            uniqueKeysWithValues: lists.map { ($0["url"]?.string ?? "", $0["credential"]?.serialized() ?? []) })
        let roster = try await world.college.replicator.roster
        let policy = TrustPolicy(rosters: [roster], maximumStaleness: TestClock.day, now: world.clock.now)
        let verifier = CredentialVerifier(
            policy: policy,
            statusLists: { url in
                guard let text = texts[url] else { return .failure(.offline) }
                return .success(StatusListText(text, obtained: nil, delivery: .relayed))
            })
        let report = verifier.verify(credential)
        #expect(report.code == code, "\(report.text())", sourceLocation: place)
    }

    @Test func whatTheLogDoesNotHoldIsSignedWithItsOwnKey() async throws {
        for choice in VerificationChoice.allCases {
            try await World.run(issuing: Self.courses(choice)) { world in
                try await world.issue(Rows.autumn)
                let clr = try await world.export("L1")
                let home = try world.college.home
                let key = try home.key(choice.isLogged ? .assertion : .plain)
                for course in clr.nested {
                    let used = try Self.multikey(of: course)
                    #expect(used == KeyText.encode(key.publicKey), "\(choice)")
                    let entries = VerifiableCredential(try #require(course.object)).statuses
                    #expect(entries.count == (choice == .signature ? 0 : choice == .hosted ? 2 : 1))
                    #expect((StatusTag.of(course) == nil) != choice.isLogged)
                    #expect((entries.first?.listCredential == nil) != choice.isListed)
                }
                let ledgerKey = try KeyText.encode(home.key(.assertion).publicKey)
                #expect(try Self.multikey(of: clr.credential) == ledgerKey)
                #expect(clr["receipts"]?.object?.count == (choice.isLogged ? 3 : 1))
                let course = CredentialRules.check(try #require(clr.nested.first?.object))
                #expect(course.findings.isEmpty, "\(course.findings)")
            }
        }
    }

    @Test func whatIsLoggedOrHasNoStatusVerifiesAtAnyNode() async throws {
        for choice in [VerificationChoice.signature, .ledger, .all] {
            try await World.run(issuing: Self.courses(choice)) { world in
                try await world.issue(Rows.autumn)
                try await world.settle()
                #expect(try await world.check(world.export("L1")) == 0, "\(choice)")
            }
        }
    }

    @Test func aHostedCredentialIsSuspendedReinstatedAndRevokedOnItsLists() async throws {
        try await World.run(issuing: Self.courses(.hosted)) { world in
            try await world.issue(Rows.autumn)
            let size = try await world.college.log(world.college.origin)?.size
            let nested = try await world.export("L1").nested
            let course = nested[0]
            try await Self.expect(.verified, course, world)
            let base = "https://college.example/status"
            #expect(try await Self.set("suspended", course.id, world)["list"]?.string == "\(base)/suspended/0")
            try await Self.expect(.suspended, course, world)
            try await Self.expect(.verified, nested[1], world)
            #expect(try await Self.set("active", course.id, world)["list"]?.string == "\(base)/suspended/0")
            try await Self.expect(.verified, course, world)
            #expect(try await Self.set("revoked", course.id, world)["list"]?.string == "\(base)/lists/0")
            try await Self.expect(.revoked, course, world)
            let refused = await refusal { try await Self.set("active", course.id, world) }
            #expect(refused?.text.contains("Nothing was changed") == true)
            #expect(try await world.college.log(world.college.origin)?.size == size, "the log holds nothing of it")
        }
    }

    @Test func withoutItsListAHostedCredentialIsNotVerified() async throws {
        try await World.run(issuing: Self.courses(.hosted)) { world in
            try await world.issue(Rows.autumn)
            let course = try await world.export("L1").nested[0]
            let roster = try await world.college.replicator.roster
            let report = CredentialVerifier(
                policy: TrustPolicy(rosters: [roster], maximumStaleness: TestClock.day, now: world.clock.now)
            ).verify(course)
            #expect(report.code == .unknown, "\(report.text())")
        }
    }

    @Test func theKeyForWhatIsNotLoggedSignsNoLists() async throws {
        try await World.run(issuing: Self.courses(.hosted)) { world in
            try await world.issue(Rows.autumn)
            let course = try await world.export("L1").nested[0]
            let home = try world.college.home
            let published = try await world.college.call("status.lists")["lists"]?.array ?? []
            let roster = try await world.college.replicator.roster
            for (key, code) in [(KeyName.assertion, VerdictCode.verified), (.plain, .unknown)] {
                let signer = CredentialSigner(
                    did: "did:web:college.example", key: try home.key(key),
                    statusBase: "https://college.example/status")
                var lists: [String: [UInt8]] = [:]
                for list in published {
                    let document = try #require(list["credential"]?.object?.removing("proof"))
                    let signed = try signer.sign(document, created: world.college.timestamp)
                    lists[list["url"]?.string ?? ""] = JSONValue.object(signed).serialized()
                }
                let signed = lists
                let report = CredentialVerifier(
                    policy: TrustPolicy(rosters: [roster], maximumStaleness: TestClock.day, now: world.clock.now),
                    statusLists: { .success(StatusListText(signed[$0] ?? [], obtained: nil, delivery: .relayed)) }
                ).verify(course)
                #expect(report.code == code, "\(key): \(report.text())")
            }
        }
    }

    @Test func loggedAndHostedOnesShareTheListsWithoutMeeting() async throws {
        try await World.run(issuing: Self.courses(.hosted)) { world in
            try await world.issue(Rows.autumn)
            let clr = try await world.export("L1")
            let all =
                try await [clr.credential] + clr.nested + world.export("L2").nested
                + [world.export("L2").credential]
            let places = all.flatMap { credential in
                VerifiableCredential(credential.object ?? [:]).statuses.compactMap { status in
                    status.listIndex.map { "\(status.listCredential ?? "")#\($0)" }
                }
            }
            #expect(places.count == 2 + 3 * 2)
            #expect(Set(places).count == places.count)
        }
    }

    @Test func nothingIsLoggedWhereNothingIsForTheLog() async throws {
        for choice in [VerificationChoice.hosted, .signature] {
            try await World.run(issuing: Self.everything(choice)) { world in
                let summary = try await world.issue(Rows.autumn)
                #expect(summary["credentials"]?.int == 3)
                let size = try await world.college.log(world.college.origin)?.size
                #expect(size ?? 0 == 0)
                let clr = try await world.export("L1")
                #expect(clr["receipts"]?.object?.isEmpty == true)
                try await Self.expect(.verified, clr.credential, world)
                let refused = await refusal {
                    try await world.college.call(
                        "claim.bind",
                        ["credential": JSONValue(clr.id), "ownerCommit": JSONValue(SecureRandom.digest().hex)])
                }
                #expect(refused?.text.contains("knows no owner") == true)
            }
        }
    }

    @Test func whatOnlyASignatureVouchesForCannotBeRevoked() async throws {
        try await World.run(issuing: Self.courses(.signature)) { world in
            try await world.issue(Rows.autumn)
            let id = try await world.export("L1").nested[0].id
            let refused = await refusal { try await Self.set("revoked", id, world) }
            #expect(refused?.text.contains("nothing but its signature") == true)
        }
    }

    @Test func revokingAHostedCLRTakesItsEarlierVersionsAlong() async throws {
        try await World.run(issuing: Self.everything(.hosted)) { world in
            try await world.issue(Rows.autumn)
            let first = try await world.export("L1").credential
            world.clock.advance(by: TestClock.hour)
            try await world.issue(Rows.autumn + Rows.spring)
            let second = try await world.export("L1").credential
            #expect(first.id == second.id && first != second)
            try await Self.expect(.verified, first, world)
            _ = try await Self.set("revoked", second.id, world)
            try await Self.expect(.revoked, second, world)
            try await Self.expect(.revoked, first, world)
            try await Self.expect(.verified, second.nested[0], world)
        }
    }

    @Test func aRowThatChangedIsIssuedAnewOnceTheHostedOneIsRevoked() async throws {
        try await World.run(issuing: Self.courses(.hosted)) { world in
            try await world.issue(Rows.autumn)
            let changed = [Rows.row(Rows.grace, "CS101", grade: "B")]
            #expect(try await world.issue(changed)["errorCount"]?.int == 1)
            _ = try await Self.set("revoked", try await world.export("L2").nested[0].id, world)
            #expect(try await world.issue(changed)["credentials"]?.int == 1)
        }
    }

    // MARK: Tokens

    @Test func aTokenIsAnchoredAndFollowsTheStatusOfItsCredential() async throws {
        let rules = IssuingRules(["ClrCredential": IssuingRules.Rule(isToken: true)])
        try await World.run(issuing: rules) { world in
            try await world.issue(Rows.autumn)
            try await world.settle()
            let id = try await world.clrID("L1")
            let bundle = try await world.college.call(
                "credential.export", ["id": JSONValue(id), "jwt": true])
            let token = try #require(bundle["credential"]?.string)
            #expect(token.split(separator: ".").count == 3)
            #expect(bundle["receipts"]?.object?.count == 3, "its own and those of what it nests")
            let report = try await world.employer.call("credential.verify", ["document": bundle])
            #expect(report["code"]?.int == 0, "\(report["text"]?.string ?? "")")
            let bare = try await world.college.call(
                "credential.export", ["id": JSONValue(id), "jwt": true, "bare": true])
            #expect(bare.string == token)
            _ = try await Self.set("revoked", id, world)
            try await world.settle()
            #expect(try await world.check(bundle) == 11)
            let nested = try await world.export("L1").nested[0].id
            let refused = await refusal {
                try await world.college.call("credential.export", ["id": JSONValue(nested), "jwt": true])
            }
            #expect(refused?.text.contains("was not issued as a token") == true)
        }
    }

    @Test func anotherSignatureOverTheSameTokenIsNotAnchored() async throws {
        let rules = IssuingRules(["ClrCredential": IssuingRules.Rule(isToken: true)])
        try await World.run(issuing: rules) { world in
            try await world.issue(Rows.autumn)
            try await world.settle()
            let id = try await world.clrID("L1")
            let bundle = try await world.college.call("credential.export", ["id": JSONValue(id), "jwt": true])
            var text = Array(try #require(bundle["credential"]?.string).utf8)
            text[text.count - 3] = text[text.count - 3] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            var altered = try #require(bundle.object)
            altered["credential"] = JSONValue(String(decoding: text, as: UTF8.self))
            #expect(try await world.check(.object(altered)) == 10)
        }
    }

    @Test func aWalletHoldsWhatIsHostedToo() async throws {
        for rules in [Self.courses(.hosted), Self.everything(.signature), Self.everything(.hosted)] {
            try await World.run(wallets: ["ada"], issuing: rules) { world in
                try await world.college.call("learner.wallet", ["learner": "L1"])
                try await world.issue(Rows.autumn)
                let offers = try await world.college.call("offer.list")["offers"]?.array ?? []
                let ada = try TestWallet(world["ada"])
                try await ada.accept(try #require(offers.first?["link"]?.string))
                let held = try await ada.node.call("wallet.export")
                #expect(held.nested.count == 2)
                let owner = held.credential["credentialSubject"]?["id"]
                #expect(owner != nil && held.nested.allSatisfy { $0["credentialSubject"]?["id"] == owner })
                try await Self.expect(.verified, held.nested[0], world)
            }
        }
    }

    // MARK: The key

    @Test func aKeyThatTheRosterDoesNotListIssuesNothing() async throws {
        try await World.run(issuing: Self.courses(.hosted), rosterListsPlainKeys: false) { world in
            let refused = await refusal { try await world.issue(Rows.autumn) }
            #expect(refused?.text.contains("does not list this node's key") == true)
            let size = try await world.college.log(world.college.origin)?.size
            #expect(size ?? 0 == 0)
            #expect(await refusal { try await world.export("L1") } != nil)
        }
    }
}
