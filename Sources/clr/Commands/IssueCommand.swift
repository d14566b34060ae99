import ArgumentParser
import FoundationEssentials
import JSON

struct IssueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue", abstract: "Issue credentials.", subcommands: [Batch.self])

    struct Batch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Issue one CLR per learner from a CSV of course results.",
            discussion: """
                The file needs the columns learner, email, course, title, credits, term, grade, date;
                name, programme and programme_title are optional. Running it twice issues nothing twice.

                  clr issue batch autumn-2026.csv --dry-run
                  clr issue batch autumn-2026.csv
                """)

        @Argument(help: "The CSV file.") var file: String
        @Flag(help: "Check the file and say what would be issued.") var dryRun = false
        @Flag(help: "Issue the good rows of a file that has errors.") var allowErrors = false
        @OptionGroup var node: NodeOptions

        func run() throws {
            let path = file.hasPrefix("/") ? file : FileManager.default.currentDirectoryPath + "/" + file
            let result = try node.call(
                "issue.batch",
                ["path": JSONValue(path), "dryRun": .bool(dryRun), "allowErrors": .bool(allowErrors)], timeout: 3600)
            if node.json { Terminal.printJSON(result) } else { show(result) }
            let errors = result["errorCount"]?.int ?? 0
            if errors > 0 && !allowErrors {
                throw Failure(
                    .failure, "\(errors) errors in \(file): nothing was issued. Mend them, or pass --allow-errors")
            }
        }

        private func show(_ result: JSONValue) {
            for error in result["errors"]?.array ?? [] {
                let place = error["line"] == nil ? "" : ":\(error.show("line")):\(error.show("column"))"
                Terminal.note("\(file)\(place): \(error.show("message"))")
            }
            let isHeldBack = dryRun || (result["errorCount"]?.int ?? 0) > 0 && !allowErrors
            print(
                "\(result.show("rows")) good rows of \(result.show("learners")) learners: "
                    + "\(result.show("credentials")) credentials in \(result.show("clrs")) CLRs "
                    + "and \(result.show("offers")) offers \(isHeldBack ? "would be" : "were") made; "
                    + "\(result.show("unchanged")) results had been issued before.")
            if !isHeldBack, let size = result["logSize"]?.int { print("The log has \(size) entries now.") }
        }
    }
}

struct LearnerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learner", abstract: "See learners and mark who has a wallet.",
        subcommands: [List.self, Wallet.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List learners.", discussion: "  clr learner list --data ./college")

        @OptionGroup var node: NodeOptions

        func run() throws {
            let result = try node.callForAll("learner.list", "learners")
            if node.json { return Terminal.printJSON(result) }
            Terminal.table(
                ["learner", "name", "wallet", "results", "CLR"],
                (result["learners"]?.array ?? []).map {
                    [$0.show("id"), $0.show("name"), $0.show("wallet"), $0.show("results"), $0.show("clr")]
                })
        }
    }

    struct Wallet: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Mark a learner as having a wallet: what comes next is offered, not sent.",
            discussion: "  clr learner wallet L0007 --data ./college")

        @Argument(help: "The learner's id, as in the CSV.") var learner: String
        @Flag(name: .long, help: "Unmark instead.") var remove = false
        @OptionGroup var node: NodeOptions

        func run() throws {
            let result = try node.call("learner.wallet", ["learner": JSONValue(learner), "wallet": .bool(!remove)])
            if node.json { return Terminal.printJSON(result) }
            print("\(learner) \(remove ? "has no wallet" : "has a wallet").")
        }
    }
}

struct OfferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offer", abstract: "Offers that wait for their learners.", subcommands: [List.self, Show.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List open offers with their links.", discussion: "  clr offer list --data ./college")

        @OptionGroup var node: NodeOptions

        func run() throws {
            let result = try node.call("offer.list")
            if node.json { return Terminal.printJSON(result) }
            Terminal.table(
                ["learner", "credentials", "expires", "link"],
                (result["offers"]?.array ?? []).map {
                    [$0.show("learner"), $0.show("credentials"), $0.show("expires"), $0.show("link")]
                })
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print one offer as a file.", discussion: "  clr offer show 3f2a… --data ./college > offer.json")

        @Argument(help: "The offer's id.") var id: String
        @OptionGroup var node: NodeOptions

        func run() throws { Terminal.printJSON(try node.call("offer.get", ["id": JSONValue(id)])) }
    }
}

struct CredentialCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential", abstract: "Credentials that this institution issued, and checking those of others.",
        subcommands: [List.self, Export.self, Check.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List CLRs, or what one learner's CLR nests.",
            discussion: "  clr credential list --learner L0007 --data ./college")

        @Option(help: "Only this learner, with the nested credentials.") var learner: String?
        @OptionGroup var node: NodeOptions

        func run() throws {
            let result = try node.callForAll(
                "credential.list", "credentials", learner.map { ["learner": JSONValue($0)] } ?? [:])
            if node.json { return Terminal.printJSON(result) }
            Terminal.table(
                ["id", "type", "learner", "name", "valid from"],
                (result["credentials"]?.array ?? []).map {
                    [$0.show("id"), $0.show("type"), $0.show("learner"), $0.show("name"), $0.show("validFrom")]
                })
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a credential with its receipts and status proofs as one file.",
            discussion: """
                  clr credential export urn:uuid:… --data ./college > clr.json
                  clr credential export --learner S1001 --data ./college > clr.json
                  clr credential export urn:uuid:… --jwt --bare --data ./college > badge.jwt
                """)

        @Argument(help: "The credential's id.") var id: String?
        @Option(help: "The CLR of this learner, instead of an id.") var learner: String?
        @Flag(help: "The bare credential, without receipts and proofs.") var bare = false
        @Flag(help: "The VC-JWT that was issued beside the credential (clr node issuing).") var jwt = false
        @OptionGroup var node: NodeOptions

        func run() throws {
            let exported = try node.call(
                "credential.export", ["id": JSONValue(try wanted()), "bare": .bool(bare), "jwt": .bool(jwt)])
            // A bare token is no JSON.
            if let token = exported.string { return print(token) }
            Terminal.printJSON(exported)
        }

        private func wanted() throws -> String {
            switch (id, learner) {
            case (let id?, nil): return id
            case (nil, let learner?):
                let list = try node.call("credential.list", ["learner": JSONValue(learner)])["credentials"]?.array
                guard let clr = list?.first?["id"]?.string else {
                    throw Failure(.failure, "nothing was issued to \(learner) yet; see: clr learner list")
                }
                return clr
            default: throw Failure(.usage, "name one credential: its id, or --learner")
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verify a credential with what this node's own mirror knows.",
            discussion: """
                Knows of a revocation the moment it reaches the node, also when the file's status proofs are older.

                  clr credential check transcript.json --data ./verifier
                """)

        @Argument(help: "The file, or - for standard input.") var file: String
        @OptionGroup var node: NodeOptions

        func run() throws {
            let result = try node.call("credential.verify", ["document": try Documents.read(file)], timeout: 120)
            if node.json {
                Terminal.printJSON(result["report"] ?? .null)
            } else {
                FileDescriptorText.write(result.show("text"), to: 1)
            }
            try ReportOutput.finish(result["code"]?.int ?? Int(ExitStatus.failure.rawValue))
        }
    }
}
