/// Why a note, a key or a signature was refused (c2sp.org/signed-note).
public enum NoteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The note or key text is longer than the limit, in bytes.
    case tooLarge(size: Int, limit: Int)
    case notUTF8
    /// An ASCII control character other than newline, at this byte.
    case controlCharacter(offset: Int)
    /// No empty line between text and signatures, or no text before it.
    case noSeparator
    /// The text or the last signature line does not end in a newline.
    case noFinalNewline
    /// Nothing follows the empty line.
    case noSignatures
    /// More signature lines than the limit.
    case tooManySignatures(limit: Int)
    /// A line behind the text that is not `— <name> <base64>`; counted from 1 behind the empty line.
    case malformedSignature(line: Int)
    /// A key name that is empty or holds a space, a plus or a control character.
    case malformedKeyName
    /// Not `<name>+<8 hex digits>+<base64>`, or key material of the wrong length.
    case malformedKey
    /// The key ID in a key text is not the one that follows from name, type and key.
    case wrongKeyID(expected: UInt32, got: UInt32)
    /// A signature type this module cannot check.
    case unknownSignatureType(UInt8)
    /// Two of the given keys share the name and ID of a signature.
    case ambiguousKey(name: String, keyID: UInt32)
    /// A known key is named, but the signature is not its.
    case invalidSignature(name: String, keyID: UInt32)
    /// No given key has signed.
    case noKnownSignature
    /// A cosignature time above 2^63 - 1.
    case timeOutOfRange(UInt64)

    public var description: String {
        switch self {
        case .tooLarge(let size, let limit): "the note or key has \(size) bytes; the limit is \(limit)"
        case .notUTF8: "the note is not valid UTF-8"
        case .controlCharacter(let offset): "the note has a control character at byte \(offset)"
        case .noSeparator: "the note has no empty line between its text and its signatures"
        case .noFinalNewline: "the note does not end in a newline; it may have been cut off"
        case .noSignatures: "the note has no signatures"
        case .tooManySignatures(let limit): "the note has more than \(limit) signatures"
        case .malformedSignature(let line):
            "signature line \(line) is not an em dash, a key name and the base64 of a key ID and a signature"
        case .malformedKeyName: "a key name must not be empty and must not hold spaces, plus or control characters"
        case .malformedKey: "the key is not written as <name>+<8 hex digits>+<base64 of type and key>"
        case .wrongKeyID(let expected, let got):
            "the key ID \(hex(got)) does not belong to this name and key, which give \(hex(expected))"
        case .unknownSignatureType(let type): "signatures of type \(type) cannot be checked here"
        case .ambiguousKey(let name, let keyID): "more than one trusted key is called \(name)+\(hex(keyID))"
        case .invalidSignature(let name, let keyID): "the signature of \(name)+\(hex(keyID)) does not verify"
        case .noKnownSignature: "none of the signatures is by a trusted key"
        case .timeOutOfRange(let time): "the cosignature time \(time) is not a POSIX time below 2^63"
        }
    }
}

/// The fixed-length lower-case hex form of a key ID.
func hex(_ keyID: UInt32) -> String {
    let digits = String(keyID, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
}
