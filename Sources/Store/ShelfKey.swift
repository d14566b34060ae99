import Cryptography

/// Builds keys whose order and prefixes mean what they should.
///
/// A text part is its UTF-8, followed by 0x00 where another part follows, so that all keys that begin with one text
/// have a prefix of their own. A text that is empty, longer than 255 bytes or has 0x00 in it becomes 0xFF and its
/// SHA-256: no UTF-8 begins with 0xFF.
public enum ShelfKey {
    /// The longest text, in bytes, that stands in a key as it is.
    public static let textLimit = 255

    /// A text and nothing behind it.
    public static func text(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard (1...textLimit).contains(bytes.count), !bytes.contains(0) else {
            return [0xFF] + SHA256.hash(bytes).bytes
        }
        return bytes
    }

    /// The beginning of all keys that have something behind this text.
    public static func prefix(_ text: String) -> [UInt8] { Self.text(text) + [0] }

    /// A text and other bytes behind it.
    public static func text(_ text: String, _ rest: [UInt8]) -> [UInt8] { prefix(text) + rest }

    /// A text and a number behind it: the keys of one text rise with the number.
    public static func text(_ text: String, _ number: UInt64) -> [UInt8] { prefix(text) + Self.number(number) }

    /// A number alone, big-endian: keys rise with it.
    public static func number(_ number: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        var record = RecordWriter()
        record.write(number)
        return record.bytes
    }

    /// The number in such bytes; what does not fit into 64 bits is lost at the front.
    public static func number(reading bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
