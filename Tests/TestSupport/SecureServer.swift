import Foundation
import NIOCore
public import NIOHTTP1
import NIOPosix
import NIOSSL

/// An HTTPS server for `localhost` on a free port of this machine, with a certificate that OpenSSL made for it.
public struct SecureServer: Sendable {
    public struct Answer: Sendable {
        var status: HTTPResponseStatus
        var headers: [(String, String)]
        var body: [UInt8]
        var isSilent: Bool

        /// - Parameter isSilent: whether the connection stays open without an answer.
        public init(
            status: HTTPResponseStatus = .ok, headers: [(String, String)] = [], body: [UInt8] = [],
            isSilent: Bool = false
        ) {
            self.status = status
            self.headers = headers
            self.body = body
            self.isSilent = isSilent
        }
    }

    public let port: Int
    /// The certificate in PEM, which is its own authority.
    public let certificate: String
    private let channel: any Channel

    /// Nil where there is no `openssl`.
    public static func start(
        in directory: TemporaryDirectory, name: String = "localhost",
        answer: @escaping @Sendable (_ path: String, _ headers: HTTPHeaders) -> Answer
    ) async throws -> SecureServer? {
        let (key, certificate) = (directory.path("key.pem"), directory.path("\(name).pem"))
        guard try makeCertificate(name, key: key, certificate: certificate) else { return nil }
        let context = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))))
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return SecureServer(port: channel.localAddress?.port ?? 0, certificate: certificate, channel: channel)
    }

    public func url(_ path: String) -> String { "https://localhost:\(port)\(path)" }

    public func stop() async throws { try await channel.close() }

    private static func makeCertificate(_ name: String, key: String, certificate: String) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", key, "-out", certificate,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let answer: @Sendable (String, HTTPHeaders) -> Answer

        init(answer: @escaping @Sendable (String, HTTPHeaders) -> Answer) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = unwrapInboundIn(data) else { return }
            let answer = answer(head.uri, head.headers)
            guard !answer.isSilent else { return }
            var headers = HTTPHeaders(answer.headers)
            headers.add(name: "content-length", value: "\(answer.body.count)")
            context.write(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers))),
                promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
