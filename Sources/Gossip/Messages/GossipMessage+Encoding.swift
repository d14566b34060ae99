import Cryptography
import Ledger
import TransparencyLog

extension GossipMessage {
    /// The bytes of the frame after its type.
    public var payload: [UInt8] {
        var writer = WireWriter()
        switch self {
        case .hello(let message): message.write(to: &writer)
        case .goaway(let message): message.write(to: &writer)
        case .evidence(let evidence): writer.raw(evidence.encoded)
        case .digest(let message): message.write(to: &writer)
        case .checkpoint(let message): message.write(to: &writer)
        case .cosignatures(let message): message.write(to: &writer)
        case .getEntries(let message): message.write(to: &writer)
        case .entries(let message): message.write(to: &writer)
        case .divergence(let message): message.write(to: &writer)
        case .listHeads(let message): message.write(to: &writer)
        case .getLists(let message): message.write(to: &writer)
        case .statusList(let document): writer.vector { $0.raw(document) }
        }
        return writer.bytes
    }
}

extension Hello {
    fileprivate func write(to writer: inout WireWriter) {
        writer.integer(version)
        writer.shortText(nodeID)
        writer.shortText(consortium)
        writer.integer(rosterVersion)
        writer.digest(rosterHash)
        writer.integer(time)
    }
}

extension Goaway {
    fileprivate func write(to writer: inout WireWriter) {
        writer.integer(code.rawValue)
        writer.shortText(reason)
    }
}

extension HeadsDigest {
    fileprivate func write(to writer: inout WireWriter) {
        writer.integer(UInt8(wantsAnswer ? 1 : 0))
        writer.integer(UInt16(truncatingIfNeeded: heads.count))
        for head in heads {
            writer.shortText(head.origin.text)
            writer.integer(head.size)
            writer.digest(head.root)
            writer.integer(UInt8(head.isFrozen ? 1 : 0))
            writer.integer(head.cosignatures)
        }
    }
}

extension CheckpointPush {
    fileprivate func write(to writer: inout WireWriter) {
        writer.shortText(origin.text)
        writer.note(note)
        writer.integer(from)
        writer.entries(entries)
    }
}

extension CosignaturePush {
    fileprivate func write(to writer: inout WireWriter) {
        writer.shortText(origin.text)
        writer.integer(size)
        writer.digest(root)
        writer.integer(UInt8(wantsAnswer ? 1 : 0))
        writer.integer(UInt8(truncatingIfNeeded: cosignatures.count))
        for cosignature in cosignatures {
            writer.shortText(cosignature.name)
            writer.integer(cosignature.keyID)
            writer.integer(cosignature.timestamp)
            writer.raw(cosignature.signature.bytes)
        }
    }
}

extension EntriesRequest {
    fileprivate func write(to writer: inout WireWriter) {
        writer.shortText(origin.text)
        writer.integer(from)
        writer.digest(root)
        writer.integer(limit)
    }
}

extension EntriesReply {
    fileprivate func write(to writer: inout WireWriter) {
        writer.shortText(origin.text)
        writer.integer(from)
        writer.integer(UInt8(note == nil ? 0 : 1))
        if let note { writer.note(note) }
        writer.entries(entries)
        writer.proof(proof)
    }
}

extension Divergence {
    fileprivate func write(to writer: inout WireWriter) {
        writer.shortText(origin.text)
        writer.integer(size)
        writer.digest(root)
        writer.note(note)
        writer.proof(proof)
    }
}
