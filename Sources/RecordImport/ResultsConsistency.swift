import Credentials
import JSON

/// What must agree between the rows of one file: a learner has one address and name, a course one title and programme,
/// a programme one title, and there is one result for each learner, course and term.
///
/// Keys are `JSONString`s because Swift's `String` takes "é" and "e" + U+0301 for the same.
struct ResultsConsistency: Sendable {
    private struct ResultKey: Hashable { let learner, course, term: JSONString }
    private struct Stated { let text: String; let line: Int }
    private enum Fact: Hashable {
        case email(learner: JSONString), name(learner: JSONString)
        case title(course: JSONString), programme(course: JSONString), programmeTitle(programme: JSONString)
    }

    private var lines: [ResultKey: Int] = [:]
    private var facts: [Fact: Stated] = [:]

    /// Everything in which this row contradicts or repeats earlier ones; a row that does is not remembered.
    mutating func check(_ row: ResultsRow) -> [ImportError] {
        let result = row.result
        let learner = JSONString(result.learner)
        let course = JSONString(result.course.code)
        let key = ResultKey(learner: learner, course: course, term: JSONString(result.term))
        if let line = lines[key] { return [row.error(.repeatedResult(line: line), .course)] }
        var stated: [(Fact, String, CourseResultsColumn, String)] = [
            (.email(learner: learner), result.email, .email, "learner"),
            (.title(course: course), result.course.title, .title, "course"),
            (.programme(course: course), result.course.programme?.code ?? "", .programme, "course"),
        ]
        if let name = result.name { stated.append((.name(learner: learner), name, .name, "learner")) }
        if let programme = result.course.programme {
            let fact = Fact.programmeTitle(programme: JSONString(programme.code))
            stated.append((fact, programme.title, .programmeTitle, "programme"))
        }
        var problems: [ImportError] = []
        for (fact, text, column, of) in stated {
            guard let earlier = facts[fact], !earlier.text.utf8.elementsEqual(text.utf8) else { continue }
            let other = earlier.text.isEmpty ? "none" : earlier.text
            problems.append(row.error(.conflict(with: other, of: of, line: earlier.line), column))
        }
        if problems.isEmpty { remember(key, stated.map { ($0.0, $0.1) }, line: row.record.position.line) }
        return problems
    }

    private mutating func remember(_ key: ResultKey, _ stated: [(Fact, String)], line: Int) {
        lines[key] = line
        for (fact, text) in stated where facts[fact] == nil { facts[fact] = Stated(text: text, line: line) }
    }
}
