import Credentials
import Cryptography
import DataIntegrity
import JSON
import Node
import TestSupport

/// Issuing on one core against signing alone.
enum IssueRows {
    private static let credentials = 10_000

    /// From course results to rows that could be committed: drafts, binding, signing, anchors, issuance tree, receipts,
    /// serialised credentials. What the commit costs is in the row `append`.
    static func measure(_ bench: Workbench) throws -> [Row] {
        try measure(Institution(suite: .eddsaJCS2022), "eddsa-jcs-2022", share: 0.5)
            + measure(Institution(suite: .eddsaRDFC2022), "eddsa-rdfc-2022", share: 0.2)
    }

    private static func measure(_ institution: Institution, _ suite: String, share: Double) throws -> [Row] {
        let learners = institution.learners(credentials: credentials)
        let key = institution.member.assertion
        var rounds: [(ours: Double, limit: Double)] = []
        var count = 0
        for _ in 0..<5 {
            let begin = Stopwatch.cpu()
            count = try issue(learners, institution)
            let middle = Stopwatch.cpu()
            let ours = (middle - begin) / Double(count)
            rounds.append((ours, try signing(key)))
        }
        let signed = count
        return [
            Row(
                "issue \(Table.number(Double(signed))) signed and anchored credentials, one core, \(suite)",
                .rate("/s", weight: 1), Measurement(rounds), budget: [.share(share)], limit: "Ed25519 signatures")
        ]
    }

    private static func issue(_ learners: [[CourseResult]], _ institution: Institution) throws -> Int {
        let signed = try learners.flatMap { try institution.issue($0) }
        let rows = try AnchorBatch(signed).rows(entryIndex: 1_000)
        guard rows.count == signed.count * 4 else { throw WrongResult() }
        return signed.count
    }

    /// Seconds of one signature over 64 bytes.
    private static func signing(_ key: Ed25519.PrivateKey) throws -> Double {
        var message = [UInt8](repeating: 5, count: 64)
        return try Measurement.time(
            {
                message[0] &+= 1
                return key.sign(message).bytes.count == 64
            }, 5_000)
    }
}
