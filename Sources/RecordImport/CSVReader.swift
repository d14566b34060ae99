/// A strict CSV reader (RFC 4180) that takes a file in pieces of any size and gives back whole records.
///
/// Fields are separated by commas and records by CRLF or LF; the last record may lack its line end. A field that begins
/// with a quote ends with one and may hold commas, line breaks and doubled quotes. Deviations from the RFC's grammar:
/// text is UTF-8 instead of ASCII, a byte order mark at the start is skipped, LF alone ends a record, and tab is text.
///
///     var reader = CSVReader()
///     var records: [CSVRecord] = []
///     while let piece = nextPiece() { try reader.read(piece, into: &records) }
///     try reader.finish(into: &records)
///
/// Records completed before an error stay in `records`. After an error the reader must not be used again.
public struct CSVReader: Sendable {
    private enum State { case fieldStart, unquoted, quoted, quoteInQuoted, carriageReturn }

    private let limits: CSVLimits
    private var state = State.fieldStart
    private var utf8 = UTF8Scanner()
    private var byteOrderMark = ByteOrderMark.possible(matched: 0)
    private var bytesRead = 0
    private var recordCount = 0
    private var fields: [CSVRecord.Field] = []
    private var field: [UInt8] = []
    private var fieldPosition = TextPosition(line: 1, column: 1)
    private var line = 1
    private var column = 1

    public init(limits: CSVLimits = CSVLimits()) { self.limits = limits }

    public mutating func read(_ piece: [UInt8], into records: inout [CSVRecord]) throws(CSVError) {
        for byte in piece {
            bytesRead += 1
            if bytesRead > limits.fileBytes { throw error(.fileTooLarge(limit: limits.fileBytes)) }
            switch byteOrderMark.take(byte) {
            case .text: try take(byte, &records)
            case .waiting: continue
            case .notAMark(let held): for earlier in held { try take(earlier, &records) }
            }
        }
    }

    /// Ends the input: completes a last record that has no line end.
    public mutating func finish(into records: inout [CSVRecord]) throws(CSVError) {
        for byte in byteOrderMark.atEnd() { try take(byte, &records) }
        if let byte = utf8.unfinished { throw error(.invalidUTF8(byte: byte), back: 1) }
        switch state {
        case .quoted: throw CSVError(reason: .unclosedQuote, position: fieldPosition)
        case .carriageReturn: throw error(.lineEndWithoutLineFeed)
        case .fieldStart where fields.isEmpty: break
        case .fieldStart, .unquoted, .quoteInQuoted: try endRecord(&records)
        }
    }

    private mutating func take(_ byte: UInt8, _ records: inout [CSVRecord]) throws(CSVError) {
        // Within a sequence the column already stands behind its first byte: name the character, not the gap after it.
        let begun = utf8.unfinished == nil ? 0 : 1
        guard utf8.take(byte) else { throw error(.invalidUTF8(byte: byte), back: begun) }
        if state == .fieldStart { try startField() }
        switch (state, byte) {
        case (.carriageReturn, UInt8(ascii: "\n")): try endRecord(&records)
        case (.carriageReturn, _): throw error(.lineEndWithoutLineFeed, back: 1)
        case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
        case (.quoted, _): try append(byte, inQuotes: true)
        case (.quoteInQuoted, UInt8(ascii: "\"")):
            try append(byte, inQuotes: true)
            state = .quoted
        case (_, UInt8(ascii: ",")): endField()
        case (_, UInt8(ascii: "\n")): try endRecord(&records)
        case (_, UInt8(ascii: "\r")): state = .carriageReturn
        case (.quoteInQuoted, _): throw error(.textAfterClosingQuote)
        case (.fieldStart, UInt8(ascii: "\"")): state = .quoted
        case (.unquoted, UInt8(ascii: "\"")): throw error(.quoteInUnquotedField)
        case (.fieldStart, _), (.unquoted, _):
            try append(byte, inQuotes: false)
            state = .unquoted
        }
        advance(past: byte)
    }

    private mutating func startField() throws(CSVError) {
        fieldPosition = TextPosition(line: line, column: column)
        if fields.count == limits.columns { throw error(.tooManyColumns(limit: limits.columns)) }
    }

    private mutating func append(_ byte: UInt8, inQuotes: Bool) throws(CSVError) {
        if byte < 0x20 || byte == 0x7F {
            let isLineBreak = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            guard byte == UInt8(ascii: "\t") || (inQuotes && isLineBreak) else { throw error(.controlCharacter(byte)) }
        }
        if field.count == limits.fieldBytes {
            throw CSVError(reason: .fieldTooLarge(limit: limits.fieldBytes), position: fieldPosition)
        }
        field.append(byte)
    }

    private mutating func endField() {
        // The bytes have been validated one by one, so decoding repairs nothing.
        fields.append(.init(text: String(decoding: field, as: UTF8.self), position: fieldPosition))
        field.removeAll(keepingCapacity: true)
        state = .fieldStart
    }

    private mutating func endRecord(_ records: inout [CSVRecord]) throws(CSVError) {
        if state == .fieldStart { try startField() }
        if recordCount == limits.records { throw error(.tooManyRecords(limit: limits.records)) }
        recordCount += 1
        endField()
        records.append(CSVRecord(fields: fields))
        fields.removeAll(keepingCapacity: true)
    }

    private mutating func advance(past byte: UInt8) {
        if byte == UInt8(ascii: "\n") {
            line += 1
            column = 1
        } else if byte & 0xC0 != 0x80 {
            column += 1
        }
    }

    private func error(_ reason: CSVError.Reason, back columns: Int = 0) -> CSVError {
        CSVError(reason: reason, position: TextPosition(line: line, column: column - columns))
    }
}

/// The optional three bytes EF BB BF at the start of a file.
private enum ByteOrderMark: Sendable {
    case possible(matched: Int)
    case decided

    enum Answer { case text, waiting, notAMark([UInt8]) }
    static let bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

    mutating func take(_ byte: UInt8) -> Answer {
        guard case .possible(let matched) = self else { return .text }
        if byte != Self.bytes[matched] {
            self = .decided
            return .notAMark(Array(Self.bytes.prefix(matched)) + [byte])
        }
        self = matched == 2 ? .decided : .possible(matched: matched + 1)
        return .waiting
    }

    /// Bytes that looked like the beginning of a mark when the file ended.
    mutating func atEnd() -> [UInt8] {
        guard case .possible(let matched) = self else { return [] }
        self = .decided
        return Array(Self.bytes.prefix(matched))
    }
}
