import DID
import Testing

@Suite struct DIDURLTests {
    @Test func splitsIntoItsParts() throws {
        let url = try DIDURL(parsing: "did:web:example.org:people%3Aone/a/b?versionId=1&x=/?#key-1")
        #expect(url.method == "web")
        #expect(url.identifier == "example.org:people%3Aone")
        #expect(url.path == "/a/b")
        #expect(url.query == "versionId=1&x=/?")
        #expect(url.fragment == "key-1")
        #expect(url.did == "did:web:example.org:people%3Aone")
    }

    @Test(arguments: [
        "did:key:z6Mk", "did:web:example.org#", "did:web:example.org?", "did:web:example.org/", "did:a:b:::c",
        "did:example:123?service=files&relativeRef=/a%20b", "did:x9:-._", "did:web:a#b?c/d",
    ])
    func givesTheTextBack(_ text: String) throws {
        #expect(try DIDURL(parsing: text).description == text)
    }

    @Test(arguments: [
        "", "did", "did:", "did::", "did:web", "did:web:", "did::x", "did:Web:x", "did:we-b:x", "DID:web:x",
        "did:web:x:",
        "did:web:x y", "did:web:é", "did:web:%", "did:web:%4", "did:web:%4g", "did:web:x#a#b", "did:web:x/[",
        "did:web:x?\n",
        "https://example.org/", " did:web:x", "did:web:x/%zz", "did:/web:x", "did:web#x",
    ])
    func refusesWhatTheGrammarDoesNotHave(_ text: String) {
        #expect(throws: DIDError.malformed(text: text)) { try DIDURL(parsing: text) }
    }

    @Test func refusesTextsBeyondTheLimit() throws {
        let longest = "did:web:" + String(repeating: "x", count: DIDURL.longestText - 8)
        #expect(try DIDURL(parsing: longest).description == longest)
        #expect(throws: DIDError.tooLong(limit: DIDURL.longestText)) { try DIDURL(parsing: longest + "x") }
    }

    @Test func everyChangedByteIsRefusedOrGivenBack() {
        let text = Array("did:web:example.org/a?b=c#key-1".utf8)
        for index in text.indices {
            for byte in UInt8.min...127 {
                var changed = text
                changed[index] = byte
                let string = String(decoding: changed, as: UTF8.self)
                if let url = try? DIDURL(parsing: string) { #expect(url.description == string) }
            }
        }
    }

    @Test func namesOfVerificationMethodsAreSplitAtTheNumberSign() {
        let id = VerificationMethodID("https://example.org/issuer#key-1")
        #expect(id?.controller == "https://example.org/issuer")
        #expect(id?.fragment == "key-1")
        #expect(VerificationMethodID("did:web:example.org")?.fragment == nil)
        #expect(VerificationMethodID("did:web:example.org#")?.fragment == "")
        for text in ["", "#key-1", "a#b#c", String(repeating: "x", count: VerificationMethodID.longestText + 1)] {
            #expect(VerificationMethodID(text) == nil)
        }
    }
}
