import Cryptography
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

@testable import PeerTransport

/// A client that need not keep to the protocol: its own TLS settings, any bytes.
final class RawPeer: Sendable {
    enum Heard: Sendable, Equatable {
        case secured(applicationProtocol: String?)
        case bytes([UInt8])
        case failed(String)
        case closed
    }

    let heard = Collector<Heard>()
    let channel: any Channel

    /// Without `tls` the bytes go out as they are.
    init(port: Int, tls: TLSConfiguration?) async throws {
        let heard = heard
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: nil) { _, promise in
                                promise.succeed(.certificateVerified)
                            })
                    }
                    try channel.pipeline.syncOperations.addHandler(Handler(heard: heard))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    static func tls(_ certificates: [SelfSignedCertificate]) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates([])
        configuration.applicationProtocols = [TLSProfile.applicationProtocol]
        configuration.verifySignatureAlgorithms = [.ed25519]
        configuration.signingSignatureAlgorithms = [.ed25519]
        configuration.certificateChain = try certificates.map {
            .certificate(try NIOSSLCertificate(bytes: $0.certificateDER, format: .der))
        }
        if let first = certificates.first {
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: first.privateKeyDER, format: .der))
        }
        return configuration
    }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    func send(_ frames: Frame...) async throws { try await send(frames.flatMap(\.bytes)) }

    /// Waits for the end; returns the frames that came before.
    func framesUntilClosed() async throws -> [Frame] {
        let heard = try await heard.wait("connection closed") { $0.contains(.closed) }
        return RawPeer.frames(heard)
    }

    func waitForFrame(_ type: UInt8) async throws -> Frame? {
        let heard = try await heard.wait("frame \(type)") { RawPeer.frames($0).contains { $0.type == type } }
        return RawPeer.frames(heard).first { $0.type == type }
    }

    static func frames(_ heard: [Heard]) -> [Frame] {
        var reader = FrameReader()
        var frames: [Frame] = []
        for case .bytes(let bytes) in heard { reader.append(ByteBuffer(bytes: bytes)) }
        while let frame = try? reader.next(limit: Frame.maximumLength) { frames.append(frame) }
        return frames
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let heard: Collector<Heard>

        init(heard: Collector<Heard>) { self.heard = heard }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            heard.add(.bytes(Array(buffer: unwrapInboundIn(data))))
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case TLSUserEvent.handshakeCompleted(let negotiated) = event {
                heard.add(.secured(applicationProtocol: negotiated))
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            heard.add(.failed("\(error)"))
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { heard.add(.closed) }
    }
}

extension Frame {
    var bytes: [UInt8] {
        var buffer = ByteBuffer()
        write(to: &buffer)
        return Array(buffer: buffer)
    }

    static func hello(_ lane: Lane, version: UInt8 = Link.version) -> Frame {
        Frame(type: TransportFrameType.hello, payload: [version, lane.rawValue])
    }

    static func ack(_ lane: Lane) -> Frame {
        Frame(type: TransportFrameType.ack, payload: [Link.version, lane.rawValue])
    }

    /// The text of a close frame.
    var closeText: String? {
        type == TransportFrameType.close ? String(decoding: payload.dropFirst(), as: UTF8.self) : nil
    }
}
