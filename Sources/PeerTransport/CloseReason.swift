/// Why a connection ended, or never came to be. Every text is our own: nothing of a library's messages, which carry
/// source file names, ends up in a log or at a peer.
public enum CloseReason: Error, Hashable, Sendable, CustomStringConvertible {
    /// The other side closed the connection without a word.
    case peerClosed
    /// The other side said why it closed: a code of the table in docs/formats/transport.md and a sentence.
    case peerSaid(code: UInt8, text: String)
    /// No TCP connection could be made.
    case unreachable(String)
    /// TLS was not done in time.
    case handshakeTimeout
    /// TLS was done, but hello and acknowledgement were not exchanged in time.
    case helloTimeout
    /// Nothing was heard for too long.
    case silent(seconds: Int)
    /// The other side did not take what we sent for too long.
    case stalled(seconds: Int)
    /// Nothing was asked on a client's connection for too long.
    case idle(seconds: Int)
    /// A client's request, or the answer to it, took too long to get across.
    case slowTransfer(seconds: Int)
    /// More of something than anybody needs, named.
    case flood(String)
    /// TLS failed.
    case tls(TLSFailure)
    /// The other side's certificate is not acceptable.
    case certificate(CertificateFailure)
    /// TLS was done without agreeing on this protocol (ALPN).
    case wrongProtocol
    /// The hello names a version this node does not speak.
    case unsupportedVersion(UInt8)
    /// A frame without a type byte.
    case emptyFrame
    /// A frame longer than allowed at that point.
    case oversizeFrame(length: Int, limit: Int)
    /// A frame of a type that has no place here.
    case unexpectedFrame(type: UInt8)
    /// A frame of the transport whose payload is malformed.
    case malformedFrame(type: UInt8)
    /// The layer above refused a message.
    case invalidMessage(String)
    /// The key may not use this lane, with the reason why.
    case notAuthorised(String)
    /// The key is shut out for a while.
    case banned(String)
    /// A limit on connections is reached; the name says which.
    case tooManyConnections(String)
    /// More bytes wait for sending than the queue may hold.
    case queueOverflow(limit: Int)
    /// The same peer connected again, so the older connection goes.
    case replaced
    /// The node with the larger key dialled a member lane; it has to wait for being dialled, or knock.
    case wrongDialer
    /// A bulk connection without its control connection.
    case noControlLane
    /// The layer above asked for it.
    case requested(String)
    /// The peer announced that it has no connection, so ours is a ruin.
    case peerReturned
    /// The knock was heard; nothing else is said on that connection.
    case knockAnswered
    /// This node is stopping.
    case shuttingDown

    /// The code in a close frame.
    var code: UInt8 {
        switch self {
        case .peerClosed, .peerSaid, .requested, .unreachable: 0
        case .shuttingDown: 1
        case .replaced, .peerReturned: 2
        case .notAuthorised, .banned: 3
        case .emptyFrame, .oversizeFrame, .unexpectedFrame, .malformedFrame, .unsupportedVersion, .wrongProtocol: 4
        case .invalidMessage: 5
        case .tooManyConnections, .queueOverflow, .flood: 6
        case .handshakeTimeout, .helloTimeout, .silent, .stalled, .idle, .slowTransfer: 7
        case .wrongDialer, .noControlLane: 8
        case .knockAnswered: 9
        case .tls, .certificate: 10
        }
    }

    public var description: String {
        switch self {
        case .peerClosed: "the other side closed the connection"
        case .peerSaid(_, let text): "the other side closed the connection: \(text)"
        case .unreachable(let text): "no connection could be made: \(text)"
        case .handshakeTimeout: "the TLS handshake took too long"
        case .helloTimeout: "hello and acknowledgement took too long"
        case .silent(let seconds): "nothing was heard for \(seconds) s"
        case .stalled(let seconds): "nothing that was sent was taken for \(seconds) s"
        case .idle(let seconds): "nothing was asked for \(seconds) s"
        case .slowTransfer(let seconds): "a request or its answer took more than \(seconds) s to get across"
        case .flood(let what): "too many \(what)"
        case .tls(let failure): failure.description
        case .certificate(let failure): failure.description
        case .wrongProtocol: "the TLS handshake did not agree on \(TLSProfile.applicationProtocol)"
        case .unsupportedVersion(let version): "version \(version) of the protocol is not spoken here"
        case .emptyFrame: "a frame of length 0 was sent"
        case .oversizeFrame(let length, let limit):
            "a frame of \(length) bytes was announced where \(limit) are allowed"
        case .unexpectedFrame(let type): "a frame of type \(type) has no place on this connection"
        case .malformedFrame(let type): "a frame of type \(type) is malformed"
        case .invalidMessage(let text): "a message was refused: \(text)"
        case .notAuthorised(let text): "the key is not admitted: \(text)"
        case .banned(let text): "the key is shut out for a while: \(text)"
        case .tooManyConnections(let limit): "too many connections (\(limit))"
        case .queueOverflow(let limit): "more than \(limit) bytes waited for sending"
        case .replaced: "a newer connection of the same peer took its place"
        case .wrongDialer: "the node with the smaller key dials"
        case .noControlLane: "a bulk connection came before its control connection"
        case .requested(let text): text
        case .peerReturned: "the peer came back and knows nothing of this connection"
        case .knockAnswered: "the knock was heard"
        case .shuttingDown: "the node is stopping"
        }
    }
}

/// What went wrong inside TLS, reduced to what an operator can act on.
public enum TLSFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The other side refused our certificate.
    case certificateRefused
    /// The other side wants a certificate and got none.
    case certificateRequired
    /// The versions or algorithms do not meet: TLS 1.3 with Ed25519 is needed on both sides.
    case noCommonParameters
    /// What came was not TLS.
    case notTLS
    /// The connection ended during the handshake.
    case closedDuringHandshake
    /// Anything else.
    case failed

    public var description: String {
        switch self {
        case .certificateRefused: "the other side refused this node's certificate"
        case .certificateRequired: "a certificate is required"
        case .noCommonParameters: "no common TLS parameters: both sides need TLS 1.3 with Ed25519 keys"
        case .notTLS: "what arrived was not TLS"
        case .closedDuringHandshake: "the connection was closed during the TLS handshake"
        case .failed: "TLS failed"
        }
    }
}

/// Why a certificate is not acceptable (docs/formats/transport.md, "Certificates").
public enum CertificateFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Exactly one certificate is allowed.
    case count(Int)
    /// Not a certificate this node can read.
    case malformed
    /// The key or the signature is not Ed25519.
    case notEd25519
    /// Issuer and subject differ, or the signature is not by the certificate's own key.
    case notSelfSigned
    /// The period has not begun.
    case notYetValid
    /// The period is over.
    case expired
    /// A good certificate of another key than the one expected here.
    case wrongKey(expected: PeerKey, found: PeerKey)

    public var description: String {
        switch self {
        case .count(let count): "\(count) certificates were shown where exactly one is allowed"
        case .malformed: "the certificate cannot be read"
        case .notEd25519: "the certificate's key is not an Ed25519 key"
        case .notSelfSigned: "the certificate is not signed by its own key"
        case .notYetValid: "the certificate is not valid yet; compare the clocks of both machines"
        case .expired: "the certificate has expired; its owner has to make a new one"
        case .wrongKey(let expected, let found):
            "the other side has the key \(found.short)..., not \(expected.short)... as expected"
        }
    }
}
