import JSON

/// Walks a credential along the tables. Errors are kept before warnings when there are too many of both.
struct RuleChecker {
    static let findingLimit = 100

    let version: DataModelVersion
    private(set) var findings: [RuleFinding] = []
    private(set) var findingCount = 0
    private var path: [PathToken] = []

    private enum PathToken {
        case name(JSONString)
        case index(Int)
    }

    init(version: DataModelVersion) { self.version = version }

    mutating func check(_ object: JSONObject, as name: ClassName) {
        let rule = ClassRule.of(name, version)
        var present = 0
        for member in object {
            guard let property = rule.property(member.key) else {
                if rule.isClosed {
                    at(member.key) { $0.error("this class has no such member", name) }
                }
                continue
            }
            if property.isRequired { present += 1 }
            at(member.key) { $0.check(member.value, property, name) }
        }
        if present < rule.requiredCount {
            for property in rule.properties where property.isRequired && object[property.name] == nil {
                error("'\(property.name)' is missing", name)
            }
        }
        checkMeaning(object, name)
    }

    mutating func noteUnknownClass(isError: Bool) {
        let message =
            "'type' holds none of ClrCredential, AchievementCredential, OpenBadgeCredential, EndorsementCredential"
        at("type") {
            $0.report(isError ? .error : .warning, isError ? .schema : .semantics, message, .verifiableCredential)
        }
    }

    private mutating func check(_ value: JSONValue, _ property: PropertyRule, _ name: ClassName) {
        // A set of types and the list of contexts are judged as a whole.
        switch property.rule {
        case .types(let groups): return checkTypes(value, groups, name)
        case .contexts(let slots): return checkContexts(value, slots, name)
        default: break
        }
        switch (property.cardinality, value) {
        case (.one, _): check(value, property.rule, name)
        case (_, .array(let elements)):
            if elements.isEmpty {
                if property.cardinality == .nonEmptySet {
                    error("at least one is needed", name)
                } else {
                    warning("an empty array says nothing; leave the member out", name)
                }
            }
            for (i, element) in elements.enumerated() { at(i) { $0.check(element, property.rule, name) } }
        case (.oneOrSet, _): check(value, property.rule, name)
        case (.set, _), (.nonEmptySet, _):
            warning("a set should be written as an array, even with one element", name)
            check(value, property.rule, name)
        }
    }

    private mutating func check(_ value: JSONValue, _ rule: ValueRule, _ name: ClassName) {
        switch rule {
        case .text: checkText(value, name)
        case .identifier: checkIRI(value, name, .error)
        case .uri: checkIRI(value, name, .warning)
        case .language: checkPattern(value, name, "a language tag", TextPattern.isLanguage)
        case .compactJWS: checkPattern(value, name, "a compact JWS", TextPattern.isCompactJWS)
        case .boolean: if value.bool == nil { error("true or false is expected", name) }
        case .number: if value.number == nil { error("a number is expected", name) }
        case .dateTime: checkDateTime(value, name, needsOffset: false)
        case .dateTimeZ: checkDateTime(value, name, needsOffset: true)
        case .date: checkDate(value, name)
        case .exactly(let text): checkExactly(text, value, name)
        case .terms(let terms): checkTerm(value, terms, name)
        case .object(let inner): checkObject(value, inner, name)
        case .reference(let inner): checkReference(value, inner, name)
        case .types, .contexts: break
        }
    }

    // MARK: Kinds of value

    private mutating func checkText(_ value: JSONValue, _ name: ClassName) {
        switch value {
        case .string: break
        case .object(let map) where TextPattern.isLanguageMap(map):
            warning("a language map stands where the plain model has a string", name)
        default: error("a string is expected", name)
        }
    }

    private mutating func checkExactly(_ text: JSONString, _ value: JSONValue, _ name: ClassName) {
        if value == .string(text) { return }
        // The schema takes a language map of that text in every language, and so also the empty object.
        let isMap = value.object.map { TextPattern.isLanguageMap($0) && $0.allSatisfy { $0.value == .string(text) } }
        report(.error, isMap == true ? .semantics : .schema, "'\(text)' is expected", name)
    }

    private mutating func checkIRI(_ value: JSONValue, _ name: ClassName, _ severity: RuleFinding.Severity) {
        switch value {
        case .string(let text):
            guard !TextPattern.isAbsoluteIRI(text.string) else { break }
            report(
                severity, .semantics, "an absolute URI is expected, such as one that begins with https: or urn:", name)
        case .object(let map) where TextPattern.isLanguageMap(map):
            report(.error, .semantics, "a URI is expected, not an object", name)
        default: error("a URI is expected", name)
        }
    }

    private mutating func checkPattern(
        _ value: JSONValue, _ name: ClassName, _ expected: String, _ matches: (String) -> Bool
    ) {
        switch value {
        case .string(let text) where matches(text.string): break
        case .object(let map) where TextPattern.isLanguageMap(map) && map.allSatisfy { matches($0.value.string ?? "") }:
            report(.error, .semantics, "\(expected) is expected, not an object", name)
        default: error("\(expected) is expected", name)
        }
    }

    // The schemas say "format": "date-time" and "date", which JSON Schema 2019-09 leaves unasserted: so the form is a
    // matter of the text.
    private mutating func checkDateTime(_ value: JSONValue, _ name: ClassName, needsOffset: Bool) {
        guard let text = value.string else { return error("a date-time is expected", name) }
        do {
            _ = try DateTime(parsing: text)
        } catch {
            if case .missingOffset = error, !needsOffset { return warning("\(error)", name) }
            report(.error, .semantics, "\(error)", name)
        }
    }

    private mutating func checkDate(_ value: JSONValue, _ name: ClassName) {
        guard let text = value.string else { return error("a date is expected", name) }
        if CalendarDate(parsing: text) == nil {
            report(.error, .semantics, "a day of the calendar is expected, such as 2001-02-28", name)
        }
    }

    private mutating func checkTerm(_ value: JSONValue, _ terms: Terms, _ name: ClassName) {
        guard case .string(let text) = value else { return error("a string is expected", name) }
        if terms.known.contains(text) { return }
        guard terms.isExtensible, ExtensionTerm.isAccepted(text.string) else {
            let hint = terms.isExtensible ? "; terms of your own begin with ext:" : ""
            return error("'\(text.string.prefix(40))' is not one of \(terms.name)\(hint)", name)
        }
        if !ExtensionTerm.isWellFormed(text.string) { warning("an own term is written ext: and a name", name) }
    }

    private mutating func checkObject(_ value: JSONValue, _ inner: ClassName, _ name: ClassName) {
        guard case .object(let object) = value else {
            // Badges of the time of VC Data Model 1.1 name images by their URL alone.
            if inner == .image, version == .v1_1, value.string.map(TextPattern.isAbsoluteIRI) == true {
                return warning("an Image object is expected, not its URL", name)
            }
            return error("an object is expected", name)
        }
        check(object, as: inner)
    }

    private mutating func checkReference(_ value: JSONValue, _ inner: ClassName, _ name: ClassName) {
        switch value {
        case .string: checkIRI(value, name, .error)
        case .object(let map) where TextPattern.isLanguageMap(map) && map["type"] == nil:
            // The schema takes {"id": "…"} for a language map, because "id" has two letters. The text does not.
            report(.error, .semantics, "'type' is missing: an object here is a \(inner.rawValue)", inner)
        default: checkObject(value, inner, name)
        }
    }

    private mutating func checkTypes(_ value: JSONValue, _ groups: [[JSONString]], _ name: ClassName) {
        let types: [JSONValue]
        switch value {
        case .array(let elements):
            types = elements
            for (i, element) in elements.enumerated() { at(i) { $0.checkText(element, name) } }
        case .string, .object:
            types = [value]
            checkText(value, name)
            if case .string = value { warning("a set should be written as an array, even with one element", name) }
        default: return error("a set of types is expected", name)
        }
        for group in groups where !group.contains(where: { types.contains(.string($0)) }) {
            let wanted = group.map { "'\($0)'" }.joined(separator: " or ")
            // The schema does not look into a bare string.
            let origin: RuleFinding.Origin = value.array == nil ? .semantics : .schema
            report(.error, origin, "\(wanted) is missing", name)
        }
    }

    private mutating func checkContexts(_ value: JSONValue, _ slots: [ContextSlot], _ name: ClassName) {
        guard case .array(let contexts) = value else {
            switch value {
            case .string, .object:
                // The schema lets a single context through; VC Data Model 2.0 (4.3) wants an ordered set.
                return report(.error, .semantics, "an array of contexts is expected", name)
            default: return report(.error, .context, "an array of contexts is expected", name)
            }
        }
        for (i, slot) in slots.enumerated() {
            let found: JSONString? = if case .string(let text)? = value[i] { text } else { nil }
            switch found.map(slot.fit) {
            case .current?: break
            case .older?:
                at(i) { $0.report(.warning, .context, "an older context; the current one is \(slot.expected)", name) }
            case .no?, nil:
                at(i) { $0.report(.error, .context, "here must stand \(slot.expected)", name) }
            }
        }
        for i in contexts.indices.dropFirst(slots.count) {
            switch contexts[i] {
            case .string, .object: break
            default: at(i) { $0.report(.error, .context, "a context is a URL or an object", name) }
            }
        }
    }

    // MARK: Reporting

    mutating func at(_ name: JSONString, _ body: (inout RuleChecker) -> Void) {
        path.append(.name(name))
        body(&self)
        path.removeLast()
    }

    mutating func at(_ index: Int, _ body: (inout RuleChecker) -> Void) {
        path.append(.index(index))
        body(&self)
        path.removeLast()
    }

    mutating func error(_ message: String, _ name: ClassName) { report(.error, .schema, message, name) }

    mutating func warning(_ message: String, _ name: ClassName) { report(.warning, .semantics, message, name) }

    mutating func report(
        _ severity: RuleFinding.Severity, _ origin: RuleFinding.Origin, _ message: String, _ name: ClassName
    ) {
        findingCount += 1
        if findings.count == Self.findingLimit {
            guard severity == .error, let last = findings.lastIndex(where: { $0.severity == .warning }) else { return }
            findings.remove(at: last)
        }
        let place = path.reduce(JSONPointer()) { pointer, token in
            switch token {
            case .name(let name): pointer.appending(name)
            case .index(let index): pointer.appending(index)
            }
        }
        findings.append(
            RuleFinding(severity: severity, origin: origin, place: place, message: message, clause: name.clause))
    }
}

extension ClassName {
    /// Where the class is specified.
    var clause: String {
        switch self {
        case .clrCredential, .clrSubject, .association: "CLR 2.0, \(rawValue)"
        case .verifiableCredential, .credentialSubject: "VC Data Model 2.0, \(rawValue)"
        case .proof: "VC Data Integrity 1.0, 2.1"
        case .credentialStatus: "VC Data Model 2.0, 4.10"
        case .credentialSchema: "VC Data Model 2.0, 4.11"
        case .refreshService: "VC Data Model 2.0, 5.4"
        case .termsOfUse: "VC Data Model 2.0, 5.5"
        default: "Open Badges 3.0, \(rawValue)"
        }
    }
}
