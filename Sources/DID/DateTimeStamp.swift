/// Date and time as XML Schema 1.1 part 2 writes them (section 3.3.7): `2026-02-24T23:36:38.25+01:00`, years 0001 to 9999.
package enum DateTimeStamp {
    /// Unix time in whole seconds, fractions cut off, or nil for any other text.
    ///
    /// A text without offset is read as UTC, as VC Data Integrity 1.0 section 2.1 allows.
    package static func seconds(_ text: String) -> Int64? {
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

    /// The time in UTC, as `2026-02-24T23:36:38Z`; nil outside the years 0001 to 9999.
    package static func text(seconds: Int64) -> String? {
        guard (-62_135_596_800..<253_402_300_800).contains(seconds) else { return nil }
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let second = seconds - days * 86_400
        // The inverse of `daysSinceEpoch`, counted from 0000-03-01 in cycles of 400 years.
        let shifted = days + 719_468
        let cycle = shifted / 146_097
        let dayOfCycle = shifted % 146_097
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfCycle + cycle * 400 + (month < 10 ? 0 : 1)
        let date = "\(padded(year, 4))-\(padded(month < 10 ? month + 3 : month - 9, 2))-\(padded(day, 2))"
        return "\(date)T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
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
