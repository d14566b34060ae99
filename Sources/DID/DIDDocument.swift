public import JSON

/// A DID document or controlled identifier document: which keys speak for somebody, and for what (DID Core 1.0 sections 5.2
/// and 5.3, Controlled Identifiers 1.0 sections 2 and 3.3).
///
/// The structure is read strictly and within bounds; a verification method of a form that is not known here is kept and
/// says so when it is asked for. A method counts only if it is named under the document's own identifier and controlled by
/// it. Services and everything else are passed over.
public struct DIDDocument: Hashable, Sendable {
    /// Longest text, in bytes.
    public static let longestText = 256 << 10
    /// Most verification methods in all, and most entries of one relationship.
    public static let largestMethodCount = 128

    /// What a key is for.
    public enum Relationship: String, Hashable, Sendable, CaseIterable {
        case authentication, assertionMethod, keyAgreement, capabilityInvocation, capabilityDelegation
    }

    /// Whom the document is about.
    public let id: String
    /// All methods, those that stand in a relationship included.
    public let methods: [VerificationMethod]
    /// The absolute names of the methods of each relationship, in order.
    private let names: [Relationship: [String]]

    /// The document about `subject` in a JSON text.
    public init(parsing text: some Collection<UInt8>, about subject: String) throws(DIDDocumentError) {
        let limits = JSONLimits(bytes: DIDDocument.longestText, depth: 32, members: 16_384)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: Array(text), limits: limits)
        } catch {
            throw .notJSON(error)
        }
        try self.init(value, about: subject)
    }

    /// The document about `subject` in a JSON value.
    public init(_ value: JSONValue, about subject: String) throws(DIDDocumentError) {
        guard case .object(let object) = value else { throw .badMember(JSONPointer()) }
        guard object["id"] == .string(JSONString(subject)) else {
            throw .otherSubject(expected: subject, found: object["id"]?.string)
        }
        var reader = Reader(subject: subject)
        try reader.readMethods(object)
        for relationship in Relationship.allCases { try reader.read(relationship, of: object) }
        id = subject
        methods = reader.methods
        names = reader.names
    }

    /// The methods of a relationship, in order, without those that are named but not in the document.
    public func methods(for relationship: Relationship) -> [VerificationMethod] {
        (names[relationship] ?? []).compactMap { name in methods.first { $0.id.utf8.elementsEqual(name.utf8) } }
    }

    /// The key of the method called `name` (absolute, or `#` and the fragment), if it is in force for `relationship`.
    ///
    /// A name whose fragment is no method's but one method's `kid` finds that one, since JSON Web Tokens name keys so.
    ///
    /// - Parameters:
    ///   - algorithm: the signature's algorithm as JOSE names it, for keys that say what they are for; nil for any.
    ///   - now: Unix time in seconds; nil leaves out the time, and a revoked key is refused whenever it was.
    public func key(
        _ name: String, for relationship: Relationship, algorithm: String? = nil, at now: Int64? = nil
    ) -> KeyResolution {
        guard let name = VerificationMethod.absolute(name, in: id), let method = method(name) else {
            return .refused(reason: "The document of \(id) has no verification method '\(name)'.")
        }
        guard names[relationship]?.contains(where: { $0.utf8.elementsEqual(method.id.utf8) }) ?? false else {
            return .refused(reason: "The verification method '\(method.id)' is not one for \(relationship.rawValue).")
        }
        if let reason = method.refusal(at: now) { return .refused(reason: reason) }
        switch method.material {
        case .unusable(let reason): return .refused(reason: reason)
        case .key(let key):
            if relationship != .keyAgreement, let reason = key.refusal(verifying: algorithm ?? key.algorithm ?? "") {
                return .refused(reason: reason)
            }
            return .key(key.key)
        }
    }

    private func method(_ name: String) -> VerificationMethod? {
        if let method = methods.first(where: { $0.id.utf8.elementsEqual(name.utf8) }) { return method }
        guard let parsed = VerificationMethodID(name), parsed.controller.utf8.elementsEqual(id.utf8) else { return nil }
        let matching = methods.filter { method in
            guard case .key(let key) = method.material, let keyID = key.keyID, let fragment = parsed.fragment else {
                return false
            }
            return keyID.utf8.elementsEqual(fragment.utf8)
        }
        return matching.count == 1 ? matching[0] : nil
    }
}

/// Gathers methods and relationships.
private struct Reader {
    let subject: String
    var methods: [VerificationMethod] = []
    var names: [DIDDocument.Relationship: [String]] = [:]
    private var known: Set<JSONString> = []

    init(subject: String) { self.subject = subject }

    mutating func readMethods(_ document: JSONObject) throws(DIDDocumentError) {
        let place = JSONPointer(["verificationMethod"])
        for (index, value) in try entries(document["verificationMethod"], at: place).enumerated() {
            _ = try add(value, at: place.appending(index))
        }
    }

    /// An entry is the name of a method or a method of its own (DID Core 1.0 section 5.3).
    mutating func read(
        _ relationship: DIDDocument.Relationship, of document: JSONObject
    ) throws(DIDDocumentError) {
        let member = JSONString(relationship.rawValue)
        let place = JSONPointer([member])
        for (index, value) in try entries(document[member], at: place).enumerated() {
            let place = place.appending(index)
            if let text = value.string {
                guard let name = VerificationMethod.absolute(text, in: subject) else { throw .badMember(place) }
                names[relationship, default: []].append(name)
            } else {
                names[relationship, default: []].append(try add(value, at: place))
            }
        }
    }

    private func entries(_ value: JSONValue?, at place: JSONPointer) throws(DIDDocumentError) -> [JSONValue] {
        guard let value else { return [] }
        guard let entries = value.array else { throw .badMember(place) }
        guard entries.count <= DIDDocument.largestMethodCount else {
            throw .tooManyMethods(limit: DIDDocument.largestMethodCount)
        }
        return entries
    }

    /// Returns the method's name.
    private mutating func add(_ value: JSONValue, at place: JSONPointer) throws(DIDDocumentError) -> String {
        guard case .object(let object) = value else { throw .badMember(place) }
        guard methods.count < DIDDocument.largestMethodCount else {
            throw .tooManyMethods(limit: DIDDocument.largestMethodCount)
        }
        let method = try VerificationMethod(object, of: subject, at: place)
        guard known.insert(JSONString(method.id)).inserted else { throw .duplicateMethod(id: method.id) }
        methods.append(method)
        return method.id
    }
}
