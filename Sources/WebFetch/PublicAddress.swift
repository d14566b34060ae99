#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Tells addresses that everybody may talk to from those that only mean something nearby (the IANA registries of
/// special-purpose addresses, RFC 6890).
enum PublicAddress {
    /// - Parameter text: an address in figures.
    static func isPublic(_ text: String) -> Bool {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if unsafe inet_pton(family, text, &bytes) == 1 { return isPublic(bytes) }
        }
        return false
    }

    /// - Parameter bytes: 4 or 16, in network order.
    static func isPublic(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case 4: isPublicV4(bytes[...])
        case 16: isPublicV6(bytes)
        default: false
        }
    }

    private static func isPublicV4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let value = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return !special.contains { value >> (32 - $0.length) == $0.prefix >> (32 - $0.length) }
    }

    private static let special: [(prefix: UInt32, length: UInt32)] = [
        (0x0000_0000, 8),  // this network
        (0x0a00_0000, 8),  // private
        (0x6440_0000, 10),  // shared by carriers
        (0x7f00_0000, 8),  // this machine
        (0xa9fe_0000, 16),  // link-local, where clouds keep their secrets
        (0xac10_0000, 12),  // private
        (0xc000_0000, 24),  // protocol assignments
        (0xc000_0200, 24),  // documentation
        (0xc058_6300, 24),  // 6to4 relays
        (0xc0a8_0000, 16),  // private
        (0xc612_0000, 15),  // benchmarks
        (0xc633_6400, 24),  // documentation
        (0xcb00_7100, 24),  // documentation
        (0xe000_0000, 3),  // multicast, reserved, broadcast
    ]

    private static func isPublicV6(_ bytes: [UInt8]) -> Bool {
        // 64:ff9b::/96 carries an IPv4 address in its last four bytes (RFC 6052).
        if bytes.starts(with: [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) { return isPublicV4(bytes[12...]) }
        // 2000::/3 is all that is handed out for the public.
        guard bytes[0] >> 5 == 1 else { return false }
        // 2002::/16, 6to4: an IPv4 address follows (RFC 3056).
        if bytes[0] == 0x20, bytes[1] == 0x02 { return isPublicV4(bytes[2..<6]) }
        // 2001::/23 holds protocol assignments (Teredo among them), 2001:db8::/32 and 3fff::/20 documentation.
        if bytes[0] == 0x20, bytes[1] == 0x01, bytes[2] <= 0x01 { return false }
        if bytes[0] == 0x20, bytes[1] == 0x01, bytes[2] == 0x0d, bytes[3] == 0xb8 { return false }
        return !(bytes[0] == 0x3f && bytes[1] == 0xff && bytes[2] >> 4 == 0)
    }
}
