public import Cryptography
public import JSON
import Multiformats

/// A ``KeyRing`` at rest: argon2id derives a key from the passphrase, secretbox (XSalsa20-Poly1305) seals the ring
/// (docs/formats/key-file.md).
///
/// The node stores it opaque; only the learner's command line ever opens it.
public struct KeyFile: Sendable {
    static let kind = "key file"
    static let kdf = "argon2id13"
    /// 64 MiB, three passes: libsodium's "interactive" memory with one more pass.
    static let cost = PasswordHash.Cost(opslimit: 3, memlimitBytes: 67_108_864)

    // A damaged or hostile file must not make us allocate or work without bound.
    static let passes = 1...16
    static let memory = 8_192...1_073_741_824
    /// Passes times memory: libsodium's "sensitive", some seconds.
    static let maximumWork = 4 * 1_073_741_824
    /// Argon2 counts memory in KiB; a figure between two of them would be a second spelling.
    static let memoryUnit = 1_024

    /// Seals the ring with the usual work factors and a fresh salt.
    public static func seal(_ ring: KeyRing, passphrase: SecretBytes) throws(ExchangeError) -> JSONValue {
        try seal(ring, passphrase: passphrase, cost: cost)
    }

    static func seal(
        _ ring: KeyRing, passphrase: SecretBytes, cost: PasswordHash.Cost
    ) throws(ExchangeError) -> JSONValue {
        let salt = SecureRandom.bytes(PasswordHash.saltByteCount)
        let key = try derive(passphrase, salt: salt, cost: cost)
        let box: [UInt8]
        do {
            box = try SecretBox.seal(KeyRingCodec.encode(ring), key: key)
        } catch {
            throw .malformed(document: kind, member: "box (\(error))")
        }
        return [
            "type": "ChirographKeyFile", "version": 1,
            "kdf": [
                "name": JSONValue(kdf), "opslimit": JSONValue(cost.opslimit),
                "memlimit": JSONValue(cost.memlimitBytes), "salt": JSONValue(Base64URL.encode(salt)),
            ],
            "box": JSONValue(Base64URL.encode(box)),
        ]
    }

    /// Opens a sealed ring. A wrong passphrase and a damaged box cannot be told apart: `wrongPassphrase`.
    public static func open(_ json: JSONValue, passphrase: SecretBytes) throws(ExchangeError) -> KeyRing {
        let reader = try DocumentReader(json, kind: kind, type: "ChirographKeyFile", members: ["kdf", "box"])
        let box = try reader.bytes("box")
        let kdf = try reader.nested("kdf", members: ["name", "opslimit", "memlimit", "salt"])
        guard kdf.object["name"] == JSONValue(Self.kdf) else { throw kdf.fail("name") }
        let opslimit = try kdf.integer("opslimit", in: passes)
        let memlimit = try kdf.integer("memlimit", in: memory)
        guard memlimit % memoryUnit == 0, opslimit * memlimit <= maximumWork else { throw kdf.fail("memlimit") }
        let salt = try kdf.bytes("salt")
        guard salt.count == PasswordHash.saltByteCount else { throw kdf.fail("salt") }
        let key = try derive(
            passphrase, salt: salt, cost: .init(opslimit: UInt64(opslimit), memlimitBytes: UInt64(memlimit)))
        guard let payload = SecretBox.open(box, key: key) else { throw .wrongPassphrase }
        return try KeyRingCodec.decode(payload)
    }

    private static func derive(
        _ passphrase: SecretBytes, salt: [UInt8], cost: PasswordHash.Cost
    ) throws(ExchangeError) -> SecretBytes {
        do {
            return try PasswordHash.deriveKey(passphrase: passphrase, salt: salt, cost: cost)
        } catch {
            throw .malformed(document: kind, member: "kdf (\(error))")
        }
    }
}
