import CSodium

extension Ed25519.PublicKey {
    /// DER before the 32 bytes in a `SubjectPublicKeyInfo` (RFC 8410 section 4): what certificates carry and peers pin.
    private static let subjectPublicKeyInfoPrefix: [UInt8] = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    /// The 44 bytes of the DER `SubjectPublicKeyInfo`.
    public var subjectPublicKeyInfo: [UInt8] { Self.subjectPublicKeyInfoPrefix + bytes }

    /// The key in a DER `SubjectPublicKeyInfo`, which has one encoding only; nil for anything else.
    public init?(subjectPublicKeyInfo der: [UInt8]) {
        guard der.starts(with: Self.subjectPublicKeyInfoPrefix) else { return nil }
        self.init(der.dropFirst(Self.subjectPublicKeyInfoPrefix.count))
    }

    /// The X25519 key of the same secret (RFC 7748 section 4.1), as the did:key method derives it; nil unless the key is
    /// a point of prime order.
    public var x25519: Digest? {
        var derived = Digest()
        let status = unsafe withUnsafeBytes(of: rawBytes) { key in
            unsafe withUnsafeMutableBytes(of: &derived) { output in
                unsafe chirograph_ed25519_to_x25519(output.baseAddress, key.baseAddress)
            }
        }
        return status == 0 ? derived : nil
    }
}
