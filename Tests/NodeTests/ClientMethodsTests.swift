import Cryptography
import Exchange
import JSON
import Ledger
import Multiformats
import Store
import TestSupport
import Testing

@testable import Node

/// What strangers may ask, and what it may cost.
@Suite struct ClientMethodsTests {
    private static func ask(_ method: ClientMethod, _ question: JSONValue, _ node: TestNode, _ world: World)
        async throws
        -> JSONValue
    {
        try JSONValue(parsing: await world.network.ask(method, question.serialized(), at: node.key))
    }

    @Test func anUnknownMethodIsRefused() async throws {
        try await World.run { world in
            for number in [0, 8, 255] as [UInt8] {
                let methods = try ClientMethods(world.college.services)
                #expect(await refusal { try await methods.answer(number, Array("{}".utf8)) }?.code == 2)
            }
        }
    }

    @Test(arguments: ClientMethod.allCases)
    func whatIsNoQuestionIsRefusedWithASentence(_ method: ClientMethod) async throws {
        try await World.run { world in
            let deep = String(repeating: "[", count: 100_000)
            for payload in ["", "nonsense", "[]", "{}", "null", #"{"id":7,"origin":7,"items":7,"tags":7}"#, deep] {
                for node in world.members {
                    let refused = await refusal {
                        try await world.network.ask(method, Array(payload.utf8), at: node.key)
                    }
                    #expect(refused != nil, "\(method) \(payload.prefix(20))")
                    #expect(refused?.text.isEmpty == false)
                }
            }
        }
    }

    @Test func moreProofsThanACLRHasCredentialsAreRefused() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            try await world.settle()
            let order = try await Self.order(world)
            let one = try #require(order.json["items"]?[0])
            func question(_ count: Int) -> JSONValue {
                var object = order.json.object ?? [:]
                object["items"] = .array([JSONValue](repeating: one, count: count))
                return .object(object)
            }
            let many = question(ProofOrder.maximumItems)
            #expect(try await Self.ask(.statusProof, many, world.employer, world)["proof"]?.string != nil)
            let refused = await refusal {
                try await Self.ask(.statusProof, question(ProofOrder.maximumItems + 1), world.employer, world)
            }
            #expect(refused?.code == 2)
        }
    }

    private static func order(_ world: World) async throws -> ProofOrder {
        let bundle = try CredentialBundle(await world.export("L1"))
        return ProofOrder(
            origin: try world.college.origin,
            items: AnchoredCredential.all(in: bundle.credential, receipts: bundle.receipts), ownerKey: nil,
            nextCommit: nil)
    }

    @Test func proofsAreMadeForEntriesThatAreIssuancesOnly() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            try await world.settle()
            let order = try await Self.order(world)
            let item = try #require(order.items.first)
            for index in [1, 2, UInt64.max] as [UInt64] {
                let receipt = Receipt(
                    nonce: item.receipt.nonce, salt: item.receipt.salt, position: item.receipt.position,
                    path: item.receipt.path, entryIndex: index)
                let wrong: JSONValue = [
                    "origin": JSONValue(order.origin.text),
                    "items": [
                        [
                            "digest": JSONValue(item.digest.hex), "tag": JSONValue(item.tag.hex),
                            "receipt": JSONValue(Base64URL.encode(receipt.encoded())),
                        ]
                    ],
                ]
                let refused = await refusal { try await Self.ask(.statusProof, wrong, world.employer, world) }
                #expect(refused?.text.contains("not an issuance entry") == true, "\(index)")
            }
        }
    }

    @Test func noMoreProofsAreMadeAtOnceThanTheNodeCanSpare() async throws {
        let limit = WorkLimit(running: 2, waiting: 3)
        let gate = AsyncGate()
        let started = Counter()
        let tasks = (0..<8).map { _ in
            Task {
                await refusal {
                    try await limit.run {
                        started.add()
                        await gate.wait()
                    }
                }
            }
        }
        while await limit.refused < 3 { await Task.yield() }
        #expect(started.value == 2, "two at once, three wait, three are told to come again")
        await gate.open()
        var refused = 0
        for task in tasks {
            guard let outcome = await task.value else { continue }
            refused += 1
            #expect(outcome.text.contains("busy"))
        }
        #expect(refused == 3)
        #expect(started.value == 5)
    }

    @Test func whoGaveUpWaitingIsNotWorkedFor() async throws {
        let limit = WorkLimit(running: 1, waiting: 3)
        let gate = AsyncGate()
        let first = Task { try await limit.run { await gate.wait() } }
        while await limit.running < 1 { await Task.yield() }
        let done = Counter()
        let second = Task { try await limit.run { done.add() } }
        while await limit.queued < 1 { await Task.yield() }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        await gate.open()
        try await first.value
        #expect(done.value == 0)
        try await limit.run { done.add() }
        #expect(done.value == 1)
    }

    /// An acceptance of an offer that never was must not wait behind a term that is being issued.
    @Test func anAcceptanceOfNoOfferIsRefusedWhileTheDeskIsBusy() async throws {
        try await World.run(wallets: ["ada"]) { world in
            let ada = try TestWallet(world["ada"])
            try await world.college.call("learner.wallet", ["learner": "L1"])
            try await world.issue(Rows.autumn)
            let link = try #require(
                try await world.college.call("offer.list")["offers"]?[0]?["link"]?.string)
            let offer = try Offer(await ada.node.call("offer.fetch", ["link": JSONValue(link)]))
            let owner = try ada.makeOwner()
            var unknown = Acceptance.make(offer, ownerKey: owner.key, nextCommit: owner.nextCommit).json.object ?? [:]
            unknown["offer"] = JSONValue(SHA256.hash([1]).hex)
            let gate = AsyncGate()
            let registrar = try world.college.registrar
            let busy = Task { try await registrar.exclusively { await gate.wait() } }
            while await !registrar.isBusy { await Task.yield() }
            let refused = await refusal {
                try await Self.ask(.accept, .object(unknown), world.college, world)
            }
            #expect(refused?.text.contains("no offer with this id") == true)
            await gate.open()
            try await busy.value
        }
    }

    @Test func ownersAreToldForALogThatIsKept() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            try await world.settle()
            let tag = try #require(StatusTag.of(try await world.export("L1").credential))
            let question: JSONValue = [
                "origin": JSONValue(try world.college.origin.text), "tags": [JSONValue(tag.hex)],
            ]
            let answer = try await Self.ask(.owners, question, world.employer, world)
            #expect(answer["owners"]?[0]?["ownerSequence"]?.int == 0)
            let many: JSONValue = [
                "origin": JSONValue(try world.college.origin.text),
                "tags": .array([JSONValue](repeating: JSONValue(tag.hex), count: ProofOrder.maximumItems + 1)),
            ]
            #expect(await refusal { try await Self.ask(.owners, many, world.employer, world) }?.code == 2)
            let elsewhere: JSONValue = ["origin": "midwest.example/nobody", "tags": []]
            #expect(await refusal { try await Self.ask(.owners, elsewhere, world.employer, world) }?.code == 2)
        }
    }

    @Test(arguments: ["", "x", String(repeating: "x", count: 100_000), "\u{0}"])
    func anOfferIsFoundByItsIDOnly(_ id: String) async throws {
        try await World.run { world in
            try await world.college.call("learner.wallet", ["learner": "L1"])
            try await world.issue(Rows.autumn)
            let refused = await refusal { try await Self.ask(.offer, ["id": JSONValue(id)], world.college, world) }
            #expect(refused?.text.contains("no open offer with this id") == true)
        }
    }

    @Test func whatAnotherNodeSaysIsBounded() {
        let short = ServiceError(status: 13, sentence: "it is over")
        #expect(short.code == .expired)
        #expect(short.description == "it is over")
        let long = ServiceError(status: 0xf0, sentence: String(repeating: "é", count: 1_000_000))
        #expect(long.code == .failure)
        #expect(long.description.utf8.count < ServiceError.foreignSentenceBytes + 10)
    }

    /// Strangers read no paths of this machine and nothing about its disk.
    @Test func whatIsWrongWithTheStoreIsNotToldToStrangers() async throws {
        try await World.run { world in
            let college = try world.college
            try college.store.close()
            let refused = await refusal { try await Self.ask(.offer, ["id": "x"], college, world) }
            #expect(refused?.code == 1)
            #expect(refused?.text.contains("operator") == true)
            #expect(refused?.text.contains("store") == false)
            #expect(refused?.text.contains(world.directory.path) == false)
            #expect(world.log.text.contains("The store"), "the operator reads it in the log")
        }
    }
}

/// Lets tasks wait until it is opened.
actor AsyncGate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    func wait() async {
        if !isOpen { await withCheckedContinuation { waiting.append($0) } }
    }
}
