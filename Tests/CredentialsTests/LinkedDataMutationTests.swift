import Credentials
import Cryptography
import DID
import DataIntegrity
import JSON
import TestSupport
import Testing

/// What breaks a signature over statements and what does not.
@Suite struct LinkedDataMutationTests {
    private let signed: JSONObject
    private let verifier: CredentialVerifier

    init() throws {
        let fixture = try VerifierFixture()
        var draft = try fixture.draft()
        draft["evidence"] = [["type": ["Evidence"], "narrative": "one"], ["type": ["Evidence"], "narrative": "two"]]
        draft["credentialStatus"] = nil
        // The same profile as the issuer's: what is said twice can be left out once.
        draft = draft.setting(["credentialSubject", "achievement", "creator"], to: nil)
        let key = Multikey.encode(.ed25519(fixture.issuer.assertion.publicKey))
        let options = ProofOptions(
            cryptosuite: .eddsaRDFC2022, verificationMethod: "\(fixture.issuer.did)#\(key)",
            created: "2026-01-05T09:00:00Z", proofPurpose: "assertionMethod")
        signed = try DataIntegrity.addProof(to: draft, options: options, key: fixture.issuer.assertion)
        verifier = CredentialVerifier(
            policy: TrustPolicy(
                pinned: [
                    PinnedIssuer(
                        did: fixture.issuer.did, keys: [PinnedKey(.ed25519(fixture.issuer.assertion.publicKey))])
                ], now: fixture.policy.now))
    }

    private func proof(_ document: JSONValue) -> Outcome? { verifier.verify(document).root.check(.proof)?.outcome }

    @Test func theDocumentItselfVerifies() { #expect(verifier.verify(.object(signed)).code == .verified) }

    /// Every text, number and boolean of the document and its proof, changed in turn.
    @Test func everyChangedValueBreaksIt() {
        var count = 0
        Self.mutations(.object(signed), JSONPointer()) { place, mutant in
            // Two names of one class, and a wider context, which adds nothing that is used.
            guard place.tokens.last != "@context", place.tokens.first != "@context" else { return }
            count += 1
            #expect(verifier.verify(mutant).code != .verified, "\(place)")
            #expect(proof(mutant) != .pass, "\(place)")
        }
        #expect(count > 40)
    }

    /// Calls back with the document in which one value is another.
    private static func mutations(
        _ value: JSONValue, _ place: JSONPointer, _ body: (JSONPointer, JSONValue) -> Void
    ) {
        switch value {
        case .object(let object):
            for member in object {
                mutations(member.value, place.appending(member.key)) { inner, mutant in
                    body(inner, .object(object.setting([member.key], to: mutant)))
                }
                body(place.appending(member.key), .object(object.removing(member.key)))
            }
        case .array(let values):
            for index in values.indices {
                mutations(values[index], place.appending(index)) { inner, mutant in
                    var changed = values
                    changed[index] = mutant
                    body(inner, .array(changed))
                }
            }
        case .string(let text): body(place, JSONValue(text.string + "x"))
        case .number(let number): body(place, .number(JSONNumber((Int(number.text) ?? 0) + 1)))
        case .bool(let flag): body(place, .bool(!flag))
        case .null: break
        }
    }

    @Test func aMemberThatNoContextDefinesIsAnErrorAndNotIgnored() {
        for place in [[], ["credentialSubject"], ["credentialSubject", "achievement"]] as [[JSONString]] {
            let mutant = signed.setting(place + ["unheardOf"], to: "text")
            let report = verifier.verify(.object(mutant))
            #expect(report.code == .malformed, "\(place)")
            #expect(report.root.check(.proof)?.reason.contains("unheardOf") == true)
        }
    }

    /// Order of members and of sets, one element with or without its array, spelling of texts: the statements are the same.
    @Test func whatChangesNoStatementChangesNothing() throws {
        let reversed = JSONObject(signed.reversed().map { $0 })
        #expect(proof(.object(reversed)) == .pass)
        let evidence = try #require(signed["evidence"]?.array)
        #expect(proof(.object(signed.setting(["evidence"], to: .array(evidence.reversed())))) == .pass)
        let type = try #require(signed["credentialSubject"]?["type"]?.array?.first)
        #expect(proof(.object(signed.setting(["credentialSubject", "type"], to: type))) == .pass)
        // One class has two names.
        let other = signed.setting(["type"], to: ["VerifiableCredential", "OpenBadgeCredential"])
        #expect(proof(.object(other)) == .pass)
        let escaped = String(decoding: JSONValue.object(signed).serialized(), as: UTF8.self)
            .replacing("State College", with: "\\u0053tate College")
        #expect(proof(try JSONValue(parsing: Array(escaped.utf8))) == .pass)
    }

    // MARK: Documents made to cost much

    /// Blank nodes that only trying all orders could tell apart.
    @Test func aPoisonGraphIsRefused() throws {
        let names = (0..<24).map { "_:b\($0)" }
        let nodes: [JSONValue] = names.map { name in
            ["id": JSONValue(name), "linked": .array(names.filter { $0 != name }.map { ["id": JSONValue($0)] })]
        }
        var poison = signed.setting(["credentialSubject", "linked"], to: .array(nodes))
        let contexts = try #require(poison["@context"]?.array)
        poison["@context"] = .array(contexts + [["linked": ["@id": "https://vendor.example/linked", "@type": "@id"]]])
        let report = verifier.verify(.object(poison))
        #expect(report.code == .malformed)
        #expect(report.root.check(.proof)?.reason.contains("telling the blank nodes") == true)
    }

    @Test func aContextBombIsRefused() throws {
        var inner: JSONValue = ["leaf": "https://vendor.example/leaf"]
        for level in 0..<100 {
            inner = [JSONString("t\(level)"): ["@id": "https://vendor.example/t", "@context": inner]]
        }
        let contexts = try #require(signed["@context"]?.array)
        let deep = signed.setting(["@context"], to: .array(contexts + [inner]))
        #expect(proof(.object(deep)) != .pass)
        // More addresses than one document may name.
        let wide = (0..<70).map { JSONValue("https://vendor.example/context/\($0)") }
        #expect(proof(.object(signed.setting(["@context"], to: .array(contexts + wide)))) != .pass)
    }

    @Test func aContextThatRedefinesWhatIsProtectedIsRefused() throws {
        let contexts = try #require(signed["@context"]?.array)
        let redefined = signed.setting(
            ["@context"], to: .array(contexts + [["description": "https://vendor.example/description"]]))
        let report = verifier.verify(.object(redefined))
        #expect(report.code == .malformed)
        #expect(report.root.check(.proof)?.reason.contains("protected term redefinition") == true)
    }
}
