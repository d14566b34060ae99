public import Cryptography
import FoundationEssentials
public import JSON
import Multiformats

/// A node's data directory: configuration, keys, roster file, store and control socket.
///
/// ```
/// node.json          what the node is: name, role, addresses, institution (public, no secrets)
/// keys/<name>.key    one Ed25519 seed each, base64url, mode 0600
/// roster.json        the roster chain as a JSON array, oldest first
/// store/             the LMDB environment
/// control.sock       JSON-RPC socket, present while the node runs
/// ```
public struct NodeHome: Sendable {
    public let directory: String

    public init(directory: String) {
        self.directory = directory
    }

    public var configurationPath: String { directory + "/node.json" }
    public var rosterPath: String { directory + "/roster.json" }
    public var storePath: String { directory + "/store" }
    public var socketPath: String { directory + "/control.sock" }

    func keyPath(_ name: KeyName) -> String { "\(directory)/keys/\(name.rawValue).key" }
}

/// The keys a node holds. Each has one purpose, so that a signature made for one can never serve another.
public enum KeyName: String, Sendable, CaseIterable {
    /// TLS between nodes; its public half is the node's identity on the wire.
    case transport
    /// Cosignatures on other institutions' checkpoints.
    case cosigner
    /// Presentation requests and receipts.
    case verifier
    /// The operator's voice in roster changes.
    case governance
    /// The institution's voice in changes to its own keys.
    case institution
    /// Checkpoints of the institution's own log.
    case log
    /// Proofs on the institution's credentials.
    case assertion
    /// Not a key pair: the secret from which ids and salts of credentials are derived.
    case identifiers
}

public enum NodeHomeError: Error, Equatable, CustomStringConvertible {
    case missing(path: String)
    case exists(path: String)
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)
    case malformed(path: String, reason: String)

    public var description: String {
        switch self {
        case .missing(let path):
            "\(path) does not exist; create a node with 'clr node init DIR' or name another directory"
        case .exists(let path):
            "\(path) exists already; nothing was changed. Choose another directory or remove it yourself"
        case .unreadable(let path, let reason): "\(path) could not be read: \(reason)"
        case .unwritable(let path, let reason): "\(path) could not be written: \(reason)"
        case .malformed(let path, let reason): "\(path) is not what it should be: \(reason)"
        }
    }
}

extension NodeHome {
    /// Makes the directory (mode 0700), the configuration and fresh keys. Refuses a directory that already holds a node.
    public func create(_ configuration: NodeConfiguration) throws(NodeHomeError) {
        if FileManager.default.fileExists(atPath: configurationPath) { throw .exists(path: configurationPath) }
        try SecureFile.makeDirectory(directory)
        try SecureFile.makeDirectory(directory + "/keys")
        for name in configuration.role.keys {
            try write(seed: SecretBytes(random: 32), as: name)
        }
        try SecureFile.write(
            configuration.json.serialized(pretty: true) + [UInt8(ascii: "\n")], to: configurationPath, mode: 0o644)
    }

    public func configuration() throws(NodeHomeError) -> NodeConfiguration {
        let json = try readJSON(configurationPath)
        do {
            return try NodeConfiguration(json)
        } catch {
            throw .malformed(path: configurationPath, reason: error.description)
        }
    }

    public func key(_ name: KeyName) throws(NodeHomeError) -> Ed25519.PrivateKey {
        var seed = try seed(name)
        guard let key = try? Ed25519.PrivateKey(seed: SecretBytes(taking: &seed)) else {
            throw .malformed(path: keyPath(name), reason: "the seed gives no key")
        }
        return key
    }

    /// The secret behind `KeyName.identifiers`, 32 bytes.
    public func identifierSecret() throws(NodeHomeError) -> [UInt8] { try seed(.identifiers) }

    private func seed(_ name: KeyName) throws(NodeHomeError) -> [UInt8] {
        let path = keyPath(name)
        let text = String(decoding: try SecureFile.read(path, limit: 1024), as: UTF8.self)
        let line = text.split(separator: "\n").first.map(String.init) ?? ""
        guard let seed = try? Base64URL.decode(line), seed.count == 32 else {
            throw .malformed(path: path, reason: "expected one line with 32 bytes in base64url")
        }
        return seed
    }

    func write(seed: SecretBytes, as name: KeyName) throws(NodeHomeError) {
        let text = seed.withBytes { span in
            var bytes: [UInt8] = []
            for index in 0..<span.byteCount { bytes.append(span.unsafeLoadByte(index)) }
            return Base64URL.encode(bytes)
        }
        try SecureFile.write(Array(text.utf8) + [UInt8(ascii: "\n")], to: keyPath(name), mode: 0o600)
    }

    /// The roster documents, oldest first; empty when no roster was installed.
    public func rosterDocuments() throws(NodeHomeError) -> [JSONValue] {
        guard FileManager.default.fileExists(atPath: rosterPath) else { return [] }
        guard case .array(let documents) = try readJSON(rosterPath) else {
            throw .malformed(path: rosterPath, reason: "expected a JSON array of roster documents, oldest first")
        }
        return documents
    }

    public func install(rosterDocuments documents: [JSONValue]) throws(NodeHomeError) {
        try SecureFile.write(
            JSONValue.array(documents).serialized(pretty: true) + [UInt8(ascii: "\n")], to: rosterPath, mode: 0o644)
    }

    func readJSON(_ path: String) throws(NodeHomeError) -> JSONValue {
        let bytes = try SecureFile.read(path, limit: 33_554_432)
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw .malformed(path: path, reason: "\(error)")
        }
    }
}

extension RawSpan {
    func unsafeLoadByte(_ offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
