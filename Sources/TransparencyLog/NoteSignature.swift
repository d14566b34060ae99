import Multiformats

/// One signature line of a note: who claims to have signed, and the bytes. Whether it is true is another question.
public struct NoteSignature: Sendable, Hashable, CustomStringConvertible {
    /// The key name.
    public let name: String
    /// Tells keys of one name apart; not a cryptographic hash.
    public let keyID: UInt32
    /// The signature behind the key ID; its form depends on the type of the key.
    public let bytes: [UInt8]

    /// - Throws: `malformedKeyName`, or `malformedSignature` without bytes.
    public init(name: String, keyID: UInt32, bytes: [UInt8]) throws(NoteError) {
        guard NoteRule.isKeyName(name) else { throw .malformedKeyName }
        guard !bytes.isEmpty else { throw .malformedSignature(line: 1) }
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }

    /// Takes the base64 part of a signature line: four bytes of key ID and at least one of signature.
    public init(name: String, base64: String) throws(NoteError) {
        guard NoteRule.isKeyName(name) else { throw .malformedKeyName }
        guard let raw = decodeBase64(base64), raw.count >= 5 else { throw .malformedSignature(line: 1) }
        self.name = name
        keyID = raw.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        bytes = Array(raw.dropFirst(4))
    }

    /// Reads one signature line without its newline: `— <name> <base64>`.
    public init(parsingLine line: some StringProtocol) throws(NoteError) {
        guard line.utf8.starts(with: NoteRule.signaturePrefix.utf8) else { throw .malformedSignature(line: 1) }
        let rest = line.utf8.dropFirst(NoteRule.signaturePrefix.utf8.count)
        guard let space = rest.firstIndex(of: UInt8(ascii: " ")) else { throw .malformedSignature(line: 1) }
        try self.init(name: String(line[rest.startIndex..<space]), base64: String(line[rest.index(after: space)...]))
    }

    /// The base64 of key ID and signature.
    public var base64: String {
        Base64.encode(bigEndian(keyID) + bytes)
    }

    /// The signature line without its newline.
    public var line: String {
        "\(NoteRule.signaturePrefix)\(name) \(base64)"
    }

    public var description: String { "\(name)+\(hex(keyID))" }

    /// True if both lines name the same key.
    public func hasSameKey(as other: NoteSignature) -> Bool {
        keyID == other.keyID && sameBytes(name, other.name)
    }

    public static func == (left: NoteSignature, right: NoteSignature) -> Bool {
        left.hasSameKey(as: right) && left.bytes == right.bytes
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(bytes)
    }
}

func bigEndian(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
    stride(from: value.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
}
