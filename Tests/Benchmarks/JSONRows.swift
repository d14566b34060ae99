import Foundation
import JSON
import Node

/// Parsing a credential against Foundation's parser.
enum JSONRows {
    static func measure(_ bench: Workbench) throws -> [Row] {
        try [20_000, 200_000].map { size in
            let text = try record(bench.institution, bytes: size)
            let data = Data(text)
            let measured = try Measurement.compare {
                try JSONValue(parsing: text)["credentialSubject"] != nil
            } _: {
                try JSONSerialization.jsonObject(with: data) is [String: Any]
            }
            return Row(
                "parse a CLR of \(text.count / 1_000) kB", .rate("MB/s", weight: Double(text.count) / 1e6), measured,
                budget: [.share(3)], stretch: [.share(6)], limit: "JSONSerialization")
        }
    }

    /// A signed CLR of about that many bytes.
    private static func record(_ institution: Institution, bytes: Int) throws -> [UInt8] {
        var courses = 1
        while true {
            guard let clr = try institution.issue(institution.learner(courses: courses)).last else { continue }
            let text = JSONValue.object(clr.document).serialized()
            if text.count >= bytes { return text }
            courses += max(1, (bytes - text.count) / (text.count / courses + 1))
        }
    }
}
