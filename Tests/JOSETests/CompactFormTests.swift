import Cryptography
import DID
import JOSE
import JSON
import Multiformats
import TestSupport
import Testing

@Suite struct CompactFormTests {
    private let header = Base64URL.encode(Array(#"{"alg":"EdDSA"}"#.utf8))
    private let signature = Base64URL.encode([UInt8](repeating: 7, count: 64))

    private func encoded(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }

    @Test(arguments: JWSAlgorithm.allCases) func whatWasSignedIsReadAndVerified(_ algorithm: JWSAlgorithm) throws {
        let key = try Keys.key(for: algorithm)
        let made = try draft(algorithm.rawValue).signed(with: key)
        let read = try JSONWebSignature(compact: made.compact())
        #expect(read == made)
        #expect(read.payload == Array("learner record".utf8))
        #expect(read.header.keyID == "key-1")
        #expect(try read.header.algorithm() == algorithm)
        try read.verify(with: key.publicKey)
        try read.verify(with: JSONWebKey(key.publicKey, algorithm: algorithm.rawValue))
    }

    @Test func aKeyOfAnotherKindOrCurveIsRefused() throws {
        for algorithm in JWSAlgorithm.allCases {
            let signed = try draft(algorithm.rawValue).signed(with: Keys.key(for: algorithm))
            for key in try Keys.all() where !algorithm.fits(key.publicKey) {
                let kind = key.publicKey.kind
                let mismatch = JWSError.keyMismatch(algorithm: algorithm.rawValue, kind: kind)
                #expect(jwsError { () throws(JWSError) in try signed.verify(with: key.publicKey) } == mismatch)
                #expect(throws: mismatch) { try draft(algorithm.rawValue).signed(with: key) }
            }
        }
        let signed = try draft("ES256").signed(with: Keys.p256.get())
        let secp256k1 = VerificationKey(try ECDSA.PrivateKey(generating: .secp256k1).publicKey)
        #expect(throws: JWSError.keyMismatch(algorithm: "ES256", kind: "secp256k1")) {
            try signed.verify(with: secp256k1)
        }
    }

    @Test func whatTheKeysOwnerSaysCounts() throws {
        let signed = try draft("RS256").signed(with: Keys.rsa.get())
        let key = JSONWebKey(try Keys.rsa.get().publicKey, algorithm: "PS256")
        #expect(throws: JWSError.keyNotForThis(reason: "The key is for PS256, not for RS256.")) {
            try signed.verify(with: key)
        }
    }

    @Test func theNumberOfPartsIsThree() {
        for (text, count) in [
            ("", 1), (header, 1), ("\(header).AA", 2), ("\(header).AA.AA.", 4), (".\(header).AA.AA", 4),
            ("\(header).AA.AA.AA.AA", 5),
        ] {
            #expect(refusal(text) == .notCompact(partCount: count), "\(text)")
        }
    }

    @Test func noPartIsEmpty() {
        #expect(refusal(".AA.\(signature)") == .emptyPart(.header))
        #expect(refusal("\(header)..\(signature)") == .emptyPart(.payload))
        #expect(refusal("\(header).AA.") == .emptyPart(.signature))
        #expect(refusal("..") == .emptyPart(.header))
    }

    @Test func everyByteStringHasOneText() {
        // The last character of "AB" carries bits that belong to no byte.
        for wrong in ["AA==", "AA=", "AB", "A", "A A", "AA\n", " AA", "A+", "A/", "é", "AAAAA"] {
            for (text, part) in [
                ("\(header + wrong).AA.\(signature)", JWSError.Part.header),
                ("\(header).\(wrong).\(signature)", .payload), ("\(header).AA.\(wrong)", .signature),
            ] {
                guard case .encoding(part, _) = refusal(text) else {
                    Issue.record("'\(wrong)' as \(part) gives \(refusal(text).map { "\($0)" } ?? "nothing")")
                    continue
                }
            }
        }
        #expect(refusal("\(header).AA.\(signature)") == nil)
        #expect(refusal(" \(header).AA.\(signature)") != nil)
        #expect(refusal("\(header).AA.\(signature)\n") != nil)
    }

    @Test func theHeaderIsAJSONObjectWithoutDuplicates() {
        for text in [
            "{", "{}x", "\u{FEFF}{}", #"{"alg":"EdDSA","alg":"EdDSA"}"#, #"{"alg":"EdDSA","\u0061lg":"none"}"#,
            "{'a':1}",
        ] {
            guard case .headerNotJSON = refusal("\(encoded(text)).AA.AA") else {
                Issue.record("\(text) is not refused as JSON")
                continue
            }
        }
        for text in ["[]", "\"EdDSA\"", "1", "null"] {
            #expect(refusal("\(encoded(text)).AA.AA") == .headerNotAnObject)
        }
    }

    @Test func algorithmsThatProveNothingAreRefused() throws {
        for name in ["none", "None", "NONE", "nOnE"] {
            #expect(refusal("\(encoded(#"{"alg":"\#(name)"}"#)).AA.AA") == .unsecured)
            #expect(refusal("\(encoded(#"{"alg":"\#(name)"}"#)).AA.") == .unsecured)
        }
        #expect(refusal("\(encoded("{}")).AA.AA") == .noAlgorithm)
        for value in ["1", "null", "\"\"", "[\"EdDSA\"]"] {
            #expect(refusal("\(encoded("{\"alg\":\(value)}")).AA.AA") == .badParameter("alg"))
        }
        for name in ["HS256", "HS384", "HS512"] {
            let read = try JSONWebSignature(compact: "\(encoded(#"{"alg":"\#(name)"}"#)).AA.AA")
            for key in try Keys.all() {
                #expect(throws: JWSError.symmetricAlgorithm(name)) { try read.verify(with: key.publicKey) }
            }
        }
        for name in ["RS1", "RS384", "ES256K", "Ed448", "ES", "edDSA", "EdDSA ", "ES\u{FF12}56"] {
            let read = try JSONWebSignature(compact: "\(encoded(#"{"alg":"\#(name)"}"#)).AA.AA")
            for key in try Keys.all() {
                #expect(throws: JWSError.unsupportedAlgorithm(name)) { try read.verify(with: key.publicKey) }
            }
        }
    }

    /// The classic confusion: a public key taken as the secret of an HMAC.
    @Test func aPublicKeyIsNoSharedSecret() throws {
        guard case .rsa(let key) = try Keys.rsa.get().publicKey else { return }
        let forged = try draft("HS256")
        let tag = HMACSHA256.authenticate(forged.signingInput, key: key.pkcs1DER)
        let read = try JSONWebSignature(compact: forged.signed(tag.bytes).compact())
        #expect(throws: JWSError.symmetricAlgorithm("HS256")) { try read.verify(with: .rsa(key)) }
    }

    @Test func extensionsThatMustBeUnderstoodAreRefused() {
        func critical(_ value: String, _ more: String = "") -> JWSError? {
            refusal("\(encoded("{\"alg\":\"EdDSA\",\"crit\":\(value)\(more)}")).AA.\(signature)")
        }
        #expect(critical("[\"exp\"]", ",\"exp\":1") == .criticalNotUnderstood("exp"))
        #expect(critical("[\"b64\",\"x\"]", ",\"b64\":true,\"x\":1") == .criticalNotUnderstood("x"))
        // A registered name may not stand there either.
        #expect(critical("[\"alg\"]") == .criticalNotUnderstood("alg"))
        for value in ["[]", "null", "\"b64\"", "{}", "[1]", "[\"b64\",\"b64\"]"] {
            #expect(critical(value, ",\"b64\":true") == .badParameter("crit"), "\(value)")
        }
        #expect(critical("[\"b64\"]") == .badParameter("crit"))
        #expect(critical("[\"b64\"]", ",\"b64\":true") == nil)
        let many = "[" + (0..<9).map { "\"x\($0)\"" }.joined(separator: ",") + "]"
        #expect(critical(many) == .badParameter("crit"))
    }

    @Test func keysInTheHeaderArePublicOnes() throws {
        func error(_ key: JSONValue) throws -> JWSError? {
            refusal("\(encoded("{\"alg\":\"EdDSA\",\"jwk\":\(key)}")).AA.\(signature)")
        }
        var jwk = try #require(Keys.ed25519.publicKey.jsonWebKey)
        #expect(try error(.object(jwk)) == nil)
        jwk["d"] = "AA"
        #expect(try error(.object(jwk)) == .badKey(.privateMember("d")))
        #expect(try error(["kty": "oct", "k": "AA"]) == .badKey(.symmetric))
        #expect(try error([:]) == .badKey(.missing(member: "kty")))
        #expect(try error("x") == .badParameter("jwk"))
    }

    /// A key that came along is never used by itself.
    @Test func theKeyInTheHeaderDoesNotVerify() throws {
        let attacker = try Keys.p256.get()
        let jwk = try #require(attacker.publicKey.jsonWebKey)
        let signed = try JWSDraft(protected: ["alg": "ES256", "jwk": .object(jwk)], payload: [1]).signed(with: attacker)
        let victim = VerificationKey(try ECDSA.PrivateKey(generating: .p256).publicKey)
        #expect(throws: JWSError.badSignature) { try signed.verify(with: victim) }
    }

    @Test func everyPartIsBounded() throws {
        typealias Limits = JSONWebSignature.Limits
        let header = #"{"alg":"EdDSA","x":""# + String(repeating: "x", count: Limits.header - 22) + "\"}"
        #expect(header.utf8.count == Limits.header)
        #expect(refusal("\(encoded(header)).AA.\(signature)") == nil)
        #expect(refusal("\(encoded(header + " ")).AA.\(signature)") == .tooLong(.header, limit: Limits.header))
        let longest = [UInt8](repeating: 1, count: Limits.signature)
        #expect(refusal("\(self.header).AA.\(Base64URL.encode(longest))") == nil)
        #expect(
            refusal("\(self.header).AA.\(Base64URL.encode(longest + [1]))")
                == .tooLong(.signature, limit: Limits.signature))
        let payload = Base64URL.encode([UInt8](repeating: 1, count: Limits.payload + 1))
        #expect(refusal("\(self.header).\(payload).\(signature)") == .tooLong(.payload, limit: Limits.payload))
        let text = String(repeating: "A", count: Limits.text + 1)
        #expect(refusal(text) == .tooLong(nil, limit: Limits.text))
        let deep = #"{"alg":"EdDSA","x":"# + String(repeating: "[", count: 9) + String(repeating: "]", count: 9) + "}"
        guard case .headerNotJSON = refusal("\(encoded(deep)).AA.\(signature)") else {
            return #expect(Bool(false), "a deep header is read")
        }
    }

    @Test func aDetachedPayloadIsTheCallers() throws {
        let made = try draft("EdDSA").signed(with: Keys.ed25519)
        let text = try made.compactWithoutPayload()
        #expect(text.contains(".."))
        let read = try JSONWebSignature(compact: text, detachedPayload: made.payload)
        #expect(read == made)
        try read.verify(with: Keys.ed25519.publicKey)
        let other = try JSONWebSignature(compact: text, detachedPayload: made.payload + [0])
        #expect(throws: JWSError.badSignature) { try other.verify(with: Keys.ed25519.publicKey) }
        #expect(refusal(text) == .emptyPart(.payload))
        #expect(refusal(try made.compact(), detachedPayload: made.payload) == .payloadElsewhere)
        // No bytes at all can only be had this way.
        let empty = try JWSDraft(protected: ["alg": "EdDSA"], payload: []).signed(with: Keys.ed25519)
        #expect(throws: JWSError.emptyPart(.payload)) { try empty.compact() }
        try JSONWebSignature(compact: empty.compactWithoutPayload(), detachedPayload: [])
            .verify(with: Keys.ed25519.publicKey)
    }

    @Test func anUnencodedPayloadNeedsCrit() throws {
        let header: JSONObject = ["alg": "EdDSA", "b64": false, "crit": ["b64"]]
        let made = try JWSDraft(protected: header, payload: Array("Hello, world!".utf8)).signed(with: Keys.ed25519)
        let text = try made.compact()
        #expect(text.contains(".Hello, world!."))
        let read = try JSONWebSignature(compact: text)
        #expect(read == made)
        try read.verify(with: Keys.ed25519.publicKey)
        #expect(throws: JWSError.notCritical("b64")) {
            try JWSDraft(protected: header.removing("crit"), payload: [1])
        }
        for value in ["0", "\"false\"", "null"] {
            let text = encoded("{\"alg\":\"EdDSA\",\"crit\":[\"b64\"],\"b64\":\(value)}")
            #expect(refusal("\(text).AA.\(signature)") == .badParameter("b64"))
        }
        for payload in ["a.b", "a\n", "ä", "\u{7F}"] {
            let made = try JWSDraft(protected: header, payload: Array(payload.utf8)).signed(with: Keys.ed25519)
            #expect(throws: JWSError.unencodablePayload) { try made.compact() }
            // Beside the signature it may be anything.
            try JSONWebSignature(compact: made.compactWithoutPayload(), detachedPayload: Array(payload.utf8))
                .verify(with: Keys.ed25519.publicKey)
        }
        let start = text.prefix { $0 != "." }
        #expect(refusal("\(start).a\tb.\(signature)") == .unencodablePayload)
        #expect(refusal("\(start)..\(signature)") == .emptyPart(.payload))
    }
}
