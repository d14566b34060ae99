public import JSON

/// Builds unsigned credentials from course results; docs/formats/credentials.md shows every member.
///
/// Nothing here signs, numbers or draws lots: ids come from a closure, times and salts are passed in. A draft has no
/// `credentialStatus` and, where an owner is still to accept it, no `credentialSubject.id`: ``bind(_:owner:status:)``
/// adds both to a draft whose owner is known.
public struct CredentialDrafts: Sendable {
    public let issuer: IssuerProfile
    private let identifier: @Sendable (IdentifierPurpose) -> String

    /// - Parameter identifier: gives an absolute URI, normally `urn:uuid:`, and the same one each time for the same
    ///   purpose.
    public init(issuer: IssuerProfile, identifier: @escaping @Sendable (IdentifierPurpose) -> String) {
        self.issuer = issuer
        self.identifier = identifier
    }

    /// One learner's result in one course, as an AchievementCredential of a Course.
    public func credential(for result: CourseResult, recipient: Recipient, validFrom: DateTime) -> JSONObject {
        let id = identifier(
            .credential(learner: result.learner, course: result.course.code, term: result.term))
        let scale = GradeScale(result.grade)
        let scaleID = identifier(.resultDescription(course: result.course.code, scale: scale.rawValue))
        var subject = recipient.subject("AchievementSubject")
        subject["creditsEarned"] = number(issuer.grading.earnsCredits(result.grade) ? result.credits : .zero)
        subject["term"] = JSONValue(result.term)
        subject["achievement"] = .object(course(result, scale, scaleID))
        subject["result"] = [.object(self.result(result.grade, describedBy: scaleID))]
        return [
            "@context": [JSONValue(ContextURL.credentialsV2), JSONValue(ContextURL.openBadges)],
            "id": JSONValue(id),
            "type": ["VerifiableCredential", "AchievementCredential"],
            "name": JSONValue(result.course.title),
            "issuer": issuer.json,
            "validFrom": JSONValue(validFrom.description),
            "awardedDate": JSONValue(result.date.description + "T00:00:00Z"),
            "credentialSubject": .object(subject),
        ]
    }

    /// A learner's CLR: the credentials as they are, signed or not, and the programmes that their courses are part of.
    ///
    /// - Parameters:
    ///   - credentials: new ones, and those that replace one of the same id in `previous`.
    ///   - courses: the courses of `credentials`, for what they are part of.
    ///   - previous: the CLR of this learner until now. What it nests stays, unchanged, as do its definitions and
    ///     associations, and the new CLR has its id.
    ///   - isPartial: true where the institution knows of more than is included.
    public func clr(
        learner: String, recipient: Recipient, credentials: [JSONObject], courses: [Course],
        previous: ClrCredential? = nil, validFrom: DateTime, isPartial: Bool = false
    ) -> JSONObject {
        var contents = ClrContents(previous)
        for credential in credentials { contents.put(credential) }
        for course in courses {
            guard let programme = course.programme else { continue }
            let programmeID = identifier(.programme(code: programme.code))
            contents.define(self.programme(programme, id: programmeID), id: programmeID)
            contents.associate(identifier(.achievement(course: course.code)), .isPartOf, programmeID)
        }
        return [
            "@context": [
                JSONValue(ContextURL.credentialsV2), JSONValue(ContextURL.clr), JSONValue(ContextURL.openBadges),
            ],
            "id": JSONValue(previous?.id ?? identifier(.clr(learner: learner))),
            "type": ["VerifiableCredential", "ClrCredential"],
            "name": JSONValue("Learner record, " + issuer.name),
            "partial": JSONValue(isPartial),
            "issuer": issuer.json,
            "validFrom": JSONValue(validFrom.description),
            "credentialSubject": .object(contents.subject(recipient)),
        ]
    }

    // MARK: Definitions

    private func course(_ result: CourseResult, _ scale: GradeScale, _ scaleID: String) -> JSONObject {
        let course = result.course
        var achievement: JSONObject = [
            "id": JSONValue(identifier(.achievement(course: course.code))),
            "type": ["Achievement"],
            "achievementType": "Course",
            "name": JSONValue(course.title),
            "description": JSONValue("The course \(course.code), \(course.title), of \(issuer.name)."),
            "criteria": ["narrative": JSONValue(scale.criteria(issuer.grading))],
            "humanCode": JSONValue(course.code),
            "creditsAvailable": number(result.credits),
        ]
        if let programme = course.programme { achievement["fieldOfStudy"] = JSONValue(programme.title) }
        achievement["creator"] = issuer.json
        if let catalogue = issuer.catalogue { achievement["alignment"] = [.object(alignment(course, catalogue))] }
        achievement["resultDescription"] = [.object(scale.description(id: scaleID, issuer.grading))]
        return achievement
    }

    private func programme(_ programme: Programme, id: String) -> JSONObject {
        [
            "id": JSONValue(id),
            "type": ["Achievement"],
            "achievementType": "LearningProgram",
            "name": JSONValue(programme.title),
            "description": JSONValue("The programme \(programme.code), \(programme.title), of \(issuer.name)."),
            "criteria": ["narrative": "Complete the courses that the programme requires."],
            "humanCode": JSONValue(programme.code),
            "creator": issuer.json,
        ]
    }

    private func alignment(_ course: Course, _ catalogue: String) -> JSONObject {
        [
            "type": ["Alignment"],
            "targetName": JSONValue(course.title),
            "targetUrl": JSONValue(catalogue + "/" + percentEncoded(course.code)),
            "targetCode": JSONValue(course.code),
            "targetFramework": JSONValue("Course catalogue of " + issuer.name),
        ]
    }

    private func result(_ grade: Grade, describedBy id: String) -> JSONObject {
        var result: JSONObject = ["type": ["Result"], "resultDescription": JSONValue(id)]
        switch grade {
        case .letter(let letter): result["value"] = JSONValue(letter.rawValue)
        case .pass, .noPass: result["value"] = JSONValue(grade.description)
        case .percent(let percentage): result["value"] = JSONValue(percentage.text)
        case .withdrew: result["status"] = JSONValue(ResultStatus.withdrew.rawValue)
        case .incomplete: result["status"] = JSONValue(ResultStatus.onHold.rawValue)
        }
        return result
    }

    /// A credit amount's text is within JSON's grammar by construction.
    private func number(_ credits: CreditAmount) -> JSONValue { JSONNumber(credits.text).map { .number($0) } ?? 0 }

    /// RFC 3986, 2.3: everything but unreserved characters.
    private func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return encoded
    }
}
