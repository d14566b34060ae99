/// Bounds of a roster document. Exceeding one is an error that names the place.
public enum RosterLimits {
    /// Bytes of one document.
    public static let documentBytes = 1 << 20
    public static let operators = 128
    public static let nodes = 1_000
    public static let institutions = 1_000
    /// Log keys, and assertion keys, of one institution.
    public static let keysPerInstitution = 64
    public static let didsPerInstitution = 16
    /// One by every operator and every institution of this version and of the one before.
    public static let signatures = 4_096
    /// Bytes of a name shown to people.
    public static let nameBytes = 200
    /// Bytes of the id of an operator or node.
    public static let idBytes = 64
    public static let originBytes = 128
    public static let verifierKeyBytes = 512
    public static let didBytes = 2_048
    public static let addressBytes = 262
    public static let urlBytes = 512
    /// The largest integer that every JSON reader keeps exactly: 2^53 - 1.
    public static let integer: UInt64 = (1 << 53) - 1
}
