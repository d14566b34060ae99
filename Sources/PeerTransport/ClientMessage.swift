/// Requests and answers on the client lane, cut into chunks (docs/formats/transport.md, "Client requests"):
/// `uint32 id | uint8 code | uint8 flags | data`, where `code` is the method of a request and the status of an answer.
struct MessageChunk: Hashable, Sendable {
    /// Bytes before the data.
    static let headerBytes = 6
    /// What this implementation sends in one chunk: small enough that answers on one connection take turns.
    static let dataBytes = 256 << 10
    /// The one flag: more chunks of this message follow.
    static let moreFlag: UInt8 = 1

    let id: UInt32
    let code: UInt8
    let hasMore: Bool
    let data: ArraySlice<UInt8>

    /// Nil for a payload that is not a chunk. A chunk that announces more must bring something itself.
    init?(parsing payload: [UInt8]) {
        guard payload.count >= MessageChunk.headerBytes, payload[5] <= MessageChunk.moreFlag else { return nil }
        id = payload.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        code = payload[4]
        hasMore = payload[5] == MessageChunk.moreFlag
        data = payload.dropFirst(MessageChunk.headerBytes)
        guard !(hasMore && data.isEmpty) else { return nil }
    }

    /// The frames of one message; at least one.
    static func frames(type: UInt8, id: UInt32, code: UInt8, payload: [UInt8]) -> [Frame] {
        let starts = payload.isEmpty ? [0] : Array(stride(from: 0, to: payload.count, by: dataBytes))
        return starts.map { start in
            let end = min(start + dataBytes, payload.count)
            var bytes = MessageChunk.idBytes(id)
            bytes.reserveCapacity(headerBytes + end - start)
            bytes.append(code)
            bytes.append(end < payload.count ? moreFlag : 0)
            bytes.append(contentsOf: payload[start..<end])
            return Frame(type: type, payload: bytes)
        }
    }

    static func idBytes(_ id: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: id >> (24 - 8 * $0)) } }
}

/// Puts the chunks of several messages together, within bounds.
struct MessageAssembler: Sendable {
    struct Message: Hashable, Sendable {
        let id: UInt32
        let code: UInt8
        let payload: [UInt8]
    }

    enum Failure: Error, Hashable {
        case malformed
        case tooLarge(limit: Int)
        case tooManyAtOnce(limit: Int)
    }

    /// Messages that may be unfinished at the same time.
    static let maximumPartial = 16

    private struct Partial {
        let code: UInt8
        /// When its first chunk came.
        let since: Int64
        var bytes: [UInt8]
    }

    private let limit: Int
    private let totalLimit: Int
    private var partial: [UInt32: Partial] = [:]
    /// Bytes of unfinished messages.
    private(set) var bufferedBytes = 0

    /// - Parameters:
    ///   - limit: bytes of one message.
    ///   - totalLimit: bytes of all unfinished ones of this connection together; `limit` if not given.
    init(limit: Int, totalLimit: Int? = nil) {
        self.limit = limit
        self.totalLimit = totalLimit ?? limit
    }

    /// When the oldest of the unfinished messages began.
    var oldest: Int64? { partial.values.lazy.map(\.since).min() }

    /// The message that this chunk finishes, if it does.
    mutating func add(_ chunk: MessageChunk, now: Int64 = 0) throws(Failure) -> Message? {
        guard partial[chunk.id].map({ $0.code == chunk.code }) ?? true else { throw .malformed }
        let size = (partial[chunk.id]?.bytes.count ?? 0) + chunk.data.count
        guard size <= limit, bufferedBytes + chunk.data.count <= totalLimit else { throw .tooLarge(limit: limit) }
        if chunk.hasMore {
            if partial[chunk.id] == nil, partial.count >= MessageAssembler.maximumPartial {
                throw .tooManyAtOnce(limit: MessageAssembler.maximumPartial)
            }
            partial[chunk.id, default: Partial(code: chunk.code, since: now, bytes: [])].bytes += chunk.data
            bufferedBytes += chunk.data.count
            return nil
        }
        guard var whole = partial.removeValue(forKey: chunk.id) else {
            return Message(id: chunk.id, code: chunk.code, payload: Array(chunk.data))
        }
        bufferedBytes -= whole.bytes.count
        whole.bytes += chunk.data
        return Message(id: chunk.id, code: chunk.code, payload: whole.bytes)
    }

    /// Forgets what came of a message.
    mutating func drop(_ id: UInt32) {
        bufferedBytes -= partial.removeValue(forKey: id)?.bytes.count ?? 0
    }
}

/// An answer to a client's request.
public struct ClientResponse: Hashable, Sendable {
    /// The request was carried out.
    public static let ok: UInt8 = 0
    /// Statuses from this one on are the transport's own.
    public static let firstTransportStatus: UInt8 = 0xf0
    /// The node does too much at once; try again later.
    public static let busy: UInt8 = 0xf0
    /// Too many requests from this address; try again later.
    public static let rateLimited: UInt8 = 0xf1
    /// The work took too long.
    public static let timeout: UInt8 = 0xf2
    /// The answer is beyond the bound.
    public static let tooLarge: UInt8 = 0xf3

    /// 0, or why the request was not carried out; 1 ..< 0xf0 belong to the layer above.
    public let status: UInt8
    /// The answer; with another status than 0 a sentence in UTF-8.
    public let payload: [UInt8]

    /// An answer with this status.
    public init(status: UInt8 = ClientResponse.ok, payload: [UInt8]) {
        self.status = status
        self.payload = payload
    }

    /// A refusal with a sentence.
    public static func failure(_ status: UInt8, _ sentence: String) -> ClientResponse {
        ClientResponse(status: status, payload: Array(sentence.utf8))
    }
}

/// Who asks.
public struct ClientContext: Hashable, Sendable {
    /// The key that the client showed in the TLS handshake.
    public let key: PeerKey
    /// What the node said about that key when the connection came up.
    public let admission: Admission
    /// Where the connection comes from.
    public let address: RemoteAddress

    /// Whether the key is that of a node of the roster.
    public var isMember: Bool { admission.isMember }
}
