import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a document was not read. The description is a sentence without its full stop.
public struct FetchError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        /// The address itself, for the reason given.
        case address(String)
        /// The host, of that name, is this machine or one of a private network.
        case privateAddress(String)
        case unreachable(String)
        /// The file of that name has no certificate authorities.
        case authorities(String)
        /// The server's certificate or its TLS.
        case notSecure(String)
        /// The status code of an answer without a document.
        case answer(Int)
        /// More bytes than this.
        case tooLarge(Int)
        /// It took longer than this many seconds.
        case tooSlow(Int64)
        /// More redirects than this.
        case redirects(Int)
    }

    public let address: String
    public let reason: Reason

    init(_ address: String, _ reason: Reason) {
        self.address = address
        self.reason = reason
    }

    public var description: String {
        let because =
            switch reason {
            case .address(let reason): reason
            case .privateAddress(let host): "\(host) is on this machine or a private network, where nothing is read"
            case .unreachable(let reason): reason
            case .authorities(let path): "\(path) holds no certificates in PEM, by which servers would be known"
            case .notSecure(let reason): "the server did not prove who it is (\(reason))"
            case .answer(404): "the server has no such document (404)"
            case .answer(410): "the server says that it is gone (410)"
            case .answer(let status): "the server answered \(status)"
            case .tooLarge(let limit): "it is larger than the limit of \(limit) bytes"
            case .tooSlow(let seconds): "it took longer than \(seconds) seconds"
            case .redirects(let limit): "it was redirected more than \(limit) times"
            }
        return "\(address) could not be read: \(because)"
    }
}

extension FetchError {
    /// What a library threw, in our words.
    init(_ address: String, _ error: any Error, _ limits: WebFetcher.Limits) {
        self =
            switch error {
            case let error as FetchError: error
            case is NIOTooManyBytesError: FetchError(address, .tooLarge(limits.bytes))
            case let error as NIOSSLError: FetchError(address, .notSecure("\(error)"))
            case is NIOSSLExtraError: FetchError(address, .notSecure("\(error)"))
            case is CancellationError: FetchError(address, .unreachable("it was given up"))
            case let error as HTTPClientError:
                FetchError(
                    address,
                    Self.timeouts.contains(error) ? .tooSlow(limits.seconds) : .unreachable(error.shortDescription))
            case let error as IOError: FetchError(address, .unreachable(Self.system(error.errnoCode)))
            case let error as NIOConnectionError: FetchError(address, .unreachable(Self.connection(error)))
            default: FetchError(address, .unreachable("\(error)"))
            }
    }

    private static let timeouts: [HTTPClientError] = [
        .deadlineExceeded, .readTimeout, .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout,
    ]

    private static func system(_ code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe "no connection came about (\(String(cString: text).lowercased()))"
    }

    private static func connection(_ error: NIOConnectionError) -> String {
        "no connection to \(error.host):\(error.port) came about"
    }
}
