import Credentials
import Cryptography
import DID
import DataIntegrity
import Foundation
import JSON
import JSONLD
import Node
import RDF
import TestSupport

/// The stages of verifying linked data, and all of them together.
enum LinkedDataRows {
    /// A badge, a CLR with 6 credentials and one with 62: the cost has to grow with the length and no faster.
    private static let nested = [0, 5, 61]

    static func measure(_ bench: Workbench) throws -> [Row] {
        let institution = try Institution(suite: .eddsaRDFC2022)
        let policy = TrustPolicy(
            pinned: [
                PinnedIssuer(
                    did: institution.member.did, keys: [PinnedKey(.ed25519(institution.member.assertion.publicKey))])
            ], now: Institution.issued + 86_400_000)
        return try nested.flatMap { count in try rows(samples(count, institution), count + 1, policy, institution) }
    }

    /// The same document signed at sixteen times, to be taken in turn, as a verifier meets one issuer's credentials.
    private static func samples(_ courses: Int, _ institution: Institution) throws -> [JSONObject] {
        try (10..<26).map { second in
            let signed = try institution.issue(
                institution.learner(courses: max(courses, 1)), created: "2026-02-01T00:00:\(second)Z")
            guard let document = courses == 0 ? signed.first : signed.last else { throw WrongResult() }
            return document.document
        }
    }

    private static func rows(
        _ documents: [JSONObject], _ credentials: Int, _ policy: TrustPolicy, _ institution: Institution
    ) throws -> [Row] {
        let texts = documents.map { JSONValue.object($0).serialized() }
        let document = documents[0]
        let text = texts[0]
        var turn = 0
        let name =
            credentials == 1
            ? "a badge of \(text.count) bytes" : "a CLR of \(text.count / 1_000) kB, \(credentials) credentials"
        let bare = BareCheck(institution.member.assertion)
        let checks = { (0..<credentials).allSatisfy { _ in bare.isValid() } }
        let limit = credentials == 1 ? "one Ed25519 check" : "its \(credentials) Ed25519 checks"
        let processor = JSONLDProcessor(contexts: BundledContexts.cache)
        let value = JSONValue.object(document)
        let dataset = try processor.dataset(of: value)
        let verifier = CredentialVerifier(policy: policy)
        let next = {
            turn += 1
            return texts[turn % texts.count]
        }
        var rows = [
            Row(
                "verify \(name), eddsa-rdfc-2022", .time,
                try Measurement.compare({ isGood(verifier.verify(next())) }, checks), budget: [.times(4)],
                stretch: [.times(2)], limit: limit),
            Row(
                "  parse it", .time,
                try Measurement.compare({ try JSONValue(parsing: text)["id"] != nil }, checks), budget: [], limit: limit
            ),
            Row(
                "  expand it", .time,
                try Measurement.compare({ try processor.expand(value).array?.count == 1 }, checks), budget: [],
                limit: limit),
            Row(
                "  expand it to RDF", .time,
                try Measurement.compare({ try processor.dataset(of: value).count == dataset.count }, checks),
                budget: [],
                limit: limit),
            Row(
                "  canonicalise its \(dataset.count) statements", .time,
                try Measurement.compare({ try !dataset.canonicalized().nQuads.isEmpty }, checks), budget: [],
                limit: limit),
        ]
        if let peer = try Peer.measure(document, key: institution.member.assertion.publicKey) {
            let ours = try Measurement.compare({ isGood(verifier.verify(next())) }, checks)
            rows.append(
                Row(
                    "  verify it, beside PyLD and PyNaCl", .time,
                    Measurement([(ours.ours, peer)]), budget: [], limit: "PyLD: its outermost proof alone"))
        }
        return rows
    }

    /// Everything passes but the status, which only a status list could tell.
    private static func isGood(_ report: Report) -> Bool {
        report.code == .unknown
            && [CheckKind.parsed, .schema, .proof, .issuer, .dates].allSatisfy {
                let outcome = report.root.check($0)?.outcome
                return outcome == .pass || outcome == .warn
            }
    }

    /// Tests/interop/linked_data.py, where an interpreter with its libraries is at hand.
    private enum Peer {
        static func measure(_ document: JSONObject, key: Ed25519.PublicKey) throws -> Double? {
            guard let interpreter = ProcessInfo.processInfo.environment["CHIROGRAPH_PYTHON"] else { return nil }
            let scratch = try Scratch(in: FileManager.default.temporaryDirectory.path)
            var contexts: JSONObject = [:]
            for url in BundledContexts.urls { contexts[JSONString(url)] = BundledContexts.document(url) }
            try Data(JSONValue.object(contexts).serialized()).write(to: URL(filePath: scratch.path + "/contexts"))
            try Data(JSONValue.object(document).serialized()).write(to: URL(filePath: scratch.path + "/document.json"))
            let process = Process()
            process.executableURL = URL(filePath: interpreter)
            process.arguments = [
                TestData.packageRoot.appending(path: "Tests/interop/linked_data.py").path, "time", key.rawBytes.hex,
                scratch.path + "/document.json", scratch.path + "/contexts",
            ]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { return nil }
            return Double(text.split(separator: "\n").last ?? "")
        }
    }
}
