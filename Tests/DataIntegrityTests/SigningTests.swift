import Cryptography
import DID
import DataIntegrity
import JSON
import Multiformats
import Testing

@Suite struct SigningTests {
    @Test func aSignedDocumentVerifies() throws {
        let signed = try DataIntegrity.addProof(to: unsecured, options: options(), key: signer)
        let finding = try #require(verify(signed).first)
        #expect(verify(signed).count == 1)
        #expect(finding.outcome == .pass)
        #expect(finding.key == .ed25519(signer.publicKey))
        #expect(finding.verificationMethod == DIDKey.verificationMethod(of: signer.publicKey))
        #expect(finding.cryptosuite == "eddsa-jcs-2022")
        #expect(finding.proofPurpose == "assertionMethod")
        #expect(finding.created == "2026-01-15T08:30:00Z")
        #expect(finding.pointer == "/proof/0")
        #expect(!finding.reason.isEmpty && !finding.clause.isEmpty)
    }

    @Test func theSignatureCoversBothHashes() throws {
        // The recipe of VC DI EdDSA 1.0 section 3.3 spelt out.
        let proof = try DataIntegrity.sign(unsecured, options: options(), key: signer)
        #expect(proof["@context"] == unsecured["@context"])
        let configuration = try JSONValue.object(proof.removing("proofValue")).canonicalized()
        let document = try JSONValue.object(unsecured).canonicalized()
        let input = SHA256.hash(configuration).bytes + SHA256.hash(document).bytes
        #expect(proof["proofValue"]?.string == Multibase.encode(signer.sign(input).bytes, base: .base58btc))
        var seen: [[UInt8]] = []
        let other = try DataIntegrity.sign(unsecured, options: options()) { bytes in
            seen.append(bytes)
            return signer.sign(bytes)
        }
        #expect(seen == [input])
        #expect(other == proof)
    }

    @Test func memberOrderAndSpacesDoNotMatter() throws {
        let signed = try DataIntegrity.addProof(to: unsecured, options: options(), key: signer)
        let reversed = JSONObject(Array(signed.reversed()))
        let again = try JSONValue(parsing: JSONValue.object(reversed).serialized(pretty: true))
        #expect(verify(try #require(again.object)).map(\.outcome) == [.pass])
        // 4.5 and 45e-1 are one number.
        var changed = signed
        var subject = try #require(signed["credentialSubject"]?.object)
        subject["creditsEarned"] = try JSONValue(parsing: "45e-1")
        changed["credentialSubject"] = .object(subject)
        #expect(verify(changed).map(\.outcome) == [.pass])
    }

    @Test func everyChangeIsFound() throws {
        let signed = try DataIntegrity.addProof(to: unsecured, options: options(), key: signer)
        let variants = changes(of: signed)
        #expect(variants.count > 100)
        for changed in variants {
            // A context behind the signed ones is the one addition the suite allows (section 3.3.2 step 4).
            if changed["@context"]?.array?.starts(with: signed["@context"]?.array ?? []) ?? false,
                changed.removing("@context") == signed.removing("@context")
            {
                continue
            }
            let outcomes = verify(changed).map(\.outcome)
            // Without the proof there is no finding; another suite's name is unknown; an added element is a second proof.
            #expect(!outcomes.contains(.pass) || outcomes.contains(.fail), "\(JSONValue.object(changed))")
        }
    }

    @Test func everyChangedByteIsFound() throws {
        let signed = try DataIntegrity.addProof(to: unsecured, options: options(), key: signer)
        let text = JSONValue.object(signed).serialized()
        for index in text.indices {
            var changed = text
            changed[index] ^= 1 << UInt8(index % 7)
            guard let object = try? JSONValue(parsing: changed).object else { continue }
            #expect(!verify(object).contains { $0.outcome == .pass }, "byte \(index)")
        }
    }

    @Test func otherSpellingsOfACharacterAreOtherDocuments() throws {
        let signed = try DataIntegrity.addProof(to: unsecured, options: options(), key: signer)
        var changed = signed
        changed["issuer"] = ["id": "https://college.example/", "name": "Colle\u{300}ge"]
        #expect(verify(changed).map(\.outcome) == [.fail])
    }

    @Test func whatCannotBeSignedIsRefused() throws {
        for suite in Cryptosuite.allCases where !suite.isSupported {
            var options = options()
            options.cryptosuite = suite
            #expect(throws: DataIntegrityError.unsupportedCryptosuite(suite)) {
                try DataIntegrity.sign(unsecured, options: options, key: signer)
            }
        }
        var options = options()
        options.created = "yesterday"
        #expect(throws: DataIntegrityError.badTime(member: "created", value: "yesterday")) {
            try DataIntegrity.sign(unsecured, options: options, key: signer)
        }
        var broken = unsecured
        broken["proof"] = "none"
        #expect(throws: DataIntegrityError.badProofMember) {
            try DataIntegrity.addProof(to: broken, options: .init(verificationMethod: "did:example:1"), key: signer)
        }
        broken = unsecured
        broken["huge"] = try JSONValue(parsing: "1e999")
        #expect(throws: DataIntegrityError.self) { try DataIntegrity.credentialDigest(broken) }
        #expect(throws: DataIntegrityError.self) {
            try DataIntegrity.sign(broken, options: .init(verificationMethod: "did:example:1"), key: signer)
        }
    }

    @Test func theCredentialDigestCoversTheProof() throws {
        let signed = try DataIntegrity.addProof(to: unsecured, options: options(), key: signer)
        let digest = try DataIntegrity.credentialDigest(signed)
        #expect(digest == SHA256.hash(try JSONValue.object(signed).canonicalized()))
        #expect(try digest != DataIntegrity.credentialDigest(unsecured))
    }
}
