import Credentials
import Cryptography
import JSON
import Testing

/// The institution and results that several suites use.
enum Fixture {
    static let issuer = IssuerProfile(
        did: "did:web:state.example", name: "State College", url: "https://state.example",
        catalogue: "https://state.example/courses")

    /// Numbers in the order in which purposes are first asked for, so that examples stay readable.
    static let drafts = CredentialDrafts(issuer: issuer) { id(for: $0) }

    static func id(for purpose: IdentifierPurpose) -> String { StableIdentifiers(secret: [1, 2, 3]).id(for: purpose) }

    static func result(
        learner: String = "S1001", course: String = "CS-201", title: String = "Algorithms", credits: String = "4.0",
        term: String = "2026-FA", grade: String = "A-", date: String = "2026-12-18",
        programme: Programme? = Programme(code: "CS", title: "Computing")
    ) throws -> CourseResult {
        CourseResult(
            learner: learner, email: "zoe@state.example", name: "Zoë Ñ",
            course: Course(code: course, title: title, programme: programme),
            credits: try #require(CreditAmount(credits)), term: term, grade: try #require(Grade(parsing: grade)),
            date: try #require(CalendarDate(parsing: date)))
    }

    static func recipient(owner: String? = nil) -> Recipient {
        Recipient(learner: "S1001", email: "zoe@state.example", name: "Zoë Ñ", salt: "Kosher", owner: owner)
    }

    static func time(_ text: String = "2026-12-19T08:00:00Z") throws -> DateTime { try DateTime(parsing: text) }

    /// An unsigned CLR with one credential for each grade scale.
    static func clr(grades: [String] = ["A-", "P", "87.5", "W", "I", "F"]) throws -> JSONObject {
        let results = try grades.enumerated().map { i, grade in
            try result(course: "C-\(i)", title: "Course \(i)", grade: grade)
        }
        let credentials = try results.map {
            drafts.credential(for: $0, recipient: recipient(), validFrom: try time())
        }
        return drafts.clr(
            learner: "S1001", recipient: recipient(), credentials: credentials, courses: results.map(\.course),
            validFrom: try time())
    }
}

extension JSONObject {
    /// The value at a JSON Pointer, for expectations.
    func at(_ pointer: String) -> JSONValue? { JSONPointer(pointer).flatMap { JSONValue.object(self)[$0] } }
}
