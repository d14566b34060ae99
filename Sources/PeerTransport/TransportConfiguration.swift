/// Where a node listens, and every bound of the transport. The defaults are those of docs/formats/transport.md.
public struct TransportConfiguration: Sendable, Hashable {
    /// The address to listen on; a name or an IPv4 or IPv6 address.
    public var host: String
    /// The port to listen on; 0 takes a free one.
    public var port: Int
    /// How long things may take.
    public var timing = TransportTiming()
    /// How much there may be.
    public var limits = TransportLimits()

    /// Listens on `host` and `port` with the default timing and limits.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}

/// How long things may take on a connection.
public struct TransportTiming: Sendable, Hashable {
    /// From the TCP connection to the end of the TLS handshake.
    public var handshake: Duration = .seconds(5)
    /// From there to the last acknowledgement.
    public var hello: Duration = .seconds(5)
    /// Between two pings.
    public var ping: Duration = .seconds(10)
    /// After hearing nothing for this long, or sending nothing although something waits, the connection is dead.
    public var dead: Duration = .seconds(30)
    /// The first pause before dialing again, doubled up to `longestRetry`, each with jitter.
    public var firstRetry: Duration = .milliseconds(200)
    /// The longest pause between two attempts.
    public var longestRetry: Duration = .seconds(300)
    /// A peer that was up for this long starts again with `firstRetry`.
    public var settled: Duration = .seconds(30)
    /// How long a client's request may be worked on.
    public var request: Duration = .seconds(30)
    /// How long a client's request may take to arrive, and the answer to be taken.
    public var transfer: Duration = .seconds(120)
    /// How long a connection of a client is kept on which nothing is asked.
    public var idle: Duration = .seconds(60)
    /// How long a shutdown waits for connections to close in good order.
    public var shutdown: Duration = .milliseconds(1500)

    /// The defaults.
    public init() {}
}

/// How much there may be of everything that others can cause.
public struct TransportLimits: Sendable, Hashable {
    /// Connections in all.
    public var connections = 1024
    /// Connections of strangers in all, so that members always find room.
    public var strangers = 768
    /// Connections of strangers from one address.
    public var strangersPerAddress = 16
    /// Connections of one member, all lanes together, but for those that this node dialed.
    public var connectionsPerMember = 16
    /// Connections from one address that have not shown who they are.
    public var halfOpenPerAddress = 64
    /// Such connections in all; beyond it the oldest makes room.
    public var halfOpen = 256
    /// New connections a second from one address, and how many at once.
    public var connectionsPerSecond = 100
    public var connectionBurst = 400
    /// Bytes that may wait for sending on one connection; beyond it the connection is closed.
    public var queuedBytes = 16 << 20
    /// Received bytes of one connection that nobody has taken yet; beyond it nothing more is read from it.
    public var unreadBytes = 2 << 20
    /// Received frames of one connection that nobody has taken yet.
    public var unreadFrames = 1024
    /// Received bytes of all connections that nobody has taken yet.
    public var totalUnreadBytes = 64 << 20
    /// One client request or answer.
    public var messageBytes = 32 << 20
    /// Requests worked on at once for one stranger's connection, one member's, strangers of one address, all strangers,
    /// and in all.
    public var requestsPerStranger = 4
    public var requestsPerMember = 16
    public var requestsPerAddress = 32
    public var strangerRequests = 192
    public var requests = 256
    /// Bytes of client requests that are being received or worked on: those of strangers of one address, of all
    /// strangers, and all.
    public var requestBytesPerAddress = 64 << 20
    public var strangerRequestBytes = 192 << 20
    public var requestBytes = 256 << 20
    /// Requests a second from one address, and how many at once; for strangers only.
    public var requestsPerSecond = 50
    public var requestBurst = 100
    /// Keys that are remembered as shut out.
    public var bans = 4096

    /// The defaults.
    public init() {}
}

extension Duration {
    /// Whole milliseconds, rounded down; saturates.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow
            ? (seconds < 0 ? .min : .max)
            : product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000).partialValue
    }
}
