/// What a resolver says of a verification method.
public enum KeyResolution: Hashable, Sendable {
    /// This is the key.
    case key(VerificationKey)
    /// There is no such key, or it may not be used: the proof fails.
    case refused(reason: String)
    /// It could not be found out: the proof's outcome is unknown.
    case unavailable(reason: String)
}
