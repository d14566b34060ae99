import JSON
import RDF
import Testing

@testable import JSONLD

/// A context for the tests, known to the loader.
private let vocabulary: JSONValue = [
    "@context": [
        "@version": 1.1, "@protected": true, "id": "@id", "type": "@type", "Person": "https://example.org/Person",
        "name": "https://example.org/name", "knows": ["@id": "https://example.org/knows", "@type": "@id"],
        "born": ["@id": "https://example.org/born", "@type": "http://www.w3.org/2001/XMLSchema#date"],
        "data": ["@id": "https://example.org/data", "@type": "@json"],
    ]
]

private func processor(_ options: JSONLDOptions = JSONLDOptions()) -> JSONLDProcessor {
    struct Unknown: Error {}
    let contexts = ContextCache { url in
        guard url == "https://example.org/v1" else { throw Unknown() }
        return RemoteDocument(document: vocabulary, url: url)
    }
    return JSONLDProcessor(contexts: contexts, options: options)
}

private func document(_ members: JSONObject) -> JSONValue {
    var object: JSONObject = ["@context": "https://example.org/v1", "id": "urn:x:1", "type": "Person"]
    for member in members { object[member.key] = member.value }
    return .object(object)
}

@Suite struct SafeModeTests {
    @Test func aDocumentBecomesItsStatements() throws {
        let dataset = try processor().dataset(
            of: document(["name": "Ada", "knows": "urn:x:2", "born": "1815-12-10", "data": ["b": 1, "a": [true]]]))
        let lines = String(decoding: try dataset.canonicalized().nQuads, as: UTF8.self)
        #expect(
            lines == """
                <urn:x:1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/Person> .
                <urn:x:1> <https://example.org/born> "1815-12-10"^^<http://www.w3.org/2001/XMLSchema#date> .
                <urn:x:1> <https://example.org/data> "{\\"a\\":[true],\\"b\\":1}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .
                <urn:x:1> <https://example.org/knows> <urn:x:2> .
                <urn:x:1> <https://example.org/name> "Ada" .

                """)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let members: JSONObject
        let place: String
        let loss: Loss
        var testDescription: String { place }
    }

    static let losses = [
        Case(members: ["age": 3], place: "/age", loss: .undefinedTerm("age")),
        Case(members: ["knows": "ada"], place: "/knows", loss: .relativeIdentifier("ada")),
        Case(members: ["type": "Robot"], place: "/type", loss: .undefinedType("Robot")),
        Case(members: ["id": "ada"], place: "/id", loss: .relativeIdentifier("ada")),
    ]

    @Test(arguments: losses) func whatWouldBeDroppedIsAnErrorAtItsPlace(_ item: Case) throws {
        let document = document(item.members)
        let error = #expect(throws: JSONLDError.self) { try processor().dataset(of: document) }
        #expect(error?.reason == .loss(item.loss))
        #expect(error?.place.description == item.place)
        // The standard itself lets it pass.
        var lax = JSONLDOptions()
        lax.isSafe = false
        #expect(throws: Never.self) { try processor(lax).dataset(of: document) }
    }

    @Test func aContextThatNobodyKnowsIsAnError() {
        let document: JSONValue = ["@context": "https://example.org/other", "name": "Ada"]
        let error = #expect(throws: JSONLDError.self) { try processor().expand(document) }
        #expect(error?.code == .loadingRemoteContextFailed)
        let alone = JSONLDProcessor(contexts: ContextCache())
        #expect(throws: JSONLDError.self) { try alone.expand(document) }
    }

    @Test func aProtectedTermIsNotRedefined() {
        let document: JSONValue = [
            "@context": ["https://example.org/v1", ["name": "https://evil.example/name"]], "id": "urn:x:1",
            "name": "Ada",
        ]
        let error = #expect(throws: JSONLDError.self) { try processor().expand(document) }
        #expect(error?.code == .protectedTermRedefinition)
    }

    @Test func contextsInsideContextsAreBounded() {
        var context: JSONValue = ["a": "https://example.org/a"]
        for _ in 0..<100 { context = ["a": ["@id": "https://example.org/a", "@context": context]] }
        var value: JSONValue = 1
        for _ in 0..<50 { value = ["a": value] }
        guard case .object(var object) = value else { return }
        object["@context"] = context
        #expect(throws: JSONLDError.self) { try processor().expand(.object(object)) }
    }

    @Test func nestingIsBounded() {
        var value: JSONValue = "x"
        for _ in 0..<100 { value = ["name": .array([value])] }
        guard case .object(var object) = value else { return }
        object["@context"] = "https://example.org/v1"
        let error = #expect(throws: JSONLDError.self) { try processor().expand(.object(object)) }
        #expect(error?.reason == .limit(.nesting, JSONLDLimits.default.nesting))
    }
}
