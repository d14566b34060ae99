/// What a suite of test vectors came to.
public struct SuiteResult: Sendable {
    /// A case that did not come out as its vector says.
    public struct Failure: Sendable {
        public let id: String
        public let reason: String
        public let isOptional: Bool
    }

    public let suite: String
    public private(set) var requiredPassed = 0
    public private(set) var requiredTotal = 0
    public private(set) var optionalPassed = 0
    public private(set) var optionalTotal = 0
    public private(set) var failures: [Failure] = []
    /// The folder is not there, or holds no cases.
    public internal(set) var missing = false

    public init(suite: String) {
        self.suite = suite
    }

    /// Every required case passed, and there was at least one case.
    public var isComplete: Bool { !missing && requiredPassed == requiredTotal && requiredTotal + optionalTotal > 0 }

    /// Counts a case; `failure` says what went wrong, nil that it passed.
    public mutating func record(_ id: String, optional: Bool = false, failure: String?) {
        if optional { optionalTotal += 1 } else { requiredTotal += 1 }
        if let failure {
            failures.append(Failure(id: id, reason: failure, isOptional: optional))
        } else if optional {
            optionalPassed += 1
        } else {
            requiredPassed += 1
        }
    }

    /// Counts a case by running it: `body` returns nil if it passed, else what went wrong; an error is a failure too.
    public mutating func check(_ id: String, optional: Bool = false, _ body: () throws -> String?) {
        do {
            record(id, optional: optional, failure: try body())
        } catch {
            record(id, optional: optional, failure: "\(error)")
        }
    }

    /// One line: `json-parsing 240/240 (optional 48/48)`, or `json-parsing absent`.
    public var summary: String {
        guard !missing else { return "\(suite) absent" }
        let optional = optionalTotal > 0 ? " (optional \(optionalPassed)/\(optionalTotal))" : ""
        return "\(suite) \(requiredPassed)/\(requiredTotal)\(optional)"
    }
}
