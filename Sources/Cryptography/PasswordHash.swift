import CSodium

/// Keys from passphrases: Argon2id, version 1.3 (RFC 9106), one lane, by libsodium.
public enum PasswordHash {
    /// Number of bytes in a salt.
    public static let saltByteCount = 16

    /// Work factors. A file from somebody else names its own, so they are bounded by `smallest` and `largest`.
    public struct Cost: Hashable, Sendable {
        /// Passes over the memory.
        public let opslimit: UInt64
        /// Memory in bytes.
        public let memlimitBytes: UInt64

        /// Any factors; `deriveKey` refuses those out of range.
        public init(opslimit: UInt64, memlimitBytes: UInt64) {
            self.opslimit = opslimit
            self.memlimitBytes = memlimitBytes
        }

        /// The least that is accepted, for tests: one pass over 8 KiB.
        public static let smallest = Cost(opslimit: 1, memlimitBytes: 8 << 10)
        /// libsodium's "interactive": two passes over 64 MiB, about 0.1 s.
        public static let interactive = Cost(opslimit: 2, memlimitBytes: 64 << 20)
        /// libsodium's "moderate": three passes over 256 MiB, about 0.7 s.
        public static let moderate = Cost(opslimit: 3, memlimitBytes: 256 << 20)
        /// libsodium's "sensitive": four passes over 1 GiB, some seconds.
        public static let sensitive = Cost(opslimit: 4, memlimitBytes: 1 << 30)
        /// The most that is accepted: 16 passes over 1 GiB.
        public static let largest = Cost(opslimit: 16, memlimitBytes: 1 << 30)

        var isAllowed: Bool {
            (Cost.smallest.opslimit...Cost.largest.opslimit).contains(opslimit)
                && (Cost.smallest.memlimitBytes...Cost.largest.memlimitBytes).contains(memlimitBytes)
        }
    }

    /// A key of 32 bytes from `passphrase` and a `salt` of 16 bytes.
    ///
    /// Throws for a salt of another length, a cost out of range, or memory that cannot be had.
    public static func deriveKey(
        passphrase: SecretBytes, salt: [UInt8], cost: Cost
    ) throws(CryptographyError) -> SecretBytes {
        try CryptographyLibrary.start()
        guard salt.count == saltByteCount else {
            throw .wrongLength(what: "The salt", expected: saltByteCount, actual: salt.count)
        }
        guard cost.isAllowed, let memlimit = Int(exactly: cost.memlimitBytes) else {
            throw .costOutOfRange(opslimit: cost.opslimit, memlimitBytes: cost.memlimitBytes)
        }
        var status: CInt = -1
        let key = unsafe SecretBytes(count: SecretBox.keyByteCount) { output in
            unsafe passphrase.withPointer { passphrase in
                unsafe salt.withUnsafeBytes { salt in
                    status = unsafe chirograph_argon2id13(
                        output.baseAddress, UInt64(output.count), passphrase.baseAddress, UInt64(passphrase.count),
                        salt.baseAddress, cost.opslimit, memlimit)
                }
            }
        }
        // With lengths and cost checked, the one failure left is the allocation.
        guard status == 0 else { throw .outOfMemory(bytes: cost.memlimitBytes) }
        return key
    }
}
