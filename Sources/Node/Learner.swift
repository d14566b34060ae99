import Credentials
import Cryptography
import JSON

/// What an institution knows of one learner: who they are, how they get what is issued, and what was issued.
///
/// Kept in the store under the learner's id; leaves it only inside credentials, with the e-mail address hashed.
struct Learner: Sendable {
    let id: String
    var email: String
    var name: String?
    /// Whether what comes next is offered to a wallet instead of issued unowned.
    var hasWallet = false
    /// Results for which something was issued or offered, in that order.
    var results: [IssuedResult] = []
    /// Id of the offer that waits for this learner; a newer one takes its place.
    var openOffer: String?

    /// One course in one term is one result, whatever file it comes in.
    struct IssuedResult: Sendable, Equatable {
        let course: String
        let term: String
        /// Digest of the row, so that a changed row is noticed.
        let content: Digest
        let credentialID: String

        /// Course and term are compared by their bytes, as the ids made from them are.
        func isAbout(_ result: CourseResult) -> Bool {
            course.utf8.elementsEqual(result.course.code.utf8) && term.utf8.elementsEqual(result.term.utf8)
        }
    }

    init(id: String) {
        self.id = id
        email = ""
    }

    /// Takes over how the student system writes to and calls this learner.
    mutating func update(from result: CourseResult) {
        email = result.email
        name = result.name ?? name
    }

    func issued(_ result: CourseResult) -> IssuedResult? { results.first { $0.isAbout(result) } }

    /// Remembers a result as issued or offered, in the place of an earlier one for the same course and term.
    mutating func record(_ result: CourseResult, as credentialID: String) {
        let issued = IssuedResult(
            course: result.course.code, term: result.term, content: Self.content(of: result),
            credentialID: credentialID)
        if let place = results.firstIndex(where: { $0.isAbout(result) }) {
            results[place] = issued
        } else {
            results.append(issued)
        }
    }

    /// SHA-256 over what a credential would say, each part behind its length (uint64).
    static func content(of result: CourseResult) -> Digest {
        var hasher = SHA256Hasher()
        let parts = [
            "chirograph/course-result/v1", result.learner, result.course.code, result.term, result.course.title,
            result.credits.text, result.grade.description, result.date.description,
        ]
        for part in parts {
            let bytes = Array(part.utf8)
            hasher.update((0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (56 - 8 * $0)) })
            hasher.update(bytes)
        }
        return hasher.finalize()
    }
}

extension Learner {
    var json: JSONValue {
        var object: JSONObject = [
            "id": JSONValue(id), "email": JSONValue(email), "wallet": .bool(hasWallet),
            "results": .array(
                results.map {
                    [
                        "course": JSONValue($0.course), "term": JSONValue($0.term),
                        "content": JSONValue($0.content.hex), "credential": JSONValue($0.credentialID),
                    ]
                }),
        ]
        if let name { object["name"] = JSONValue(name) }
        if let openOffer { object["offer"] = JSONValue(openOffer) }
        return .object(object)
    }

    init(_ json: JSONValue) throws {
        id = try json.requiredText("id")
        email = try json.requiredText("email")
        name = json["name"]?.string
        hasWallet = json["wallet"]?.bool ?? false
        openOffer = json["offer"]?.string
        results = try (json["results"]?.array ?? []).map { item in
            guard let content = Digest(hex: try item.requiredText("content")) else {
                throw ServiceError(.failure, "a learner's record in the store is damaged; restore it from a backup")
            }
            return IssuedResult(
                course: try item.requiredText("course"), term: try item.requiredText("term"), content: content,
                credentialID: try item.requiredText("credential"))
        }
    }
}
