import NIOCore
import NIOSSL
import NIOTLS
import Synchronization

/// The TLS settings of docs/formats/transport.md: version 1.3 only, both sides authenticated by self-signed Ed25519
/// certificates, one application protocol.
enum TLSProfile {
    /// The ALPN name, which is also the version of this protocol.
    static let applicationProtocol = "chirograph/1"
    /// How long a closing connection waits for the other side's close_notify.
    static let shutdownTimeout = TimeAmount.milliseconds(500)

    static func server(chain: [NIOSSLCertificate], key: NIOSSLPrivateKey) -> TLSConfiguration {
        // Verification without trust roots looks odd but is what makes the server ask for a certificate; the answer is
        // judged by the callback of `handler`, which takes the place of the library's own check.
        configured(
            .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)), chain, key)
    }

    static func client(chain: [NIOSSLCertificate], key: NIOSSLPrivateKey) -> TLSConfiguration {
        configured(.makeClientConfiguration(), chain, key)
    }

    private static func configured(
        _ start: TLSConfiguration, _ chain: [NIOSSLCertificate], _ key: NIOSSLPrivateKey
    ) -> TLSConfiguration {
        var configuration = start
        configuration.certificateChain = chain.map { .certificate($0) }
        configuration.privateKey = .privateKey(key)
        configuration.minimumTLSVersion = .tlsv13
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates([])
        configuration.applicationProtocols = [applicationProtocol]
        // Ed25519 is not in BoringSSL's default lists: without both of these the handshake fails.
        configuration.verifySignatureAlgorithms = [.ed25519]
        configuration.signingSignatureAlgorithms = [.ed25519]
        configuration.shutdownTimeout = shutdownTimeout
        configuration.renegotiationSupport = .none
        return configuration
    }

    /// The TLS handler of one connection; what it finds out about the peer goes to `verdict`.
    static func handler(
        _ identity: TransportIdentity, role: Link.Role, verdict: PeerVerdict
    ) throws -> NIOSSLHandler {
        let callback: NIOSSLCustomVerificationCallback = { chain, promise in
            promise.succeed(verdict.judge(chain) ? .certificateVerified : .failed)
        }
        switch role {
        case .listener:
            return NIOSSLServerHandler(context: identity.serverContext, customVerificationCallback: callback)
        case .dialer:
            // No server name is sent: peers are known by key, and one listener has one key.
            return try NIOSSLClientHandler(
                context: identity.clientContext, serverHostname: nil, customVerificationCallback: callback)
        }
    }
}

/// What the certificate check of one connection found; written by the TLS callback, read after the handshake.
final class PeerVerdict: Sendable {
    private let expected: PeerKey?
    private let now: @Sendable () -> Int64
    private let outcome = Mutex<Result<PeerKey, CertificateFailure>?>(nil)

    /// - Parameter expected: the pinned key, on the dialing side.
    init(expected: PeerKey?, now: @escaping @Sendable () -> Int64) {
        self.expected = expected
        self.now = now
    }

    var key: PeerKey? { outcome.withLock { try? $0?.get() } }

    var failure: CertificateFailure? {
        outcome.withLock {
            guard case .failure(let failure) = $0 else { return nil }
            return failure
        }
    }

    func judge(_ chain: [NIOSSLCertificate]) -> Bool {
        let result = Result { () throws(CertificateFailure) in try examine(chain) }
        outcome.withLock { $0 = result }
        if case .success = result { return true }
        return false
    }

    private func examine(_ chain: [NIOSSLCertificate]) throws(CertificateFailure) -> PeerKey {
        guard let first = chain.first, chain.count == 1 else { throw .count(chain.count) }
        guard let der = try? first.toDERBytes() else { throw .malformed }
        let key = try NodeCertificate.check(chain: [der], at: now())
        if let expected, expected != key { throw .wrongKey(expected: expected, found: key) }
        return key
    }
}

extension CloseReason {
    /// The reason for an error of the channel, without any text of the libraries: those name source files.
    init(channelError error: any Error) {
        switch error {
        case let reason as CloseReason: self = reason
        case let error as NIOSSLError: self = CloseReason(tlsError: error)
        case let error as BoringSSLError: self = .tls(TLSFailure(error))
        case is NIOSSLExtraError: self = .tls(.failed)
        case let error as IOError: self = CloseReason(errno: error.errnoCode)
        case let error as ChannelError:
            switch error {
            case .connectTimeout: self = .unreachable("the connection attempt took too long")
            default: self = .peerClosed
            }
        default: self = .peerClosed
        }
    }

    private init(tlsError error: NIOSSLError) {
        switch error {
        case .handshakeFailed(let inner): self = .tls(TLSFailure(inner))
        case .uncleanShutdown: self = .peerClosed
        default: self = .tls(.failed)
        }
    }
}

extension TLSFailure {
    /// Maps by the reason names of BoringSSL, which are stable identifiers.
    init(_ error: BoringSSLError) {
        guard case .sslError(let stack) = error else {
            self = .failed
            return
        }
        let text = stack.map(\.description).joined(separator: " ")
        func mentions(_ names: String...) -> Bool { names.contains { text.contains($0) } }
        if mentions("EOF during handshake") {
            self = .closedDuringHandshake
        } else if mentions("CERTIFICATE_REQUIRED", "PEER_DID_NOT_RETURN_A_CERTIFICATE") {
            self = .certificateRequired
        } else if mentions("ALERT_CERTIFICATE", "ALERT_BAD_CERTIFICATE", "ALERT_UNKNOWN_CA", "ALERT_UNSUPPORTED_CERT") {
            self = .certificateRefused
        } else if mentions(
            "UNSUPPORTED_PROTOCOL", "NO_COMMON", "ALERT_PROTOCOL_VERSION", "ALERT_HANDSHAKE_FAILURE",
            "HANDSHAKE_FAILURE_ON_CLIENT_HELLO", "NO_SHARED_CIPHER", "VERSION_TOO_LOW")
        {
            self = .noCommonParameters
        } else if mentions("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "UNEXPECTED_RECORD") {
            self = .notTLS
        } else {
            self = .failed
        }
    }
}
