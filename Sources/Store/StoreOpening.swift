import Cryptography
import LMDB
import Ledger
import TransparencyLog

/// What a store is made of once its directory was found to be the right one.
struct OpenedStore {
    let environment: Environment
    let tables: StoreTables
    let row: IdentityRow
}

/// The steps between an open environment and a store: whose is it, which format, what did a crash leave.
struct StoreOpening {
    private let environment: Environment
    private let directory: String
    private let identity: StoreIdentity
    private let options: StoreOptions

    init(_ environment: Environment, _ directory: String, _ identity: StoreIdentity, _ options: StoreOptions) {
        self.environment = environment
        self.directory = directory
        self.identity = identity
        self.options = options
    }

    func open() throws -> OpenedStore {
        // Nothing is changed before it is clear that the directory is ours.
        let names = try environment.tableNames()
        guard names.isEmpty || names.contains(StoreTables.Name.identity) else {
            throw StoreError.notAStore(directory: directory)
        }
        let base = try environment.tables([StoreTables.Name.identity, StoreTables.Name.migrations])
        let migrator = Migrator(
            environment: environment, directory: directory, identityTable: base[0], migrationsTable: base[1],
            migrations: options.migrations)
        var row: IdentityRow
        if let bytes = try environment.read({ try $0.get(base[0], IdentityRow.key) }) {
            row = try IdentityRow(parsing: bytes)
            try check(row)
            try migrator.migrate(row)
        } else {
            row = try begin(migrator)
        }
        row.format = newestFormat
        let tables = try StoreTables(environment)
        try LogRecovery(environment, tables).recoverAll()
        return OpenedStore(environment: environment, tables: tables, row: row)
    }

    private var newestFormat: UInt32 { options.migrations.last?.version ?? 1 }

    private func check(_ row: IdentityRow) throws(StoreError) {
        guard row.format <= newestFormat else {
            throw .newerFormat(directory: directory, found: row.format, supported: newestFormat)
        }
        guard row.identity == identity else {
            throw .otherNode(directory: directory, found: row.identity, expected: identity)
        }
    }

    /// A new store: the identity is its first row.
    private func begin(_ migrator: Migrator) throws -> IdentityRow {
        let row = IdentityRow(format: newestFormat, identity: identity, storeID: SecureRandom.bytes(32))
        try environment.write { transaction in
            try transaction.put(migrator.identityTable, IdentityRow.key, row.encoded())
            if let first = migrator.migrations.last { try migrator.record(first, in: &transaction) }
        }
        return row
    }
}

/// Brings the rows of exception maps up to the entries after a crash, so that from then on what waits in memory is all
/// that is missing from the table.
struct LogRecovery {
    private let environment: Environment
    private let tables: StoreTables

    init(_ environment: Environment, _ tables: StoreTables) {
        self.environment = environment
        self.tables = tables
    }

    func recoverAll() throws {
        let behind = try environment.read { transaction in
            let reader = StoreReader(source: RecordSource(handle: transaction.handle, tables: tables))
            return try reader.origins().filter { origin in
                try reader.logSize(origin) != reader.appliedSnapshot(origin)?.tree.size ?? 0
            }
        }
        for origin in behind { try recover(origin) }
    }

    /// Applies the entries above the mark, writes the rows they changed and a new mark, in one transaction. A crash
    /// meanwhile leaves everything as it was.
    private func recover(_ origin: Origin) throws {
        try environment.write { transaction in
            var staged: [ExceptionBacklog.Step] = []
            let backlog = ExceptionBacklog(ExceptionLimits(rows: .max, entries: .max))
            try StoreWriter.lend(&transaction, tables, backlog, &staged) { writer in
                let replay = try writer.replay(origin)
                guard let key = try writer.logKey(origin) else { return }
                if replay.isFromTheBeginning {
                    for row in try writer.exceptions(origin) {
                        try writer.delete(tables.exceptions, key.exception(row.key))
                    }
                }
                try writer.keep(replay.changes, of: key, replay.state, entries: 0)
                try writer.writeExceptions(key, replay.state)
            }
        }
    }
}
