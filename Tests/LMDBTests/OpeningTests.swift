import Glibc
import Testing

@testable import LMDB

@Suite struct OpeningTests {
    let directory: TemporaryDirectory
    let path: String
    let file: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory("store")
        file = directory("store/data.mdb")
    }

    /// An environment with a few hundred pages, closed again; returns its file.
    private func makeStore(deletingAtTheEnd: Bool = false) throws -> [UInt8] {
        let environment = try Environment(path: path)
        let table = try environment.table("things")
        try environment.write { transaction in
            for number in UInt16(0)..<500 { try transaction.put(table, key(number), value(number)) }
        }
        if deletingAtTheEnd {
            for _ in 0..<4 {
                try environment.write { transaction in
                    try transaction.put(table, key(3), value(4))
                    try transaction.put(table, [2], [UInt8](repeating: 1, count: 50_000))
                    try transaction.delete(table, [2])
                }
            }
        }
        environment.close()
        return try File.read(file)
    }

    private func key(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 255), 0] }
    private func value(_ number: UInt16) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: number.isMultiple(of: 10) ? 5000 : 100)
    }

    @Test func filesAreForTheirOwnerOnly() throws {
        try File.makeDirectory(path)
        try File.write([], to: file)
        try File.setMode(0o666, file)
        let environment = try Environment(path: path)
        for name in ["data.mdb", "lock.mdb", "LOCK"] { #expect(File.mode(directory("store/\(name)")) == 0o600) }
        environment.close()
        let other = try Environment(path: directory("new"))
        #expect(File.mode(directory("new")) == 0o700)
        other.close()
    }

    @Test func aSecondOwnerIsRefusedWithThePidOfTheFirst() throws {
        let first = try Environment(path: path)
        let expected = LMDBError.inUse(path: path, pid: getpid())
        #expect(throws: expected) { try Environment(path: path) }
        #expect("\(expected)".contains("\(getpid())"))
        first.close()
        try Environment(path: path).close()
    }

    @Test func aMissingParentIsAnError() {
        #expect(throws: LMDBError.missing(path: directory("no/store"))) { try Environment(path: directory("no/store")) }
    }

    @Test func aFileInPlaceOfTheDirectoryIsAnError() throws {
        try File.write([1], to: path)
        #expect(throws: LMDBError.missing(path: "\(path)/LOCK")) { try Environment(path: path) }
    }

    @Test(arguments: [1, 15, 100, 4096, 8192, 100_000]) func garbageIsNotADatabase(length: Int) throws {
        try File.makeDirectory(path)
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 197 &+ 13) }
        try File.write(bytes, to: file)
        #expect(throws: LMDBError.notADatabase(path: file)) { try Environment(path: path) }
        #expect(try File.read(file) == bytes, "the file is left as it was")
    }

    @Test func anEmptyFileBecomesAnEmptyStore() throws {
        try File.makeDirectory(path)
        try File.write([], to: file)
        let environment = try Environment(path: path)
        let table = try environment.table("things")
        #expect(try environment.read { try $0.count(table) } == 0)
    }

    @Test func anotherFormatVersionIsRefused() throws {
        var bytes = try makeStore()
        bytes[20] = 2
        try File.write(bytes, to: file)
        #expect(throws: LMDBError.versionMismatch(path: file)) { try Environment(path: path) }
    }

    @Test(arguments: [0, 1, 255, 4097, 1 << 20]) func anImpossiblePageSizeIsRefused(size: UInt32) throws {
        var bytes = try makeStore()
        for place in 0..<4 { bytes[40 + place] = UInt8(truncatingIfNeeded: size >> (8 * UInt32(place))) }
        try File.write(bytes, to: file)
        #expect {
            try Environment(path: path)
        } throws: {
            if case .corrupted? = $0 as? LMDBError { true } else { false }
        }
    }

    @Test func everyTruncationIsRefusedOrWhole() throws {
        let bytes = try makeStore()
        let pages = bytes.count / 4096
        for count in 0..<pages {
            for length in [count * 4096, count * 4096 + 100] where length > 0 {
                try File.write(Array(bytes[..<length]), to: file)
                #expect(throws: LMDBError.self, "cut at \(length)") { try Environment(path: path) }
            }
        }
        try File.write(bytes, to: file)
        try Environment(path: path).close()
    }

    @Test func aFileThatIsShortBecausePagesWereFreedIsWhole() throws {
        let bytes = try makeStore(deletingAtTheEnd: true)
        let lastPage = max(
            PageBytes(bytes: Array(bytes[..<4096])).uint64(136), PageBytes(bytes: Array(bytes[4096..<8192])).uint64(136)
        )
        #expect(UInt64(bytes.count) < (lastPage + 1) * 4096, "the case is not the one meant")
        let environment = try Environment(path: path)
        let table = try environment.table("things")
        #expect(try environment.read { try $0.count(table) } == 500)
    }

    @Test func damageInsideIsFoundByTheFullCheck() throws {
        let bytes = try makeStore()
        try Environment.check(directory: path)
        var found = 0
        for page in 2..<bytes.count / 4096 {
            var damaged = bytes
            for place in page * 4096..<page * 4096 + 16 { damaged[place] = 0xA5 }
            try File.write(damaged, to: file)
            do { try Environment.check(directory: path) } catch { found += 1 }
        }
        // Pages that are free, or the later ones of a long value, have no header that anybody reads.
        #expect(found > bytes.count / 4096 / 3)
    }

    @Test func aMissingStoreCannotBeChecked() {
        #expect(throws: LMDBError.missing(path: file)) { try Environment.check(directory: path) }
    }

    /// Root may do anything, so the thread gives up its privileges for the file system meanwhile.
    @Test(.enabled(if: geteuid() == 0, "needs root to act as somebody else"))
    func wrongPermissionsAreAClearError() throws {
        _ = try makeStore()
        try File.setMode(0o755, directory.path)
        try File.setMode(0o755, path)
        let setUser = try #require(FileSystemUser.function)
        _ = setUser(65_534)
        defer { _ = setUser(0) }
        #expect(throws: LMDBError.permission(path: "\(path)/LOCK")) { try Environment(path: path) }
        #expect(throws: LMDBError.permission(path: directory("mine"))) { try Environment(path: directory("mine")) }
        #expect(throws: LMDBError.permission(path: file)) { try Environment.check(directory: path) }
    }
}

/// `setfsuid`, which Swift's Glibc module does not show: who this thread is when it opens files.
enum FileSystemUser {
    typealias Function = @convention(c) (UInt32) -> Int32

    static var function: Function? {
        guard let symbol = unsafe dlsym(nil, "setfsuid") else { return nil }
        return unsafe unsafeBitCast(symbol, to: Function.self)
    }
}
