/// Date and time as XML Schema 1.1 part 2 writes them (section 3.3.7): `2026-02-24T23:36:38.25+01:00`, years 0001 to 9999.
enum DateTimeStamp {
    /// Unix time in whole seconds, fractions cut off, or nil for any other text.
    ///
    /// A text without offset is read as UTC, as VC Data Integrity 1.0 section 2.1 allows.
    static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, bytes.count <= 40, bytes[4] == 0x2d, bytes[7] == 0x2d, bytes[10] == 0x54,
            bytes[13] == 0x3a, bytes[16] == 0x3a, let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19]), let offset = offset(bytes[19...])
        else { return nil }
        let isEndOfDay = hour == 24 && minute == 0 && second == 0
        guard year > 0, (1...12).contains(month), (1...days(in: month, year)).contains(day), hour < 24 || isEndOfDay,
            minute < 60, second < 60
        else { return nil }
        return (daysSinceEpoch(year, month, day) * 24 + hour) * 3600 + minute * 60 + second - offset
    }

    /// Seconds east of Greenwich from what follows the seconds: an optional fraction and an optional zone.
    private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
        var rest = text
        if rest.first == 0x2e {
            rest = rest.dropFirst()
            let fraction = rest.prefix { isDigit($0) }
            guard !fraction.isEmpty else { return nil }
            rest = rest.dropFirst(fraction.count)
        }
        if rest.isEmpty || rest.elementsEqual([0x5a]) { return 0 }
        let digits = Array(rest)
        guard digits.count == 6, digits[0] == 0x2b || digits[0] == 0x2d, digits[3] == 0x3a,
            let hour = number(digits[1..<3]), let minute = number(digits[4..<6]), minute < 60,
            hour < 14 || hour == 14 && minute == 0
        else { return nil }
        return (hour * 3600 + minute * 60) * (digits[0] == 0x2b ? 1 : -1)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard digits.allSatisfy(isDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    private static func days(in month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days from 1970-01-01, with years that begin in March so that the leap day comes last.
    private static func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
