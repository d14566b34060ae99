import Cryptography
import JSON
import TestSupport
import Testing

@testable import Exchange

struct LinkTests {
    private func link(_ text: String) throws(ExchangeError) -> NodeLink { try NodeLink(parsing: text) }

    @Test func linksReadBackFromTheirText() throws {
        let examples = try Examples()
        for link in [examples.offerLink, examples.requestLink] {
            #expect(try NodeLink(parsing: link.description) == link)
        }
        #expect(examples.requestLink.description.hasPrefix("chirograph://[2001:db8::5]:7405/z6Mk"))
    }

    @Test func everyOtherSpellingOfALinkIsRefused() throws {
        let text = try Examples().offerLink.description
        let key = KeyText.encode(try Examples.key(Examples.nodeKey).publicKey)
        let wrong = [
            "", "chirograph://", text + "/", text + " ", " " + text, text + "?a=b", text + "#f", "C" + text.dropFirst(),
            text.replacing("chirograph://", with: "https://"), text.replacing("/offer/", with: "/Offer/"),
            text.replacing("/offer/", with: "/receipt/"), text.replacing("/offer/", with: "//"),
            text.replacing(":7401", with: ""), text.replacing(":7401", with: ":0"),
            text.replacing(":7401", with: ":07401"), text.replacing(":7401", with: ":+7401"),
            text.replacing(":7401", with: ":65536"), text.replacing("node.state", with: "user@node.state"),
            text.replacing("node.state.example", with: ""), text.replacing("node.state.example", with: "no de"),
            text.replacing("node.state.example", with: "2001:db8::5"), text.replacing(key, with: "z6Mk"),
            text.replacing(key, with: String(key.dropFirst())), text.replacing("5b1e7c0a", with: ""),
            text.replacing("5b1e7c0a", with: "a b"), text.replacing("5b1e7c0a", with: "a%20b"),
            text.replacing("5b1e7c0a", with: String(repeating: "a", count: 129)),
            text.replacing("node.state.example", with: String(repeating: "a.", count: 250) + "a"),
        ]
        for text in wrong { #expect(throws: ExchangeError.self, "\(text)") { try link(text) } }
        let longest = text.replacing("5b1e7c0a", with: String(repeating: "a", count: 128))
        #expect(try link(longest).id.utf8.count == 128)
    }

    @Test(arguments: [
        "a:1", "127.0.0.1:0", "node-1.example.org:65535", "[::]:80", "[2001:DB8::1]:443", "[::ffff:1.2.3.4]:1", "A9:22",
    ])
    func anAddressReadsBackFromItsText(_ text: String) throws {
        let address = try #require(NodeAddress(text))
        #expect(address.description == text)
        #expect(!address.host.contains("["))
    }

    @Test(arguments: [
        "", ":", "a", "a:", ":1", "a:-1", "a:+1", "a:01", "a:1 ", "a:65536", "a:99999999999999999999", "a b:1", "a\n:1",
        "[a]:1", "[::1:1", "::1]:1", "::1:80", "[]:1", "[::1]", "[::1]1", "[fe80::1%eth0]:1", "a..b:1", ".a:1", "a.:1",
        "-a:1", "a-:1", "é.example:1", "a_b:1", "a/b:1", "a@b:1", "a:１",
    ])
    func whatIsNoAddressIsRefused(_ text: String) {
        #expect(NodeAddress(text) == nil)
    }

    @Test func aNameOfAnAddressHasAtMost253Bytes() {
        let label = String(repeating: "a", count: 63)
        let longest = [label, label, label, String(repeating: "a", count: 61)].joined(separator: ".")
        #expect(NodeAddress(longest + ":1")?.host == longest)
        #expect(NodeAddress(longest + "a:1") == nil)
        #expect(NodeAddress(label + "a:1") == nil)
    }

    @Test func keysReadBackFromTheirTextAndNothingElseIsAKey() throws {
        let key = try Examples.key(1).publicKey
        let text = KeyText.encode(key)
        #expect(KeyText.decode(text) == key)
        for wrong in ["", "z", text + "1", "m" + text.dropFirst(), text.uppercased(), " " + text, "z\u{301}" + text] {
            #expect(KeyText.decode(wrong) == nil)
        }
    }
}
