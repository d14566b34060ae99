/// A digest that says which function made it: code and length as varints, then the digest (draft-multiformats-multihash).
public struct Multihash: Hashable, Sendable {
    /// The hash function.
    public let function: Multicodec
    /// Possibly shorter than the function's output.
    public let digest: [UInt8]

    public init(function: Multicodec, digest: [UInt8]) {
        self.function = function
        self.digest = digest
    }

    /// Reads a complete multihash; the digest has exactly the length that stands before it.
    public init(parsing bytes: [UInt8]) throws(MultiformatError) {
        let (function, rest) = try Multicodec.split(bytes)
        let start = bytes.count - rest.count
        let length: (value: UInt64, count: Int)
        do {
            length = try Varint.decode(rest)
        } catch {
            throw MultiformatError(error.code, at: start + error.offset)
        }
        let digest = rest[length.count...]
        guard let expected = Int(exactly: length.value), digest.count >= expected else {
            throw MultiformatError(.truncated, at: bytes.count)
        }
        guard digest.count == expected else {
            throw MultiformatError(.trailingBytes, at: start + length.count + expected)
        }
        self.init(function: function, digest: Array(digest))
    }

    /// The bytes: code, length, digest.
    public var encoded: [UInt8] { function.prefix + Varint.encode(UInt64(digest.count)) + digest }
}
