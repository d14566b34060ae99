import Cryptography

extension Entry {
    /// Reads an entry strictly: known version and kind, exactly the length of the kind, values in their ranges.
    /// `Entry(parsing: bytes).encoded()` is `bytes` again.
    public init(parsing bytes: [UInt8]) throws(EntryError) {
        guard bytes.count <= Self.maximumByteCount else { throw .tooLong(bytes.count) }
        guard bytes.count >= 2 else { throw .length(expected: Self.headerByteCount, actual: bytes.count) }
        guard bytes[0] == Self.version else { throw .version(bytes[0]) }
        guard let kind = EntryKind(rawValue: bytes[1]) else { throw .kind(bytes[1]) }
        guard bytes.count == kind.byteCount else { throw .length(expected: kind.byteCount, actual: bytes.count) }
        do {
            var reader = WireReader(bytes)
            _ = try reader.uint16()
            time = try reader.uint64()
            body = try EntryBody(kind, &reader)
        } catch {
            // The length was right, so it is the one field of issuance and status entries that has a range.
            throw kind == .issuance ? .height(bytes[Self.headerByteCount]) : .state(bytes[Self.stateOffset])
        }
    }

    /// Where the state stands in a status entry.
    private static let stateOffset = headerByteCount + 36
}

extension EntryBody {
    init(_ kind: EntryKind, _ reader: inout WireReader) throws(WireError) {
        switch kind {
        case .issuance:
            let height = try reader.uint8()
            guard height <= IssuanceTree.maximumHeight else {
                throw .invalid(field: "height", offset: reader.offset)
            }
            self = .issuance(height: height, root: try reader.digest())
        case .status:
            self = .status(try StatusChange(&reader))
        case .claim:
            self = .claim(
                Claim(tag: try reader.digest(), nonce: try reader.digest(), ownerCommit: try reader.digest()))
        case .rotate:
            self = .rotate(try Rotation(&reader))
        case .recover:
            self = .recover(
                Recovery(
                    tag: try reader.digest(), sequence: try reader.uint32(), ownerCommit: try reader.digest(),
                    notBefore: try reader.uint64(), evidence: try reader.digest()))
        case .seal:
            self = .seal(
                Seal(
                    from: try reader.uint64(), to: try reader.uint64(), roster: try reader.uint32(),
                    mapRoot: try reader.digest()))
        }
    }
}

extension Rotation {
    /// Reads what ``encoded()`` gives; that the signature holds is for the log's replay to find out.
    public init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        try self.init(&reader)
        try reader.finish()
    }
}

extension StatusChange {
    init(_ reader: inout WireReader) throws(WireError) {
        tag = try reader.digest()
        sequence = try reader.uint32()
        guard let state = CredentialState(rawValue: try reader.uint8()) else {
            throw .invalid(field: "value", offset: reader.offset)
        }
        self.state = state
        reason = try reader.uint16()
        evidence = try reader.digest()
    }
}

extension Rotation {
    init(_ reader: inout WireReader) throws(WireError) {
        tag = try reader.digest()
        sequence = try reader.uint32()
        nonce = try reader.digest()
        currentKey = Ed25519.PublicKey(try reader.digest())
        key = Ed25519.PublicKey(try reader.digest())
        nextCommit = try reader.digest()
        guard let signature = Ed25519.Signature(try reader.bytes(Ed25519.Signature.byteCount)) else {
            throw .invalid(field: "sig", offset: reader.offset)
        }
        self.signature = signature
    }
}

/// Why bytes are not an entry. In a log such bytes are a void entry.
public enum EntryError: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLong(Int)
    case version(UInt8)
    case kind(UInt8)
    /// Not the length of its kind.
    case length(expected: Int, actual: Int)
    /// An issuance tree higher than 20.
    case height(UInt8)
    /// A status value other than 0 to 3.
    case state(UInt8)

    public var description: String {
        switch self {
        case .tooLong(let count):
            "The entry has \(count) bytes, more than the limit of \(Entry.maximumByteCount)."
        case .version(let version): "The entry has version \(version); only version \(Entry.version) is known."
        case .kind(let kind): "The entry is of kind \(kind), which is not known; a newer version may be needed."
        case .length(let expected, let actual): "The entry has \(actual) bytes where \(expected) belong."
        case .height(let height):
            "The issuance tree is said to have height \(height); the limit is \(IssuanceTree.maximumHeight)."
        case .state(let value): "The status value \(value) is not known; 0 to 3 are."
        }
    }
}
