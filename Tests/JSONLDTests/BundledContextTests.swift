import JSON
import TestSupport
import Testing

@testable import JSONLD

/// The bundled contexts against the published texts, where these are at hand.
@Suite struct BundledContextTests {
    @Test func everyContextProcesses() throws {
        let processor = JSONLDProcessor(contexts: BundledContexts.cache, options: JSONLDOptions(isSafe: false))
        for url in BundledContexts.urls {
            let document: JSONValue = ["@context": JSONValue(url), "@id": "urn:example:1"]
            #expect(throws: Never.self, "\(url)") { try processor.expand(document) }
        }
    }

    @Test func nothingElseIsKnown() throws {
        let loader = BundledContexts.loader()
        #expect(throws: UnknownContextError.self) { try loader("https://example.org/context") }
        #expect(BundledContexts.document("https://example.org/context") == nil)
    }

    @Test(.enabled(if: Standards.available, "\(Standards.data.absence)"))
    func everyContextSaysWhatThePublishedTextSays() throws {
        let index = try #require(try Standards.json("contexts/index.json").array)
        var compared: Set<String> = []
        for entry in index {
            let url = try #require(entry["url"]?.string)
            // It leads to a context that is not published any more.
            if url == "https://w3id.org/openbadges/v1" { continue }
            let text = try Standards.json(try #require(entry["file"]?.string))
            #expect(BundledContexts.document(url)?["@context"] == text["@context"], "\(url)")
            compared.insert(url)
        }
        #expect(compared == Set(BundledContexts.urls))
        let earlier = try Standards.json("contexts/ob-v3p0-context-3.0.3-spec-repo-copy.json")
        let url = try #require(BundledContexts.urlsWithEditions.first)
        #expect(BundledContexts.document(url, .earlier)?["@context"] == earlier["@context"])
        #expect(BundledContexts.document(url, .earlier) != BundledContexts.document(url))
    }
}
