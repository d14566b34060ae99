import ArgumentParser
import JSON

#if canImport(Glibc)
    import Glibc
#endif

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "The institutions' logs, as this node sees them.",
        subcommands: [
            Head.self, Show.self, Follow.self, Evidence.self, Export.self, Audit.self, Prove.self, Check.self,
        ])

    struct Head: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the newest head of every log and who cosigned it.",
            discussion: "  clr ledger head --data ./college")

        @OptionGroup var node: NodeOptions

        func run() throws {
            let result = try node.call("ledger.head", timeout: 10)
            if node.json { return Terminal.printJSON(result) }
            Terminal.table(
                ["origin", "size", "root", "cosigned by", "quorum", "frozen"],
                (result["heads"]?.array ?? []).map { head in
                    let names = (head["cosigners"]?.array ?? []).compactMap(\.string).joined(separator: " ")
                    return [
                        head.show("origin"), head.show("size"), String(head.show("root").prefix(16)), names,
                        head.show("quorum"), head.show("frozen"),
                    ]
                })
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print entries of one log.",
            discussion: "  clr ledger show midwest.example/college --data ./college")

        @Argument(help: "The log's origin.") var origin: String
        @Option(help: "Index of the first entry.") var from: Int = 0
        @Option(help: "How many at most.") var count: Int = 50
        @OptionGroup var node: NodeOptions

        func run() throws {
            let result = try node.call(
                "ledger.entries",
                ["origin": JSONValue(origin), "from": .number(JSONNumber(from)), "count": .number(JSONNumber(count))])
            if node.json { return Terminal.printJSON(result) }
            Terminal.table(
                ["index", "time", "kind", "says"],
                (result["entries"]?.array ?? []).map {
                    [$0.show("index"), $0.show("time"), $0.show("kind"), $0.show("text")]
                })
        }
    }

    struct Follow: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print each new head of a log as it comes, until you stop it.",
            discussion: """
                  clr ledger follow midwest.example/college --data ./employer
                  clr ledger follow midwest.example/college --count 1 --json --data ./employer
                """)

        @Argument(help: "The log's origin.") var origin: String
        @Option(help: "End after so many heads.") var count: Int?
        @OptionGroup var node: NodeOptions

        private static let pause: UInt32 = 500_000

        func validate() throws {
            if let count, count < 1 { throw ValidationError("--count is at least 1") }
        }

        func run() throws {
            var last: JSONValue?
            var left = count ?? .max
            while left > 0 {
                let heads = try node.call("ledger.head", timeout: 10)["heads"]?.array ?? []
                guard let head = heads.first(where: { $0["origin"]?.string == origin }) else {
                    throw Failure(.usage, "the node's roster names no log \(origin); see: clr ledger head")
                }
                if head["root"] != last {
                    last = head["root"]
                    left -= 1
                    show(head)
                }
                if left > 0 { usleep(Self.pause) }
            }
        }

        private func show(_ head: JSONValue) {
            // One line each, so that a script can read them as they come.
            if node.json { return print(String(decoding: head.serialized(), as: UTF8.self)) }
            let names = (head["cosigners"]?.array ?? []).compactMap(\.string).joined(separator: " ")
            print(
                "\(Timestamp.now())  \(head.show("size")) entries  \(head.show("root").prefix(16))  \(Printable.line(names))"
            )
        }
    }

    struct Evidence: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print proof of any log that signed two stories.",
            discussion: "  clr ledger evidence --data ./verifier")

        @OptionGroup var node: NodeOptions

        func run() throws {
            let result = try node.call("ledger.evidence", timeout: 10)
            if node.json { return Terminal.printJSON(result) }
            let items = result["evidence"]?.array ?? []
            if items.isEmpty { print("No log has been caught signing two stories.") }
            for item in items { print(item.show("text")) }
        }
    }
}
