import Cryptography
import JSON

/// Hashed identifiers (Open Badges 3.0, IdentityHash): `algorithm$` and the hexadecimal hash of identifier and salt.
///
/// `IdentityHash = "sha256$" || hex(SHA-256(utf8(identifier) || utf8(salt)))`. A hash of an address can be guessed; it
/// keeps it from being read in passing, no more.
public enum IdentityHash {
    enum Algorithm: String { case sha256, md5 }

    /// The hash in the form that `identityHash` takes.
    public static func sha256(_ identifier: String, salt: String?) -> String {
        "sha256$" + SHA256.hash(Array(identifier.utf8) + Array((salt ?? "").utf8)).hex
    }

    /// Nil for what is not a hash.
    static func algorithm(of hash: String) -> Algorithm? {
        let parts = hash.utf8.split(separator: UInt8(ascii: "$"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let algorithm = Algorithm(rawValue: String(Substring(parts[0]))) else { return nil }
        let length = algorithm == .sha256 ? 64 : 32
        guard parts[1].count == length, parts[1].allSatisfy(isHexadecimal) else { return nil }
        return algorithm
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}

extension IdentityObject {
    /// How an identifier that the verifier knows compared with one in a credential.
    public enum Match: Hashable, Sendable {
        case asGiven
        case inLowerCase
    }

    /// Whether this names that identifier (Open Badges 3.0, recipient check): hashed ones are recomputed. The text of
    /// the specification does not say to lower-case, so it is tried as given first. MD5 never matches.
    public func match(_ identifier: String, type: String) -> Match? {
        guard self.type == type, let hash else { return nil }
        if isEqual(identifier, to: hash) { return .asGiven }
        let lower = identifier.lowercased()
        return !lower.utf8.elementsEqual(identifier.utf8) && isEqual(lower, to: hash) ? .inLowerCase : nil
    }

    private func isEqual(_ identifier: String, to hash: String) -> Bool {
        guard isHashed == true else { return identifier.utf8.elementsEqual(hash.utf8) }
        // Hexadecimal digits compare without regard to case.
        return hash.lowercased().utf8.elementsEqual(IdentityHash.sha256(identifier, salt: salt).utf8)
    }
}
