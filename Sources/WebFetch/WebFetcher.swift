import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Reads the public documents that credentials point to, over HTTPS: DID documents, status lists, contexts.
///
/// Whoever writes a credential chooses the addresses in it, so an address is not to be trusted: only HTTPS is spoken,
/// names that lead into a private network are refused at each hop, and the connection goes to the very address that was
/// looked at. Size, time and redirects are bounded. Nothing that identifies the reader is sent: no cookies, no referrer,
/// no name of a program.
public struct WebFetcher: Sendable {
    /// Bounds of one fetch.
    public struct Limits: Hashable, Sendable {
        /// Longest body, in bytes.
        public var bytes = 8 << 20
        /// For everything, redirects included.
        public var seconds: Int64 = 15
        public var redirects = 3
        /// Longest address, in bytes.
        public var address = 4096

        public init() {}
    }

    public var limits = Limits()
    /// A PEM file with certificate authorities that are trusted beside the system's, such as a consortium's own.
    public var authorities: String?
    /// Whether names may lead to this machine or a private network: for tests, and for networks without public names.
    public var allowsPrivateAddresses = false

    public init() {}

    /// The document at `address`.
    ///
    /// - Parameter types: media types to ask for, the preferred one first. What comes may still be of another type.
    public func fetch(_ address: String, types: [String] = []) async throws(FetchError) -> FetchedDocument {
        let deadline = NIODeadline.now() + .seconds(limits.seconds)
        var url = address
        for _ in 0...limits.redirects {
            let target = try WebAddress(url, limit: limits.address)
            let reply = try await ask(target, types, deadline)
            switch reply {
            case .document(let document): return document
            case .redirect(let location): url = try target.resolve(location)
            }
        }
        throw FetchError(address, .redirects(limits.redirects))
    }

    private enum Reply {
        case document(FetchedDocument)
        case redirect(String)
    }

    /// One request to one address, over a connection of its own.
    private func ask(_ target: WebAddress, _ types: [String], _ deadline: NIODeadline) async throws(FetchError) -> Reply
    {
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: try await configuration(connectingTo: target))
        let reply: Result<Reply, FetchError>
        do throws(FetchError) {
            reply = .success(try await ask(client, target, types, deadline))
        } catch {
            reply = .failure(error)
        }
        // Only a client that was shut down already cannot be.
        try? await client.shutdown()
        return try reply.get()
    }

    private func ask(
        _ client: HTTPClient, _ target: WebAddress, _ types: [String], _ deadline: NIODeadline
    ) async throws(FetchError) -> Reply {
        var request = HTTPClientRequest(url: target.text)
        if !types.isEmpty {
            request.headers.add(name: "accept", value: (types + ["*/*;q=0.1"]).joined(separator: ", "))
        }
        do {
            let response = try await client.execute(request, deadline: deadline)
            switch response.status.code {
            case 200:
                let body = try await response.body.collect(upTo: limits.bytes)
                return .document(
                    FetchedDocument(
                        bytes: Array(body.readableBytesView), address: target.text,
                        mediaType: response.headers.first(name: "content-type")))
            case 301, 302, 303, 307, 308:
                guard let location = response.headers.first(name: "location") else {
                    throw FetchError(target.text, .answer(Int(response.status.code)))
                }
                return .redirect(location)
            default: throw FetchError(target.text, .answer(Int(response.status.code)))
            }
        } catch {
            throw FetchError(target.text, error, limits)
        }
    }

    private func configuration(connectingTo target: WebAddress) async throws(FetchError) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let authorities {
            guard let certificates = try? NIOSSLCertificate.fromPEMFile(authorities), !certificates.isEmpty else {
                throw FetchError(target.text, .authorities(authorities))
            }
            tls.additionalTrustRoots = [.certificates(certificates)]
        }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(limits.seconds), read: .seconds(limits.seconds)))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        // The address that was judged is the one that is connected to: a name server cannot answer otherwise in between.
        configuration.dnsOverride = [target.host: try await address(of: target)]
        return configuration
    }

    /// The numeric address that the host's name stands for.
    private func address(of target: WebAddress) async throws(FetchError) -> String {
        let found: SocketAddress
        do {
            found = try await NIOThreadPool.singleton.runIfActive {
                try SocketAddress.makeAddressResolvingHost(target.host, port: target.port)
            }
        } catch {
            throw FetchError(target.text, .unreachable("the name \(target.host) is not known"))
        }
        guard let text = found.ipAddress else {
            throw FetchError(target.text, .unreachable("the name \(target.host) has no Internet address"))
        }
        guard allowsPrivateAddresses || PublicAddress.isPublic(text) else {
            throw FetchError(target.text, .privateAddress(target.host))
        }
        return text
    }
}

/// What was read, and where it was found in the end.
public struct FetchedDocument: Hashable, Sendable {
    public let bytes: [UInt8]
    /// After redirects.
    public let address: String
    /// As the server gave it, with its parameters.
    public let mediaType: String?
}
