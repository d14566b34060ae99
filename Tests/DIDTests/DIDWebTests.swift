import DID
import Testing

@Suite struct DIDWebTests {
    @Test(arguments: [
        ("did:web:example.org", "https://example.org/.well-known/did.json"),
        ("did:web:Example.ORG", "https://example.org/.well-known/did.json"),
        ("did:web:xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json"),
        ("did:web:a.b.example.org%3A8443", "https://a.b.example.org:8443/.well-known/did.json"),
        ("did:web:example.org%3a1", "https://example.org:1/.well-known/did.json"),
        ("did:web:example.org%3A65535:x", "https://example.org:65535/x/did.json"),
        ("did:web:example.org:issuers:1", "https://example.org/issuers/1/did.json"),
        ("did:web:example.org:Case:K%C3%B6ln", "https://example.org/Case/K%C3%B6ln/did.json"),
        ("did:web:example.org:a%3Ab:...", "https://example.org/a%3Ab/.../did.json"),
        ("did:web:1.example.org:127.0.0.1", "https://1.example.org/127.0.0.1/did.json"),
        ("did:web:0x7f.example", "https://0x7f.example/.well-known/did.json"),
    ])
    func theIdentifierNamesAnAddress(_ did: String, _ url: String) throws {
        let web = try DIDWeb(did)
        #expect(web.url == url)
        #expect(web.description == did)
        #expect(DIDWeb.isDIDWeb(did))
    }

    @Test(arguments: [
        ("did:web:127.0.0.1", DIDWeb.Fault.address), ("did:web:2130706433", .address), ("did:web:0x7f.1", .address),
        ("did:web:127.1", .address), ("did:web:0177.0.0.1", .address), ("did:web:0x7F000001", .address),
        ("did:web:0x", .address), ("did:web:example.0X7f", .address), ("did:web:10.0.0.1%3A443:x", .address),
        ("did:web:%5B%3A%3A1%5D", .host), ("did:web:user%40example.org", .port), ("did:web:a%2Eb.example", .port),
        ("did:web:localhost", .localName), ("did:web:intranet:x", .localName), ("did:web:a.localhost", .localName),
        ("did:web:localhost%3A80", .localName),
        ("did:web:example.org.", .host), ("did:web:.example.org", .host), ("did:web:a..b", .host),
        ("did:web:-a.example", .host), ("did:web:a-.example", .host), ("did:web:a_b.example", .host),
        ("did:web::example.org", .host),
        ("did:web:example.org%3A", .port), ("did:web:example.org%3A0", .port), ("did:web:example.org%3A080", .port),
        ("did:web:example.org%3A65536", .port), ("did:web:example.org%3A999999", .port),
        ("did:web:example.org%3A8a", .port), ("did:web:example.org%3A80%3A80", .port),
        ("did:web:example.org%2Fx", .port), ("did:web:example.org%00", .port),
        ("did:web:example.org::x", .segment), ("did:web:example.org:..", .segment), ("did:web:example.org:.", .segment),
        ("did:web:example.org:%2e%2E", .segment), ("did:web:example.org:a%2F..%2Fb", .segment),
        ("did:web:example.org:a%5Cb", .segment), ("did:web:example.org:%252e%252e", .segment),
        ("did:web:example.org:a%00", .segment), ("did:web:example.org:a%0D%0A", .segment),
        ("did:web:example.org:a%20b", .segment), ("did:web:example.org:a%3Fb", .segment),
        ("did:web:example.org:a%23b", .segment), ("did:web:example.org:a%7F", .segment),
        ("did:web:example.org#key", .notADID), ("did:web:example.org/x", .notADID), ("did:web:example.org?x", .notADID),
    ])
    func whatLeadsElsewhereIsRefused(_ did: String, _ fault: DIDWeb.Fault) {
        #expect(throws: DIDError.badPlace(fault, text: did)) { try DIDWeb(did) }
    }

    @Test func otherTextsAreRefused() {
        #expect(throws: DIDError.otherMethod(expected: "web", found: "key")) { try DIDWeb("did:key:z6Mk") }
        for text in ["did:web:example.org:", "did:web:", "https://example.org", "did:web:user@example.org"] {
            #expect(throws: DIDError.malformed(text: text)) { try DIDWeb(text) }
        }
    }

    @Test func localNamesAreTakenWhereAskedFor() throws {
        #expect(
            try DIDWeb("did:web:localhost%3A8080:x", allowsLocalNames: true).url == "https://localhost:8080/x/did.json")
        #expect(throws: DIDError.badPlace(.address, text: "did:web:127.0.0.1")) {
            try DIDWeb("did:web:127.0.0.1", allowsLocalNames: true)
        }
    }

    @Test func namesAreBounded() throws {
        let label = String(repeating: "a", count: DIDWeb.longestLabel)
        #expect(try DIDWeb("did:web:\(label).example").host.hasPrefix(label))
        #expect(throws: DIDError.self) { try DIDWeb("did:web:a\(label).example") }
        let host = [String](repeating: label, count: 3).joined(separator: ".") + "." + String(label.dropLast(2))
        #expect(try DIDWeb("did:web:" + host).host.utf8.count == DIDWeb.longestHost)
        #expect(throws: DIDError.self) { try DIDWeb("did:web:" + host + "a") }
    }

    @Test func everyChangedByteIsRefusedOrStaysWithinTheHostAndPath() throws {
        let text = Array("did:web:example.org%3A8443:a%C3%B6:b".utf8)
        for index in text.indices {
            for byte in UInt8.min...127 {
                var changed = text
                changed[index] = byte
                guard let web = try? DIDWeb(String(decoding: changed, as: UTF8.self)) else { continue }
                let rest = web.url.dropFirst("https://\(web.host)".count)
                #expect(web.url.hasPrefix("https://\(web.host)"))
                #expect(rest.hasPrefix(":") || rest.hasPrefix("/"))
                #expect(rest.hasSuffix("/did.json") && !rest.contains("//") && !rest.contains("/../"))
                #expect(!rest.contains("@") && !rest.contains("?") && !rest.contains("#") && !rest.contains("\\"))
            }
        }
    }
}
