import Cryptography
import TransparencyLog

// docs/formats/status-proofs.md, section 2:
//
// struct {
//   uint8 version = 1;
//   uint16 head_count; Head heads[head_count];
//   uint16 credential_count; Credential credentials[credential_count];
// } StatusProofBundle;
//
// struct {
//   uint16 note_length; opaque note[note_length]; opaque seal[62];
//   uint8 path_length; Hashes path;
//   uint16 issuance_count; { uint64 index; opaque entry[43]; uint8 path_length; Hashes path; }[issuance_count];
// } Head;
//
// struct {
//   uint16 head; uint16 issuance; opaque tag[32]; opaque salt[32];
//   uint32 position; uint8 height; Hashes path;
//   map proof, its siblings as Hashes;
//   uint8 opening; select (opening) { none 0: {}; unowned 1: opaque nonce[32];
//     first 2: opaque nonce[32]; Hashes {owner_pk, next_commit}; moved 3: Hashes {owner_pk, next_commit}; }
// } Credential;
extension StatusProofBundle {
    static let version: UInt8 = 1

    public func encoded() -> [UInt8] {
        var pool = HashPoolWriter()
        var bytes: [UInt8] = [Self.version]
        bytes.write(UInt16(truncatingIfNeeded: heads.count))
        for head in heads { head.write(to: &bytes, &pool) }
        bytes.write(UInt16(truncatingIfNeeded: credentials.count))
        for credential in credentials { credential.write(to: &bytes, &pool) }
        return bytes
    }

    /// Reads a bundle strictly; `encoded()` gives the same bytes again. Nothing is verified.
    public init(parsing bytes: [UInt8]) throws(StatusProofError) {
        guard bytes.count <= StatusProofLimits.bytes else {
            throw .malformed(.tooLarge(what: "bytes of a status proof", limit: StatusProofLimits.bytes))
        }
        var reader = WireReader(bytes)
        var pool = HashPoolReader()
        heads = try Self.heads(&reader, &pool)
        do {
            credentials = try Self.credentials(&reader, &pool, heads: heads)
            try reader.finish()
        } catch { throw .malformed(error) }
    }

    private static func heads(
        _ reader: inout WireReader, _ pool: inout HashPoolReader
    ) throws(StatusProofError) -> [HeadProof] {
        var heads: [HeadProof] = []
        do {
            guard try reader.uint8() == version else { throw WireError.invalid(field: "version", offset: 1) }
            let count = Int(try reader.uint16())
            guard count <= StatusProofLimits.heads else {
                throw WireError.tooLarge(what: "checkpoints", limit: StatusProofLimits.heads)
            }
            var issuances = StatusProofLimits.issuances
            for _ in 0..<count {
                let head = try HeadProof(&reader, &pool, limit: issuances)
                issuances -= head.issuances.count
                heads.append(head)
            }
            guard Set(heads.map(\.note)).count == count else {
                throw WireError.invalid(field: "heads", offset: reader.offset)
            }
        } catch let error as WireError {
            throw .malformed(error)
        } catch let error as NoteError {
            throw .note(error)
        } catch { throw .malformed(.invalid(field: "heads", offset: reader.offset)) }
        return heads
    }

    private static func credentials(
        _ reader: inout WireReader, _ pool: inout HashPoolReader, heads: [HeadProof]
    ) throws(WireError) -> [CredentialProof] {
        let count = Int(try reader.uint16())
        guard count <= StatusProofLimits.credentials else {
            throw .tooLarge(what: "credentials", limit: StatusProofLimits.credentials)
        }
        var credentials: [CredentialProof] = []
        var tags: Set<Digest> = []
        for _ in 0..<count {
            let credential = try CredentialProof(&reader, &pool)
            guard heads.indices.contains(credential.head),
                heads[credential.head].issuances.indices.contains(credential.issuance)
            else { throw .invalid(field: "issuance", offset: reader.offset) }
            guard tags.insert(credential.tag).inserted else { throw .invalid(field: "tag", offset: reader.offset) }
            credentials.append(credential)
        }
        return credentials
    }
}

extension HeadProof {
    fileprivate func write(to bytes: inout [UInt8], _ pool: inout HashPoolWriter) {
        let encodedNote = note.encoded
        bytes.write(UInt16(truncatingIfNeeded: encodedNote.count))
        bytes += encodedNote
        bytes += seal
        bytes.write(path: sealPath, &pool)
        bytes.write(UInt16(truncatingIfNeeded: issuances.count))
        for issuance in issuances {
            bytes.write(issuance.index)
            bytes += issuance.entry
            bytes.write(path: issuance.path, &pool)
        }
    }

    /// Throws `WireError` or `NoteError`.
    ///
    /// - Parameter limit: how many issuance entries the bundle may still have.
    fileprivate init(_ reader: inout WireReader, _ pool: inout HashPoolReader, limit: Int) throws {
        let noteBytes = Array(try reader.bytes(Int(try reader.uint16())))
        note = try SignedNote(parsing: noteBytes)
        seal = Array(try reader.bytes(EntryKind.seal.byteCount))
        sealPath = try reader.path(&pool, limit: 63)
        let count = Int(try reader.uint16())
        guard count <= limit else {
            throw WireError.tooLarge(what: "issuance entries", limit: StatusProofLimits.issuances)
        }
        issuances = []
        for _ in 0..<count {
            let index = try reader.uint64()
            if let last = issuances.last, last.index >= index {
                throw WireError.invalid(field: "index", offset: reader.offset)
            }
            let entry = Array(try reader.bytes(EntryKind.issuance.byteCount))
            issuances.append(IssuanceProof(index: index, entry: entry, path: try reader.path(&pool, limit: 63)))
        }
    }
}

extension CredentialProof {
    fileprivate func write(to bytes: inout [UInt8], _ pool: inout HashPoolWriter) {
        bytes.write(UInt16(truncatingIfNeeded: head))
        bytes.write(UInt16(truncatingIfNeeded: issuance))
        bytes.write(tag)
        bytes.write(salt)
        bytes.write(position)
        bytes.write(path: path, &pool)
        map.writeShape(to: &bytes)
        pool.write(map.siblings.filter { !$0.isZero }, to: &bytes)
        map.writeEnd(to: &bytes)
        opening.write(to: &bytes, &pool)
    }

    fileprivate init(_ reader: inout WireReader, _ pool: inout HashPoolReader) throws(WireError) {
        head = Int(try reader.uint16())
        issuance = Int(try reader.uint16())
        tag = try reader.digest()
        salt = try reader.digest()
        position = try reader.uint32()
        path = try reader.path(&pool, limit: IssuanceTree.maximumHeight)
        guard position >> UInt32(path.count) == 0 else { throw .invalid(field: "position", offset: reader.offset) }
        let shape = try MapProof.Shape(&reader)
        let siblings = try pool.read(shape.presentCount, from: &reader)
        map = try MapProof(shape, present: siblings, &reader)
        opening = try OwnerOpening(&reader, &pool)
    }
}

extension OwnerOpening {
    fileprivate func write(to bytes: inout [UInt8], _ pool: inout HashPoolWriter) {
        switch self {
        case .none: bytes.append(0)
        case .unowned(let nonce):
            bytes.append(1)
            bytes.write(nonce)
        case .first(let nonce, let key, let nextCommit):
            bytes.append(2)
            bytes.write(nonce)
            pool.write([key.rawBytes, nextCommit], to: &bytes)
        case .moved(let key, let nextCommit):
            bytes.append(3)
            pool.write([key.rawBytes, nextCommit], to: &bytes)
        }
    }

    fileprivate init(_ reader: inout WireReader, _ pool: inout HashPoolReader) throws(WireError) {
        let code = try reader.uint8()
        switch code {
        case 0: self = .none
        case 1: self = .unowned(nonce: try reader.digest())
        case 2, 3:
            let nonce = code == 2 ? try reader.digest() : .zero
            let owner = try pool.read(2, from: &reader)
            let key = Ed25519.PublicKey(owner[0])
            self =
                code == 2
                ? .first(nonce: nonce, key: key, nextCommit: owner[1]) : .moved(key: key, nextCommit: owner[1])
        default: throw .invalid(field: "opening", offset: reader.offset)
        }
    }
}

extension [UInt8] {
    fileprivate mutating func write(path: [Digest], _ pool: inout HashPoolWriter) {
        append(UInt8(truncatingIfNeeded: path.count))
        pool.write(path, to: &self)
    }
}

extension WireReader {
    fileprivate mutating func path(_ pool: inout HashPoolReader, limit: Int) throws(WireError) -> [Digest] {
        let count = Int(try uint8())
        guard count <= limit else { throw .tooLarge(what: "hashes of a path", limit: limit) }
        return try pool.read(count, from: &self)
    }
}
