import Credentials
import Testing

@Suite struct DateTimeTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1_000), ("2026-12-18T09:30:00Z", 1_797_586_200_000),
            ("2026-12-18T09:30:00.5Z", 1_797_586_200_500), ("2026-12-18T09:30:00.1234567891Z", 1_797_586_200_123),
            ("2026-12-18T03:30:00-06:00", 1_797_586_200_000), ("2026-12-18T15:00:00+05:30", 1_797_586_200_000),
            ("2024-02-29T00:00:00+00:00", 1_709_164_800_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000), ("2026-12-18T23:30:00+14:00", 1_797_586_200_000),
        ] as [(String, Int64)])
    func momentsAreReadWithTheirOffset(_ text: String, _ milliseconds: Int64) throws {
        #expect(try DateTime(parsing: text).milliseconds == milliseconds)
    }

    @Test(
        arguments: [
            "", "2026", "2026-12-18", "2026-12-18T09:30Z", "2026-12-18t09:30:00Z", "2026-12-18T09:30:00z",
            "2026-12-18 09:30:00Z", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
            "2026-12-18T24:00:00Z", "2026-12-18T23:60:00Z", "2026-12-18T23:59:60Z", "2026-12-18T09:30:00.Z",
            "2026-12-18T09:30:00+14:01", "2026-12-18T09:30:00+0530", "2026-12-18T09:30:00ZZ", "0000-01-01T00:00:00Z",
            "-2026-12-18T09:30:00Z", "２０２６-12-18T09:30:00Z", "2026-12-18T09:30:00+05:60",
            "2026-12-18T09:30:00." + String(repeating: "0", count: 60) + "Z",
        ])
    func otherTextsAreRefused(_ text: String) {
        #expect(throws: DateTimeError.notADateTime(text)) { try DateTime(parsing: text) }
    }

    @Test func aMissingOffsetIsNamed() {
        #expect(throws: DateTimeError.missingOffset("2026-12-18T09:30:00")) {
            try DateTime(parsing: "2026-12-18T09:30:00")
        }
    }

    @Test func everyTruncationIsRefused() {
        let text = "2026-12-18T09:30:00.25+05:30"
        for length in 0..<text.utf8.count {
            #expect(throws: DateTimeError.self) { try DateTime(parsing: String(text.prefix(length))) }
        }
    }

    @Test func writingAndReadingGivesTheSameMoment() throws {
        var milliseconds: UInt64 = 0
        while let time = DateTime(milliseconds: milliseconds) {
            let read = try DateTime(parsing: time.description)
            #expect(read == time)
            #expect(read.milliseconds == Int64(milliseconds))
            milliseconds += 86_400_000 * 97 + 12_345_678
        }
        #expect(milliseconds > 253_000_000_000_000)
        #expect(try DateTime(parsing: "0099-03-01T00:00:00+01:00").description == "0099-02-28T23:00:00Z")
    }

    @Test func everyDayOfFourCenturiesHasItsNumber() {
        var date = CalendarDate(year: 1899, month: 12, day: 31)
        for number in Int64(-25_568)...120_529 {
            date = CalendarDate(daysSince1970: number)
            #expect(date?.daysSince1970 == number)
        }
        #expect(date?.description == "2299-12-31")
    }

    @Test func theOrderIsThatOfInstants() throws {
        let early = try DateTime(parsing: "2026-12-18T10:00:00+02:00")
        let late = try DateTime(parsing: "2026-12-18T09:00:00Z")
        #expect(early < late)
        #expect(early == (try DateTime(parsing: "2026-12-18T08:00:00.000Z")))
    }
}
