import ArgumentParser
import ControlClient
import FoundationEssentials
import JSON
import NodeHome

/// Which node a command talks to.
struct NodeOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The node's data directory (default: $CHIROGRAPH_HOME, else ~/.chirograph).", valueName: "dir"))
    var data: String?

    @Flag(help: "Print JSON for scripts.")
    var json = false

    var home: NodeHome {
        let environment = ProcessInfo.processInfo.environment
        return NodeHome(
            directory: data ?? environment["CHIROGRAPH_HOME"] ?? (environment["HOME"] ?? ".") + "/.chirograph")
    }

    /// Calls the node and maps what can go wrong to an exit code and a sentence.
    func call(_ method: String, _ params: JSONObject = [:], timeout: Int = 600) throws -> JSONValue {
        do {
            return try ControlClient(path: home.socketPath).call(
                JSONString(method), .object(params), timeout: .seconds(timeout))
        } catch {
            throw Failure(ControlFailure.status(of: error), ControlFailure.sentence(for: error, home: home))
        }
    }

    /// The whole of a list that the node gives in pages.
    func callForAll(_ method: String, _ member: JSONString, _ params: JSONObject = [:]) throws -> JSONValue {
        var items: [JSONValue] = []
        var params = params
        while true {
            let page = try call(method, params)
            items += page[member]?.array ?? []
            guard let next = page["next"] else { return .object([member: .array(items)]) }
            params["after"] = next
        }
    }
}

enum ControlFailure {
    static func status(of error: ControlClientError) -> ExitStatus {
        switch error {
        case .notReachable: .unreachable
        case .remote(let error): status(of: error)
        default: .failure
        }
    }

    /// Methods fail with exit codes; what the server itself refuses has codes of JSON-RPC.
    private static func status(of error: JSONRPCError) -> ExitStatus {
        switch error.code {
        case JSONRPCError.invalidParamsCode: .usage
        case JSONRPCError.notPermittedCode: .notAuthorised
        case JSONRPCError.busyCode, JSONRPCError.cancelledCode: .unreachable
        default: ExitStatus(rawValue: Int32(clamping: error.code)) ?? .failure
        }
    }

    static func sentence(for error: ControlClientError, home: NodeHome) -> String {
        switch error {
        case .notReachable where !FileManager.default.fileExists(atPath: home.configurationPath):
            "there is no node in \(home.directory); make one with: clr node init \(home.directory), or name another --data"
        case .notReachable:
            "the node in \(home.directory) does not answer; start it with: clrd --data \(home.directory)"
        case .remote(let error) where error.code == JSONRPCError.methodNotFoundCode:
            "the node in \(home.directory) does not do this; see what it is with: clr node status --data \(home.directory)"
        case .remote(let error): error.description
        default: "\(error)"
        }
    }
}

extension JSONValue {

    /// A member as text for tables; empty when it is absent.
    ///
    /// Lists of texts are separated by blanks.
    func show(_ key: JSONString) -> String {
        switch self[key] {
        case .string(let text)?: text.string
        case .number(let number)?: String(describing: number)
        case .bool(let flag)?: flag ? "yes" : "no"
        case .array(let items)?: items.compactMap { $0.string }.joined(separator: " ")
        default: ""
        }
    }
}
