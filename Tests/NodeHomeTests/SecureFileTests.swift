import Cryptography
import Foundation
import TestSupport
import Testing

@testable import NodeHome

struct SecureFileTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? ["?"] }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func aFileIsReplacedWithItsModeAndNothingIsLeftBeside() throws {
        let path = directory.path("file")
        try SecureFile.write([1, 2, 3], to: path, mode: 0o600)
        #expect(try SecureFile.read(path, limit: 3) == [1, 2, 3])
        #expect(try mode(path) == 0o600)
        let large = [UInt8](repeating: 7, count: 3_000_000)
        try SecureFile.write(large, to: path, mode: 0o644)
        #expect(try SecureFile.read(path, limit: large.count) == large)
        #expect(try mode(path) == 0o644)
        try SecureFile.write([], to: path, mode: 0o644)
        #expect(try SecureFile.read(path, limit: 0) == [])
        #expect(names == ["file"])
    }

    @Test func aFileLargerThanTheLimitIsNotRead() throws {
        let path = directory.path("file")
        try SecureFile.write([UInt8](repeating: 1, count: 100_001), to: path, mode: 0o600)
        for limit in [0, 1, 65_535, 65_536, 100_000] {
            #expect(
                throws: NodeHomeError.unreadable(
                    path: path, reason: "it is larger than the limit of \(limit) bytes")
            ) { try SecureFile.read(path, limit: limit) }
        }
        #expect(try SecureFile.read(path, limit: 100_001).count == 100_001)
    }

    @Test func aFailedWriteLeavesTheOldFileAndNothingBeside() throws {
        // A directory with something in it cannot be replaced by a file.
        let path = directory.path("target")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try Data([1]).write(to: URL(filePath: path + "/inside"))
        #expect(throws: NodeHomeError.self) { try SecureFile.write([1], to: path, mode: 0o600) }
        #expect(names == ["target"])
        #expect(throws: NodeHomeError.self) { try SecureFile.write([1], to: directory.path("no/file"), mode: 0o600) }
        #expect(names == ["target"])
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make a small file system"))
    func aFullDiskLeavesTheOldFileAndNothingBeside() throws {
        let mount = directory.path("disk")
        try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: false)
        // Where mounting is not allowed, there is nothing to test with.
        let options = Array("size=131072".utf8CString)
        let mounted = unsafe options.withUnsafeBytes { unsafe Glibc.mount("tmpfs", mount, "tmpfs", 0, $0.baseAddress) }
        guard mounted == 0 else { return }
        defer { _ = unsafe umount2(mount, Int32(MNT_DETACH)) }
        let path = mount + "/file"
        try SecureFile.write([1, 2, 3], to: path, mode: 0o600)
        let error = #expect(throws: NodeHomeError.self) {
            try SecureFile.write([UInt8](repeating: 9, count: 1_000_000), to: path, mode: 0o600)
        }
        #expect(error == .unwritable(path: path, reason: "No space left on device"))
        #expect(try SecureFile.read(path, limit: 10) == [1, 2, 3])
        #expect(try FileManager.default.contentsOfDirectory(atPath: mount) == ["file"])
    }

    @Test func writersAtTheSameTimeLeaveOneOfTheTextsAndNothingBeside() async throws {
        let path = directory.path("file")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    let text = [UInt8](repeating: UInt8(writer), count: 10_000 + writer)
                    for _ in 0..<20 { try SecureFile.write(text, to: path, mode: 0o600) }
                }
            }
            try await group.waitForAll()
        }
        let bytes = try SecureFile.read(path, limit: 20_000)
        let writer = try #require(bytes.first)
        #expect(bytes == [UInt8](repeating: writer, count: 10_000 + Int(writer)))
        #expect(names == ["file"])
    }

    @Test func aLinkIsReplacedAndWhatItLeadsToIsNotTouched() throws {
        let victim = try directory.write([5], to: "victim")
        let path = directory.path("file")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: victim)
        try SecureFile.write([1], to: path, mode: 0o600)
        #expect(try SecureFile.read(victim, limit: 1) == [5])
        #expect(try SecureFile.read(path, limit: 1) == [1])
        #expect(throws: NodeHomeError.exists(path: path)) {
            try SecureFile.write([2], to: path, mode: 0o600, existing: .refused)
        }
        #expect(try SecureFile.read(path, limit: 1) == [1])
        // A link that leads nowhere takes the name all the same.
        let dangling = directory.path("dangling")
        try FileManager.default.createSymbolicLink(atPath: dangling, withDestinationPath: "nowhere")
        #expect(throws: NodeHomeError.exists(path: dangling)) {
            try SecureFile.write([2], to: dangling, mode: 0o600, existing: .refused)
        }
        #expect(names.sorted() == ["dangling", "file", "victim"])
    }

    @Test func directoriesMadeOnTheWayArePrivate() throws {
        let path = directory.path("a/b/c")
        try SecureFile.makeDirectory(path + "/")
        try SecureFile.makeDirectory(path)
        for name in ["a", "a/b", "a/b/c"] { #expect(try mode(directory.path(name)) == 0o700) }
        try directory.write([1], to: "file")
        for taken in ["file", "file/below"] {
            let error = #expect(throws: NodeHomeError.self) { try SecureFile.makeDirectory(directory.path(taken)) }
            guard case .unwritable = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func aSecretIsReadThroughALink() throws {
        // Secrets that an orchestrator mounts are links.
        let target = directory.path("target")
        try SecureFile.write([1, 2], to: target, mode: 0o400)
        let link = directory.path("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        #expect(try SecureFile.readSecret(link, limit: 2) == SecretBytes(copying: [1, 2]))
    }
}
