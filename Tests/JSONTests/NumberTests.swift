import JSON
import TestSupport
import Testing

struct NumberTests {
    @Test(
        "The text of a number stays as it was written",
        arguments: ["0", "-0", "1.0", "1e2", "1E+2", "0.10", "1E400", "-1e-999", "12345678901234567890123"])
    func textIsKept(_ number: String) throws {
        let value = try JSONValue(parsing: number)
        #expect(value.number?.text == number)
        #expect(text(value.serialized()) == number)
        #expect(JSONNumber(number)?.text == number)
    }

    @Test(
        "A text outside the grammar is no number",
        arguments: ["", "-", "+1", "01", "1.", ".1", "1e", " 1", "1 ", "0x1", "inf", "nan", "1_000", "١"])
    func grammar(_ number: String) {
        #expect(JSONNumber(number) == nil)
    }

    @Test("1E400 is kept as text and is no double; 1e-400 is zero")
    func range() throws {
        #expect(try JSONValue(parsing: "1E400").double == nil)
        #expect(try JSONValue(parsing: "-1E400").double == nil)
        #expect(try JSONValue(parsing: "1e-400").double == 0)
        #expect(try JSONValue(parsing: "1.7976931348623157e308").double == .greatestFiniteMagnitude)
        #expect(JSONNumber(Double.infinity) == nil && JSONNumber(Double.nan) == nil)
    }

    @Test("Integers are read however they are written, and never rounded")
    func integers() throws {
        for number in ["10", "1e1", "10.0", "100e-1"] { #expect(try JSONValue(parsing: number).int == 10) }
        #expect(try JSONValue(parsing: "-0").int == 0)
        #expect(try JSONValue(parsing: "9223372036854775807").int == .max)
        #expect(try JSONValue(parsing: "9223372036854775808").int == nil)
        #expect(try JSONValue(parsing: "-9223372036854775808").int == .min)
        #expect(try JSONValue(parsing: "18446744073709551615").uint64 == .max)
        #expect(try JSONValue(parsing: "18446744073709551616").uint64 == nil)
        #expect(try JSONValue(parsing: "-1").uint64 == nil)
        for number in ["1.5", "1e400", "1e300", "1e18", "9007199254740993.0"] {
            #expect(try JSONValue(parsing: number).int == nil)
        }
    }

    @Test(
        "Numbers are laid out as ECMAScript does",
        arguments: [
            ("0", "0"), ("-0", "0"), ("-0.0", "0"), ("0e5", "0"), ("1.0", "1"), ("-1.50", "-1.5"), ("100", "100"),
            ("1e2", "100"),
            ("1e20", "100000000000000000000"), ("1e21", "1e+21"), ("123456789012345678901", "123456789012345680000"),
            ("1234567890123456789012", "1.2345678901234568e+21"), ("0.000001", "0.000001"), ("0.0000001", "1e-7"),
            ("0.00000123", "0.00000123"), ("0.000000123", "1.23e-7"), ("1e-7", "1e-7"), ("5e-324", "5e-324"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"), ("4.50", "4.5"), ("2e-3", "0.002"),
            ("1E30", "1e+30"),
            ("0.000000000000000000000000001", "1e-27"), ("333333333.33333329", "333333333.3333333"), ("1e-400", "0"),
            ("9007199254740993", "9007199254740992"), ("9007199254740991", "9007199254740991"), ("-1e-400", "0"),
            ("999999999999999", "999999999999999"), ("0.1", "0.1"), ("0.01", "0.01"), ("-0.001", "-0.001"),
            ("10.10", "10.1"),
            ("0.10000000000000001", "0.1"), ("123456.789", "123456.789"), ("1000000000000000.5", "1000000000000000.5"),
        ])
    func layout(_ written: String, _ expected: String) throws {
        #expect(text(try JSONValue(parsing: written).canonicalized()) == expected)
    }

    @Test("A short decimal is taken as it is exactly when the long way agrees", arguments: 0..<50)
    func shortcut(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        for _ in 0..<200 {
            let digits = String(random.next() % UInt64(pow10(random.int(in: 1..<16))))
            let fraction = String(repeating: "0", count: random.int(in: 0..<8)) + String(random.next() % 100_000)
            let written = (random.oneIn(2) ? "-" : "") + digits + (random.oneIn(3) ? "" : "." + fraction)
            let double = try #require(Double(written))
            #expect(text(try JSONValue(parsing: written).canonicalized()) == JSONNumber(double)?.text, "\(written)")
        }
    }

    @Test("The text of a double reads back as that double", arguments: 0..<50)
    func roundTrip(_ seed: Int) throws {
        var generator = RandomJSON(seed: UInt64(seed))
        for _ in 0..<200 {
            let double = generator.finiteDouble()
            let number = try #require(JSONNumber(double))
            #expect(number.double == double)
            #expect(JSONNumber(number.text) == number)
            #expect(text(try JSONValue.number(number).canonicalized()) == number.text)
        }
    }

    private func pow10(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}
