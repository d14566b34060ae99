/// Times in rosters: `YYYY-MM-DDThh:mm:ssZ` in UTC, one text for each second (a profile of RFC 3339), from 1970 on.
///
/// The API counts milliseconds since 1970, as entries do; a document holds whole seconds.
enum RosterTime {
    /// Milliseconds since 1970, or nil unless the text has exactly this form and names a second that exists.
    static func parse(_ text: String) -> UInt64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == 0x54, bytes[13] == 0x3A,
            bytes[16] == 0x3A, bytes[19] == 0x5A,
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            year >= 1970, (1...12).contains(month), day >= 1, day <= length(of: month, in: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds = days(before: year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
        return UInt64(seconds) * 1_000
    }

    /// The text for a time, its milliseconds dropped; nil from the year 10000 on.
    static func format(_ milliseconds: UInt64) -> String? {
        let seconds = milliseconds / 1_000
        guard seconds < 253_402_300_800 else { return nil }
        let (year, month, day) = date(ofDay: Int(seconds / 86_400))
        let second = Int(seconds % 86_400)
        let time = [second / 3_600, second / 60 % 60, second % 60].map { padded($0, 2) }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(time.joined(separator: ":"))Z"
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func length(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to the date, for dates of the Gregorian calendar from 1970 to 9999.
    private static func days(before year: Int, _ month: Int, _ day: Int) -> Int {
        let past = year - 1
        let leapDays = (past / 4 - past / 100 + past / 400) - (1969 / 4 - 1969 / 100 + 1969 / 400)
        var days = (year - 1970) * 365 + leapDays + day - 1
        for earlier in 1..<month { days += length(of: earlier, in: year) }
        return days
    }

    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        // 365.25 days a year never estimates more than one year too many.
        var year = 1970 + day * 4 / 1_461
        while days(before: year, 1, 1) > day { year -= 1 }
        while days(before: year + 1, 1, 1) <= day { year += 1 }
        var rest = day - days(before: year, 1, 1)
        var month = 1
        while rest >= length(of: month, in: year) {
            rest -= length(of: month, in: year)
            month += 1
        }
        return (year, month, rest + 1)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
