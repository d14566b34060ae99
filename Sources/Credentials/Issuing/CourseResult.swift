/// One learner's result in one course and term, as an institution's student system states it.
///
/// Values of this type are checked: every text is within its bounds and free of control characters.
public struct CourseResult: Hashable, Sendable {
    /// The learner's identifier in the student system (`sisSourcedId`), 1 to 128 characters.
    public let learner: String
    public let email: String
    public let name: String?
    public let course: Course
    public let credits: CreditAmount
    /// Such as `2026-FA`, or any text of 1 to 64 characters.
    public let term: String
    public let grade: Grade
    /// The day the result was awarded.
    public let date: CalendarDate

    public init(
        learner: String, email: String, name: String?, course: Course, credits: CreditAmount, term: String,
        grade: Grade, date: CalendarDate
    ) {
        self.learner = learner
        self.email = email
        self.name = name
        self.course = course
        self.credits = credits
        self.term = term
        self.grade = grade
        self.date = date
    }
}

/// A course of the catalogue: its code is what people write (`CS-101`), unique within the institution.
public struct Course: Hashable, Sendable {
    public let code: String
    public let title: String
    public let programme: Programme?

    public init(code: String, title: String, programme: Programme? = nil) {
        self.code = code
        self.title = title
        self.programme = programme
    }
}

/// A programme of study that courses are part of.
public struct Programme: Hashable, Sendable {
    public let code: String
    public let title: String

    public init(code: String, title: String) {
        self.code = code
        self.title = title
    }
}

/// 0 to 100 credits as written: a plain decimal of at most four fraction digits. The text is kept and goes into the
/// credential unchanged, so `3.0` stays `3.0`.
public struct CreditAmount: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard let value = PlainDecimal(text), value.scaled <= 100 * PlainDecimal.scale else { return nil }
        self.text = text
    }

    public static let zero = CreditAmount(unchecked: "0")
    private init(unchecked text: String) { self.text = text }

    public var description: String { text }
}

/// Digits, optionally a point and up to four more digits; no sign, no exponent, no superfluous leading zero. This is a
/// subset of JSON's number grammar.
struct PlainDecimal {
    static let scale = 10_000
    /// The value times 10,000.
    let scaled: Int

    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...6).contains(whole.count),
            whole.count == 1 || whole.first != UInt8(ascii: "0"),
            var value = Self.digits(whole)
        else { return nil }
        value *= Self.scale
        if parts.count == 2 {
            guard (1...4).contains(parts[1].count), let fraction = Self.digits(parts[1]) else { return nil }
            value += (parts[1].count..<4).reduce(fraction) { power, _ in power * 10 }
        }
        scaled = value
    }

    private static func digits(_ bytes: Substring.UTF8View.SubSequence) -> Int? {
        var value = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }
}
