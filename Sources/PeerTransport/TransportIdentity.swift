public import Cryptography
import NIOCore
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// This node (or wallet) as others see it: its key, and the self-signed certificate that carries the key into TLS.
public final class TransportIdentity: Sendable {
    /// The key that others pin.
    public let key: PeerKey
    let serverContext: NIOSSLContext
    let clientContext: NIOSSLContext

    /// The identity of `key`, with a certificate made here that is valid from an hour ago, for clocks that run behind.
    ///
    /// - Parameter days: how long the certificate lasts; a daemon makes a new one at every start.
    public convenience init(
        key: Ed25519.PrivateKey, commonName: String = "chirograph", days: Int64 = 730
    ) throws(TransportError) {
        let now = TransportClock.unixSeconds()
        do {
            let certificate = try SelfSignedCertificate.make(
                key: key, commonName: commonName, notBefore: now - 3600, notAfter: now + days * 86_400)
            try self.init(
                key: PeerKey(key.publicKey), certificateDER: certificate.certificateDER,
                privateKeyDER: certificate.privateKeyDER)
        } catch let error as TransportError {
            throw error
        } catch {
            throw .identity("\(error)")
        }
    }

    /// The identity of a certificate (X.509 DER) and its key (PKCS#8 DER) that were made elsewhere.
    public init(key: PeerKey, certificateDER: [UInt8], privateKeyDER: [UInt8]) throws(TransportError) {
        self.key = key
        do {
            let certificate = try NIOSSLCertificate(bytes: certificateDER, format: .der)
            let privateKey = try NIOSSLPrivateKey(bytes: privateKeyDER, format: .der)
            serverContext = try NIOSSLContext(
                configuration: TLSProfile.server(chain: [certificate], key: privateKey))
            clientContext = try NIOSSLContext(
                configuration: TLSProfile.client(chain: [certificate], key: privateKey))
        } catch {
            throw .identity("the certificate or its key cannot be used for TLS")
        }
    }
}

/// The wall clock, for certificates only. Everything else goes by the monotonic clock.
enum TransportClock {
    static func unixSeconds() -> Int64 { Int64(time(nil)) }
}
