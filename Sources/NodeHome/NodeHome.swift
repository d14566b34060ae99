public import Cryptography
public import JSON

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
    /// Bytes of node.json.
    static let configurationBytes = 65_536
    /// Bytes of roster.json, as of any JSON text.
    static let rosterBytes = JSONLimits.default.bytes
    /// Bytes of a key file; more than the 44 of its line only to say that it is no key.
    static let keyBytes = 1_024

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
    /// Proofs on credentials that the institution's log does not hold. Made when a type of credential needs it.
    case plain
    /// Not a key pair: the secret from which ids and salts of credentials are derived.
    case identifiers
}

extension NodeHome {
    /// Makes the directory (mode 0700), fresh keys and the configuration, which comes last: a directory without it is no
    /// node yet. Refuses a directory that already holds a node, or a key of one.
    public func create(_ configuration: NodeConfiguration) throws(NodeHomeError) {
        for path in [configurationPath] + KeyName.allCases.map(keyPath) where SecureFile.exists(path) {
            throw .exists(path: path)
        }
        try SecureFile.makeDirectory(directory)
        try SecureFile.makeDirectory(directory + "/keys")
        for name in configuration.role.keys {
            try write(seed: SecretBytes(random: SecretText.byteCount), as: name)
        }
        try SecureFile.write(configuration.text, to: configurationPath, mode: 0o644, existing: .refused)
    }

    public func configuration() throws(NodeHomeError) -> NodeConfiguration {
        let json = try readJSON(configurationPath, limit: Self.configurationBytes)
        do {
            return try NodeConfiguration(json)
        } catch {
            throw .malformed(path: configurationPath, reason: error.description)
        }
    }

    public func key(_ name: KeyName) throws(NodeHomeError) -> Ed25519.PrivateKey {
        do {
            return try Ed25519.PrivateKey(seed: seed(name))
        } catch let error as NodeHomeError {
            throw error
        } catch {
            throw .malformed(path: keyPath(name), reason: "the seed gives no key")
        }
    }

    public func has(_ name: KeyName) -> Bool { SecureFile.exists(keyPath(name)) }

    /// Makes the key for what the log does not hold, if there is none yet.
    public func makePlainKey() throws(NodeHomeError) {
        guard !has(.plain) else { return }
        try write(seed: SecretBytes(random: SecretText.byteCount), as: .plain)
    }

    public func hasKeys(of role: NodeConfiguration.Role) -> Bool { role.keys.allSatisfy { has($0) } }

    /// Copies the keys that are here, and that the other data directory has not.
    public func copyKeys(to other: NodeHome) throws(NodeHomeError) {
        try SecureFile.makeDirectory(other.directory + "/keys")
        for name in KeyName.allCases where has(name) && !other.has(name) {
            try other.write(seed: try seed(name), as: name)
        }
    }

    /// Replaces the configuration file.
    public func save(_ configuration: NodeConfiguration) throws(NodeHomeError) {
        try SecureFile.write(configuration.text, to: configurationPath, mode: 0o644)
    }

    /// The secret behind `KeyName.identifiers`, 32 bytes. The array is the caller's to keep short-lived.
    public func identifierSecret() throws(NodeHomeError) -> [UInt8] {
        try seed(.identifiers).withBytes { bytes in
            (0..<bytes.byteCount).map { unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
        }
    }

    private func seed(_ name: KeyName) throws(NodeHomeError) -> SecretBytes {
        let path = keyPath(name)
        guard let seed = SecretText.parse(try SecureFile.readSecret(path, limit: Self.keyBytes)) else {
            throw .malformed(path: path, reason: "expected one line with 32 bytes in base64url")
        }
        return seed
    }

    /// A key is never replaced: what it signed would have no key any more.
    func write(seed: SecretBytes, as name: KeyName) throws(NodeHomeError) {
        var line = SecretText.line(seed)
        defer { Erasure.erase(&line) }
        try SecureFile.write(line, to: keyPath(name), mode: 0o600, existing: .refused)
    }

    /// The roster documents as they stand in the file, oldest first; empty when no roster was installed.
    public func rosterDocuments() throws(NodeHomeError) -> [JSONValue] {
        guard SecureFile.exists(rosterPath) else { return [] }
        guard case .array(let documents) = try readJSON(rosterPath, limit: Self.rosterBytes) else {
            throw .malformed(path: rosterPath, reason: "expected a JSON array of roster documents, oldest first")
        }
        return documents
    }

    /// The checked roster chain; nil when no roster was installed.
    public func rosterChain() throws(NodeHomeError) -> RosterChain? {
        guard SecureFile.exists(rosterPath) else { return nil }
        return try checked(rosterDocuments: try rosterDocuments())
    }

    /// The chain of documents that were read from the roster file.
    public func checked(rosterDocuments documents: [JSONValue]) throws(NodeHomeError) -> RosterChain {
        do {
            return try RosterChain(documents)
        } catch {
            throw .malformed(path: rosterPath, reason: "\(error)")
        }
    }

    /// Replaces the roster file. Only a chain that holds is written.
    public func install(rosterDocuments documents: [JSONValue]) throws(NodeHomeError) {
        do {
            _ = try RosterChain(documents)
        } catch {
            throw .unwritable(path: rosterPath, reason: "\(error)")
        }
        let text = JSONValue.array(documents).serialized(pretty: true) + [UInt8(ascii: "\n")]
        guard text.count <= Self.rosterBytes else {
            throw .unwritable(
                path: rosterPath, reason: "the chain is larger than the limit of \(Self.rosterBytes) bytes")
        }
        try SecureFile.write(text, to: rosterPath, mode: 0o644)
    }

    private func readJSON(_ path: String, limit: Int) throws(NodeHomeError) -> JSONValue {
        let bytes = try SecureFile.read(path, limit: limit)
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw .malformed(path: path, reason: "\(error)")
        }
    }
}
