package import LMDB

/// One step from a format version to the next.
package struct Migration: Sendable {
    /// The version that it leads to.
    package let version: UInt32
    /// What it does, in a few words; kept in the table of migrations.
    package let name: String
    /// Changes the store inside the one transaction of all steps, from which it gets its tables too.
    package let run: @Sendable (inout WriteTransaction) throws -> Void

    package init(
        to version: UInt32, _ name: String, run: @escaping @Sendable (inout WriteTransaction) throws -> Void
    ) {
        self.version = version
        self.name = name
        self.run = run
    }

    /// Every version there has been, in order. The first one is what a new store begins with.
    package static let all = [Migration(to: 1, "first version") { _ in }]

    /// The version that this program writes.
    static var newest: UInt32 { all.last?.version ?? 1 }
}

/// Brings a store to the newest format.
struct Migrator {
    let environment: Environment
    let directory: String
    let identityTable: Table
    let migrationsTable: Table
    let migrations: [Migration]

    /// Copies the store beside itself, then takes all missing steps in one transaction: after a crash it has either
    /// the old format or the newest one. The copy stays, for people who have to go back.
    func migrate(_ row: IdentityRow) throws(StoreError) {
        let steps = migrations.filter { $0.version > row.format }
        guard let last = steps.last else { return }
        do {
            try keepCopy(of: row.format)
            try environment.write { transaction in
                for step in steps {
                    try step.run(&transaction)
                    try record(step, in: &transaction)
                }
                var newer = row
                newer.format = last.version
                try transaction.put(identityTable, IdentityRow.key, newer.encoded())
            }
        } catch {
            throw .migrationFailed(directory: directory, to: last.version, reason: "\(error)")
        }
    }

    func record(_ step: Migration, in transaction: inout WriteTransaction) throws {
        try transaction.put(migrationsTable, ShelfKey.number(step.version), Array(step.name.utf8))
    }

    /// A copy left by an attempt that failed is of the same data: made anew all the same, it may be half of one.
    private func keepCopy(of format: UInt32) throws {
        let copy = "\(directory)/\(Self.copyName(format))"
        try Environment.removeCopy(at: copy)
        try environment.copy(to: copy)
    }

    static func copyName(_ format: UInt32) -> String { "before-migration-from-\(format)" }
}
