import Cryptography

/// What an id is for. The same purpose always gets the same id, so that running a file again makes nothing new.
public enum IdentifierPurpose: Hashable, Sendable {
    /// The one CLR of a learner.
    case clr(learner: String)
    case credential(learner: String, course: String, term: String)
    /// The definition of a course, shared by all learners.
    case achievement(course: String)
    case resultDescription(course: String, scale: String)
    case programme(code: String)
}

/// Ids derived from their purpose with a secret, so that they repeat without a table and tell strangers nothing.
///
/// `urn:uuid:` and the first 16 bytes of `HMAC-SHA256(secret, "chirograph/id/v1\0" || parts)`, with the version (8) and
/// variant bits of RFC 9562 set; each part is preceded by its length in bytes (uint32, big-endian).
public struct StableIdentifiers: Sendable {
    private let secret: [UInt8]

    /// - Parameter secret: 32 random bytes that the institution keeps; whoever has them can link ids to learners.
    public init(secret: [UInt8]) { self.secret = secret }

    public func id(for purpose: IdentifierPurpose) -> String {
        var bytes = Array(derive("chirograph/id/v1\0", purpose.parts).bytes.prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0" + text : text
        }
        let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }
        return "urn:uuid:" + groups.joined(separator: "-")
    }

    /// The salt of a learner's hashed identifiers: 32 hexadecimal digits.
    public func salt(learner: String) -> String {
        String(derive("chirograph/salt/v1\0", [learner]).hex.prefix(32))
    }

    private func derive(_ domain: String, _ parts: [String]) -> Digest {
        var message = Array(domain.utf8)
        for part in parts {
            let bytes = Array(part.utf8)
            for shift in stride(from: 24, through: 0, by: -8) {
                message.append(UInt8(truncatingIfNeeded: bytes.count >> shift))
            }
            message += bytes
        }
        return HMACSHA256.authenticate(message, key: secret)
    }
}

extension IdentifierPurpose {
    fileprivate var parts: [String] {
        switch self {
        case .clr(let learner): ["clr", learner]
        case .credential(let learner, let course, let term): ["credential", learner, course, term]
        case .achievement(let course): ["achievement", course]
        case .resultDescription(let course, let scale): ["resultDescription", course, scale]
        case .programme(let code): ["programme", code]
        }
    }
}
