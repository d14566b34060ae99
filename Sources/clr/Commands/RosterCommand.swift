import ArgumentParser
import Cryptography
import JSON
import Ledger
import NodeHome

struct RosterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "Who belongs to the consortium, and with which keys.",
        subcommands: [Create.self, Propose.self, Sign.self, Install.self, Show.self, Diff.self])

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
            try RosterCommand.check(days: days)
            let cards = try card.map { try Documents.read($0) }
            let roster = try wrapping {
                try RosterCard.roster(
                    consortium: consortium, quorum: quorum, cards: cards, issued: Timestamp.milliseconds(),
                    validForDays: days)
            }
            Terminal.printJSON(.array([roster]))
        }
    }

    struct Propose: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the next version of a roster: new members, new addresses, further keys, a later end.",
            discussion: """
                Prints the whole file with the new version at its end, which the operators then sign; an institution's node \
                signs for the institution as well. See what it changes with: clr roster diff.

                  clr roster propose roster.json --card college.card.json > roster.next.json
                  clr roster propose roster.json --remove oldmirror --quorum 3 > roster.next.json
                """)

        @Argument(help: "The roster file.") var file: String
        @Option(help: "A member's newest card (clr node card); once for each that is new or has changed.")
        var card: [String] = []
        @Option(help: "A node that leaves, by its name; its operator leaves with its last node.") var remove: [String] =
            []
        @Option(help: "How many operators must cosign a head.") var quorum: Int?
        @Option(help: "Days until the roster expires.") var days: Int = 365

        func run() throws {
            try RosterCommand.check(days: days)
            let document = try Documents.read(file)
            let chain = try wrapping(.untrusted) { try RosterChain(document) }
            var proposal = try wrapping {
                try RosterProposal(after: chain.newest, issued: Timestamp.milliseconds(), validForDays: days)
            }
            for path in card {
                let card = try Documents.read(path)
                try wrapping { try proposal.take(card) }
            }
            for node in remove { try proposal.remove(node: node) }
            proposal.setQuorum(quorum)
            let next = try wrapping { try proposal.document() }
            Terminal.printJSON(.array(chain.documents + [next]))
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
            print("until \(Timestamp.text(roster.expires)), hash \(roster.hash.hex)\n")
            Terminal.table(
                ["institution", "origin", "host", "signs with"],
                roster.institutions.map { institution in
                    let keys = institution.assertionKeys.filter { $0.entries.to == nil }
                    return [
                        institution.name, institution.origin.text, institution.host,
                        keys.map { "\($0.kind.rawValue) \($0.multikey)" }.joined(separator: ", "),
                    ]
                })
            print("")
            Terminal.table(
                ["node", "operator", "address", "cosigns"],
                roster.nodes.map { [$0.id, $0.operatorID, $0.address, $0.cosigner == nil ? "no" : "yes"] })
        }
    }

    struct Diff: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what the newest version in a roster file changes, signed or not.",
            discussion: "  clr roster diff roster.next.json")

        @Argument(help: "The roster file.") var file: String

        func run() throws {
            guard case .array(let documents) = try Documents.read(file) else {
                throw Failure(.malformed, "\(file) is no roster file: those are arrays of roster documents")
            }
            guard documents.count > 1 else {
                throw Failure(.usage, "the file has one version only; there is nothing to compare it with")
            }
            let pair = Array(documents.suffix(2))
            // What is compared is what operators would sign, and nothing that they would not.
            let read = try wrapping(.malformed) { () throws(RosterError) in
                (try RosterDocument(parsing: pair[0]).contents, try RosterDocument(parsing: pair[1]).contents)
            }
            print("version \(read.0.version) to \(read.1.version) of \(Printable.line(read.1.consortium))")
            let lines = RosterChanges.lines(from: pair[0], to: pair[1])
            if lines.isEmpty { print("nothing but the version changes") }
            for line in lines { print(Printable.line(line)) }
        }
    }

    private static func check(days: Int) throws {
        guard (1...36_500).contains(days) else { throw Failure(.usage, "--days is 1 to 36500") }
    }
}
