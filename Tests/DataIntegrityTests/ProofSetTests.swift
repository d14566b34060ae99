import Cryptography
import DID
import DataIntegrity
import JSON
import Testing

@Suite struct ProofSetTests {
    private let keys = (0..<3).map { _ in Ed25519.PrivateKey(generating: ()) }

    @Test func proofsOfASetAreIndependent() throws {
        var document = unsecured
        for key in keys { document = try DataIntegrity.addProof(to: document, options: options(of: key), key: key) }
        #expect(verify(document).map(\.outcome) == [.pass, .pass, .pass])
        #expect(verify(document).map(\.pointer) == ["/proof/0", "/proof/1", "/proof/2"])
        var proofs = try #require(document["proof"]?.array)
        proofs.remove(at: 0)
        proofs.reverse()
        document["proof"] = .array(proofs)
        #expect(verify(document).map(\.outcome) == [.pass, .pass])
    }

    @Test func oneBrokenProofLeavesTheOthers() throws {
        var document = unsecured
        for key in keys { document = try DataIntegrity.addProof(to: document, options: options(of: key), key: key) }
        var proofs = (document["proof"]?.array ?? []).compactMap(\.object)
        proofs[1]["created"] = "2027-01-15T08:30:00Z"
        document["proof"] = .array(proofs.map { .object($0) })
        #expect(verify(document).map(\.outcome) == [.pass, .fail, .pass])
    }

    private func chain() throws -> JSONObject {
        var document = try DataIntegrity.addProof(
            to: unsecured, options: options(of: keys[0], id: "urn:uuid:one"), key: keys[0])
        document = try DataIntegrity.addProof(
            to: document, options: options(of: keys[1], id: "urn:uuid:two", previous: ["urn:uuid:one"]), key: keys[1])
        return try DataIntegrity.addProof(
            to: document, options: options(of: keys[2], previous: ["urn:uuid:one", "urn:uuid:two"]), key: keys[2])
    }

    @Test func aChainVerifies() throws {
        let findings = verify(try chain())
        #expect(findings.map(\.outcome) == [.pass, .pass, .pass])
        #expect(findings.map(\.previousProofs) == [[], ["urn:uuid:one"], ["urn:uuid:one", "urn:uuid:two"]])
    }

    @Test func aChainedProofCoversThoseBelow() throws {
        // The first proof is replaced by another good one of the same name.
        var document = try chain()
        var proofs = try #require(document["proof"]?.array)
        var other = options(of: keys[0], id: "urn:uuid:one")
        other.created = "2027-01-01T00:00:00Z"
        proofs[0] = .object(try DataIntegrity.sign(unsecured, options: other, key: keys[0]))
        document["proof"] = .array(proofs)
        #expect(verify(document).map(\.outcome) == [.pass, .fail, .fail])
    }

    @Test func aChainedProofFallsWithThoseBelow() throws {
        // The lowest proof names a suite that cannot be judged; what stands on it cannot be judged either.
        var first = options(of: keys[0], id: "urn:uuid:one").proofForTests
        first["cryptosuite"] = "bbs-2023"
        var document = unsecured
        document["proof"] = [.object(first)]
        document = try DataIntegrity.addProof(
            to: document, options: options(of: keys[1], id: "urn:uuid:two", previous: ["urn:uuid:one"]), key: keys[1])
        document = try DataIntegrity.addProof(
            to: document, options: options(of: keys[2], previous: ["urn:uuid:two"]), key: keys[2])
        #expect(verify(document).map(\.outcome) == [.unknown, .unknown, .unknown])
    }

    @Test func aMissingOrAmbiguousPreviousProofIsAFailure() throws {
        var document = try chain()
        var proofs = try #require(document["proof"]?.array)
        document["proof"] = .array(Array(proofs.dropFirst()))
        #expect(verify(document).map(\.outcome) == [.fail, .fail])
        proofs.insert(proofs[0], at: 0)
        document["proof"] = .array(proofs)
        #expect(verify(document).map(\.outcome) == [.pass, .pass, .fail, .fail])
        #expect(throws: DataIntegrityError.previousProofNotFound(id: "urn:uuid:none")) {
            try DataIntegrity.sign(unsecured, options: options(previous: ["urn:uuid:none"]), key: signer)
        }
    }

    @Test func numbersOfProofsAreBounded() throws {
        let proof = JSONValue.object(try DataIntegrity.sign(unsecured, options: options(), key: signer))
        var document = unsecured
        document["proof"] = .array(Array(repeating: proof, count: DataIntegrity.largestProofCount))
        #expect(verify(document).filter { $0.outcome == .pass }.count == DataIntegrity.largestProofCount)
        #expect(throws: DataIntegrityError.tooManyProofs(limit: DataIntegrity.largestProofCount)) {
            try DataIntegrity.addProof(to: document, options: options(), key: signer)
        }
        document["proof"] = .array(Array(repeating: proof, count: DataIntegrity.largestProofCount + 1))
        #expect(verify(document).map(\.outcome) == [.fail])
    }

    @Test func variantsOfTheDocumentAreBounded() throws {
        var document = unsecured
        let count = 20
        for index in 0..<count {
            document = try DataIntegrity.addProof(
                to: document,
                options: options(id: "urn:n:\(index)", previous: index == 0 ? [] : ["urn:n:\(index - 1)"]),
                key: signer)
        }
        let outcomes = verify(document).map(\.outcome)
        #expect(outcomes.prefix(16).allSatisfy { $0 == .pass })
        #expect(outcomes.suffix(4).allSatisfy { $0 == .fail })
        let previous = (0...DataIntegrity.largestPreviousProofCount).map { "urn:n:\($0)" }
        let wide = try DataIntegrity.addProof(to: document, options: options(previous: previous), key: signer)
        #expect(verify(wide).last?.outcome == .fail)
    }
}

extension ProofOptions {
    /// A proof with these options and a worthless signature.
    fileprivate var proofForTests: JSONObject {
        [
            "id": id.map { .init($0) } ?? .null, "type": "DataIntegrityProof",
            "verificationMethod": .init(verificationMethod), "proofPurpose": .init(proofPurpose), "proofValue": "z1",
        ]
    }
}
