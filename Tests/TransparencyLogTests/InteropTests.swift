import Foundation
import TestSupport
import Testing
import TransparencyLog

private let goPackage = "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog"

/// Go's checksum-database packages read what we write.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: goPackage), "needs Go; see Tests/interop/tlog.sh"))
struct InteropTests {
    @Test(arguments: [1, 255, 256, 257, 1_000])
    func goChecksCheckpointTilesAndProofsOfOurLogs(_ size: Int) throws {
        let fixture = try NoteFixture()
        let entries = (0..<size).map { Array("record \($0)".utf8) }
        let log = LogDirectory(
            entries: entries, log: fixture.log, cosigners: [fixture.cosigner], time: NoteFixture.time)
        let directory = try TemporaryDirectory()
        try log.write(to: directory.url, proofs: 100, seed: UInt64(size))
        let (status, output) = try check(directory)
        #expect(status == 0, "\(output)")
        #expect(output.split(separator: "\n").filter { $0.hasPrefix("OK ") }.count == 8, "\(output)")
    }

    @Test func goRefusesALogWithOneChangedTile() throws {
        let fixture = try NoteFixture()
        let entries = (0..<300).map { Array("record \($0)".utf8) }
        let log = LogDirectory(entries: entries, log: fixture.log, cosigners: [], time: NoteFixture.time)
        let directory = try TemporaryDirectory()
        try log.write(to: directory.url, proofs: 1, seed: 1)
        let tile = directory.url.appending(path: "tile/0/001.p/44")
        var bytes = [UInt8](try Data(contentsOf: tile))
        bytes[100] ^= 1
        try Data(bytes).write(to: tile)
        let (status, output) = try check(directory)
        #expect(status == 1, "\(output)")
    }

    private func check(_ directory: TemporaryDirectory) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = TestData.packageRoot.appending(path: "Tests/interop/tlog.sh")
        process.arguments = [directory.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
