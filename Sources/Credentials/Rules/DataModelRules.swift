import JSON

/// The rules of VC Data Model 2.0 (and 1.1) for a credential of no class that is known here: what every credential has to
/// keep, and nothing of Open Badges.
struct DataModelRules {
    private(set) var findings: [RuleFinding] = []
    private let version: DataModelVersion

    static func check(_ credential: JSONObject) -> RuleReport {
        var rules = DataModelRules(version: DataModelVersion(of: credential))
        rules.check(credential)
        return RuleReport(version: rules.version, findings: rules.findings, findingCount: rules.findings.count)
    }

    private init(version: DataModelVersion) { self.version = version }

    private mutating func error(_ message: String, _ section: String, _ place: JSONPointer) {
        guard findings.count < RuleChecker.findingLimit else { return }
        findings.append(
            RuleFinding(
                severity: .error, origin: place.tokens.first == "@context" ? .context : .semantics, place: place,
                message: message, clause: "VC Data Model 2.0, \(section)"))
    }

    private mutating func check(_ credential: JSONObject) {
        let root = JSONPointer()
        checkContext(credential["@context"], root.appending("@context"))
        checkIdentifier(credential["id"], root.appending("id"))
        checkTypes(credential["type"], root.appending("type"))
        checkIssuer(credential["issuer"], root.appending("issuer"))
        checkSubjects(credential["credentialSubject"], root.appending("credentialSubject"))
        checkDates(credential)
        for name in ["name", "description"] as [JSONString] { checkText(credential[name], root.appending(name)) }
        for (name, section, needsID) in [
            ("credentialStatus", "4.10", false), ("credentialSchema", "4.11", true), ("refreshService", "5.4", false),
            ("termsOfUse", "5.5", false), ("evidence", "5.6", false),
        ] as [(JSONString, String, Bool)] {
            checkTyped(credential[name], section, needsID: needsID, root.appending(name))
        }
    }

    // MARK: Members

    private mutating func checkContext(_ value: JSONValue?, _ place: JSONPointer) {
        let contexts = value.elements
        let expected = version == .v1_1 ? ContextURL.credentialsV1 : ContextURL.credentialsV2
        if contexts.first?.string != expected { error("the first context must be \(expected)", "4.3", place) }
        for (index, context) in contexts.enumerated() where context.string == nil && context.object == nil {
            error("a context is a URL or an object", "4.3", place.appending(index))
        }
    }

    private mutating func checkIdentifier(_ value: JSONValue?, _ place: JSONPointer) {
        guard let value else { return }
        if value.string.map(TextPattern.isAbsoluteIRI) != true { error("one URL is expected", "4.4", place) }
    }

    private mutating func checkTypes(_ value: JSONValue?, _ place: JSONPointer) {
        let types = value.elements
        guard types.allSatisfy({ $0.string != nil }) else { return error("a type is a string", "4.5", place) }
        if !types.contains("VerifiableCredential") { error("'VerifiableCredential' is missing", "4.5", place) }
    }

    private mutating func checkIssuer(_ value: JSONValue?, _ place: JSONPointer) {
        switch value {
        case .string?: checkIdentifier(value, place)
        case .object(let issuer)?:
            if issuer["id"] == nil { error("the issuer has no 'id'", "4.7", place) }
            checkIdentifier(issuer["id"], place.appending("id"))
            for name in ["name", "description"] as [JSONString] { checkText(issuer[name], place.appending(name)) }
        default: error("the issuer is a URL, or an object with one as 'id'", "4.7", place)
        }
    }

    private mutating func checkSubjects(_ value: JSONValue?, _ place: JSONPointer) {
        let subjects = value.elements
        if subjects.isEmpty { error("there is no subject", "4.8", place) }
        for (index, subject) in subjects.enumerated() {
            let place = value?.array == nil ? place : place.appending(index)
            guard let object = subject.object, !object.isEmpty else {
                error("a subject is an object that says something", "4.8", place)
                continue
            }
            checkIdentifier(object["id"], place.appending("id"))
        }
    }

    private mutating func checkDates(_ credential: JSONObject) {
        let names: (from: JSONString, until: JSONString) =
            version == .v1_1 ? ("issuanceDate", "expirationDate") : ("validFrom", "validUntil")
        if version == .v1_1, credential["issuanceDate"] == nil {
            error("'issuanceDate' is missing", "(1.1) 4.6", JSONPointer())
        }
        let from = date(credential[names.from], JSONPointer().appending(names.from))
        let until = date(credential[names.until], JSONPointer().appending(names.until))
        if let from, let until, until < from {
            error("it ends before it begins", "4.9", JSONPointer().appending(names.until))
        }
    }

    private mutating func date(_ value: JSONValue?, _ place: JSONPointer) -> DateTime? {
        guard let value else { return nil }
        if let text = value.string, let date = try? DateTime(parsing: text) { return date }
        error("a date and time with its offset is expected, such as 2026-12-18T09:30:00Z", "4.9", place)
        return nil
    }

    /// Section 11.1: a string, or language value objects.
    private mutating func checkText(_ value: JSONValue?, _ place: JSONPointer) {
        for element in value.elements where !isText(element) {
            error("a string is expected, or an object with '@value', '@language' and '@direction'", "11.1", place)
        }
    }

    private func isText(_ value: JSONValue) -> Bool {
        guard let object = value.object else { return value.string != nil }
        return object["@value"]?.string != nil
            && object.keys.allSatisfy { ["@value", "@language", "@direction"].contains($0) }
            && object.allSatisfy { $0.value.string != nil }
    }

    private mutating func checkTyped(
        _ value: JSONValue?, _ section: String, needsID: Bool, _ place: JSONPointer
    ) {
        for (index, element) in value.elements.enumerated() {
            let place = value?.array == nil ? place : place.appending(index)
            guard let object = element.object else {
                error("an object is expected", section, place)
                continue
            }
            if object["type"].elements.isEmpty || object["type"].elements.contains(where: { $0.string == nil }) {
                error("'type' is missing", section, place)
            }
            if needsID, object["id"] == nil { error("'id' is missing", section, place) }
            checkIdentifier(object["id"], place.appending("id"))
        }
    }
}
