import Cryptography
import Ledger
import TransparencyLog

extension GossipMessage {
    /// Reads one frame strictly: every byte is accounted for and says one thing.
    public init(frameType: UInt8, payload: [UInt8]) throws(GossipMessageError) {
        guard payload.count <= GossipLimits.messageBytes else { throw .tooLong(payload.count) }
        guard let type = FrameType(rawValue: frameType) else { throw .unknownType(frameType) }
        var reader = WireReader(payload)
        switch type {
        case .hello: self = .hello(try Hello(&reader))
        case .goaway: self = .goaway(try Goaway(&reader))
        case .evidence:
            guard let evidence = try? Evidence(parsing: payload) else { throw .malformed(.badEvidence, offset: 0) }
            self = .evidence(evidence)
            return
        case .digest: self = .digest(try HeadsDigest(&reader))
        case .checkpoint: self = .checkpoint(try CheckpointPush(&reader))
        case .cosignatures: self = .cosignatures(try CosignaturePush(&reader))
        case .getEntries: self = .getEntries(try EntriesRequest(&reader))
        case .entries: self = .entries(try EntriesReply(&reader))
        case .divergence: self = .divergence(try Divergence(&reader))
        case .listHeads: self = .listHeads(try ListHeads(&reader))
        case .getLists: self = .getLists(try ListRequest(&reader))
        case .statusList:
            let count = try reader.vectorEnd(limit: GossipLimits.listBytes) - reader.offset
            guard count > 0 else { throw reader.fail(.length) }
            self = .statusList(Array(try reader.take(count)))
        }
        try reader.finish()
    }
}

extension WireReader {
    fileprivate mutating func flag() throws(GossipMessageError) -> Bool {
        switch try integer(UInt8.self) {
        case 0: false
        case 1: true
        default: throw fail(.badValue)
        }
    }
}

extension Hello {
    fileprivate init(_ reader: inout WireReader) throws(GossipMessageError) {
        version = try reader.integer()
        nodeID = try reader.shortText(1, GossipLimits.nameBytes)
        consortium = try reader.shortText(1, GossipLimits.nameBytes)
        rosterVersion = try reader.integer()
        rosterHash = try reader.digest()
        time = try reader.integer()
    }
}

extension Goaway {
    fileprivate init(_ reader: inout WireReader) throws(GossipMessageError) {
        guard let code = Code(rawValue: try reader.integer()) else { throw reader.fail(.badValue) }
        self.code = code
        reason = try reader.shortText(0, GossipLimits.reasonBytes)
    }
}

extension HeadsDigest {
    fileprivate init(_ reader: inout WireReader) throws(GossipMessageError) {
        wantsAnswer = try reader.flag()
        let count = Int(try reader.integer(UInt16.self))
        guard count <= GossipLimits.digestHeads else { throw reader.fail(.tooMany) }
        heads = []
        for _ in 0..<count {
            let head = try HeadLine(&reader)
            if let last = heads.last, last.origin >= head.origin { throw reader.fail(.order) }
            heads.append(head)
        }
    }
}

extension HeadLine {
    fileprivate init(_ reader: inout WireReader) throws(GossipMessageError) {
        origin = try reader.origin()
        size = try reader.size()
        root = try reader.digest()
        isFrozen = try reader.flag()
        cosignatures = try reader.integer()
        guard size > 0 || root == MerkleTree.emptyRoot else { throw reader.fail(.badValue) }
    }
}

extension CheckpointPush {
    fileprivate init(_ reader: inout WireReader) throws(GossipMessageError) {
        origin = try reader.origin()
        note = try reader.note()
        from = try reader.size()
        entries = try reader.entries()
        guard !entries.isEmpty || from == 0 else { throw reader.fail(.badValue) }
    }
}

extension CosignaturePush {
    fileprivate init(_ reader: inout WireReader) throws(GossipMessageError) {
        origin = try reader.origin()
        size = try reader.size()
        root = try reader.digest()
        wantsAnswer = try reader.flag()
        let count = Int(try reader.integer(UInt8.self))
        guard count <= GossipLimits.cosignatures else { throw reader.fail(.tooMany) }
        cosignatures = []
        for _ in 0..<count {
            let cosignature = try Self.cosignature(&reader)
            if let last = cosignatures.last, !CosignatureSet.precedes(last, cosignature) { throw reader.fail(.order) }
            cosignatures.append(cosignature)
        }
    }

    private static func cosignature(_ reader: inout WireReader) throws(GossipMessageError) -> Cosignature {
        let name = try reader.shortText(1, 255)
        let keyID = try reader.integer(UInt32.self)
        // Time and signature are the bytes of a signature line (C2SP tlog-cosignature).
        let bytes = Array(try reader.take(72))
        guard let line = try? NoteSignature(name: name, keyID: keyID, bytes: bytes), let cosignature = Cosignature(line)
        else { throw reader.fail(.badValue) }
        return cosignature
    }
}

extension EntriesRequest {
    fileprivate init(_ reader: inout WireReader) throws(GossipMessageError) {
        origin = try reader.origin()
        from = try reader.size()
        root = try reader.digest()
        limit = try reader.integer()
        guard Int(limit) <= GossipLimits.chunkEntries else { throw reader.fail(.tooMany) }
        guard from > 0 || root == MerkleTree.emptyRoot else { throw reader.fail(.badValue) }
    }
}

extension EntriesReply {
    fileprivate init(_ reader: inout WireReader) throws(GossipMessageError) {
        origin = try reader.origin()
        from = try reader.size()
        note = try reader.flag() ? try reader.note() : nil
        entries = try reader.entries()
        proof = try reader.proof()
        guard entries.isEmpty ? proof.isEmpty : note != nil else { throw reader.fail(.badValue) }
    }
}

extension Divergence {
    fileprivate init(_ reader: inout WireReader) throws(GossipMessageError) {
        origin = try reader.origin()
        size = try reader.size()
        root = try reader.digest()
        note = try reader.note()
        proof = try reader.proof()
        guard size > 0 else { throw reader.fail(.badValue) }
    }
}
