import Foundation

/// A page of `docs/` whose fenced blocks are examples: "```text NAME", or "```json NAME", up to the closing fence.
public struct DocumentationPage: Sendable {
    /// The whole page.
    public let text: String
    /// What stands in the named blocks, each with a line feed at its end.
    public let blocks: [String: String]

    /// - Parameter path: from the package's folder on, for instance `docs/formats/ledger.md`.
    public init(_ path: String) throws {
        text = try String(contentsOf: TestData.packageRoot.appending(path: path), encoding: .utf8)
        var blocks: [String: String] = [:]
        var name: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "```" {
                name = nil
            } else if let found = line.firstMatch(of: /^```(?:text|json) (\S+)$/) {
                name = String(found.1)
            } else if let name {
                blocks[name, default: ""] += line + "\n"
            }
        }
        self.blocks = blocks
    }
}

extension Sequence<UInt8> {
    /// Hexadecimal in lines of 32 bytes, as the pages show long values.
    public var hexLines: String {
        let digits = map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0" + text : text
        }
        return stride(from: 0, to: digits.count, by: 32)
            .map { digits[$0..<Swift.min($0 + 32, digits.count)].joined() + "\n" }.joined()
    }
}

/// The first Swift example of a module's page.
public struct SwiftExample {
    /// Its lines, without those that only show a result.
    public let lines: [String]

    /// - Parameter module: whose page is `Sources/<module>/<module>.docc/<module>.md`.
    public init(module: String) throws {
        let path = "Sources/\(module)/\(module).docc/\(module).md"
        let page = try String(contentsOf: TestData.packageRoot.appending(path: path), encoding: .utf8)
        let example = page.components(separatedBy: "```swift\n").dropFirst().first?.components(separatedBy: "```").first
        lines = (example ?? "").split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.contains("  // ") }
    }

    /// The lines that do not stand in a source file in the same words, however they are broken there.
    public func missing(in file: String) throws -> [String] {
        let source = try String(contentsOfFile: file, encoding: .utf8)
            .split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
        return lines.filter { !source.contains($0) }
    }
}
