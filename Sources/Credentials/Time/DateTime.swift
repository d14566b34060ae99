/// A moment in time as credentials write it: the form that RFC 3339 and `xsd:dateTimeStamp` (VC Data Model 2.0,
/// section 2.1) have in common.
///
/// `YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)`, capital `T` and `Z`, an offset always (1EdTech's DateTimeZ), no leap
/// second, `24:00:00` not allowed. Digits of the fraction beyond the ninth are read and dropped. Comparison is by
/// instant, so `2026-01-01T01:00:00+01:00 == 2026-01-01T00:00:00Z`; the text itself is not kept.
public struct DateTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z.
    public let seconds: Int64
    /// 0 to 999,999,999.
    public let nanoseconds: Int32

    public init(parsing text: String) throws(DateTimeError) {
        // 64 bytes leave room for any fraction that a clock can produce.
        guard text.utf8.count <= 64 else { throw .notADateTime(text) }
        var reader = DigitReader(text)
        guard let date = Self.date(&reader), reader.skip("T"), let second = Self.timeOfDay(&reader) else {
            throw .notADateTime(text)
        }
        let fraction = try Self.fraction(&reader, text)
        if reader.isAtEnd { throw .missingOffset(text) }
        guard let offset = Self.offset(&reader), reader.isAtEnd else { throw .notADateTime(text) }
        seconds = date.daysSince1970 * 86_400 + Int64(second) - Int64(offset) * 60
        nanoseconds = fraction
    }

    /// Milliseconds since 1970, as the ledger counts; nil after the year 9999.
    public init?(milliseconds: UInt64) {
        guard let value = Int64(exactly: milliseconds), value / 1_000 < 253_402_300_800 else { return nil }
        seconds = value / 1_000
        nanoseconds = Int32(value % 1_000) * 1_000_000
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, fractions of one dropped towards the past.
    public var milliseconds: Int64 { seconds * 1_000 + Int64(nanoseconds / 1_000_000) }

    /// In UTC, ending in `Z`; milliseconds are shown when there are any, smaller fractions never.
    public var description: String {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = Int(seconds - days * 86_400)
        let date = CalendarDate(daysSince1970: days)?.description ?? "0000-00-00"
        let time = [second / 3_600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: ":")
        let milliseconds = Int(nanoseconds / 1_000_000)
        return date + "T" + time + (milliseconds == 0 ? "" : "." + padded(milliseconds, 3)) + "Z"
    }

    public static func < (a: Self, b: Self) -> Bool { (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds) }
}

extension DateTime {
    private static func date(_ reader: inout DigitReader) -> CalendarDate? {
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
            reader.skip("-"), let day = reader.number(digits: 2)
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    private static func timeOfDay(_ reader: inout DigitReader) -> Int? {
        guard let hour = reader.number(digits: 2), hour < 24, reader.skip(":"),
            let minute = reader.number(digits: 2), minute < 60, reader.skip(":"),
            let second = reader.number(digits: 2), second < 60
        else { return nil }
        return hour * 3_600 + minute * 60 + second
    }

    private static func fraction(_ reader: inout DigitReader, _ text: String) throws(DateTimeError) -> Int32 {
        guard reader.skip(".") else { return 0 }
        guard var value = reader.nextDigit() else { throw .notADateTime(text) }
        var digits = 1
        while let digit = reader.nextDigit() {
            if digits < 9 { value = value * 10 + digit }
            digits += 1
        }
        for _ in 0..<max(0, 9 - digits) { value *= 10 }
        return Int32(value)
    }

    /// Minutes east of UTC.
    private static func offset(_ reader: inout DigitReader) -> Int? {
        if reader.skip("Z") { return 0 }
        let sign: Int
        if reader.skip("+") { sign = 1 } else if reader.skip("-") { sign = -1 } else { return nil }
        // xsd:dateTimeStamp bounds the offset at 14:00.
        guard let hours = reader.number(digits: 2), reader.skip(":"), let minutes = reader.number(digits: 2),
            minutes < 60, hours < 14 || (hours == 14 && minutes == 0)
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}

public enum DateTimeError: Error, Hashable, CustomStringConvertible {
    case notADateTime(String)
    case missingOffset(String)

    public var description: String {
        switch self {
        case .notADateTime(let text):
            "'\(text.prefix(64))' is not a date-time; write it like 2026-12-18T09:30:00Z or 2026-12-18T09:30:00-06:00"
        case .missingOffset(let text):
            "'\(text.prefix(64))' has no offset from UTC; end it with Z or an offset such as -06:00"
        }
    }
}
