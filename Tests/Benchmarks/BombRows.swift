import Foundation
import Glibc
import JSON
import TestSupport

/// Documents made to cost much, each verified by a `clr` of its own: the whole process counts, time and memory.
enum BombRows {
    private static let seconds = 2.0
    private static let bytes = 256.0 * 1_048_576

    static func measure(_ bench: Workbench) throws -> [Row] {
        let directory = try TemporaryDirectory()
        let idle = try process(["--version"])
        return try documents.flatMap { name, document in
            let file = try directory.write(JSONValue.object(document).serialized(), to: "bomb.json")
            bench.progress.note(name)
            let rounds = try (0..<3).map { _ in try process(["verify", file]) }
            // What is read has a bad signature; what is refused is malformed.
            guard rounds.allSatisfy({ $0.code == (name.hasPrefix("read") ? 10 : 16) }) else { throw WrongResult() }
            return [
                Row(
                    name, .time, Measurement(rounds.map { ($0.seconds, idle.seconds) }), budget: [.seconds(seconds)],
                    limit: "a process that does nothing"),
                Row(
                    "  its memory", .memory, Measurement(rounds.map { ($0.bytes, idle.bytes) }),
                    budget: [.bytes(bytes)],
                    limit: "a process that does nothing"),
            ]
        }
    }

    // MARK: Documents

    private static var documents: [(String, JSONObject)] {
        let node = { (number: Int) -> JSONValue in JSONValue("_:n\(number)") }
        let complete = (0..<24).map { one -> JSONValue in
            ["id": node(one), "type": "urn:T", "k": .array((0..<24).filter { $0 != one }.map(node))]
        }
        let result: JSONValue = ["type": ["Result"], "value": "A"]
        var terms: JSONObject = [:]
        for number in 0..<30_000 { terms[JSONString("t\(number)")] = JSONValue("urn:\(number)") }
        let scoped = subject.setting("achievement", "@context", to: ["z": "urn:z"])
        return [
            (
                "refuse a poison graph: 24 blank nodes, each joined to each",
                badge(contexts: [["k": ["@id": "urn:k", "@type": "@id"]]], subject.with("k", .array(complete)))
            ),
            ("refuse a context bomb: scoped contexts 14 deep", badge(contexts: [bomb(14)], subject)),
            (
                "refuse a context of 30,000 terms, copied 2,000 times",
                badge(contexts: [.object(terms)], .array((0..<2_000).map { _ in scoped }))
            ),
            (
                "refuse a document of 100,000 nodes",
                badge(subject.with("result", .array((0..<100_000).map { _ in result })))
            ),
            (
                "read a document of 24,900 nodes, 99,600 values and more",
                badge(subject.with("result", .array((0..<24_900).map { _ in result })))
            ),
            (
                "read a credential of 4 MiB",
                badge(subject.with("narrative", JSONValue(String(repeating: "x", count: (4 << 20) - 4_000))))
            ),
        ]
    }

    private static func bomb(_ depth: Int) -> JSONValue {
        guard depth > 0 else { return [:] }
        let inner = bomb(depth - 1)
        return ["a": ["@id": "urn:a", "@context": inner], "b": ["@id": "urn:b", "@context": inner]]
    }

    private static let subject: JSONValue = [
        "type": ["AchievementSubject"],
        "achievement": [
            "id": "urn:a", "type": ["Achievement"], "name": "a", "description": "d", "criteria": ["narrative": "n"],
        ],
    ]

    private static func badge(contexts: [JSONValue] = [], _ subject: JSONValue) -> JSONObject {
        let key = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
        return [
            "@context": .array(
                [
                    "https://www.w3.org/ns/credentials/v2",
                    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
                ] + contexts),
            "id": "urn:uuid:1", "type": ["VerifiableCredential", "OpenBadgeCredential"], "name": "x",
            "issuer": ["id": JSONValue(key), "type": ["Profile"], "name": "n"], "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": subject,
            "proof": [
                "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": "2026-01-15T12:00:00Z",
                "verificationMethod": JSONValue("\(key)#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"),
                "proofPurpose": "assertionMethod", "proofValue": JSONValue("z" + String(repeating: "3", count: 88)),
            ],
        ]
    }

    // MARK: A process

    private struct Run {
        let code: Int32
        let seconds: Double
        /// The most that was resident at once.
        let bytes: Double
    }

    /// Runs the `clr` beside this program, which says nothing to anybody.
    private static func process(_ arguments: [String]) throws -> Run {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = URL(filePath: own).deletingLastPathComponent().appending(path: "clr").path
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [1, 2] as [Int32] {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        let texts = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe texts.forEach { unsafe free($0) } }
        let begin = Stopwatch.wall()
        var pid: pid_t = 0
        guard unsafe posix_spawn(&pid, program, &actions, nil, texts, environ) == 0 else { throw WrongResult() }
        var (status, usage) = (Int32(0), rusage())
        while unsafe wait4(pid, &status, 0, &usage) < 0 { guard errno == EINTR else { throw WrongResult() } }
        return Run(
            code: status & 0x7f == 0 ? status >> 8 & 0xff : -1, seconds: Stopwatch.wall() - begin,
            bytes: Double(usage.ru_maxrss) * 1_024)
    }
}

extension JSONValue {
    fileprivate func with(_ name: JSONString, _ value: JSONValue) -> JSONValue {
        guard var object else { return self }
        object[name] = value
        return .object(object)
    }

    /// Sets a member of a member.
    fileprivate func setting(_ outer: JSONString, _ inner: JSONString, to value: JSONValue) -> JSONValue {
        with(outer, self[outer]?.with(inner, value) ?? .null)
    }
}
