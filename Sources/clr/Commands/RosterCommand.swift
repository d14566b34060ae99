import ArgumentParser
import Cryptography
import JSON
import Ledger
import NodeHome

struct RosterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "Who belongs to the consortium, and with which keys.",
        subcommands: [Create.self, Sign.self, Install.self, Show.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the first roster from the members' cards.",
            discussion: """
                  clr roster create --consortium midwest.example --quorum 3 --card a.json --card b.json … > roster.json
                """)

        @Option(help: "The consortium's name, first part of every origin.") var consortium: String
        @Option(help: "How many operators must cosign a head (default: the smallest safe number).") var quorum: Int?
        @Option(help: "A member's card (clr node card); once for each node.") var card: [String]
        @Option(help: "Days until the roster expires.") var days: Int = 365

        func run() throws {
            let cards = try card.map { try Documents.read($0) }
            let roster = try wrapping {
                try RosterCard.roster(
                    consortium: consortium, quorum: quorum, cards: cards, issued: Timestamp.milliseconds(),
                    validForDays: days)
            }
            Terminal.printJSON(.array([roster]))
        }
    }

    struct Sign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add this operator's signature to the newest roster in a file.",
            discussion: "  clr roster sign roster.json --data ./college > roster.signed.json")

        @Argument(help: "The roster file.") var file: String
        @OptionGroup var node: NodeOptions

        func run() throws {
            let document = try Documents.read(file)
            let home = node.home
            Terminal.printJSON(try wrapping { try RosterCard.sign(document, home: home) })
        }
    }

    struct Install: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a checked roster into a node's data directory.",
            discussion: "  clr roster install roster.json --data ./college")

        @Argument(help: "The roster file.") var file: String
        @OptionGroup var node: NodeOptions

        func run() throws {
            let document = try Documents.read(file)
            let chain = try wrapping(.untrusted) { try RosterChain(document) }
            let home = node.home
            try wrapping { try home.install(rosterDocuments: chain.documents) }
            print("Roster \(chain.newest.version) of \(chain.newest.consortium) installed in \(home.directory).")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a roster file and list its members.", discussion: "  clr roster show roster.json")

        @Argument(help: "The roster file.") var file: String
        @Flag(help: "Print JSON for scripts.") var json = false

        func run() throws {
            let document = try Documents.read(file)
            let chain = try wrapping(.untrusted) { try RosterChain(document) }
            let roster = chain.newest
            if json { return Terminal.printJSON(try wrapping { try roster.document.json() }) }
            print("\(roster.consortium), version \(roster.version), quorum \(roster.contents.quorum)")
            print("hash \(roster.hash.hex)")
            Terminal.table(
                ["institution", "origin", "host"],
                roster.institutions.map { [$0.name, $0.origin.text, $0.host] })
        }
    }
}
