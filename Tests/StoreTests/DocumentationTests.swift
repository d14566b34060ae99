import LMDB
import Ledger
import TestSupport
import Testing
import TransparencyLog

@testable import Store

/// docs/formats/store.md: the rows that a store really has after the log of the page was written to it.
@Suite struct DocumentationTests {
    @Test func theRowsOfThePageAreThoseInTheFile() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("store")
        try await write(DocumentedLedger(), to: path)
        let page = try DocumentationPage("docs/formats/store.md")
        #expect(
            Set(page.blocks.keys) == [
                "log.origins", "log.heads", "log.entries", "log.tiles", "log.checkpoints",
                "log.exceptions", "log.applied",
            ])
        for (table, text) in page.blocks {
            let rows = try rows(path, table)
            #expect(text == rows, "table \(table)")
        }
    }

    @Test func thePageNamesEveryTable() throws {
        let page = try DocumentationPage("docs/formats/store.md").text
        for name in StoreTables.Name.all { #expect(page.contains("| `\(name)` |"), "\(name)") }
        #expect(page.contains("format \(Migration.newest)"))
        #expect(page.contains("\(CheckpointRecord.historyInterval) seconds"))
        #expect(page.contains("\(CheckpointRecord.unattestedLimit) newest"))
        #expect(page.contains("\(StoreWriter.evidenceLimit) pieces"))
    }

    private func write(_ ledger: DocumentedLedger, to path: String) async throws {
        let batch = ledger.batch
        let append = LogAppend(
            origin: batch.state.origin, firstIndex: 0, entries: batch.entries, state: batch.state,
            changes: batch.changes.map(\.element), note: try ledger.note(), reachesHead: true)
        let store = try Store.open(path)
        try await store.append(append)
        store.close()
        // The rows of the exception map may wait in memory; at the next start they are there.
        try Store.open(path).close()
    }

    /// All rows of a table: a line with the key, then the value in lines of 32 bytes.
    private func rows(_ path: String, _ table: String) throws -> String {
        let environment = try Environment(path: path)
        defer { environment.close() }
        let table = try environment.table(table)
        var text: [String] = []
        try environment.read { reader in
            try reader.scan(table) { key, value in
                text.append("key \(key.copied.hexLines)" + value.copied.hexLines)
                return true
            }
        }
        return text.joined(separator: "\n")
    }
}
