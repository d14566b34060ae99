/// A final mark: a letter, pass or no pass, a percentage, or the statement that there is none.
public enum Grade: Hashable, Sendable, CustomStringConvertible {
    case letter(Letter)
    case pass
    case noPass
    /// Between 0 and 100; the text is a plain decimal without the percent sign.
    case percent(Percentage)
    case withdrew
    case incomplete

    /// `A+` to `F`, `P`, `NP`, `W`, `I`, or a percentage such as `87`, `87.5` or `87 %`.
    public init?(parsing text: String) {
        if let letter = Letter(rawValue: text) {
            self = .letter(letter)
            return
        }
        switch text {
        case "P": self = .pass
        case "NP": self = .noPass
        case "W": self = .withdrew
        case "I": self = .incomplete
        default:
            guard let percentage = Percentage(parsing: text) else { return nil }
            self = .percent(percentage)
        }
    }

    public var description: String {
        switch self {
        case .letter(let letter): letter.rawValue
        case .pass: "P"
        case .noPass: "NP"
        case .percent(let percentage): percentage.text + "%"
        case .withdrew: "W"
        case .incomplete: "I"
        }
    }

    /// In rising order, as `ResultDescription.allowedValue` wants it (Open Badges 3.0, ResultDescription). There is no
    /// F+ or F-, and no D below D-.
    public enum Letter: String, CaseIterable, Hashable, Sendable {
        case f = "F"
        case dMinus = "D-"
        case d = "D"
        case dPlus = "D+"
        case cMinus = "C-"
        case c = "C"
        case cPlus = "C+"
        case bMinus = "B-"
        case b = "B"
        case bPlus = "B+"
        case aMinus = "A-"
        case a = "A"
        case aPlus = "A+"
    }

    public struct Percentage: Hashable, Sendable {
        /// As written, without the sign.
        public let text: String
        let scaled: Int

        public init?(parsing text: String) {
            var digits = Substring(text)
            if digits.last == "%" {
                digits.removeLast()
                if digits.last == " " { digits.removeLast() }
            }
            self.init(String(digits))
        }

        /// A plain decimal between 0 and 100.
        public init?(_ digits: String) {
            guard let value = PlainDecimal(digits), value.scaled <= 100 * PlainDecimal.scale else { return nil }
            text = digits
            scaled = value.scaled
        }
    }
}

/// What an institution counts as passed. Letters above F and `P` pass; for percentages the mark is the institution's
/// own.
public struct GradingPolicy: Hashable, Sendable {
    /// The lowest percentage that earns credits.
    public let percentPassMark: Grade.Percentage

    public init(percentPassMark: Grade.Percentage) { self.percentPassMark = percentPassMark }

    /// 60 percent.
    public static let standard = GradingPolicy(percentPassMark: .sixty)

    public func earnsCredits(_ grade: Grade) -> Bool {
        switch grade {
        case .letter(let letter): letter != .f
        case .pass: true
        case .percent(let percentage): percentage.scaled >= percentPassMark.scaled
        case .noPass, .withdrew, .incomplete: false
        }
    }
}

extension Grade.Percentage {
    static let sixty = Self(unchecked: "60", scaled: 60 * PlainDecimal.scale)

    private init(unchecked text: String, scaled: Int) {
        self.text = text
        self.scaled = scaled
    }
}
