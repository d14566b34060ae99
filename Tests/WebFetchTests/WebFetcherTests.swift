import NIOHTTP1
import TestSupport
import Testing

@testable import WebFetch

/// Against a server of our own on this machine: what is read, and what is refused for which reason.
struct WebFetcherTests {
    private func fetcher(_ server: SecureServer) -> WebFetcher {
        var fetcher = WebFetcher()
        fetcher.authorities = server.certificate
        fetcher.allowsPrivateAddresses = true
        fetcher.limits.bytes = 10_000
        return fetcher
    }

    /// Runs `body` with a server that answers as `answer` says.
    private func serving(
        name: String = "localhost", _ answer: @escaping @Sendable (String, HTTPHeaders) -> SecureServer.Answer,
        _ body: (SecureServer) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        guard let server = try await SecureServer.start(in: directory, name: name, answer: answer) else {
            try Test.cancel("openssl is not on this machine")
        }
        try await body(server)
        try await server.stop()
    }

    private func reason(_ fetcher: WebFetcher, _ url: String) async -> FetchError.Reason? {
        do throws(FetchError) {
            _ = try await fetcher.fetch(url)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func aDocumentIsReadAndNothingIsSentAboutTheReader() async throws {
        try await serving({ path, headers in
            let seen = headers.map { $0.name.lowercased() }.sorted().joined(separator: ",")
            return .init(headers: [("content-type", "application/did+json")], body: Array("\(path) \(seen)".utf8))
        }) { server in
            let document = try await fetcher(server).fetch(
                server.url("/did.json#part"), types: ["application/did+json", "application/json"])
            #expect(String(decoding: document.bytes, as: UTF8.self) == "/did.json accept,host")
            #expect(document.mediaType == "application/did+json")
            #expect(document.address == server.url("/did.json"))
        }
    }

    @Test func redirectsAreFollowedSomeWaysAndOnlyToHTTPS() async throws {
        try await serving({ path, _ in
            switch path {
            case "/end": .init(body: [1])
            case "/1": .init(status: .movedPermanently, headers: [("location", "/end")])
            case "/plain": .init(status: .found, headers: [("location", "http://localhost/end")])
            case "/nowhere": .init(status: .found)
            default: .init(status: .temporaryRedirect, headers: [("location", "/loop")])
            }
        }) { server in
            let document = try await fetcher(server).fetch(server.url("/1"))
            #expect(document.address == server.url("/end"))
            let shouted = try await fetcher(server).fetch("https://LOCALHOST:\(server.port)/1")
            #expect(shouted.address == server.url("/end"))
            #expect(await reason(fetcher(server), server.url("/loop")) == .redirects(3))
            #expect(
                await reason(fetcher(server), server.url("/plain"))
                    == .address("only addresses with https are read"))
            #expect(await reason(fetcher(server), server.url("/nowhere")) == .answer(302))
        }
    }

    @Test func whatIsTooLargeAbsentOrSlowIsRefused() async throws {
        try await serving({ path, _ in
            switch path {
            case "/limit": .init(body: [UInt8](repeating: 32, count: 10_000))
            case "/large": .init(body: [UInt8](repeating: 32, count: 10_001))
            case "/slow": .init(isSilent: true)
            default: .init(status: .notFound, body: Array("{}".utf8))
            }
        }) { server in
            var fetcher = fetcher(server)
            let whole = try await fetcher.fetch(server.url("/limit"))
            #expect(whole.bytes.count == 10_000)
            #expect(await reason(fetcher, server.url("/large")) == .tooLarge(10_000))
            #expect(await reason(fetcher, server.url("/absent")) == .answer(404))
            fetcher.limits.seconds = 1
            #expect(await reason(fetcher, server.url("/slow")) == .tooSlow(1))
        }
    }

    @Test func aServerMustProveItsName() async throws {
        func isNotSecure(_ reason: FetchError.Reason?) -> Bool {
            if case .notSecure = reason { true } else { false }
        }
        try await serving({ _, _ in .init(body: [1]) }) { server in
            var stranger = fetcher(server)
            stranger.authorities = nil
            let found = await reason(stranger, server.url("/"))
            #expect(isNotSecure(found), "\(String(describing: found))")
        }
        try await serving(name: "elsewhere.example", { _, _ in .init(body: [1]) }) { server in
            let found = await reason(fetcher(server), server.url("/"))
            #expect(isNotSecure(found), "\(String(describing: found))")
        }
    }

    @Test func thisMachineIsNotReadUnlessAllowed() async throws {
        try await serving({ _, _ in .init(body: [1]) }) { server in
            var careful = fetcher(server)
            careful.allowsPrivateAddresses = false
            #expect(await reason(careful, server.url("/")) == .privateAddress("localhost"))
            let figures = "https://127.0.0.1:\(server.port)/"
            #expect(await reason(careful, figures) == .privateAddress("127.0.0.1"))
        }
    }

    @Test func nobodyThereIsSaid() async throws {
        var port = 0
        try await serving({ _, _ in .init() }) { port = $0.port }
        var fetcher = WebFetcher()
        fetcher.allowsPrivateAddresses = true
        let url = "https://localhost:\(port)/"
        #expect(await reason(fetcher, url) == .unreachable("no connection came about (connection refused)"))
        let directory = try TemporaryDirectory()
        let file = try directory.write(Array("no certificate".utf8), to: "ca.pem")
        for path in [file, directory.path("absent.pem")] {
            fetcher.authorities = path
            #expect(await reason(fetcher, url) == .authorities(path))
        }
    }

    @Test(arguments: [
        "http://college.example/", "ftp://college.example/", "file:///etc/passwd", "college.example", "https:///x",
        "https://user@college.example/", "https://user:secret@college.example/", "https://college.example/ a",
        "https://college.example/\u{E9}", "https://college.example\\@evil.example/", "https://college.example:99999/",
        "",
        "https://loc%61lhost/", "https://[::1/", "https://[college.example]/", "https://college.example:/",
        "https://college.example:443:1/", "https:college.example/", "https://a,b.example/",
        "https://college.example/" + String(repeating: "a", count: 5_000),
    ])
    func anAddressThatIsNoneIsNotAsked(_ text: String) async {
        let found = await reason(WebFetcher(), text)
        guard case .address = found else {
            Issue.record("\(String(describing: found))")
            return
        }
    }

    @Test func theAddressThatIsAskedIsWrittenAnewFromTheHostThatWasJudged() throws {
        for (text, written, host, port) in [
            ("HTTPS://College.Example", "https://college.example/", "college.example", 443),
            ("https://college.example:8443?a=B#c", "https://college.example:8443/?a=B", "college.example", 8443),
            ("https://college.example:443/A%20b?c@d", "https://college.example/A%20b?c@d", "college.example", 443),
            ("https://[2606:4700::1111]:1/", "https://[2606:4700::1111]:1/", "2606:4700::1111", 1),
        ] {
            let address = try WebAddress(text, limit: 100)
            #expect(address.text == written)
            #expect(address.host == host)
            #expect(address.port == port)
        }
    }

    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "203.0.113.9", "224.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "fe80::1", "fc00::1", "fd12::1",
        "ff02::1",
        "2001:db8::1", "2001::1", "2002:7f00:1::", "2002:c0a8:1::1", "64:ff9b::10.0.0.1", "3fff::1", "100::1", "no",
    ])
    func addressesOfNobodyElseArePrivate(_ text: String) { #expect(!PublicAddress.isPublic(text)) }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "192.167.1.1", "198.20.0.1", "223.255.255.255",
        "2606:4700::1111", "2001:4860:4860::8888", "2002:808:808::1", "64:ff9b::8.8.8.8", "2a00::1",
    ])
    func addressesOfTheInternetArePublic(_ text: String) { #expect(PublicAddress.isPublic(text)) }
}
