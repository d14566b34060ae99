/// Who calls a method.
public struct CallContext: Hashable, Sendable {
    /// The calling process; nil where there is none, as in tests.
    public let pid: Int32?
    /// The user it runs as.
    public let uid: UInt32?

    /// A caller.
    public init(pid: Int32? = nil, uid: UInt32? = nil) {
        self.pid = pid
        self.uid = uid
    }
}
