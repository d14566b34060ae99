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
            try await serveThroughFullDisks(NodeHome(directory: data), logger)
        } catch {
            logger.critical("\(error)")
            Glibc.exit((error as? ServiceError).map { Int32($0.code.rawValue) } ?? 1)
        }
    }

    /// How long the node waits before it tries again to write on a disk that was full.
    private static let pause = Duration.seconds(2)
    /// How long services may take to end in good order before they are cancelled.
    private static let patience = Duration.seconds(8)

    /// A disk that is full, or fails otherwise, stops the node's services; nothing that was committed is lost. It comes
    /// up again by itself, from what is stored, as soon as it can. At the first start it says so and ends instead.
    private func serveThroughFullDisks(_ home: NodeHome, _ logger: Logger) async throws {
        var hasStarted = false
        while true {
            do {
                return try await serve(home, logger) { hasStarted = true }
            } catch let error as StoreError where error.isTransient && hasStarted {
                logger.critical("\(error) The node waits and tries again.")
            }
            guard await wait() else { return }
        }
    }

    /// False if the node was told to stop meanwhile.
    private func wait() async -> Bool {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in signals { return false }
                return true
            }
            group.addTask { (try? await Task.sleep(for: Self.pause)) != nil }
            defer { group.cancelAll() }
            return await group.next() ?? true
        }
    }

    private func serve(_ home: NodeHome, _ logger: Logger, onStart: () -> Void) async throws {
        let configuration = try home.configuration()
        let store = try Store.open(
            directory: home.storePath,
            identity: StoreIdentity(nodeName: configuration.name, role: configuration.role.rawValue))
        defer { store.close() }
        let node = try Assembly(home: home, configuration: configuration, store: store, logger: logger)
        try await node.listen()
        onStart()
        logger.notice(
            "node is up", metadata: ["name": "\(configuration.name)", "role": "\(configuration.role.rawValue)"])
        var group = ServiceGroupConfiguration(
            services: node.services.map {
                // Also after a failure: whoever waits for an answer should hear why there is none.
                .init(
                    service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = Self.patience
        try await ServiceGroup(configuration: group).run()
        logger.notice("node stopped", metadata: ["name": "\(configuration.name)"])
    }
}
