import JSON

/// What the header of a token may say, beyond what any signature must keep.
struct HeaderRules {
    let token: VCJWT

    private var header: JOSEHeader { token.signature.header }

    func findings() -> [VCJWTFinding] {
        [algorithm(), type(), contentType(), namedKey(), others()].compactMap { $0 }
    }

    /// Names that are not computed here at all, and those that credentials are not signed with.
    private func algorithm() -> VCJWTFinding? {
        do throws(JWSError) {
            guard VCJWT.algorithms.contains(try header.algorithm()) else {
                throw .unsupportedAlgorithm(header.algorithmName)
            }
            return nil
        } catch {
            return VCJWTFinding(error)
        }
    }

    private var clause: String { token.kind == .credential ? Clause.credentials : Clause.presentations }
    private var short: String { token.kind == .credential ? "vc" : "vp" }

    /// The names of drafts are in use; other kinds of token are not to be taken for credentials.
    private func type() -> VCJWTFinding? {
        guard let type = header.type else { return nil }
        switch MediaType.short(type) {
        case "jwt", "\(short)+jwt": return nil
        case "\(short)+ld+jwt", "\(short)-ld+jwt", "\(short)+ld+json+jwt":
            return VCJWTFinding(
                .header, .warn, "The token's type (typ) '\(type)' is one of a draft; it is \(short)+jwt now.", clause,
                .header, ["typ"])
        default:
            return VCJWTFinding(
                .header, .fail, "The token's type (typ) is '\(type)', not \(short)+jwt.", clause, .header, ["typ"])
        }
    }

    private func contentType() -> VCJWTFinding? {
        guard let type = header.contentType else { return nil }
        switch MediaType.short(type) {
        case short: return nil
        case "\(short)+ld+json", "ld+json", "json":
            return VCJWTFinding(
                .header, .warn, "The content type (cty) '\(type)' is not the present one, \(short).", clause, .header,
                ["cty"])
        default:
            return VCJWTFinding(
                .header, .fail, "The content type (cty) is '\(type)', not \(short).", clause, .header, ["cty"])
        }
    }

    /// Open Badges 3.0 demand that the header names the key or holds it.
    private func namedKey() -> VCJWTFinding? {
        guard token.isOpenBadge, header.keyID == nil, header.key == nil else { return nil }
        return VCJWTFinding(
            .key, .fail, "The header has neither kid nor jwk: nobody can tell which key signed.", Clause.openBadges,
            .header)
    }

    /// Parameters that are not looked at, where a class allows none.
    private func others() -> VCJWTFinding? {
        guard token.isOpenBadge else { return nil }
        let known: [JSONString] = ["alg", "kid", "jwk", "typ", "cty", "iss"]
        let others = header.protected.keys.filter { !known.contains($0) }
        guard let first = others.first else { return nil }
        let names = others.prefix(8).map(\.string).joined(separator: ", ")
        return VCJWTFinding(
            .header, .warn, "The header has parameters that are not looked at: \(names).", Clause.openBadges, .header,
            [first])
    }
}

/// Media types in headers (RFC 7515 sections 4.1.9 and 4.1.10).
enum MediaType {
    /// In lower case, without the prefix that may be left out.
    static func short(_ text: String) -> String {
        let lowered = text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let prefix = Array("application/".utf8)
        let rest = lowered.starts(with: prefix) ? lowered[prefix.count...] : lowered[...]
        return String(decoding: rest, as: UTF8.self)
    }
}
