import ArgumentParser
import ControlRPC
import Cryptography
import Exchange
import JSON
import Logging
import Node
import NodeHome
import PeerTransport
import ServiceLifecycle
import Store
import UnixSignals

#if canImport(Glibc)
    import Glibc
#endif

/// The node daemon: opens the data directory, wires the services, and runs until it is told to stop.
@main
struct Daemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clrd", abstract: "Run a Chirograph node.",
        discussion: """
            Runs in the foreground and logs to standard error; SIGTERM and SIGINT stop it cleanly.

              clrd --data /srv/chirograph/college
            """, version: "0.1.0")

    @Option(help: ArgumentHelp("The node's data directory (made with: clr node init).", valueName: "dir"))
    var data: String

    @Option(
        help: "How much to log: debug, info, notice, warning, error or critical.",
        transform: { text in
            guard let level = Logger.Level(rawValue: text) else {
                throw ValidationError("'\(text)' is none of debug, info, notice, warning, error, critical")
            }
            return level
        })
    var logLevel: Logger.Level = .info

    /// Wrong use exits with 2, as in `clr` (docs/exit-codes.md).
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        } catch {
            let code = exitCode(for: error)
            guard code == .validationFailure else { exit(withError: error) }
            let text = Array((fullMessage(for: error) + "\n").utf8)
            _ = unsafe text.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
            Glibc.exit(2)
        }
    }

    func run() async throws {
        var logger = Logger(label: "clrd", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = logLevel
        do {
            try await serve(NodeHome(directory: data), logger)
        } catch {
            logger.critical("\(error)")
            Glibc.exit((error as? ServiceError).map { Int32($0.code.rawValue) } ?? 1)
        }
    }

    private func serve(_ home: NodeHome, _ logger: Logger) async throws {
        let configuration = try home.configuration()
        let store = try Store.open(
            directory: home.storePath,
            identity: StoreIdentity(nodeName: configuration.name, role: configuration.role.rawValue))
        let node = try Assembly(home: home, configuration: configuration, store: store, logger: logger)
        try await node.listen()
        logger.notice(
            "node is up", metadata: ["name": "\(configuration.name)", "role": "\(configuration.role.rawValue)"])
        let group = ServiceGroup(
            configuration: .init(
                services: node.services.map {
                    .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        do {
            try await group.run()
        } catch {
            store.close()
            throw error
        }
        store.close()
        logger.notice("node stopped", metadata: ["name": "\(configuration.name)"])
    }
}
