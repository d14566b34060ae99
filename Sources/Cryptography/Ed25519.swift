import CSodium

/// Ed25519 signatures (RFC 8032) by libsodium, under one rule on every node.
///
/// Two nodes that disagree about a signature would disagree about the ledger, so the rule is fixed: **libsodium's strict
/// rule**, version 1.0.18 and later. A signature (R, S) over a message M under the key A is valid if and only if
///
/// 1. S < L, the order of the base point (no malleable signatures, RFC 8032 section 5.1.7 step 1);
/// 2. A is a canonical encoding (y < p) of a point on the curve, and not one of low order;
/// 3. R is not an encoding of a point of low order;
/// 4. R equals, byte for byte, the encoding of [S]B - [k]A with k = SHA-512(R || A || M): the equation without cofactor,
///    which also refuses every non-canonical R.
///
/// Points of mixed order (a component of low order beside one of prime order) pass 2 and 3 and are judged by 4 alone.
public enum Ed25519 {
    /// A public key: the 32 bytes of RFC 8032. Whether they encode an acceptable point is judged when verifying.
    public struct PublicKey: Hashable, Sendable, Comparable, CustomStringConvertible {
        /// The 32 bytes.
        public let rawBytes: Digest

        /// The key with these 32 bytes.
        @inlinable
        public init(_ rawBytes: Digest) { self.rawBytes = rawBytes }

        /// The key with these bytes, or nil unless there are exactly 32.
        @inlinable
        public init?(_ bytes: some Collection<UInt8>) {
            guard let rawBytes = Digest(bytes) else { return nil }
            self.rawBytes = rawBytes
        }

        /// A copy of the 32 bytes.
        public var bytes: [UInt8] { rawBytes.bytes }

        /// The key in hexadecimal.
        public var description: String { rawBytes.hex }

        /// Lexicographic order of the bytes.
        public static func < (left: PublicKey, right: PublicKey) -> Bool { left.rawBytes < right.rawBytes }

        /// Whether `signature` is valid for `message` under this key, by the rule of `Ed25519`.
        public func verifies(_ signature: Signature, of message: [UInt8]) -> Bool {
            unsafe message.withUnsafeBytes { unsafe verifies(signature, message: $0) }
        }

        /// Whether `signature` is valid for `message` under this key, by the rule of `Ed25519`.
        public func verifies(_ signature: Signature, of message: borrowing RawSpan) -> Bool {
            unsafe message.withUnsafeBytes { unsafe verifies(signature, message: $0) }
        }

        private func verifies(_ signature: Signature, message: UnsafeRawBufferPointer) -> Bool {
            // The initialisation only selects faster code here; verification is right without it.
            _ = CryptographyLibrary.isStarted
            return unsafe withUnsafeBytes(of: signature) { signature in
                unsafe withUnsafeBytes(of: rawBytes) { key in
                    unsafe chirograph_ed25519_verify(
                        signature.baseAddress, message.baseAddress, UInt64(message.count), key.baseAddress) == 0
                }
            }
        }
    }

    /// A signature: the 64 bytes R || S.
    public struct Signature: Hashable, Sendable, CustomStringConvertible {
        /// Number of bytes in every signature.
        public static let byteCount = 64

        // Stored one after the other, so that the value's own storage is the 64 bytes.
        let r: Digest
        let s: Digest

        /// The signature with these bytes, or nil unless there are exactly 64.
        public init?(_ bytes: some Collection<UInt8>) {
            guard bytes.count == Signature.byteCount, let r = Digest(bytes.prefix(32)), let s = Digest(bytes.suffix(32))
            else { return nil }
            self.r = r
            self.s = s
        }

        init(r: Digest, s: Digest) {
            self.r = r
            self.s = s
        }

        /// A copy of the 64 bytes.
        public var bytes: [UInt8] {
            var bytes: [UInt8] = []
            append(to: &bytes)
            return bytes
        }

        /// Appends the 64 bytes to `target`.
        public func append(to target: inout [UInt8]) {
            target.reserveCapacity(target.count + Signature.byteCount)
            r.append(to: &target)
            s.append(to: &target)
        }

        /// The signature in hexadecimal.
        public var description: String { r.hex + s.hex }
    }
}
