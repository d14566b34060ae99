/// Why a cryptographic operation could not be carried out. A signature that does not verify is no error but `false`.
public enum CryptographyError: Error, Hashable, CustomStringConvertible {
    /// libsodium or libcrypto could not be initialised or refused an operation that cannot fail on a sound system.
    case unavailable(operation: String)
    /// Key material of the wrong length.
    case wrongLength(what: String, expected: Int, actual: Int)
    /// Bytes that do not encode a key of the stated kind.
    case malformedKey(kind: String)
    /// Work factors outside what the library accepts or this module allows.
    case costOutOfRange(opslimit: UInt64, memlimitBytes: UInt64)
    /// The memory for a memory-hard function could not be had.
    case outOfMemory(bytes: UInt64)
    /// A certificate name or period that X.509 cannot express.
    case unencodable(what: String)

    public var description: String {
        switch self {
        case .unavailable(let operation):
            "The cryptographic library refused to \(operation); check the installation of libsodium and libcrypto."
        case .wrongLength(let what, let expected, let actual):
            "\(what) must have \(expected) bytes but has \(actual)."
        case .malformedKey(let kind):
            "These bytes are not a valid \(kind) key."
        case .costOutOfRange(let opslimit, let memlimit):
            """
            Password hashing with \(opslimit) passes over \(memlimit) bytes is outside the allowed range; \
            use a cost between PasswordHash.Cost.smallest and .largest.
            """
        case .outOfMemory(let bytes):
            "Password hashing needs \(bytes) bytes of memory, which this machine did not give; free memory and try again."
        case .unencodable(let what):
            "A certificate cannot carry this \(what)."
        }
    }
}
