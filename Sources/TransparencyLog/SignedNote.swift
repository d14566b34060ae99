/// How much of a note is read.
public struct NoteLimits: Sendable, Hashable {
    /// Bytes of the whole note. 64 KiB hold sixteen signatures of the largest assigned type (ML-DSA-44, 3.3 kB a line).
    public var bytes: Int
    /// Signature lines. The specification asks for at least 16; Go's `sumdb/note` stops at 100 too.
    public var signatures: Int

    public init(bytes: Int = 65_536, signatures: Int = 100) {
        self.bytes = bytes
        self.signatures = signatures
    }

    public static let `default` = NoteLimits()
}

/// A text with signature lines (c2sp.org/signed-note), parsed but **not verified**.
///
/// ```
/// example.org/log
/// 42
/// CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
///
/// — example.org/log Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeO...
/// ```
///
/// The text means nothing until ``verify(with:)`` has found a signature by a trusted key.
public struct SignedNote: Sendable, Hashable {
    /// The signed text with its final newline.
    public let text: String
    /// The signature lines in their order.
    public private(set) var signatures: [NoteSignature]

    /// Puts a note together.
    ///
    /// - Throws: `noFinalNewline`, `controlCharacter`, `tooLarge` or `tooManySignatures` if it could not be read back.
    public init(
        text: String, signatures: [NoteSignature], limits: NoteLimits = .default
    ) throws(NoteError) {
        guard text.utf8.last == NoteRule.newline else { throw .noFinalNewline }
        if let offset = NoteRule.controlCharacter(in: text.utf8) { throw .controlCharacter(offset: offset) }
        self.text = text
        self.signatures = signatures
        try check(limits)
    }

    /// Reads a note strictly; the whole input must be one.
    public init(parsing bytes: [UInt8], limits: NoteLimits = .default) throws(NoteError) {
        guard bytes.count <= limits.bytes else { throw .tooLarge(size: bytes.count, limit: limits.bytes) }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        if let offset = NoteRule.controlCharacter(in: bytes) { throw .controlCharacter(offset: offset) }
        // The text may hold empty lines; the last one of the note divides it from the signatures.
        guard let separator = Self.lastEmptyLine(in: bytes) else { throw .noSeparator }
        let block = bytes[(separator + 1)...]
        guard !block.isEmpty else { throw .noSignatures }
        guard block.last == NoteRule.newline else { throw .noFinalNewline }
        text = String(decoding: bytes[..<separator], as: UTF8.self)
        signatures = try Self.signatures(in: block.dropLast(), limit: limits.signatures)
    }

    /// The note as it is sent and stored; parsing it gives the same value again.
    public var encoded: [UInt8] {
        var note = text + "\n"
        for signature in signatures { note += signature.line + "\n" }
        return Array(note.utf8)
    }

    /// Adds a signature line; one by the same key is replaced.
    public mutating func add(_ signature: NoteSignature, limits: NoteLimits = .default) throws(NoteError) {
        var longer = self
        longer.signatures.removeAll { $0.hasSameKey(as: signature) }
        longer.signatures.append(signature)
        try longer.check(limits)
        self = longer
    }

    private func check(_ limits: NoteLimits) throws(NoteError) {
        guard signatures.count <= limits.signatures else { throw .tooManySignatures(limit: limits.signatures) }
        let size = signatures.reduce(text.utf8.count + 1) { $0 + $1.line.utf8.count + 1 }
        guard size <= limits.bytes else { throw .tooLarge(size: size, limit: limits.bytes) }
    }

    /// The place of the second of two newlines in a row, looking from the end.
    private static func lastEmptyLine(in bytes: [UInt8]) -> Int? {
        bytes.indices.dropFirst().last { bytes[$0] == NoteRule.newline && bytes[$0 - 1] == NoteRule.newline }
    }

    private static func signatures(
        in block: ArraySlice<UInt8>, limit: Int
    ) throws(NoteError) -> [NoteSignature] {
        let lines = block.split(separator: NoteRule.newline, maxSplits: limit, omittingEmptySubsequences: false)
        guard lines.count <= limit else { throw .tooManySignatures(limit: limit) }
        var signatures: [NoteSignature] = []
        for (position, line) in lines.enumerated() {
            let text = String(decoding: line, as: UTF8.self)
            guard let signature = try? NoteSignature(parsingLine: text) else {
                throw .malformedSignature(line: position + 1)
            }
            signatures.append(signature)
        }
        return signatures
    }

    public static func == (left: SignedNote, right: SignedNote) -> Bool {
        sameBytes(left.text, right.text) && left.signatures == right.signatures
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(signatures)
    }
}
