import Cryptography
import TransparencyLog

extension Evidence: CustomStringConvertible {
    /// For people: what is wrong, and both heads as a table.
    public var description: String {
        let reason =
            switch kind {
            case .sameSize: "they have one size and different root hashes"
            case .prefix: "the larger one does not begin with the entries of the smaller one"
            }
        var rows = [["head", "size", "root hash", "signed by"]]
        for (name, note) in [("first", first), ("second", second)] {
            let checkpoint = try? Checkpoint(parsing: note.text)
            rows.append([
                name, checkpoint.map { "\($0.size)" } ?? "?", checkpoint.map { $0.root.hex } ?? "?",
                note.signatures.first.map(\.description) ?? "?",
            ])
        }
        let lines = ["\(origin.text) signed two heads that cannot both be true: \(reason)."] + Self.table(rows)
        return lines.joined(separator: "\n")
    }

    private static func table(_ rows: [[String]]) -> [String] {
        let columns = rows.first?.indices ?? 0..<0
        let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = columns.map { column in
                column == columns.last
                    ? row[column] : row[column] + String(repeating: " ", count: widths[column] - row[column].count)
            }
            return "  " + cells.joined(separator: "  ")
        }
    }
}
