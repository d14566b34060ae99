import Cryptography
import Exchange
import Gossip
import JSON
import Ledger
import NodeHome
import Store
import Testing
import TransparencyLog

@testable import Node

@Suite struct PresentationTests {
    /// A learner who has accepted her CLR, a stranger with a wallet of his own, and all nodes agreed.
    private static func run(_ body: (World, _ ada: TestWallet, _ mallory: TestWallet) async throws -> Void) async throws
    {
        try await World.run(wallets: ["ada", "mallory"]) { world in
            let ada = try TestWallet(world["ada"])
            try await world.college.call("learner.wallet", ["learner": "L1"])
            try await world.issue(Rows.autumn)
            let offers = try await world.college.call("offer.list")["offers"]
            try await ada.accept(try #require(offers?[0]?["link"]?.string))
            try await world.settle()
            try await body(world, ada, try TestWallet(world["mallory"]))
        }
    }

    private static func link(_ world: World, minutes: Int = 15) async throws -> String {
        let request = try await world.employer.call(
            "request.create",
            ["purpose": "a job", "retention": "30 days", "minutes": .number(JSONNumber(minutes))])
        return try #require(request["link"]?.string)
    }

    private static func send(_ answer: Presentation, _ world: World) async throws -> JSONValue {
        try JSONValue(
            parsing: await world.network.ask(.present, answer.json.serialized(), at: world.employer.key))
    }

    /// The answer as the wallet's node completes it.
    private static func complete(_ answer: Presentation, _ wallet: TestWallet) async throws -> Presentation {
        try await wallet.node.call("wallet.refresh")
        return Presentation(
            requestID: answer.requestID, presentation: answer.presentation,
            statusProofs: try await wallet.node.wallet.record(nil).bundle.statusProofs)
    }

    @Test func theOwnerIsVerifiedWhileTheIssuerIsAway() async throws {
        try await Self.run { world, ada, _ in
            await (try world.college).stop()
            let link = try await Self.link(world)
            let (code, reason) = try await ada.present(link)
            #expect(code == 0, "\(reason)")
            let id = try NodeLink(parsing: link).id
            let kept = try await world.employer.call("request.get", ["id": JSONValue(id)])
            #expect(kept["state"]?.string == "verified")
            #expect(kept["receipt"]?["code"]?.int == 0)
            #expect(kept["reportText"]?.string?.isEmpty == false)
        }
    }

    @Test func theIssuersNodeHearsNothingOfAPresentation() async throws {
        try await Self.run { world, ada, _ in
            let before = world.network.asked.count
            #expect(try await ada.present(Self.link(world)).code == 0)
            let college = try world.college.key
            let asked = world.network.asked.dropFirst(before)
            #expect(asked.contains { $0.method == .statusProof })
            #expect(!asked.contains { $0.key == college })
        }
    }

    @Test func theSameAnswerASecondTimeIsRefused() async throws {
        try await Self.run { world, ada, _ in
            let answer = try await Self.complete(ada.sign(ada.request(Self.link(world))), ada)
            #expect(try await Self.send(answer, world)["receipt"]?["code"]?.int == 0)
            let refused = await refusal { try await Self.send(answer, world) }
            #expect(refused?.code == 4)
            #expect(refused?.text.contains("answered already") == true)
        }
    }

    @Test func anAnswerMadeForOneRequestIsWorthlessForAnother() async throws {
        try await Self.run { world, ada, _ in
            let answer = try await Self.complete(ada.sign(ada.request(Self.link(world))), ada)
            let other = try await ada.request(Self.link(world))
            let replayed = Presentation(
                requestID: other.id, presentation: answer.presentation, statusProofs: answer.statusProofs)
            #expect(try await Self.send(replayed, world)["receipt"]?["code"]?.int == 18)
        }
    }

    @Test func anExpiredRequestIsRefused() async throws {
        try await Self.run { world, ada, _ in
            let link = try await Self.link(world, minutes: 15)
            let answer = try await Self.complete(ada.sign(ada.request(link)), ada)
            world.clock.advance(by: 16 * 60 * TestClock.second)
            let late = await refusal { try await Self.send(answer, world) }
            #expect(late?.code == 13)
            #expect(late?.text.contains("expired") == true)
            #expect(await refusal { try await ada.request(link) }?.code == 13)
        }
    }

    @Test func whoIsNotTheOwnerIsRefused() async throws {
        try await Self.run { world, ada, mallory in
            _ = try await mallory.claim(ada.node.call("wallet.export"))
            let (code, _) = try await mallory.present(Self.link(world))
            #expect(code == 18)
            let stranger = try mallory.makeOwner().key
            let (other, _) = try await ada.present(Self.link(world), key: stranger)
            #expect(other == 18)
        }
    }

    @Test func aPresentationWithoutHolderProofIsRefused() async throws {
        try await Self.run { world, ada, _ in
            let request = try await ada.request(Self.link(world))
            let credential = try await ada.node.call("wallet.export").credential
            let bare = try Presentation.sign([credential], for: request, keys: [], created: ada.node.timestamp)
            let answer = try await Self.complete(
                Presentation(requestID: request.id, presentation: bare, statusProofs: []), ada)
            #expect(try await Self.send(answer, world)["receipt"]?["code"]?.int == 18)
        }
    }

    @Test func aStatusProofThatIsTooOldCouldNotBeChecked() async throws {
        try await Self.run { world, ada, _ in
            try await ada.node.call("wallet.refresh")
            let old = try await ada.node.wallet.record(nil).bundle.statusProofs
            world.clock.advance(by: Verifier.maximumStaleness + TestClock.hour)
            let answer = try await ada.sign(ada.request(Self.link(world)))
            let stale = Presentation(
                requestID: answer.requestID, presentation: answer.presentation, statusProofs: old)
            #expect(try await Self.send(stale, world)["receipt"]?["code"]?.int == 15)
        }
    }

    @Test func withoutAStatusProofItCouldNotBeChecked() async throws {
        try await Self.run { world, ada, _ in
            let answer = try await ada.sign(ada.request(Self.link(world)))
            #expect(try await Self.send(answer, world)["receipt"]?["code"]?.int == 15)
        }
    }

    @Test func theMirrorKnowsOfARevocationThatTheProofDoesNotShow() async throws {
        try await Self.run { world, ada, _ in
            let answer = try await Self.complete(ada.sign(ada.request(Self.link(world))), ada)
            let part = try await ada.node.call("wallet.export").nested[1]
            try await world.college.call("status.set", ["credential": JSONValue(part.id), "value": "revoked"])
            try await world.settle()
            let result = try await Self.send(answer, world)
            #expect(result["receipt"]?["code"]?.int == 11)
        }
    }

    @Test func aFrozenLogCouldNotBeChecked() async throws {
        try await Self.run { world, ada, _ in
            let answer = try await Self.complete(ada.sign(ada.request(Self.link(world))), ada)
            try await Self.equivocate(world)
            #expect(try await Self.send(answer, world)["receipt"]?["code"]?.int == 15)
            let head = try await world.employer.call("ledger.head")
            #expect(head["heads"]?[0]?["frozen"]?.bool == true)
            #expect(try await world.employer.call("ledger.evidence")["evidence"]?.array?.isEmpty == false)
        }
    }

    /// A revocation stays one, whatever its log did afterwards.
    @Test func whatAFrozenLogRevokedStaysRevoked() async throws {
        try await Self.run { world, ada, _ in
            let answer = try await Self.complete(ada.sign(ada.request(Self.link(world))), ada)
            let clr = try await ada.node.call("wallet.export")
            try await world.college.call("status.set", ["credential": JSONValue(clr.id), "value": "revoked"])
            try await world.settle()
            try await Self.equivocate(world)
            #expect(try await Self.send(answer, world)["receipt"]?["code"]?.int == 11)
        }
    }

    /// The college's own key signs another head of the size that everybody holds.
    private static func equivocate(_ world: World) async throws {
        let college = try world.college
        let origin = try college.origin
        let size = try #require(await college.log(origin)?.size)
        let checkpoint = try Checkpoint(origin: origin.text, size: size, root: SHA256.hash([1]))
        let signer = try NoteSigner(name: origin.text, key: college.home.key(.log))
        let note = try NoteSigner.note(checkpoint.text, signers: [signer])
        let frame = GossipFrames.frame(.checkpoint(CheckpointPush(origin: origin, note: note, from: 0, entries: [])))
        world.network.send([frame], from: college.key, to: try world.employer.key)
        try await world.until("the employer freezes the log") {
            try await world.employer.log(origin)?.isFrozen == true
        }
    }

    @Test func oneOfTwoAnswersAtTheSameTimeCounts() async throws {
        try await Self.run { world, ada, _ in
            let request = try await ada.request(Self.link(world))
            let first = try await Self.complete(ada.sign(request), ada)
            let outcomes = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        await refusal { try await Self.send(first, world) }?.code ?? 0
                    }
                }
                return await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == 0 } == 1, "\(outcomes)")
            #expect(outcomes.count { $0 == 4 } == 7, "\(outcomes)")
        }
    }

    @Test func garbageDoesNotUseARequestUp() async throws {
        try await Self.run { world, ada, _ in
            let request = try await ada.request(Self.link(world))
            let good = try await Self.complete(ada.sign(request), ada)
            let empty = Presentation(requestID: request.id, presentation: [:], statusProofs: [])
            #expect(try await Self.send(empty, world)["receipt"]?["code"]?.int == 16)
            var altered = good.presentation
            altered["holder"] = "did:example:other"
            let forged = Presentation(
                requestID: request.id, presentation: altered, statusProofs: good.statusProofs)
            #expect(try await Self.send(forged, world)["receipt"]?["code"]?.int == 10)
            for payload in ["", "{", "[]", "{}", #"{"type":"ChirographPresentation","version":1}"#] {
                let refused = await refusal {
                    try await world.network.ask(.present, Array(payload.utf8), at: world.employer.key)
                }
                #expect(refused?.code == 16, "\(payload): \(refused?.text ?? "accepted")")
            }
            #expect(try await Self.send(good, world)["receipt"]?["code"]?.int == 0)
        }
    }

    @Test func anAnswerWithNothingOfWhatWasAskedForDoesNotUseARequestUp() async throws {
        try await Self.run { world, ada, _ in
            let request = try await ada.request(Self.link(world))
            let good = try await Self.complete(ada.sign(request), ada)
            let clr = try await ada.node.call("wallet.export").credential
            let nested = try #require(clr["credentialSubject"]?["verifiableCredential"]?[0])
            let signed = try Presentation.sign(
                [nested], for: request, keys: [ada.makeOwner().key], created: ada.node.timestamp)
            let other = Presentation(requestID: request.id, presentation: signed, statusProofs: good.statusProofs)
            let refused = await refusal { try await Self.send(other, world) }
            #expect(refused?.code == 1 && refused?.text.contains("holds no ClrCredential") == true)
            #expect(try await Self.send(good, world)["receipt"]?["code"]?.int == 0)
        }
    }

    @Test func aRequestThatNeverWasHasNoAnswer() async throws {
        try await World.run { world in
            for id in ["", "nothing", String(repeating: "x", count: 100_000)] {
                let question: JSONValue = ["id": JSONValue(id)]
                let refused = await refusal {
                    try await world.network.ask(.request, question.serialized(), at: world.employer.key)
                }
                #expect(refused?.text.contains("no presentation request with this id") == true, "\(id.prefix(10))")
            }
        }
    }

    @Test(arguments: [0, -1, 10_081, Int.max])
    func aRequestLivesAMinuteToAWeek(_ minutes: Int) async throws {
        try await World.run { world in
            #expect(await refusal { try await Self.link(world, minutes: minutes) }?.code == 2)
        }
    }

    @Test func theWalletKeepsTheReceipt() async throws {
        try await Self.run { world, ada, _ in
            let link = try await Self.link(world)
            _ = try await ada.present(link)
            let kept = try ada.node.store.read { try $0.all(.presentations) }
            #expect(kept.count == 1)
            let row = try JSONValue(parsing: try #require(kept.first?.value))
            #expect(row["receipt"]?["verdict"]?.string == "verified")
        }
    }

    /// Proofs from a node that lies, or that lags behind, do not push out the good ones.
    @Test func theWalletKeepsItsProofsWhenANodeAnswersWithBadOnes() async throws {
        try await Self.run { world, ada, _ in
            try await ada.node.call("wallet.refresh")
            let good = try await ada.node.wallet.record(nil).bundle.statusProofs
            world.network.tamper { method, answer in
                guard method == .statusProof else { return answer }
                return Array(#"{"proof":"AQID","attested":"2099-01-01T00:00:00Z"}"#.utf8)
            }
            #expect(try await ada.node.call("wallet.refresh")["fresh"]?.int == 0)
            #expect(try await ada.node.wallet.record(nil).bundle.statusProofs == good)
            #expect(try await ada.present(Self.link(world)).code == 0)
        }
    }
}
