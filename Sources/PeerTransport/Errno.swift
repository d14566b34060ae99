#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The system errors that this module names in its own words.
enum Errno {
    static let connectionReset = ECONNRESET
    static let brokenPipe = EPIPE

    static func text(_ code: Int32) -> String {
        switch code {
        case ECONNREFUSED: "connection refused; is the node running?"
        case EHOSTUNREACH: "no route to the host"
        case ENETUNREACH: "the network is not reachable"
        case ETIMEDOUT: "the connection attempt took too long"
        case EADDRINUSE: "the address is in use"
        case EADDRNOTAVAIL: "this machine does not have the address"
        case EACCES, EPERM: "not permitted"
        case EMFILE, ENFILE: "too many open files"
        default: "system error \(code)"
        }
    }
}
