import Cryptography
import DID
import DataIntegrity
import JSON
import Ledger
import TestSupport
import Testing

@testable import Exchange

/// Requests, presentations and receipts.
struct PresentationTests {
    let examples: Examples

    init() throws { examples = try Examples() }

    private var request: PresentationRequest { examples.request }

    private func asking(
        id: String = "9f3d2c41", nonce: UInt8 = 7, verifier: Int = Examples.verifier,
        _ change: (inout PresentationRequest.Terms) -> Void = { _ in }
    ) throws -> PresentationRequest {
        var terms = PresentationRequest.Terms(
            verifierName: request.verifierName, purpose: request.purpose, retention: request.retention)
        change(&terms)
        return try PresentationRequest.make(
            id: id, terms: terms, nonce: Examples.digest(nonce), created: "2027-01-10T09:00:00Z",
            expires: request.expires, node: request.node, nodeKey: request.nodeKey, key: Examples.key(verifier))
    }

    /// Whether every proof of the presentation answers this request, and there is one.
    private func answers(_ presentation: JSONObject, _ request: PresentationRequest) throws -> Bool {
        let expected = ProofExpectations(
            proofPurpose: "authentication", challenge: try request.challenge(), domain: request.domain)
        let findings = DataIntegrity.verify(
            presentation, expecting: expected, resolver: DIDKey.resolve(verificationMethod:))
        return !findings.isEmpty && findings.allSatisfy { $0.outcome == .pass }
    }

    // MARK: Request

    @Test func aRequestReadsBackFromItsText() throws {
        let read = try PresentationRequest(JSONValue(parsing: JSONValue.object(request.document).serialized()))
        #expect(read.document == request.document)
        #expect(read.id == "9f3d2c41" && read.verifierName == "Example Employer")
        #expect(read.purpose == "Application as an engineer" && read.retention == "30 days")
        #expect(read.types == ["ClrCredential"] && read.holderProof)
        #expect(read.node.description == "[2001:db8::5]:7405")
        #expect(read.verifierKey == (try Examples.key(Examples.verifier)).publicKey)
        #expect(read.domain == DIDKey.identifier(of: read.verifierKey))
        let canonical = try JSONValue.object(request.document).canonicalized()
        #expect(try read.challenge() == SHA256.hash(canonical).hex)
    }

    @Test func nothingInARequestCanBeChanged() {
        let altered = Alterations.all(of: .object(request.document))
        #expect(altered.count > 80)
        for change in altered {
            #expect(throws: ExchangeError.self, "\(change)") { try PresentationRequest(change.value) }
        }
    }

    @Test func aRequestIsSignedByTheVerifierItNames() throws {
        let document = request.document.removing("proof")
        let other = try SignedDocument.sign(
            document, key: Examples.key(9), purpose: "assertionMethod", created: "2027-01-10T09:00:00Z")
        #expect(throws: ExchangeError.self) { try PresentationRequest(.object(other)) }
    }

    @Test func wordsAndTypesOfARequestAreBounded() throws {
        let longest = String(repeating: "w", count: ExchangeLimits.wordsBytes)
        #expect(try asking { $0.purpose = longest }.purpose == longest)
        let types = [String](repeating: "T", count: ExchangeLimits.types)
        #expect(try asking { $0.types = types }.types == types)
        let refused: [@Sendable (inout PresentationRequest.Terms) -> Void] = [
            { $0.purpose = longest + "w" }, { $0.retention = longest + "w" }, { $0.purpose = "" },
            { $0.verifierName = "" }, { $0.types = types + ["T"] }, { $0.types = [] }, { $0.types = [""] },
            { $0.verifierName = String(repeating: "n", count: ExchangeLimits.nameBytes + 1) },
        ]
        for (index, change) in refused.enumerated() {
            #expect(throws: ExchangeError.self, "\(index)") { try asking(change) }
        }
        // A type that is no string must not simply be left out.
        var document = request.document.removing("proof")
        document["types"] = ["ClrCredential", 5]
        let signed = try SignedDocument.sign(
            document, key: Examples.key(Examples.verifier), purpose: "assertionMethod", created: "2027-01-10T09:00:00Z")
        #expect(throws: ExchangeError.malformed(document: "presentation request", member: "types")) {
            try PresentationRequest(.object(signed))
        }
    }

    @Test func aRequestExpires() throws {
        let end: UInt64 = 1_799_572_500_000
        try request.checkNotExpired(now: end)
        #expect(throws: ExchangeError.expired(document: "presentation request", at: request.expires)) {
            try request.checkNotExpired(now: end + 1)
        }
    }

    @Test func aRequestIsAnsweredAtTheNodeThatTheVerifierSigned() throws {
        let link = examples.requestLink
        try request.check(against: link)
        // Through a port that somebody forwards, it is still that node.
        try request.check(against: NodeLink(host: "127.0.0.1", port: 9, key: link.key, kind: .request, id: link.id))
        let relay = NodeLink(
            host: link.host, port: link.port, key: try Examples.key(9).publicKey, kind: .request, id: link.id)
        #expect(throws: ExchangeError.self) { try request.check(against: relay) }
        for other in [
            NodeLink(host: link.host, port: link.port, key: link.key, kind: .offer, id: link.id),
            NodeLink(host: link.host, port: link.port, key: link.key, kind: .request, id: "other"),
        ] {
            #expect(throws: ExchangeError.self) { try request.check(against: other) }
        }
    }

    // MARK: Presentation

    @Test func aPresentationReadsBackAndAnswersItsRequest() throws {
        let answer = Presentation(
            requestID: request.id, presentation: examples.presentation, statusProofs: [[], [1, 2]], rosters: [["a": 1]])
        let read = try Presentation(JSONValue(parsing: answer.json.serialized()))
        #expect(read.requestID == request.id && read.presentation == examples.presentation)
        #expect(read.statusProofs == [[], [1, 2]] && read.rosters == [["a": 1]])
        #expect(try answers(read.presentation, request))
    }

    @Test func nothingInAPresentationCanBeChanged() throws {
        let altered = Alterations.all(of: .object(examples.presentation))
        #expect(altered.count > 100)
        let holding = try altered.filter { change in
            guard let presentation = change.value.object else { return false }
            return try answers(presentation, request)
        }
        // The suite lets contexts be added behind the signed ones (VC DI EdDSA 1.0, section 3.3.2), which the context
        // check of a verification judges; and the same proof twice says nothing new.
        #expect(holding.map(\.place) == ["/@context longer", "/proof longer"])
    }

    @Test func aPresentationForOneRequestAnswersNoOther() throws {
        let others = [
            try asking(id: "another"), try asking(nonce: 8), try asking(verifier: 9), try asking { $0.purpose += "!" },
        ]
        for other in others {
            #expect(try !answers(examples.presentation, other), "\(other.id)")
            let own = try Presentation.sign(
                [.object(examples.issued)], for: other, keys: [Examples.key(Examples.owner)],
                created: "2027-01-10T09:05:00Z")
            #expect(try answers(own, other))
            #expect(try !answers(own, request))
        }
    }

    @Test func everyKeySignsTheWholePresentation() throws {
        let keys = [try Examples.key(Examples.owner), try Examples.key(12)]
        let both = try Presentation.sign(
            [.object(examples.issued)], for: request, keys: keys, created: "2027-01-10T09:05:00Z")
        #expect(both["proof"]?.array?.count == 2)
        #expect(try answers(both, request))
        #expect(both["holder"] == JSONValue(DIDKey.identifier(of: keys[0].publicKey)))
        let none = try Presentation.sign([.object(examples.issued)], for: request, keys: [], created: "")
        #expect(none["proof"] == nil && none["holder"] == nil)
        #expect(try !answers(none, request))
    }

    @Test func theFormOfAnAnswerIsStrictAndBounded() throws {
        for change in Alterations.all(of: examples.answer.json) {
            // What is inside is judged by its signatures and proofs.
            let isInside = change.place.hasPrefix("/presentation/") || change.place.hasPrefix("/presentation w")
            let isContent = ["/request", "/statusProofs", "/rosters"].contains { change.place.hasPrefix($0) }
            if isInside || isContent { continue }
            #expect(throws: ExchangeError.self, "\(change)") { try Presentation(change.value) }
        }
        func answer(proofs: Int, rosters: Int) -> JSONValue {
            Presentation(
                requestID: "a", presentation: [:], statusProofs: .init(repeating: [], count: proofs),
                rosters: .init(repeating: [:], count: rosters)
            ).json
        }
        let limits = (ExchangeLimits.proofs, ExchangeLimits.rosters)
        #expect(try Presentation(answer(proofs: limits.0, rosters: limits.1)).rosters.count == limits.1)
        #expect(throws: ExchangeError.self) { try Presentation(answer(proofs: limits.0 + 1, rosters: 0)) }
        #expect(throws: ExchangeError.self) { try Presentation(answer(proofs: 0, rosters: limits.1 + 1)) }
        var json = try #require(examples.answer.json.object)
        json["rosters"] = "none"
        #expect(throws: ExchangeError.self) { try Presentation(.object(json)) }
    }

    // MARK: Receipt

    @Test func aReceiptReadsBackAndHoldsForItsRequestAndPresentation() throws {
        let read = try PresentationReceipt(JSONValue(parsing: examples.receipt.json.serialized()))
        #expect(read == examples.receipt)
        try read.check(request: request, presentation: examples.presentation)
    }

    @Test func nothingInAReceiptCanBeChanged() {
        let altered = Alterations.all(of: examples.receipt.json)
        #expect(altered.count > 35)
        for change in altered {
            #expect(throws: ExchangeError.self, "\(change)") {
                try PresentationReceipt(change.value).check(request: request, presentation: examples.presentation)
            }
        }
    }

    @Test func aReceiptIsForOneRequestAndOnePresentationByOneVerifier() throws {
        let receipt = examples.receipt
        #expect(throws: ExchangeError.self) {
            try receipt.check(request: asking(nonce: 8), presentation: examples.presentation)
        }
        var other = examples.presentation
        other["holder"] = "did:key:z6MkOther"
        #expect(throws: ExchangeError.self) { try receipt.check(request: request, presentation: other) }
        let stranger = try PresentationReceipt.make(
            request: request, presentation: examples.presentation, verdict: "verified", code: 0,
            time: receipt.time, key: Examples.key(9))
        #expect(throws: ExchangeError.self) {
            try stranger.check(request: request, presentation: examples.presentation)
        }
        // The verifier's key in place of the stranger's leaves a signature that is not the verifier's.
        var json = try #require(stranger.json.object)
        json["verifierKey"] = JSONValue(KeyText.encode(request.verifierKey))
        let forged = try PresentationReceipt(.object(json))
        #expect(throws: ExchangeError.self) {
            try forged.check(request: request, presentation: examples.presentation)
        }
    }

    @Test func aReceiptSignsTheDocumentedBytes() throws {
        let receipt = examples.receipt
        let message =
            Array("chirograph/receipt/v1\0".utf8)
            + SHA256.hash(try JSONValue.object(request.document).canonicalized()).bytes
            + SHA256.hash(try JSONValue.object(examples.presentation).canonicalized()).bytes
            + Array(#"{"code":0,"time":"2027-01-10T09:05:02Z","verdict":"verified"}"#.utf8)
        #expect(receipt.verifierKey.verifies(receipt.signature, of: message))
    }

    @Test func aVerdictIsOneOfThreeAndACodeFitsAByte() throws {
        for (verdict, code) in [("not verified", 255), ("could not check", 15)] {
            let receipt = try PresentationReceipt.make(
                request: request, presentation: [:], verdict: verdict, code: code, time: "2027-01-10T09:05:02Z",
                key: Examples.key(Examples.verifier))
            try PresentationReceipt(receipt.json).check(request: request, presentation: [:])
        }
        for (verdict, code) in [("maybe", 0), ("Verified", 0), ("verified", 256), ("verified", -1)] {
            let receipt = try PresentationReceipt.make(
                request: request, presentation: [:], verdict: verdict, code: code, time: "2027-01-10T09:05:02Z",
                key: Examples.key(Examples.verifier))
            #expect(throws: ExchangeError.self) { try PresentationReceipt(receipt.json) }
        }
    }

    // MARK: Bundle

    @Test func aBundleReadsBackFromItsText() throws {
        let read = try CredentialBundle(JSONValue(parsing: examples.bundle.json.serialized()))
        #expect(read.credential == examples.bundle.credential)
        #expect(read.receipts == examples.bundle.receipts && read.receipts.count == 1)
        #expect(read.statusProofs == [[1, 2, 3]])
        #expect(CredentialBundle.isBundle(read.json))
        #expect(!CredentialBundle.isBundle(examples.bundle.credential))
    }

    @Test func theFormOfABundleIsStrictAndBounded() throws {
        for change in Alterations.all(of: examples.bundle.json) {
            let isInside = change.place.hasPrefix("/credential/") || change.place.hasPrefix("/credential w")
            if isInside || change.place.contains("statusProofs") || change.place == "/receipts without" { continue }
            guard let bundle = try? CredentialBundle(change.value) else { continue }
            // What still reads back has another content, never the same one in other words.
            #expect(
                bundle.receipts != examples.bundle.receipts || bundle.credential != examples.bundle.credential,
                "\(change)")
            #expect(change.place.hasPrefix("/receipts"), "\(change)")
        }
        let receipt = try #require(examples.bundle.receipts.values.first)
        func bundle(_ count: Int) -> JSONValue {
            let rows = (0..<count).map { (SHA256.hash(Array("\($0)".utf8)), receipt) }
            return CredentialBundle(credential: [:], receipts: .init(uniqueKeysWithValues: rows), statusProofs: []).json
        }
        #expect(try CredentialBundle(bundle(ExchangeLimits.proofs)).receipts.count == ExchangeLimits.proofs)
        #expect(throws: ExchangeError.self) { try CredentialBundle(bundle(ExchangeLimits.proofs + 1)) }
        var upper = try #require(examples.bundle.json.object)
        let row = try #require(upper["receipts"]?.object?.first)
        upper["receipts"] = .object([JSONString(row.key.string.uppercased()): row.value])
        #expect(throws: ExchangeError.self) { try CredentialBundle(.object(upper)) }
    }
}
