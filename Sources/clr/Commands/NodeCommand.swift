import ArgumentParser
import JSON
import NodeHome

#if canImport(Glibc)
    import Glibc
#endif

struct NodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "Set up a node and see how it is.",
        subcommands: [
            Init.self, Card.self, Issuing.self, Wait.self, Status.self, Doctor.self, Backup.self, Restore.self,
        ])

    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a data directory with fresh keys.",
            discussion: """
                  clr node init ./college --role institution --name college --operator college \\
                    --listen 127.0.0.1:7401 --origin midwest.example/college \\
                    --display-name 'State College' --did did:web:college.example \\
                    --status-base https://college.example/status
                  clr node init ./wallet --role wallet --name ada
                """)

        @Argument(help: "The directory to make.") var directory: String
        @Option(help: "institution, mirror or wallet.") var role: String
        @Option(help: "The node's name.") var name: String
        @Option(help: "The operator's id in the roster (default: the node's name).") var `operator`: String?
        @Option(help: "host:port to listen on and be dialled at.") var listen: String = ""
        @Option(help: "The institution's log: <consortium>/<institution>.") var origin: String?
        @Option(help: "The institution's name as people read it.") var displayName: String?
        @Option(help: "The issuer's DID.") var did: String?
        @Option(help: "Base address of credential status ids.") var statusBase: String?

        func run() throws {
            guard let role = NodeConfiguration.Role(rawValue: role) else {
                throw Failure(.usage, "--role is institution, mirror or wallet, not '\(role)'")
            }
            if role != .wallet && listen.isEmpty { throw Failure(.usage, "a \(role.rawValue) node needs --listen") }
            var configuration = NodeConfiguration(
                name: name, role: role, operatorID: self.operator ?? name, listen: listen)
            if role == .institution {
                guard let origin, let displayName, let did, let statusBase else {
                    throw Failure(
                        .usage, "an institution needs --origin, --display-name, --did and --status-base")
                }
                configuration.institution = .init(
                    origin: origin, displayName: displayName, did: did, statusBase: statusBase)
            }
            try wrapping { try NodeHome(directory: directory).create(configuration) }
            print("Made \(role.rawValue) node '\(name)' in \(directory).")
            print(
                role == .wallet
                    ? "Next: clrd --data \(directory), then clr wallet init --data \(directory)"
                    : "Next: clr node card \(directory) > \(name).card.json, and give the card to your consortium.")
        }
    }

    struct Card: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the node's public card for the roster.",
            discussion: "  clr node card ./college > college.card.json")

        @Argument(help: "The node's data directory.") var directory: String

        func run() throws {
            let home = NodeHome(directory: directory)
            Terminal.printJSON(try wrapping { try RosterCard.make(home) })
        }
    }

    struct Wait: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Wait until the node answers, for scripts.",
            discussion: """
                  clrd --data ./college & clr node wait --data ./college
                  clr node wait --peers 4 --seconds 60 --data ./college
                """)

        @Option(help: "Also wait until so many other nodes are connected.") var peers = 0
        @Option(help: "Give up after so many seconds.") var seconds = 30
        @OptionGroup var node: NodeOptions

        private static let pause: UInt32 = 20_000

        func run() throws {
            guard (1...86_400).contains(seconds) else { throw Failure(.usage, "--seconds is 1 to 86400") }
            let end = ContinuousClock.now + .seconds(seconds)
            var last = Failure(.unreachable, "the node in \(node.home.directory) did not answer")
            while ContinuousClock.now < end {
                do {
                    let up = try node.call("node.status", timeout: seconds)["peersUp"]?.int ?? 0
                    if up >= peers { return }
                    last = Failure(.unreachable, "\(up) other nodes are connected, not \(peers)")
                } catch let failure as Failure where failure.code == .unreachable {
                    last = failure
                }
                usleep(Self.pause)
            }
            throw Failure(last.code, "gave up after \(seconds) seconds: \(last.message)")
        }
    }

    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what the node is and does.", discussion: "  clr node status --data ./college")

        @OptionGroup var node: NodeOptions

        func run() throws {
            let status = try node.call("node.status", timeout: 10)
            if node.json { return Terminal.printJSON(status) }
            for key in ["name", "role", "operator", "listen", "peersUp", "peersKnown"] as [JSONString] {
                print("\(key.string): \(status.show(key))")
            }
            Terminal.table(
                ["origin", "size", "attested", "cosigners", "frozen"],
                (status["logs"]?.array ?? []).map { log in
                    [
                        log.show("origin"), log.show("size"), log.show("attestedSize"), log.show("cosigners"),
                        log.show("frozen"),
                    ]
                })
            for log in status["logs"]?.array ?? [] where log["waiting"]?.string != nil {
                print("\(log.show("origin")) cannot be written now: \(log.show("waiting"))")
            }
        }
    }
}

/// Turns an error of a lower layer into a failure that `main` prints.
func wrapping<R, E: Error>(_ code: ExitStatus = .failure, _ body: () throws(E) -> R) throws -> R {
    do {
        return try body()
    } catch let error as Failure {
        throw error
    } catch {
        throw Failure(code, "\(error)")
    }
}
