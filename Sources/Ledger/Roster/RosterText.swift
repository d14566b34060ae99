/// Rules for the texts in a roster. All of them allow ASCII only, so that equal texts have equal bytes.
enum RosterText {
    /// Swift compares texts by canonical equivalence (`K` and KELVIN SIGN are equal): identity is by bytes here.
    static func same(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

    /// Lower-case letters, digits, dot and hyphen, beginning and ending with a letter or digit.
    static func isID(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x2E }
    }

    /// `did:method:...` in visible ASCII, without path, query or fragment.
    static func isDID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: 0x3A, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual("did".utf8), !parts[1].isEmpty, !parts[2].isEmpty else {
            return false
        }
        return parts[1].allSatisfy(isAlphanumeric)
            && parts[2].allSatisfy {
                isAlphanumeric($0 | 0x20) || [0x2D, 0x2E, 0x3A, 0x5F, 0x25].contains($0)
            }
    }

    /// `http(s)://host...` without query, fragment or a slash at the end.
    static func isStatusBase(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        guard let first = rest.first, isAlphanumeric(first | 0x20) || first == 0x5B, rest.last != 0x2F else {
            return false
        }
        // " # < > ? \ ^ ` { | } are not part of an address without query and fragment.
        return rest.allSatisfy {
            (0x21...0x7E).contains($0)
                && ![0x22, 0x23, 0x3C, 0x3E, 0x3F, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D].contains($0)
        }
    }

    /// `host:port`, port 1 to 65535 without leading zeros.
    static func isAddress(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let colon = bytes.lastIndex(of: 0x3A) else { return false }
        let host = bytes[..<colon]
        let port = bytes[(colon + 1)...]
        guard let first = port.first, first != 0x30, port.count <= 5, port.allSatisfy({ (0x30...0x39).contains($0) }),
            port.reduce(0, { $0 * 10 + Int($1 - 0x30) }) <= 65_535
        else { return false }
        if host.first == 0x5B { return isBracketedIPv6(host) }
        return isHostName(host)
    }

    private static func isHostName(_ host: ArraySlice<UInt8>) -> Bool {
        guard (1...253).contains(host.count) else { return false }
        return host.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
                && label.allSatisfy { isAlphanumeric($0 | 0x20) || $0 == 0x2D }
        }
    }

    /// Only the letters are checked; whether the address exists is for the system to say.
    private static func isBracketedIPv6(_ host: ArraySlice<UInt8>) -> Bool {
        guard host.count >= 4, host.count <= 47, host.last == 0x5D else { return false }
        let inner = host.dropFirst().dropLast()
        return inner.contains(0x3A)
            && inner.allSatisfy {
                (0x30...0x3A).contains($0) || (0x61...0x66).contains($0 | 0x20) || $0 == 0x2E
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
