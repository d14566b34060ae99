import JSON

/// The scales on which courses are graded, each with its own ResultDescription.
enum GradeScale: String {
    case letter, passNoPass, percent, status

    init(_ grade: Grade) {
        switch grade {
        case .letter: self = .letter
        case .pass, .noPass: self = .passNoPass
        case .percent: self = .percent
        case .withdrew, .incomplete: self = .status
        }
    }

    /// What the achievement takes, in a sentence.
    func criteria(_ grading: GradingPolicy) -> String {
        switch self {
        case .letter: "Complete the course with a final grade of D- or better."
        case .passNoPass: "Complete the course with the result P (pass)."
        case .percent: "Complete the course with at least \(grading.percentPassMark.text) percent."
        case .status: "Complete the course with a passing result."
        }
    }

    func description(id: String, _ grading: GradingPolicy) -> JSONObject {
        let start: JSONObject = ["id": JSONValue(id), "type": ["ResultDescription"]]
        let rest: JSONObject =
            switch self {
            case .letter:
                [
                    "name": "Final grade", "resultType": "LetterGrade",
                    "allowedValue": .array(Grade.Letter.allCases.map { JSONValue($0.rawValue) }),
                    "requiredValue": JSONValue(Grade.Letter.dMinus.rawValue),
                ]
            case .passNoPass:
                [
                    "name": "Final result", "resultType": "LetterGrade", "allowedValue": ["NP", "P"],
                    "requiredValue": "P",
                ]
            case .percent:
                [
                    "name": "Final mark in percent", "resultType": "Percent", "valueMin": "0", "valueMax": "100",
                    "requiredValue": JSONValue(grading.percentPassMark.text),
                ]
            case .status: ["name": "Status of the enrolment", "resultType": "Status"]
            }
        return JSONObject(Array(start) + Array(rest))
    }
}
