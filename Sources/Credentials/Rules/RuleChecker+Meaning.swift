import JSON

/// What the schemas cannot say: what must be there of two members, and what refers to what.
extension RuleChecker {
    mutating func checkMeaning(_ object: JSONObject, _ name: ClassName) {
        switch name {
        case .clrSubject, .achievementSubject: checkRecipient(object, name)
        case .criteria:
            if object["id"] == nil && object["narrative"] == nil {
                meaning("criteria need an 'id' or a 'narrative'", name)
            }
        case .identityObject: checkIdentityHash(object)
        case .credentialStatus: checkBitstringEntry(object)
        default: break
        }
        if name == .achievementSubject { checkResults(AchievementSubject(object)) }
    }

    private mutating func meaning(_ message: String, _ name: ClassName) { report(.error, .semantics, message, name) }

    private mutating func checkRecipient(_ subject: JSONObject, _ name: ClassName) {
        if subject["id"] == nil && (subject["identifier"]).elements.isEmpty {
            // The schema lets it pass, and such badges are about; that nobody is named is for people to judge.
            report(.warning, .semantics, "nobody is named: the learner needs an 'id' or an 'identifier'", name)
        }
    }

    /// Each result's description and level must be those of the same achievement (Open Badges 3.0, Result).
    private mutating func checkResults(_ subject: AchievementSubject) {
        let results = subject.results
        guard !results.isEmpty else { return }
        var descriptions: [JSONString: ResultDescription] = [:]
        var levels: Set<JSONString> = []
        for description in subject.achievement?.resultDescriptions ?? [] {
            if let id = description.id { descriptions[JSONString(id)] = description }
            for level in description.levels { if let id = level.id { levels.insert(JSONString(id)) } }
        }
        for (i, result) in results.enumerated() {
            at("result") { $0.at(i) { $0.checkResult(result, descriptions, levels) } }
        }
    }

    private mutating func checkResult(
        _ result: AchievementResult, _ descriptions: [JSONString: ResultDescription], _ levels: Set<JSONString>
    ) {
        if let level = result.achievedLevel, !levels.contains(JSONString(level)) {
            at("achievedLevel") { $0.meaning("no level of this achievement has that id", .result) }
        }
        guard let id = result.descriptionID else { return }
        guard let description = descriptions[JSONString(id)] else {
            at("resultDescription") { $0.meaning("no result description of this achievement has that id", .result) }
            return
        }
        if case .known(.status)? = description.type, result.json["status"] == nil {
            meaning("'status' is missing: the result description is of the type Status", .result)
        }
        checkValue(result, description)
    }

    private mutating func checkValue(_ result: AchievementResult, _ description: ResultDescription) {
        guard let value = result.value else { return }
        let allowed = description.allowedValues
        if !allowed.isEmpty, !allowed.contains(where: { $0.utf8.elementsEqual(value.utf8) }) {
            at("value") { $0.warning("not one of the values that the result description allows", .result) }
        }
        guard let number = Double(value) else { return }
        let low = description.valueMin.flatMap(Double.init)
        let high = description.valueMax.flatMap(Double.init)
        if low.map({ number < $0 }) == true || high.map({ number > $0 }) == true {
            at("value") { $0.warning("outside the range that the result description gives", .result) }
        }
    }

    private mutating func checkIdentityHash(_ object: JSONObject) {
        let identity = IdentityObject(object)
        guard identity.isHashed == true, let hash = identity.hash else { return }
        guard let algorithm = IdentityHash.algorithm(of: hash) else {
            at("identityHash") { $0.warning("a hash is written sha256$ and 64 hexadecimal digits", .identityObject) }
            return
        }
        if algorithm == .md5 {
            at("identityHash") { $0.warning("md5 protects nobody; it is read but never matched", .identityObject) }
        }
    }

    /// Bitstring Status List 1.0, 2.1.
    private mutating func checkBitstringEntry(_ object: JSONObject) {
        let status = CredentialStatus(object)
        guard status.type == "BitstringStatusListEntry" else { return }
        if status.purpose == nil { meaning("'statusPurpose' is missing", .credentialStatus) }
        if status.listIndex == nil { meaning("'statusListIndex' is not a number from 0 up", .credentialStatus) }
        if status.listCredential.map(TextPattern.isAbsoluteIRI) != true {
            meaning("'statusListCredential' is not a URL", .credentialStatus)
        }
    }
}
