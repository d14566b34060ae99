import Glibc
import LMDB
import Synchronization
import TestSupport
import Testing

@testable import Store

@Suite struct GroupCommitTests {
    struct Refused: Error, Equatable {}

    /// Keeps the writer thread busy until it is let go, so that what is asked for meanwhile becomes one batch.
    final class Gate: Sendable {
        private let isOpen = Mutex(false)
        func open() { isOpen.withLock { $0 = true } }
        func wait() { while !isOpen.withLock({ $0 }) { sched_yield() } }
    }

    let directory: TemporaryDirectory
    let store: Store

    init() throws {
        directory = try TemporaryDirectory()
        store = try Store.open(directory.path("store"))
    }

    @Test func whatOneRequestChangedBeforeItFailedIsUndoneAloneAndTheOthersStand() async throws {
        let gate = Gate()
        let store = store
        async let opening: Void = store.write { _ in gate.wait() }
        let outcomes = await withTaskGroup(of: (UInt8, Bool).self) { group in
            for number in UInt8(1)...20 {
                group.addTask {
                    do {
                        try await store.write { writer in
                            try writer.put(.meta, key: [number], value: [number])
                            if number % 5 == 0 { throw Refused() }
                        }
                        return (number, true)
                    } catch {
                        return (number, !(error is Refused))
                    }
                }
            }
            gate.open()
            return await group.reduce(into: [UInt8: Bool]()) { $0[$1.0] = $1.1 }
        }
        try await opening
        #expect(outcomes.count == 20)
        for (number, isStored) in outcomes {
            #expect(isStored == (number % 5 != 0))
            let found = try store.read { try $0.contains(.meta, key: [number]) }
            #expect(found == isStored)
        }
    }

    @Test func aReadAfterAWriteSeesIt() async throws {
        for number in UInt8(0)..<100 {
            try await store.write { try $0.put(.meta, key: [1], value: [number]) }
            let found = try store.read { try $0.get(.meta, key: [1]) }
            #expect(found == [number])
        }
    }
}
