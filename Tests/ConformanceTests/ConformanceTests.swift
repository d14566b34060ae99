import ConformanceSuites
import TestSupport
import Testing

struct ConformanceTests {
    @Test(
        "Every required case of the suite passes",
        .enabled(if: Vectors.available, "the test vectors are not on this machine (CHIROGRAPH_VECTORS)"),
        arguments: ConformanceSuites.names)
    func suitePasses(_ name: String) throws {
        let result = try #require(ConformanceSuites.run(name))
        guard !result.missing else { return }
        let failures = result.failures.filter { !$0.isOptional }.map { "\($0.id): \($0.reason)" }
        #expect(result.isComplete, "\(result.summary)\n\(failures.prefix(20).joined(separator: "\n"))")
    }

    @Test("A folder without cases is missing, not passed")
    func emptyFolderIsMissing() throws {
        let directory = try TemporaryDirectory()
        try directory.write(Array(#"{"suite":"jcs","cases":[]}"#.utf8), to: "cases.json")
        let folder = SuiteFolder(name: "jcs", root: directory.url)
        let result = try #require(ConformanceSuites.run("jcs", over: folder))
        #expect(result.missing)
        #expect(!result.isComplete)
        #expect(result.summary == "jcs absent")
    }

    @Test("A folder that promises cases it does not hold fails")
    func brokenPromiseFails() throws {
        let directory = try TemporaryDirectory()
        try directory.write(Array(#"{"shared":3,"files":{"gone.json":{"shared":3}}}"#.utf8), to: "cases.json")
        let folder = SuiteFolder(name: "multiformats", root: directory.url)
        let result = try #require(ConformanceSuites.run("multiformats", over: folder))
        #expect(!result.missing)
        #expect(!result.isComplete)
    }

    @Test("A broken cases.json is a failure with a reason")
    func brokenManifestFails() throws {
        let directory = try TemporaryDirectory()
        try directory.write(Array("{".utf8), to: "cases.json")
        let result = try #require(
            ConformanceSuites.run("jcs", over: SuiteFolder(name: "jcs", root: directory.url)))
        #expect(result.failures.count == 1)
        #expect(!result.isComplete)
    }

    @Test("A name that is no suite gives nothing")
    func unknownName() {
        #expect(ConformanceSuites.run("no-such-suite", over: nil)?.summary == nil)
    }
}
