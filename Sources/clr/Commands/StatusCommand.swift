import ArgumentParser
import JSON
import NodeHome

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Revoke, suspend and reinstate credentials, and publish that.",
        subcommands: [Revoke.self, Suspend.self, Reinstate.self, Lists.self])

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke for good.", discussion: "  clr status revoke urn:uuid:… --reason 2 --data ./college")
        @OptionGroup var change: Change
        func run() throws { try change.run("revoked") }
    }

    struct Suspend: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Suspend until reinstated.", discussion: "  clr status suspend urn:uuid:… --data ./college")
        @OptionGroup var change: Change
        func run() throws { try change.run("suspended") }
    }

    struct Reinstate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a suspension.", discussion: "  clr status reinstate urn:uuid:… --data ./college")
        @OptionGroup var change: Change
        func run() throws { try change.run("active") }
    }

    struct Lists: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the bitstring status lists, for a web server to publish.",
            discussion: """
                Verifiers outside the consortium look there whether a credential was revoked. The file N.json belongs at \
                <status base>/lists/N, and suspended-N.json at <status base>/suspended/N. Write them anew after every \
                change, and at least every 30 days: then they expire.

                  clr status lists --output /srv/www/status/lists --data ./college
                """)

        @Option(name: .shortAndLong, help: "The folder for the files; existing ones are replaced.") var output: String
        @OptionGroup var node: NodeOptions

        func run() throws {
            let lists = try node.call("status.lists")["lists"]?.array ?? []
            try wrapping { () throws(NodeHomeError) in try SecureFile.makeDirectory(output, mode: 0o755) }
            for list in lists {
                // <status base>/lists/0 is 0.json, <status base>/suspended/0 is suspended-0.json.
                let parts = list.show("url").split(separator: "/").suffix(2).map(String.init)
                let name = parts.first == "lists" ? parts.last ?? "0" : parts.joined(separator: "-")
                let text = list["credential"]?.serialized() ?? []
                try wrapping { () throws(NodeHomeError) in
                    try SecureFile.write(text, to: "\(output)/\(name).json", mode: 0o644)
                }
            }
            if node.json { return Terminal.printJSON(.array(lists.compactMap { $0["url"] })) }
            print("\(lists.count) \(lists.count == 1 ? "list" : "lists") in \(output).")
        }
    }

    struct Change: ParsableArguments {
        @Argument(help: "The credential's id.") var id: String
        @Option(help: "A reason code, 0 to 65535; public on the ledger.") var reason: UInt16 = 0
        @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
        @OptionGroup var node: NodeOptions

        func run(_ value: String) throws {
            if value == "revoked" { try Terminal.confirm("Revoke \(id)? It cannot be undone.", assumeYes: yes) }
            let result = try node.call(
                "status.set",
                ["credential": JSONValue(id), "value": JSONValue(value), "reason": .number(JSONNumber(Int(reason)))])
            if node.json { return Terminal.printJSON(result) }
            if let list = result["list"]?.string {
                print("\(id) is \(value), and the list \(list) says so; publish it anew: clr status lists")
                return
            }
            print("\(id) is \(value) since entry \(result.show("index")) of \(result.show("origin")).")
        }
    }
}

struct ClaimCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Bind the first owner of a credential that was issued without one.",
        discussion: """
            The learner's wallet prints the owner commitment (clr wallet claim FILE); the registrar enters it here
            after making sure who is asking.

              clr claim urn:uuid:… 4daeff4e03c8… --data ./college
            """)

    @Argument(help: "The credential's id; for a CLR everything it nests is bound with it.") var id: String
    @Argument(help: "The owner commitment, 64 hex digits.") var commitment: String
    @OptionGroup var node: NodeOptions

    func run() throws {
        let result = try node.call("claim.bind", ["credential": JSONValue(id), "ownerCommit": JSONValue(commitment)])
        if node.json { return Terminal.printJSON(result) }
        print("\(id) belongs to that key now (\(result.show("claims")) claims on \(result.show("origin"))).")
    }
}
