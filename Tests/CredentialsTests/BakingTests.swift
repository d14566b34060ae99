import Compression
import Foundation
import JSON
import Multiformats
import TestSupport
import Testing

@testable import Credentials

// MARK: Images to work with

private func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    func bigEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) }
    }
    let body = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(CRC32.checksum(body[...]))
}

private let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
/// One grey pixel.
private let header = chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
private let end = chunk("IEND", [])

private func png(_ extra: [UInt8] = []) throws -> [UInt8] {
    signature + header + extra + chunk("IDAT", try Zlib.compress([0, 0x80])) + end
}

/// An iTXt chunk; `fields` are compression flag and method.
private func text(_ keyword: String, _ text: [UInt8], fields: [UInt8] = [0, 0], language: String = "") -> [UInt8] {
    chunk("iTXt", Array(keyword.utf8) + [0] + fields + Array(language.utf8) + [0, 0] + text)
}

private func svg(_ inside: String = "", root: String = "xmlns=\"http://www.w3.org/2000/svg\"") -> [UInt8] {
    Array("<svg \(root)>\(inside)</svg>".utf8)
}

private let ob3 = "xmlns:ob=\"https://purl.imsglobal.org/ob/v3p0\""
private let badgeJSON = #"{"type":["VerifiableCredential","AchievementCredential"],"name":"Zoë <]]> & \"Brânză\""}"#
private let jws = "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl"

private func content(_ text: String) throws -> CredentialFile.Content {
    try CredentialFile.read(Array(text.utf8)).content
}

/// The code of the error, and its place.
private func refusal(_ image: [UInt8]) -> BakingError? {
    do throws(BakingError) {
        _ = try CredentialFile.read(image)
        return nil
    } catch {
        return error
    }
}

private func isMalformed(_ image: [UInt8]) -> Bool {
    switch refusal(image)?.code {
    case .malformedPNG, .malformedXML: true
    default: false
    }
}

struct CredentialTextTests {
    @Test func textIsReadAsWhatItIs() throws {
        #expect(
            try CredentialFile.read(Array("  {\"a\":1}\n".utf8)).content
                == .json(["a": 1], bytes: Array("  {\"a\":1}\n".utf8)))
        #expect(try CredentialFile.read(Array("\(jws)\n".utf8)).content == .compactJWS(jws))
        #expect(try CredentialFile.read(Array("a..b".utf8)).content == .compactJWS("a..b"))
        #expect(try CredentialFile.read(Array(jws.utf8)).container == .text)
    }

    @Test(arguments: ["", " ", "[]", "a.b", "a.b.c.d", ".b.c", "a.b.", "a.b+.c", "a b.c.d", "https://a.example", "5"])
    func whatIsNeitherJSONNorJWSIsRefused(_ text: String) {
        #expect(refusal(Array(text.utf8))?.code == .notACredential)
    }

    @Test func brokenJSONIsRefusedAsJSON() {
        for text in ["{", "{\"a\":1,\"a\":2}", "{\"a\":1}x"] {
            guard case .notJSON? = refusal(Array(text.utf8))?.code else {
                Issue.record("\(text) was not refused as JSON")
                continue
            }
        }
    }
}

struct PNGTests {
    @Test(arguments: [BadgeKind.openBadge, .clr])
    func whatIsBakedComesBackAndTheImageStaysAsItWas(_ kind: BadgeKind) throws {
        let image = try png(chunk("tEXt", Array("Software\0none".utf8)))
        for content in [try content(badgeJSON), try content(jws)] {
            let baked = try CredentialFile.bake(content, as: kind, into: image)
            let file = try CredentialFile.read(baked)
            #expect(file == CredentialFile(container: .png, kind: kind, content: content))
            // The new chunk stands behind the header; without it the bytes are the old ones.
            let start = signature.count + header.count
            let length = baked.count - image.count
            #expect(Array(baked[..<start]) + baked[(start + length)...] == image)
        }
    }

    @Test func theBytesOfTheJSONAreKept() throws {
        let spaced = Array(" {\n\"a\" : 1.0 }\r\n".utf8)
        let baked = try CredentialFile.bake(CredentialFile.read(spaced).content, as: .openBadge, into: png())
        #expect(
            try CredentialFile.read(baked).content
                == .json(["a": .number(JSONNumber("1.0") ?? JSONNumber(0))], bytes: spaced))
    }

    @Test func anImageWithoutABadgeSaysSo() throws {
        #expect(refusal(try png())?.code == .nothingBaked)
        #expect(refusal(try png(text("OpenBadgeCredential", Array(jws.utf8))))?.code == .nothingBaked)
        #expect(refusal(try png(text("Comment", Array(jws.utf8))))?.code == .nothingBaked)
    }

    @Test func twoBadgesAreRefusedAtTheSecond() throws {
        let one = text("openbadgecredential", Array(jws.utf8))
        for keyword in ["openbadgecredential", "clrcredential", "openbadges"] {
            let both = try png(one + text(keyword, Array(jws.utf8)))
            #expect(refusal(both) == BakingError(.severalBadges, at: signature.count + header.count + one.count))
        }
        let mixed = try png(one + chunk("tEXt", Array("openbadges\0https://a.example".utf8)))
        #expect(refusal(mixed)?.code == .severalBadges)
    }

    @Test func bakingTwiceIsAnErrorUnlessTheOldOneIsReplaced() throws {
        let image = try png()
        let old = try CredentialFile.bake(content(jws), as: .clr, into: image)
        let place = signature.count + header.count
        #expect(throws: BakingError(.alreadyBaked, at: place)) {
            try CredentialFile.bake(content(badgeJSON), as: .openBadge, into: old)
        }
        let new = try CredentialFile.bake(content(badgeJSON), as: .openBadge, into: old, replacing: true)
        #expect(try new == CredentialFile.bake(content(badgeJSON), as: .openBadge, into: image))
        // Even an image that cannot be read because it carries two.
        let two = try png(text("openbadges", Array(jws.utf8)) + text("clrcredential", Array(jws.utf8)))
        #expect(try CredentialFile.bake(content(jws), as: .clr, into: two, replacing: true) == old)
    }

    @Test func onlyTheFormsOfTodayAreMade() throws {
        #expect(throws: BakingError(.legacyIsReadOnly)) {
            try CredentialFile.bake(content(jws), as: .legacy, into: png())
        }
        #expect(throws: BakingError(.notACredential)) {
            try CredentialFile.bake(.hosted("https://a.example"), as: .openBadge, into: png())
        }
        #expect(throws: BakingError(.notACredential)) {
            try CredentialFile.bake(.compactJWS("a\"b"), as: .openBadge, into: svg())
        }
        #expect(throws: BakingError.self) {
            try CredentialFile.bake(.json([:], bytes: Array("{]]>".utf8)), as: .openBadge, into: svg())
        }
        #expect(throws: BakingError(.notAnImage)) {
            try CredentialFile.bake(content(jws), as: .openBadge, into: Array("GIF89a".utf8))
        }
    }

    @Test func compressedTextIsReadAndRemarkedOn() throws {
        let packed = try Zlib.compress(Array(badgeJSON.utf8))
        let file = try CredentialFile.read(png(text("openbadgecredential", packed, fields: [1, 0])))
        #expect(try file.content == content(badgeJSON))
        #expect(file.notes.count == 1)
        #expect(isMalformed(try png(text("openbadgecredential", packed, fields: [1, 1]))))
        #expect(isMalformed(try png(text("openbadgecredential", packed, fields: [2, 0]))))
        for count in packed.indices {
            guard
                case .badlyCompressed? = refusal(
                    try png(text("openbadgecredential", Array(packed[..<count]), fields: [1, 0])))?.code
            else {
                Issue.record("\(count) bytes of \(packed.count) were taken")
                continue
            }
        }
    }

    @Test func aBombInsideAnImageIsRefused() throws {
        let bomb = try Zlib.compress([UInt8](repeating: 0x20, count: CredentialFile.maximumTextBytes + 1))
        let image = try png(text("openbadgecredential", bomb, fields: [1, 0]))
        #expect(refusal(image)?.code == .textTooLong(limit: 16 << 20))
    }

    @Test func textThatIsTooLongOrNotUTF8IsRefused() throws {
        let long = [UInt8](repeating: 0x20, count: CredentialFile.maximumTextBytes + 1)
        #expect(refusal(try png(text("openbadgecredential", long)))?.code == .textTooLong(limit: 16 << 20))
        let image = try png(text("openbadgecredential", Array("{\"a\":\"".utf8) + [0xFF] + Array("\"}".utf8)))
        #expect(refusal(image)?.code == .notUTF8)
        let large = [UInt8](repeating: 0, count: CredentialFile.maximumImageBytes + 1)
        #expect(refusal(signature + large)?.code == .imageTooLarge(limit: 32 << 20))
    }

    @Test func languageAndTranslatedKeywordAreSkipped() throws {
        let data = Array("openbadgecredential\0".utf8) + [0, 0] + Array("en\0Abzeichen\0\(jws)".utf8)
        #expect(try CredentialFile.read(png(chunk("iTXt", data))).content == .compactJWS(jws))
    }

    @Test func aBadgeChunkOfAnotherShapeIsRefused() throws {
        let keyword = Array("openbadgecredential".utf8)
        for data in [keyword, keyword + [0], keyword + [0, 0], keyword + [0, 0, 0], keyword + [0, 0, 0, 0]] {
            #expect(isMalformed(try png(chunk("iTXt", data))))
        }
        #expect(refusal(try png(chunk("iTXt", keyword + [0, 0, 0, 0, 0])))?.code == .notACredential)
        for type in ["tEXt", "zTXt"] { #expect(isMalformed(try png(chunk(type, keyword + [0] + Array(jws.utf8))))) }
    }

    @Test func olderBadgesAreReadInTheirForms() throws {
        let url = "https://a.example/assertion/1"
        let plain = try CredentialFile.read(png(chunk("tEXt", Array("openbadges\0\(url)".utf8))))
        #expect(plain.content == .hosted(url) && plain.kind == .legacy)
        #expect(try CredentialFile.read(png(text("openbadges", Array(url.utf8)))).content == .hosted(url))
        #expect(try CredentialFile.read(png(text("openbadges", Array(jws.utf8)))).content == .compactJWS(jws))
        #expect(refusal(try png(text("openbadgecredential", Array(url.utf8))))?.code == .notACredential)
        #expect(refusal(try png(chunk("tEXt", Array("openbadges\0ftp://a".utf8))))?.code == .notACredential)
    }

    @Test func everyTruncationIsRefused() throws {
        let image = try CredentialFile.bake(content(jws), as: .openBadge, into: png())
        for count in image.indices { #expect(refusal(Array(image[..<count])) != nil, "\(count)") }
    }

    @Test func everyChangedBitIsNoticed() throws {
        let image = try CredentialFile.bake(content(jws), as: .openBadge, into: png())
        for index in image.indices {
            for bit in 0..<8 {
                var changed = image
                changed[index] ^= 1 << UInt8(bit)
                #expect(refusal(changed) != nil, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func wrongChecksumsAreNamedWithTheirChunk() throws {
        var image = try png(chunk("tEXt", Array("Comment\0x".utf8)))
        image[signature.count + header.count + 9] ^= 1
        #expect(refusal(image) == BakingError(.wrongChecksum(chunk: "tEXt"), at: signature.count + header.count))
    }

    @Test func theOrderOfChunksIsChecked() throws {
        let data = chunk("IDAT", try Zlib.compress([0, 0x80]))
        for image in [
            signature, signature + header, signature + header + end, signature + data + end,
            signature + data + header + end, signature + header + header + data + end, signature + header + data,
            signature + header + data + end + [0], signature + header + data + end + end,
            signature + chunk("IHDR", [0]) + data + end, signature + header + data + chunk("IEND", [0]),
            signature + header + chunk("a1bc", []) + data + end,
        ] { #expect(isMalformed(image), "\(image.count) bytes") }
        var claimed = signature + header
        claimed += [0xFF, 0xFF, 0xFF, 0xFF] + Array("IDAT".utf8) + [0, 0, 0, 0]
        #expect(isMalformed(claimed))
    }

    @Test func thereIsABoundOnChunks() throws {
        let many = Array(repeatElement(chunk("tEXt", []), count: 65_536).joined())
        guard case .tooMuch("chunks", 65_536)? = refusal(signature + header + many)?.code else {
            Issue.record("65,538 chunks were not refused")
            return
        }
    }

    @Test("No mutation of an image brings about a crash", arguments: 0..<8)
    func mutations(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let image = try CredentialFile.bake(content(badgeJSON), as: .openBadge, into: png())
        for _ in 0..<500 {
            var changed = image
            for _ in 0...random.int(in: 0..<4) {
                let index = random.int(in: 0..<changed.count)
                switch random.int(in: 0..<4) {
                case 0: changed[index] = UInt8(truncatingIfNeeded: random.next())
                case 1: changed.removeSubrange(index..<min(changed.count, index + random.int(in: 1..<20)))
                case 2: changed.insert(contentsOf: random.bytes(random.int(in: 1..<20)), at: index)
                default: changed.append(contentsOf: changed[index...])
                }
                if changed.isEmpty { changed = [0] }
            }
            guard let file = try? CredentialFile.read(changed) else { continue }
            #expect(try file.content == content(badgeJSON), "seed \(seed)")
        }
    }
}

struct SVGTests {
    @Test(arguments: [BadgeKind.openBadge, .clr])
    func whatIsBakedComesBack(_ kind: BadgeKind) throws {
        let images = [
            svg(), svg("<title>A &amp; B</title>"), Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8),
            Array("<s:svg xmlns:s='http://www.w3.org/2000/svg' />".utf8),
            svg(root: "xmlns=\"http://www.w3.org/2000/svg\" xmlns:openbadges=\"http://openbadges.org\""),
            svg(root: "xmlns=\"http://www.w3.org/2000/svg\" xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\""),
            Array("\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- x -->\n".utf8) + svg() + Array("\n".utf8),
        ]
        let noncharacters = "{\"a\":\"\u{FFFF}\u{FFFE}]]]>]]>\"}"
        for image in images {
            for text in [badgeJSON, jws, noncharacters] {
                let baked = try CredentialFile.bake(content(text), as: kind, into: image)
                let file = try CredentialFile.read(baked)
                #expect(file.container == .svg && file.kind == kind && file.notes.isEmpty)
                switch (file.content, try content(text)) {
                case (.json(let object, _), .json(let expected, _)): #expect(object == expected)
                case (let read, let expected): #expect(read == expected)
                }
                #expect(throws: BakingError.self) { try CredentialFile.bake(content(jws), as: kind, into: baked) }
                let again = try CredentialFile.bake(content(jws), as: .clr, into: baked, replacing: true)
                #expect(try CredentialFile.read(again).content == .compactJWS(jws))
                #expect(try CredentialFile.read(again).kind == .clr)
            }
        }
    }

    @Test func bakingAddsAnElementAndADeclarationAndNothingElse() throws {
        let baked = try CredentialFile.bake(content(jws), as: .openBadge, into: svg("<g/>"))
        let expected =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\">"
            + "<openbadges:credential verify=\"\(jws)\"/><g/></svg>"
        #expect(String(decoding: baked, as: UTF8.self) == expected)
    }

    @Test func theElementIsFoundByItsNamespaceWhateverItsPrefix() throws {
        let elements = [
            "<ob:credential \(ob3) verify='\(jws)'/>",
            "<g><a:credential xmlns:a='https://purl.imsglobal.org/ob/v3p0' verify=' \(jws)\n'></a:credential></g>",
            "<credential xmlns='https://purl.imsglobal.org/ob/v3p0' verify='\(jws)'> </credential>",
        ]
        for element in elements { #expect(try CredentialFile.read(svg(element)).content == .compactJWS(jws)) }
        for other in [
            "<openbadges:credential xmlns:openbadges='http://openbadges.org' verify='\(jws)'/>",
            "<ob:credential xmlns:ob='https://purl.imsglobal.org/ob/v3p0/' verify='\(jws)'/>",
            "<ob:assertion \(ob3) verify='\(jws)'/>", "<credential verify='\(jws)'/>", "<ob:Credential \(ob3)/>",
        ] { #expect(refusal(svg(other))?.code == .nothingBaked, "\(other)") }
    }

    @Test func textMayBePlainOrInSectionsOrBoth() throws {
        let expected = JSONObject([JSONObject.Member(key: "a", value: "<&>")])
        for body in [
            "{\"a\":\"&lt;&amp;&gt;\"}", "<![CDATA[{\"a\":\"<&>\"}]]>", "\n <![CDATA[ {\"a\":\"<&]]>&#62;&#x22;}\n",
            "{&quot;a&quot;:&#34;&#60;&amp;&gt;&#x00022;}",
        ] {
            let file = try CredentialFile.read(svg("<ob:credential \(ob3)>\(body)</ob:credential>"))
            guard case .json(let object, _) = file.content else {
                Issue.record("no JSON in \(body)")
                continue
            }
            #expect(object == expected, "\(body)")
        }
    }

    @Test func twoBadgesAreRefused() throws {
        let one = "<ob:credential \(ob3) verify='\(jws)'/>"
        let clr = "<c:credential xmlns:c='https://purl.imsglobal.org/clr/v2p0' verify='\(jws)'/>"
        let old = "<o:assertion xmlns:o='http://openbadges.org' verify='https://a.example'/>"
        for second in [one, clr, old] { #expect(refusal(svg(one + second))?.code == .severalBadges) }
        // Two places in one element as well.
        let both = "<ob:credential \(ob3) verify='\(jws)'>{}</ob:credential>"
        #expect(refusal(svg(both))?.code == .severalBadges)
    }

    @Test func onlyTextStandsInABadgeElement() {
        for inside in ["{<!-- x -->}", "{}<g/>", "<?x?>{}", "{}<ob:credential verify='\(jws)'/>"] {
            #expect(isMalformed(svg("<ob:credential \(ob3)>\(inside)</ob:credential>")), "\(inside)")
        }
        #expect(refusal(svg("<ob:credential \(ob3)/>"))?.code == .notACredential)
    }

    @Test func olderBadgesAreReadInTheirForms() throws {
        func assertion(_ body: String, _ verify: String = "verify='https://a.example/1'") -> [UInt8] {
            svg("<o:assertion xmlns:o='http://openbadges.org' \(verify)>\(body)</o:assertion>")
        }
        #expect(try CredentialFile.read(assertion("<![CDATA[]]>")).content == .hosted("https://a.example/1"))
        let both = try CredentialFile.read(assertion("<![CDATA[{}]]>"))
        #expect(both.content == .json([:], bytes: Array("{}".utf8)) && both.verifyURL == "https://a.example/1")
        #expect(try CredentialFile.read(assertion("", "verify='\(jws)'")).content == .compactJWS(jws))
        #expect(try CredentialFile.read(assertion("{}", "")).kind == .legacy)
        #expect(refusal(assertion("", ""))?.code == .notACredential)
        #expect(refusal(svg("<ob:credential \(ob3) verify='https://a.example'/>"))?.code == .notACredential)
    }

    @Test func entitiesAndWhatCouldDeclareThemAreRefused() {
        let bomb = "<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"
        let external = "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
        let parameters = "<!DOCTYPE svg SYSTEM 'a.dtd' [%x;]>"
        for prolog in [bomb, external, parameters, "<!DOCTYPE svg []>"] {
            #expect(refusal(Array(prolog.utf8) + svg())?.code == .documentTypeDeclarations, "\(prolog)")
        }
        #expect(refusal(svg("<g>&x;</g>"))?.code == .entity("x"))
        #expect(refusal(svg("<g a='&nbsp;'/>")) == BakingError(.entity("nbsp"), at: 46))
        #expect(refusal(svg("<ob:credential \(ob3)>&x;</ob:credential>"))?.code == .entity("x"))
    }

    @Test func anExternalDocumentTypeIsNamedAndNeverFetched() throws {
        let types = [
            "<!DOCTYPE svg>", "<!DOCTYPE svg SYSTEM 'http://127.0.0.1:9/x.dtd'>",
            "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\"\n \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\" >",
        ]
        for type in types { #expect(refusal(Array(type.utf8) + svg())?.code == .nothingBaked) }
        for type in [
            "<!DOCTYPE svg><!DOCTYPE svg>", "<!DOCTYPE>", "<!DOCTYPE svg PUBLIC 'x'>", "<!DOCTYPE svg x>",
            "<!ENTITY a 'b'>",
        ] {
            #expect(isMalformed(Array(type.utf8) + svg()), "\(type)")
        }
        #expect(isMalformed(svg("<!DOCTYPE svg>")))
    }

    @Test(arguments: [
        "<script>1</script>", "<script xmlns='http://www.w3.org/1999/xhtml'/>", "<x:SCRIPT xmlns:x='urn:x'/>",
        "<g onclick='x()'/>", "<g ONLOAD='x()'/>", "<a href='javascript:x()'/>", "<a href=' JavaScript:x()'/>",
        "<a xlink:href='java&#9;script:x()' xmlns:xlink='http://www.w3.org/1999/xlink'/>",
        "<set attributeName='href' to='javascript:x()'/>", "<a href='vbscript:x'/>",
    ])
    func scriptsAreRefused(_ inside: String) {
        guard case .script? = refusal(svg(inside))?.code else {
            Issue.record("\(inside) was not refused as a script")
            return
        }
    }

    @Test func externalReferencesAreLeftAlone() throws {
        let inside =
            "<image href='http://127.0.0.1:9/a.png'/><?xml-stylesheet href='http://127.0.0.1:9/a.css'?><style>@import url(http://127.0.0.1:9/b.css)</style>"
        let baked = try CredentialFile.bake(content(jws), as: .openBadge, into: svg(inside))
        #expect(try CredentialFile.read(baked).content == .compactJWS(jws))
    }

    @Test(arguments: [
        "<svg", "<svg>", "<svg/>", "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'>",
        "<svg xmlns='http://www.w3.org/2000/svg'></svg><g/>", "<svg xmlns='http://www.w3.org/2000/svg'></svg>x",
        "<!-- -->x<svg xmlns='http://www.w3.org/2000/svg'/>", "<svg xmlns='http://www.w3.org/2000/svg'><g></svg></g>",
        "<svg xmlns='http://www.w3.org/2000/svg'></svg></svg>", "<svg xmlns='http://www.w3.org/2000/svg' a='1' a='2'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:a='u' xmlns:b='u' a:x='1' b:x='2'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns='x'/>", "<svg xmlns='http://www.w3.org/2000/svg' a=1/>",
        "<svg xmlns='http://www.w3.org/2000/svg' a='1'b='2'/>", "<svg xmlns='http://www.w3.org/2000/svg' a/>",
        "<svg xmlns='http://www.w3.org/2000/svg' a='<'/>", "<svg xmlns='http://www.w3.org/2000/svg' p:a='1'/>",
        "<p:svg xmlns='http://www.w3.org/2000/svg'/>", "<a:b:svg xmlns='http://www.w3.org/2000/svg'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:p=''/>",
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xml='x'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xmlns='x'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'>]]></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'>&amp</svg>", "<svg xmlns='http://www.w3.org/2000/svg'>&#0;</svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'>&#xD800;</svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'>&#x110000;</svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'>&#+65;</svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'>&#xFFFF;</svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'>\u{1}</svg>", "<svg xmlns='http://www.w3.org/2000/svg'>\u{FFFE}</svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><!-- -- --></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><![CDATA[</svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><?xml version='1.0'?></svg>",
        "<1svg xmlns='http://www.w3.org/2000/svg'/>",
        " <?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        "<?xml version='1.1'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        "<?xml encoding='utf-8'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        "<?xml version='1.0' encoding='ISO-8859-1'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        "< svg xmlns='http://www.w3.org/2000/svg'/>",
    ])
    func whatIsNotWellFormedIsRefused(_ text: String) {
        #expect(isMalformed(Array(text.utf8)))
    }

    @Test func bytesThatAreNotUTF8AreRefusedAtTheirPlace() {
        #expect(refusal(Array("<svg a='".utf8) + [0xE9] + Array("'/>".utf8)) == BakingError(.notUTF8, at: 8))
        #expect(refusal(Array("<svg>".utf8) + [0xC3]) == BakingError(.notUTF8, at: 5))
    }

    @Test func eachBoundHolds() {
        func nested(_ count: Int) -> [UInt8] {
            svg(String(repeating: "<g>", count: count) + String(repeating: "</g>", count: count))
        }
        #expect(refusal(nested(255))?.code == .nothingBaked)
        #expect(refusal(nested(256))?.code == .tooMuch("elements inside each other", limit: 256))
        let attributes = { (count: Int) in svg("<g \((0..<count).map { "a\($0)='' " }.joined())/>") }
        #expect(refusal(attributes(256))?.code == .nothingBaked)
        #expect(refusal(attributes(257))?.code == .tooMuch("attributes of one element", limit: 256))
        let namespaces = { (count: Int) in svg("<g \((0..<count).map { "xmlns:a\($0)='u' " }.joined())/>") }
        #expect(refusal(namespaces(63))?.code == .nothingBaked)
        #expect(refusal(namespaces(64))?.code == .tooMuch("namespaces", limit: 64))
        #expect(refusal(svg(String(repeating: "<g/>", count: 199_999)))?.code == .nothingBaked)
        #expect(refusal(svg(String(repeating: "<g/>", count: 200_000)))?.code == .tooMuch("elements", limit: 200_000))
    }

    @Test func everyTruncationIsRefused() throws {
        for text in [badgeJSON, jws] {
            let image = try CredentialFile.bake(content(text), as: .openBadge, into: svg("<title>A &amp; B</title>"))
            for count in image.indices { #expect(refusal(Array(image[..<count])) != nil, "\(count)") }
        }
    }

    @Test("A mutated image is refused, or carries JSON or a JWS, and a copy of it can be baked again", arguments: 0..<8)
    func mutations(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let image = try CredentialFile.bake(content(badgeJSON), as: .openBadge, into: svg("<g a='1'><!-- x --></g>"))
        let pieces = [
            "<", ">", "/>", "&", ";", "<![CDATA[", "]]>", "<!--", "\"", "'", "xmlns", ":", "</g>", " ", "\0", "é",
        ]
        for round in 0..<400 {
            var changed = image
            for _ in 0...random.int(in: 0..<3) {
                let index = random.int(in: 0..<changed.count)
                switch random.int(in: 0..<3) {
                case 0: changed[index] = UInt8(truncatingIfNeeded: random.next())
                case 1: changed.removeSubrange(index..<min(changed.count, index + random.int(in: 1..<12)))
                default: changed.insert(contentsOf: pieces[random.int(in: 0..<pieces.count)].utf8, at: index)
                }
                if changed.isEmpty { changed = [0x3C] }
            }
            guard let file = try? CredentialFile.read(changed), file.container == .svg else { continue }
            let again = try CredentialFile.bake(content(jws), as: .clr, into: changed, replacing: true)
            #expect(try CredentialFile.read(again).content == .compactJWS(jws), "seed \(seed), round \(round)")
        }
    }

    @Test func everyErrorHasASentenceOfItsOwn() {
        let codes: [BakingError.Code] = [
            .notAnImage, .imageTooLarge(limit: 1), .textTooLong(limit: 1), .nothingBaked, .severalBadges, .alreadyBaked,
            .legacyIsReadOnly, .notUTF8, .notJSON(JSONError(code: .unexpectedEnd)), .notACredential,
            .malformedPNG("x"), .wrongChecksum(chunk: "x"), .badlyCompressed(.outOfMemory), .malformedXML("x"),
            .documentTypeDeclarations, .entity("x"), .script("x"), .tooMuch("x", limit: 1),
        ]
        #expect(Set(codes.map { BakingError($0).description }).count == codes.count)
    }
}

/// The images that 1EdTech's validator is tested with.
@Suite(.enabled(if: Vectors.available, "the test vectors are not on this machine (CHIROGRAPH_VECTORS)"))
struct PublishedImageTests {
    @Test func aCredentialIsFoundInEachImage() throws {
        let folder = try #require(Vectors.suite("openbadges-clr"))
        var seen = 0
        for item in try folder.cases() {
            guard let path = item["files"]?[0]?.string, path.hasSuffix(".png") || path.hasSuffix(".svg") else {
                continue
            }
            seen += 1
            let file = try CredentialFile.read(folder.bytes(path))
            #expect(file.container == (path.hasSuffix(".png") ? .png : .svg), "\(path)")
            #expect(file.kind == (path.hasPrefix("ob20/") ? .legacy : .openBadge), "\(path)")
            // The list of cases says in words what is inside.
            let wantsJWS = item["why"]?.string?.contains("compact JWS") == true
            switch file.content {
            case .json(let object, _):
                #expect(!wantsJWS, "\(path)")
                #expect(object["@context"] != nil, "\(path)")
            case .compactJWS(let jws):
                #expect(wantsJWS, "\(path)")
                let payload = try #require(jws.split(separator: ".").dropFirst().first)
                let json = try JSONValue(parsing: Base64URL.decode(payload))
                #expect((json["vc"] ?? json)["@context"] != nil, "\(path)")
            case .hosted: Issue.record("\(path) holds an address only")
            }
        }
        #expect(seen > 0)
    }
}

/// Pillow and the standard library of Python as the other side.
private enum Python {
    static let interpreter = ProcessInfo.processInfo.environment["CHIROGRAPH_PYTHON"] ?? "python3"
    static let hasPillow = (try? run("from PIL import Image, PngImagePlugin")) != nil
    static let hasXML = (try? run("import xml.etree.ElementTree")) != nil
    static let hasPNGCheck = (try? run("", program: "pngcheck")) != nil

    struct Failure: Error { let status: Int32 }

    /// What a program writes; its first argument is a file that holds `input`.
    @discardableResult
    static func run(_ script: String, _ input: [UInt8] = [], program: String? = nil) throws -> [UInt8] {
        let directory = try TemporaryDirectory()
        try directory.write(input, to: "input")
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            program.map { [$0] + (input.isEmpty ? [] : [directory.path("input")]) }
            ?? [interpreter, "-c", script, directory.path("input")]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        // pngcheck without arguments shows its usage and ends with 1.
        guard process.terminationStatus == 0 || (program != nil && input.isEmpty && process.terminationStatus == 1)
        else {
            throw Failure(status: process.terminationStatus)
        }
        return [UInt8](bytes)
    }
}

struct ImageInteropTests {
    @Test(.enabled(if: Python.hasPillow, "python3 with Pillow is not on this machine"), arguments: [true, false])
    func weReadWhatPillowBakes(_ isCompressed: Bool) throws {
        let script = """
            import sys
            from PIL import Image, PngImagePlugin
            info = PngImagePlugin.PngInfo()
            info.add_text("Software", "Pillow")
            info.add_itxt("openbadgecredential", open(sys.argv[1], encoding="utf-8").read(), zip=\(isCompressed ? "True" : "False"))
            Image.effect_noise((64, 64), 50).save(sys.stdout.buffer, "PNG", pnginfo=info)
            """
        let file = try CredentialFile.read(Python.run(script, Array(badgeJSON.utf8)))
        #expect(try file.content == content(badgeJSON))
        #expect(file.notes.isEmpty == !isCompressed)
    }

    @Test(.enabled(if: Python.hasPillow, "python3 with Pillow is not on this machine"))
    func pillowReadsWhatWeBake() throws {
        let plain = try Python.run(
            "import sys\nfrom PIL import Image\nImage.effect_noise((64, 64), 50).save(sys.stdout.buffer, 'PNG')")
        for image in [plain, try png()] {
            let baked = try CredentialFile.bake(content(badgeJSON), as: .openBadge, into: image)
            let script = """
                import sys
                from PIL import Image
                image = Image.open(sys.argv[1])
                image.load()
                sys.stdout.buffer.write(image.text["openbadgecredential"].encode("utf-8"))
                """
            #expect(try Python.run(script, baked) == Array(badgeJSON.utf8))
        }
    }

    @Test(.enabled(if: Python.hasPNGCheck, "pngcheck is not on this machine"))
    func pngcheckFindsNothingWrongWithWhatWeBake() throws {
        let baked = try CredentialFile.bake(content(badgeJSON), as: .clr, into: png())
        #expect(throws: Never.self) { try Python.run("", baked, program: "pngcheck") }
    }

    @Test(.enabled(if: Python.hasXML, "python3 with an XML parser is not on this machine"))
    func anotherXMLParserReadsWhatWeBake() throws {
        let script = """
            import json, sys, xml.etree.ElementTree as tree
            root = tree.parse(sys.argv[1]).getroot()
            found = root.findall(".//{https://purl.imsglobal.org/ob/v3p0}credential")
            assert len(found) == 1 and root[0] is found[0]
            sys.stdout.buffer.write((found[0].get("verify") or json.dumps(json.loads(found[0].text))).encode("utf-8"))
            """
        let image = svg("<title>A</title>", root: "xmlns='http://www.w3.org/2000/svg' xmlns:openbadges='urn:x'")
        let baked = try CredentialFile.bake(content(badgeJSON), as: .openBadge, into: image)
        #expect(try CredentialFile.read(Python.run(script, baked)).content.object == content(badgeJSON).object)
        let signed = try CredentialFile.bake(content(jws), as: .openBadge, into: image)
        #expect(try Python.run(script, signed) == Array(jws.utf8))
    }
}

extension CredentialFile.Content {
    fileprivate var object: JSONObject? {
        if case .json(let object, _) = self { object } else { nil }
    }
}

extension CredentialFile {
    fileprivate init(container: Container, kind: BadgeKind, content: Content) {
        self.init(container: container, kind: kind, content: content, verifyURL: nil, notes: [])
    }
}
