import ArgumentParser
import JSON

struct PeerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peer", abstract: "The nodes this node talks to.", subcommands: [List.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the roster's nodes and whether they are connected.",
            discussion: "  clr peer list --data ./college")

        @OptionGroup var node: NodeOptions

        func run() throws {
            let result = try node.call("peer.list", timeout: 10)
            if node.json { return Terminal.printJSON(result) }
            Terminal.table(
                ["node", "operator", "address", "up"],
                (result["peers"]?.array ?? []).map {
                    [$0.show("id"), $0.show("operator"), $0.show("address"), $0.show("up")]
                })
        }
    }
}
