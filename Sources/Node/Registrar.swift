import Credentials
import Cryptography
import Exchange
import JSON
import Ledger
import Logging
import NodeHome
import RecordImport
import Store

/// The institution's desk: turns course results into CLRs, offers and anchors.
///
/// Orders run one after the other (`exclusively`), so that each reads what the one before it committed.
actor Registrar {
    let store: Store
    let replicator: Replicator
    let origin: Origin
    let profile: IssuerProfile
    let identifiers: StableIdentifiers
    let drafts: CredentialDrafts
    let signer: CredentialSigner
    let address: NodeAddress
    let nodeKey: Ed25519.PublicKey
    let clock: Clock
    private(set) var isBusy = false
    private var queue: [CheckedContinuation<Void, Never>] = []
    /// When credentials last moved to another key, for a minute; by tag, in milliseconds.
    var recentRotations: [Digest: UInt64] = [:]
    /// Something was issued or changed since the published status lists were last compared with what they should say.
    var listsMayHaveChanged = true
    /// When they are looked at in any case, milliseconds since 1970.
    var nextListPublication: UInt64 = 0
    var listPause = ContinuousClock.now

    /// A batch is one issuance entry; this many credentials bound the memory and the work a crash can cost.
    static let batchCredentials = 4096
    /// Rotations in one order: a CLR of 2,000 credentials and its wrapper.
    static let maximumRotations = 2_001
    /// A credential moves to another key at most once in this time, in milliseconds: each move stays in the log for ever.
    static let rotationPause: UInt64 = 60_000
    /// Offers wait this long, in milliseconds.
    static let offerLifetime: Int64 = 90 * 86_400_000

    init(
        store: Store, replicator: Replicator, home: NodeHome, institution: NodeConfiguration.Institution,
        address: NodeAddress, nodeKey: Ed25519.PublicKey, clock: Clock
    ) throws {
        self.store = store
        self.replicator = replicator
        self.address = address
        self.nodeKey = nodeKey
        self.clock = clock
        origin = try Origin(institution.origin)
        profile = IssuerProfile(did: institution.did, name: institution.displayName)
        let identifiers = StableIdentifiers(secret: try home.identifierSecret())
        self.identifiers = identifiers
        drafts = CredentialDrafts(issuer: profile) { identifiers.id(for: $0) }
        let rules = institution.issuing
        guard !rules.usesPlainKey || home.has(.plain) else { throw ServiceError.noPlainKey }
        signer = CredentialSigner(
            did: institution.did, key: try home.key(.assertion),
            plainKey: rules.usesPlainKey ? try home.key(.plain) : nil, statusBase: institution.statusBase, rules: rules)
    }

    // MARK: A file of course results

    struct BatchSummary: Sendable {
        var rows = 0
        var learners = 0
        var credentials = 0
        var clrs = 0
        var offers = 0
        var unchanged = 0
        var errors: [ImportError] = []
        var errorCount = 0
        var logSize: UInt64?
        /// Rows whose text differs from what was issued for the same learner, course and term.
        var changed: [String] = []
    }

    /// Issues what a file has that was not issued yet. With errors in it nothing is issued unless `allowErrors`.
    func issue(_ results: CourseResults, dryRun: Bool, allowErrors: Bool) async throws -> BatchSummary {
        try await exclusively { try await self.issueNow(results, dryRun: dryRun, allowErrors: allowErrors) }
    }

    /// Waits for the orders before; an actor alone would let them overlap at every `await`.
    func exclusively<R: Sendable>(_ body: () async throws -> R) async throws -> R {
        if isBusy { await withCheckedContinuation { queue.append($0) } }
        isBusy = true
        defer {
            if queue.isEmpty { isBusy = false } else { queue.removeFirst().resume() }
        }
        // Whoever gave up while waiting is not worked for.
        try Task.checkCancellation()
        return try await body()
    }

    private func issueNow(_ results: CourseResults, dryRun: Bool, allowErrors: Bool) async throws -> BatchSummary {
        try await checkKey()
        var summary = BatchSummary()
        summary.rows = results.rows.count
        summary.errors = results.errors
        summary.errorCount = results.errorCount
        var orders = try plan(results.rows, await replicator.logState(of: origin), &summary)
        summary.errorCount += summary.changed.count
        guard !dryRun, summary.errorCount == 0 || allowErrors else {
            for order in orders { count(order, &summary) }
            return summary
        }
        while !orders.isEmpty {
            var batch: [Order] = []
            var size = 0
            while let order = orders.last, batch.isEmpty || size + order.credentials + 1 <= Self.batchCredentials {
                size += order.credentials + 1
                batch.append(orders.removeLast())
            }
            try await issue(batch)
            for order in batch { count(order, &summary) }
        }
        summary.logSize = await replicator.status(of: origin)?.size
        return summary
    }

    /// What is signed by a key that the roster does not list verifies nowhere, and could not be taken back.
    ///
    /// - Parameter forLists: status lists are signed with the ledger key alone.
    func checkKey(forLists: Bool = false) async throws {
        let listed = await replicator.roster.institution(origin: origin)?.assertionKeys ?? []
        func isListed(_ key: Ed25519.PrivateKey, _ kind: AssertionKeyKind) -> Bool {
            let own = KeyText.encode(key.publicKey)
            return listed.contains { $0.kind == kind && $0.multikey.utf8.elementsEqual(own.utf8) }
        }
        guard isListed(signer.key, .ledger) else {
            throw ServiceError(
                .failure,
                "the roster does not list this node's assertion key for \(origin.text); nothing was issued. "
                    + "Install the roster that does, or restore the key")
        }
        if !forLists, let plainKey = signer.plainKey, !isListed(plainKey, .plain) {
            throw ServiceError(
                .failure,
                "the roster does not list this node's key for what its log does not hold; nothing was issued. "
                    + "Install a roster made from the node's present card, or change: clr node issuing")
        }
    }

    /// What is new for one learner.
    struct Order: Sendable {
        var learner: Learner
        var results: [CourseResult] = []
        /// Credentials of an offer that waits: whatever is made for the learner next holds them too.
        var pending = 0
        /// That offer cannot be accepted any more, or not by this learner: what it holds is offered or issued anew.
        var isLapsed = false

        /// How many will be signed, at once or on acceptance, the CLR around them aside.
        var credentials: Int { results.count + pending }
    }

    private func plan(_ rows: [CourseResult], _ log: LogState?, _ summary: inout BatchSummary) throws -> [Order] {
        var orders: [Order] = []
        var positions: [JSONString: Int] = [:]
        for row in rows {
            try Task.checkCancellation()
            let position: Int
            if let known = positions[JSONString(row.learner)] {
                position = known
            } else {
                position = orders.count
                positions[JSONString(row.learner)] = position
                orders.append(try order(for: learner(row.learner) ?? Learner(id: row.learner)))
            }
            orders[position].learner.update(from: row)
            switch try novelty(of: row, orders[position], log) {
            case .new: orders[position].results.append(row)
            case .pending: break
            case .unchanged: summary.unchanged += 1
            case .changed(let id):
                summary.changed.append(
                    "learner \(row.learner), course \(row.course.code), term \(row.term): this row differs from what "
                        + "was issued as \(id); revoke that one first")
            }
        }
        summary.learners = orders.count
        return orders.filter { !$0.results.isEmpty || $0.isLapsed }.reversed()
    }

    private func order(for learner: Learner) throws -> Order {
        var order = Order(learner: learner)
        guard let id = learner.openOffer, let offer = try openOffer(id) else { return order }
        order.pending = CredentialSigner.count(offer.draft) - 1
        order.isLapsed = !learner.hasWallet || (try? offer.checkNotExpired(now: clock.now())) == nil
        return order
    }

    private enum Novelty {
        case new
        /// Offered and not accepted, in an offer that is made anew now.
        case pending
        case unchanged
        /// Other than what was issued under this id.
        case changed(String)
    }

    /// What was only offered can still be put right; what was signed has to be revoked first.
    private func novelty(of row: CourseResult, _ order: Order, _ log: LogState?) throws -> Novelty {
        guard let issued = order.learner.issued(row) else { return .new }
        let signed = try credential(issued.credentialID)
        if issued.content == Learner.content(of: row) {
            return signed == nil && order.isLapsed ? .pending : .unchanged
        }
        guard let signed else { return .new }
        switch StatusPlace(of: signed, statusBase: signer.statusBase) {
        case .ledger(let tag): return log?.standing(of: tag).state == .revoked ? .new : .changed(issued.credentialID)
        case .lists(let position):
            return try hostedStatus(position)?.state == .revoked ? .new : .changed(issued.credentialID)
        // Nothing can take it back: a new version is all that can be given.
        case .nowhere: return .new
        }
    }

    private func count(_ order: Order, _ summary: inout BatchSummary) {
        if order.learner.hasWallet {
            summary.offers += 1
        } else {
            summary.clrs += 1
            summary.credentials += order.credentials
        }
    }

    // MARK: Issuing

    private func issue(_ orders: [Order]) async throws {
        let created = clock.timestamp
        var rows: [StoreRow] = []
        var jobs: [SigningJob] = []
        var superseded: [Digest] = []
        for order in orders {
            // A term is seconds of work: others get their turn, and a node that stops does not wait for its end.
            try Task.checkCancellation()
            await Task.yield()
            var learner = order.learner
            for result in order.results { learner.record(result, as: credentialID(of: result)) }
            let draft = try draft(order, created: created)
            if learner.hasWallet {
                rows += try offer(draft, to: &learner, created: created)
            } else {
                // What was offered is in the draft: the offer is void.
                rows += Self.withdrawOffer(of: &learner)
                if let tag = try currentTag(of: learner) { superseded.append(tag) }
                jobs.append(SigningJob(draft: draft, firstListIndex: 0))
            }
            rows.append(learner.row)
        }
        guard !jobs.isEmpty else {
            let stored = rows
            return try await store.write { writer in for row in stored { try row.write(to: &writer) } }
        }
        try await anchor(try await sign(&jobs, created: created), superseding: superseded, rows: rows)
    }

    struct SigningJob: Sendable {
        let draft: JSONObject
        var firstListIndex: UInt64
    }

    /// Signs on all cores; the order of the result is that of the jobs.
    private func sign(_ jobs: inout [SigningJob], created: String) async throws -> [CredentialSigner.Signed] {
        var next = try nextListIndex()
        for index in jobs.indices {
            jobs[index].firstListIndex = next
            next += UInt64(signer.countListed(jobs[index].draft))
        }
        let signer = signer
        let pieces = jobs.chunked(into: 4)
        return try await withThrowingTaskGroup(of: (Int, [CredentialSigner.Signed]).self) { group in
            for (number, piece) in pieces.enumerated() {
                group.addTask {
                    var signed: [CredentialSigner.Signed] = []
                    for job in piece {
                        try Task.checkCancellation()
                        // There are as many of these tasks as threads: everything else, a cancellation too, needs a gap.
                        await Task.yield()
                        signed += try signer.sign(
                            job.draft, owner: nil, firstListIndex: job.firstListIndex, created: created)
                    }
                    return (number, signed)
                }
            }
            var parts = [[CredentialSigner.Signed]](repeating: [], count: pieces.count)
            for try await (number, signed) in group { parts[number] = signed }
            return parts.flatMap { $0 }
        }
    }

    /// The commit: log entries, credentials, receipts and learners in one transaction.
    private func anchor(
        _ signed: [CredentialSigner.Signed], superseding superseded: [Digest], rows: [StoreRow]
    ) async throws {
        let batch = try AnchorBatch(signed)
        let listIndex = try nextListIndex() + UInt64(signed.count { $0.listIndex != nil })
        try await anchor(batch, superseding: superseded, rows: rows + [.nextListIndex(listIndex)])
    }

    /// One transaction, with a log entry only if there is something for the log.
    func anchor(_ batch: AnchorBatch, superseding superseded: [Digest], rows: [StoreRow]) async throws {
        defer { listsMayHaveChanged = true }
        guard batch.tree != nil || !superseded.isEmpty else {
            return try await store.write { writer in
                for row in rows + batch.documents { try row.write(to: &writer) }
            }
        }
        _ = try await replicator.publish(origin) { writer in
            let index = try batch.tree.map { try writer.issue($0) }
            for tag in superseded where writer.state.standing(of: tag).state == .active {
                try writer.changeStatus(of: tag, to: .superseded, reason: 0)
            }
            return try rows + (index.map { try batch.rows(entryIndex: $0) } ?? batch.documents)
        }
    }

    private func credentialID(of result: CourseResult) -> String {
        identifiers.id(for: .credential(learner: result.learner, course: result.course.code, term: result.term))
    }

    private func draft(_ order: Order, created: String) throws -> JSONObject {
        let learner = order.learner
        let recipient = Recipient(
            learner: learner.id, email: learner.email, name: learner.name,
            salt: identifiers.salt(learner: learner.id))
        let previous = try pendingOrCurrent(learner)
        let time = try Self.time(of: created, after: previous)
        let credentials = order.results.map { drafts.credential(for: $0, recipient: recipient, validFrom: time) }
        return drafts.clr(
            learner: learner.id, recipient: recipient, credentials: credentials, courses: order.results.map(\.course),
            previous: previous, validFrom: time)
    }

    /// A CLR's versions are told apart by `validFrom`, in whole seconds: the next one is later also where the clock is not.
    private static func time(of created: String, after previous: ClrCredential?) throws -> DateTime {
        let now = try DateTime(parsing: created)
        guard let text = previous?.json["validFrom"]?.string, let last = try? DateTime(parsing: text), now <= last
        else {
            return now
        }
        return DateTime(milliseconds: UInt64(clamping: (last.seconds + 1) * 1_000)) ?? now
    }

    // MARK: What is stored

    func learner(_ id: String) throws -> Learner? {
        guard let bytes = try store.read({ try $0.get(.learners, key: ShelfKey.text(id)) }) else { return nil }
        return try Learner(JSONValue(parsing: bytes))
    }

    func clrID(of learner: Learner) -> String { identifiers.id(for: .clr(learner: learner.id)) }

    func credential(_ id: String) throws -> JSONObject? {
        guard let bytes = try store.read({ try $0.get(.credentials, key: ShelfKey.text(id)) }) else { return nil }
        return try JSONValue(parsing: bytes).object
    }

    func currentTag(of learner: Learner) throws -> Digest? {
        try credential(clrID(of: learner)).flatMap { StatusTag.of(.object($0)) }
    }

    /// The CLR that the next one builds on: an offer that still waits, so that nothing of it gets lost, else what was
    /// issued last.
    private func pendingOrCurrent(_ learner: Learner) throws -> ClrCredential? {
        if let id = learner.openOffer, let offer = try openOffer(id) { return ClrCredential(offer.draft) }
        return try credential(clrID(of: learner)).flatMap { ClrCredential($0) }
    }

    func nextListIndex() throws -> UInt64 {
        ShelfKey.number(reading: try store.read { try $0.get(.meta, key: StoreRow.listIndexKey) } ?? [])
    }
}

extension Learner {
    var row: StoreRow { StoreRow(.learners, key: ShelfKey.text(id), value: json.serialized()) }
}

extension StoreRow {
    static let listIndexKey = Array("status-list/next".utf8)

    static func nextListIndex(_ value: UInt64) -> StoreRow {
        StoreRow(.meta, key: listIndexKey, value: ShelfKey.number(value))
    }
}

extension Array {
    /// Consecutive pieces, at most `count` of them, of about the same size.
    func chunked(into count: Int) -> [ArraySlice<Element>] {
        let size = Swift.max(1, (self.count + count - 1) / count)
        return stride(from: 0, to: self.count, by: size).map { self[$0..<Swift.min($0 + size, self.count)] }
    }
}
