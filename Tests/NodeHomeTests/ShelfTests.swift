import Cryptography
import Foundation
import JSON
import TestSupport
import Testing

@testable import NodeHome

struct PinnedDocumentsTests {
    private let directory: TemporaryDirectory
    private let pinned: PinnedDocuments
    private let text = Array(#"{"id": "did:web:college.example", "name": "é"}"#.utf8)
    private let did = "did:web:college.example"

    init() throws {
        directory = try TemporaryDirectory()
        pinned = PinnedDocuments(.didDocument, directory: directory.path("dids"))
    }

    @Test func whatIsAddedIsThereByteForByteUntilItIsRemoved() throws {
        #expect(try pinned.pins().isEmpty && pinned.document(did) == nil)
        try pinned.add(did, text, hash: SHA256.hash(text))
        #expect(try pinned.document(did)?["name"] == "é")
        #expect(try pinned.document("did:web:other.example") == nil)
        let other = Array(#"{"id": "did:web:college.example"}"#.utf8)
        try pinned.add(did, other, hash: SHA256.hash(other))
        #expect(try pinned.pins().map(\.hash) == [SHA256.hash(other)])
        #expect(try pinned.remove(did))
        #expect(try !pinned.remove(did))
        #expect(try pinned.document(did) == nil)
    }

    @Test func anotherTextIsNeverTakenForTheOneThatWasPinned() throws {
        #expect(throws: NodeHomeError.self) { try pinned.add(did, text, hash: SHA256.hash([])) }
        #expect(throws: NodeHomeError.self) { try pinned.add("did:web:other.example", text, hash: SHA256.hash(text)) }
        let contexts = PinnedDocuments(.context, directory: directory.path("contexts"))
        #expect(throws: NodeHomeError.self) { try contexts.add(did, text, hash: SHA256.hash(text)) }
        #expect(try pinned.pins().isEmpty && contexts.pins().isEmpty)
        try pinned.add(did, text, hash: SHA256.hash(text))
        let path = directory.path("dids/\(SHA256.hash(text).hex).json")
        try Data(#"{"id": "did:web:college.example", "name": "f"}"#.utf8).write(to: URL(filePath: path))
        #expect(throws: NodeHomeError.self) { try pinned.document(did) }
        try Data("[]".utf8).write(to: URL(filePath: directory.path("dids/index.json")))
        #expect(throws: NodeHomeError.self) { try pinned.pins() }
    }
}

struct DocumentCacheTests {
    @Test func whatWasKeptIsThereWithItsTimeAndOnlyUnderItsAddress() throws {
        let directory = try TemporaryDirectory()
        let cache = DocumentCache(directory: directory.path("web"))
        let (url, bytes) = ("https://college.example/lists/1", Array("line\nline\n".utf8))
        #expect(cache.entry(url) == nil)
        try cache.keep(bytes, of: url, fetched: 1_700_000_000_000)
        #expect(cache.entry(url) == DocumentCache.Entry(bytes: bytes, fetched: 1_700_000_000_000))
        try cache.keep([], of: url, fetched: 1_700_000_000_001)
        #expect(cache.entry(url) == DocumentCache.Entry(bytes: [], fetched: 1_700_000_000_001))
        // A file that was renamed, cut short or filled with something else is nothing that was kept.
        let path = cache.path(url)
        try FileManager.default.copyItem(atPath: path, toPath: cache.path("https://other.example"))
        #expect(cache.entry("https://other.example") == nil)
        for damage in ["", "{\"url\"", "[]\n", "{}\nx", "\n"] {
            try Data(damage.utf8).write(to: URL(filePath: path))
            #expect(cache.entry(url) == nil)
        }
    }
}
