import Cryptography
import Exchange
import Glibc
import JSON
import LMDB
import Ledger
import Store
import Synchronization
import Testing
import TransparencyLog

@testable import Node

@Suite struct ReplicatorTests {
    /// A status entry of a made-up credential.
    private static func publish(_ node: TestNode, _ number: UInt8 = 1, rows: [StoreRow] = []) async throws -> Published
    {
        try await node.replicator.publish(node.origin) { writer in
            try writer.changeStatus(of: SHA256.hash([number]), to: .suspended, reason: 1)
            return rows
        }
    }

    @Test func whatIsPublishedReachesEveryNodeAndIsConfirmed() async throws {
        try await World.run(institutions: ["college", "riverton"]) { world in
            let published = try await Self.publish(world.college)
            #expect(published.firstIndex == 0)
            #expect(published.size == 2)
            _ = try await Self.publish(world["riverton"])
            try await world.settle()
            for node in world.members {
                #expect(try await node.log(world.college.origin)?.size == 2, "\(node.name)")
                #expect(try await node.replicator.peersUp().count == 3)
            }
        }
    }

    @Test func aNodeThatWasAwayCatchesUp() async throws {
        try await World.run { world in
            await (try world.employer).stop()
            for number in UInt8(0)..<20 { _ = try await Self.publish(world.college, number) }
            try world.employer.start()
            world.connectAll()
            try await world.settle()
            #expect(try await world.employer.log(world.college.origin)?.size == 40)
        }
    }

    @Test func publishingBeforeTheOthersHaveShownTheirHeadsIsRefusedWithASentence() async throws {
        try await World.run(ready: false) { world in
            _ = try await world.until("the college may write") {
                try await world.college.log(world.college.origin)?.waiting == nil
            }
            _ = try await Self.publish(world.college)
            try await world.settle()
            await (try world.college).stop()
            try world.college.start()
            let refused = await refusal { try await Self.publish(world.college) }
            #expect(refused?.code == 1)
            #expect(refused?.text.contains("other operators must show which head") == true)
            let waiting = try await world.college.call("node.status")["logs"]?[0]?["waiting"]?.string
            #expect(waiting == refused?.text, "the status says why")
        }
    }

    @Test func aLogThatTheRosterGivesToAnotherNodeIsNotWritten() async throws {
        try await World.run { world in
            let origin = try world.college.origin
            let refused = await refusal {
                try await world.employer.replicator.publish(origin) { writer in
                    try writer.changeStatus(of: SHA256.hash([1]), to: .revoked, reason: 0)
                    return []
                }
            }
            #expect(refused?.text.contains("does not name this node as the host") == true)
        }
    }

    @Test func ifPreparingFailsNothingHappens() async throws {
        struct Changed: Error {}
        try await World.run { world async throws in
            let refused = await refusal {
                try await world.college.replicator.publish(world.college.origin) { _ in throw Changed() }
            }
            #expect(refused?.text.contains("Changed") == true)
            #expect(try await Self.publish(world.college).firstIndex == 0)
        }
    }

    // MARK: A store that fails

    /// A row that the store refuses fails the whole commit; the node starts over from what is stored.
    @Test func aFailingCommitFailsTheCallerAndTheNodeGoesOnFromWhatIsStored() async throws {
        try await World.run { world in
            _ = try await Self.publish(world.college)
            try await world.settle()
            let head = try await world.college.log(world.college.origin)?.root
            let bad = StoreRow(.meta, key: [], value: [1])
            let refused = await refusal { try await Self.publish(world.college, 2, rows: [bad]) }
            #expect(refused?.text.contains("key of 0 bytes") == true)
            #expect(try await world.college.log(world.college.origin)?.root == head)
            #expect(try await world.employer.log(world.college.origin)?.root == head, "nobody has heard of it")
            #expect(world.log.text.contains("did not take a batch"))
            #expect(world.network.disconnects.contains("reloading"))
            world.connectAll()
            try await world.untilWritable()
            let published = try await Self.publish(world.college, 2)
            #expect(published.firstIndex == 2)
            try await world.settle()
        }
    }

    /// Nothing more can be stored: the loop ends with the reason, and nobody waits for it for ever.
    @Test func aStoreThatIsClosedEndsTheLoopAndAnswersWhoeverWaits() async throws {
        try await World.run { world in
            let college = try world.college
            try college.store.close()
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for number in UInt8(0)..<5 {
                    group.addTask { await refusal { try await Self.publish(college, number) } != nil }
                }
                return await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(outcomes == [true, true, true, true, true])
            await #expect(throws: (any Error).self) { try await college.now.loop?.value }
            #expect(await refusal { try await Self.publish(college) }?.text.contains("stopping") == true)
        }
    }

    /// A full disk: the store writes nothing more until it is opened again, and the loop says so by ending.
    @Test func aStoreThatHasStoppedEndsTheLoopWithItsReason() async throws {
        let isFull = Mutex(false)
        var options = StoreOptions.quick
        options.hook = CallHook { call in isFull.withLock { $0 && call == .commit } ? 28 : 0 }
        try await World.run(options: options) { world in
            _ = try await Self.publish(world.college)
            try await world.settle()
            isFull.withLock { $0 = true }
            // A cosignature that arrives just now may meet the full disk first.
            #expect(await refusal { try await Self.publish(world.college, 2) } != nil)
            let reason = await #expect(throws: StoreError.self) { try await world.college.now.loop?.value }
            #expect(reason?.description.contains("No space is left") == true)
            isFull.withLock { $0 = false }
        }
    }

    /// What somebody was shown must survive a crash.
    @Test func whatIsNotDurableYetIsNotShown() async throws {
        try await World.run { world in
            let college = try world.college
            let origin = try college.origin
            _ = try await Self.publish(college)
            try await world.settle()
            let gate = Gate()
            let store = try college.store
            let blocker = Task { try await store.write { _ in gate.wait() } }
            let second = Task { try await Self.publish(college, 2) }
            let replicator = try college.replicator
            while await !replicator.isCommitting { await Task.yield() }
            let status = try await college.log(origin)
            let state = await replicator.logState(of: origin)
            let head = await replicator.mirror().logs[origin]?.state
            gate.open()
            try await blocker.value
            #expect(status?.size == 2)
            #expect(status?.stored == 2)
            #expect(state?.size == 2)
            #expect(head?.size == 2)
            #expect(try await second.value.size == 4)
            #expect(try await college.log(origin)?.size == 4)
        }
    }

    // MARK: Bounds and ends

    @Test func whoeverWaitsWhenTheNodeStopsIsTold() async throws {
        try await World.run { world in
            let college = try world.college
            let gate = Gate()
            let store = try college.store
            // The writer thread is busy, so that the first publication is under way and the others wait.
            let blocker = Task { try await store.write { _ in gate.wait() } }
            let replicator = try college.replicator
            let underWay = Task { try await Self.publish(college, 0) }
            while await !replicator.isCommitting { await Task.yield() }
            let waiting = (UInt8(1)..<4).map { number in
                Task { await refusal { try await Self.publish(college, number) } }
            }
            while await replicator.waitingCount < 3 { await Task.yield() }
            await replicator.stop()
            gate.open()
            try await blocker.value
            #expect(try await underWay.value.size == 2, "what was under way is done")
            for task in waiting {
                #expect(await task.value?.text.contains("the node is stopping") == true)
            }
            #expect(await refusal { try await Self.publish(college) }?.text.contains("the node is stopping") == true)
        }
    }

    @Test func theLoopEndsWhenItsTaskIsCancelled() async throws {
        try await World.run { world in
            let loop = try #require(try world.college.now.loop)
            loop.cancel()
            _ = await loop.result
            let refused = await refusal { try await Self.publish(world.college) }
            #expect(refused?.text.contains("the node is stopping") == true)
        }
    }

    @Test func moreThanTheQueueHoldsIsRefusedAndTheRestIsDone() async throws {
        try await World.run { world in
            let college = try world.college
            let replicator = try college.replicator
            let gate = Gate()
            let store = try college.store
            let blocker = Task { try await store.write { _ in gate.wait() } }
            let first = Task { try await Self.publish(college, 1) }
            // Until the first one is under way nothing waits.
            while await !replicator.isCommitting { await Task.yield() }
            for _ in 0..<Replicator.maximumWaiting { await replicator.tick() }
            let refused = await refusal { try await Self.publish(college, 2) }
            #expect(refused?.text.contains("too much to do") == true)
            gate.open()
            try await blocker.value
            _ = try await first.value
            _ = try await Self.publish(college, 3)
            try await world.settle()
            #expect(try await college.replicator.peersUp().count == 2, "no peer was lost over it")
        }
    }

    /// What peers send meanwhile must not pile up in memory: their connections have to wait.
    @Test func framesBeyondTheirBytesHoldBackWhoDeliversThem() async throws {
        try await World.run { world in
            let college = try world.college
            let replicator = try college.replicator
            let gate = Gate()
            let store = try college.store
            let blocker = Task { try await store.write { _ in gate.wait() } }
            let first = Task { try await Self.publish(college, 1) }
            while await !replicator.isCommitting { await Task.yield() }
            let employer = try world.employer.key
            let frame = WireFrame(type: 0x7f, payload: [UInt8](repeating: 7, count: 1 << 20))
            let delivered = Mutex(0)
            let flood = Task {
                for _ in 0..<200 {
                    await replicator.received(frame, from: employer)
                    delivered.withLock { $0 += 1 }
                }
            }
            let bound = Replicator.maximumWaitingBytes / frame.payload.count
            while delivered.withLock({ $0 }) < bound { await Task.yield() }
            for _ in 0..<1_000 { await Task.yield() }
            #expect(delivered.withLock { $0 } <= bound + 1)
            gate.open()
            try await blocker.value
            _ = try await first.value
            await flood.value
            #expect(delivered.withLock { $0 } == 200)
        }
    }

    @Test func aPeerThatComesBackWithoutHavingGoneIsKnownOnce() async throws {
        try await World.run { world in
            let replicator = try world.college.replicator
            let employer = try world.employer.key
            for _ in 0..<50 { await replicator.peerUp(employer) }
            #expect(await replicator.sessions.count == 2)
            #expect(await replicator.keys.count == 2)
        }
    }

    // MARK: Peers that misbehave

    @Test(arguments: [[], [1], [0xff, 0xff, 0xff, 0xff]] as [[UInt8]], [0, 0x20, 0x27, 0xff] as [UInt8])
    func garbageCostsItsSenderTheConnectionAndNobodyElseAnything(_ payload: [UInt8], _ type: UInt8) async throws {
        try await World.run { world in
            let employer = try world.employer
            world.network.send(
                [WireFrame(type: type, payload: payload)], from: employer.key, to: try world.college.key)
            try await world.until("the college drops the employer") { world.network.disconnects.count == 1 }
            let library = try world["library"]
            #expect(try await world.college.replicator.peersUp() == [library.name])
            _ = try await Self.publish(world.college)
            try await world.until("the library has it") { try await library.log(world.college.origin)?.size == 2 }
        }
    }

    @Test func aKeyOutsideTheRosterIsNoPeer() async throws {
        try await World.run { world in
            let stranger = try Ed25519.PrivateKey(seed: SecretBytes(random: 32)).publicKey
            let replicator = try world.college.replicator
            await replicator.peerUp(stranger)
            await replicator.received(WireFrame(type: 1, payload: []), from: stranger)
            await replicator.peerDown(stranger)
            #expect(world.network.disconnects == ["not in the roster"])
            #expect(await replicator.sessions.count == 2)
        }
    }
}

/// Keeps a thread busy until it is let go.
final class Gate: Sendable {
    private let isOpen = Mutex(false)

    func open() { isOpen.withLock { $0 = true } }

    func wait() { while !isOpen.withLock({ $0 }) { usleep(200) } }
}
