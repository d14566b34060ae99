/// Where something stands in a text file. Both count from 1; a column is one Unicode scalar wide, as editors count, and
/// a byte order mark at the start has no width.
public struct TextPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public var description: String { "line \(line), column \(column)" }

    public static func < (a: Self, b: Self) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// One record of a CSV file. A record with quoted line breaks spans several lines; its position is where it begins.
public struct CSVRecord: Hashable, Sendable {
    public struct Field: Hashable, Sendable {
        public let text: String
        /// Of the field's first character, or of its opening quote.
        public let position: TextPosition
    }

    public let fields: [Field]

    public var position: TextPosition { fields.first?.position ?? TextPosition(line: 1, column: 1) }

    /// A line with nothing on it. RFC 4180 knows no such thing: to it this is a record of one empty field.
    public var isBlank: Bool { fields.count == 1 && fields[0].text.isEmpty }
}

/// What a reader accepts; all four bounds are checked while reading, never afterwards.
public struct CSVLimits: Hashable, Sendable {
    /// The whole file, 64 MiB.
    public var fileBytes = 64 << 20
    /// One field after quotes are taken off, 64 kB.
    public var fieldBytes = 64_000
    /// Fields in one record, 1,000.
    public var columns = 1_000
    /// Records, the header included, 2,000,000.
    public var records = 2_000_000

    public init() {}
}

/// Why a file is not CSV, and where. Nothing after that place can be trusted, so reading ends there.
public struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        case invalidUTF8(byte: UInt8)
        case controlCharacter(UInt8)
        /// A quote inside a field that did not begin with one.
        case quoteInUnquotedField
        case textAfterClosingQuote
        case unclosedQuote
        case lineEndWithoutLineFeed
        case fileTooLarge(limit: Int)
        case fieldTooLarge(limit: Int)
        case tooManyColumns(limit: Int)
        case tooManyRecords(limit: Int)
    }

    public let reason: Reason
    public let position: TextPosition

    public init(reason: Reason, position: TextPosition) {
        self.reason = reason
        self.position = position
    }

    public var description: String { "\(position): \(reason)" }
}

extension CSVError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidUTF8(let byte):
            "byte 0x\(hex(byte)) is not UTF-8; save the file as UTF-8"
        case .controlCharacter(let byte):
            "the control character 0x\(hex(byte)) is not allowed in CSV; remove it"
        case .quoteInUnquotedField:
            "a quote stands in a field that does not begin with one; enclose the field in quotes and double the quote"
        case .textAfterClosingQuote:
            "text follows a closing quote; a quote inside a quoted field must be doubled"
        case .unclosedQuote: "the quote that opens here is never closed"
        case .lineEndWithoutLineFeed: "a carriage return stands without a line feed; end lines with LF or CRLF"
        case .fileTooLarge(let limit):
            "the file is larger than the limit of \(limit) bytes; split it or raise the limit"
        case .fieldTooLarge(let limit): "the field is larger than the limit of \(limit) bytes"
        case .tooManyColumns(let limit): "the row has more than the limit of \(limit) columns"
        case .tooManyRecords(let limit): "the file has more than the limit of \(limit) rows; split it"
        }
    }
}

private func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.utf8.count == 1 ? "0" + digits : digits
}
