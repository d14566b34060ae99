import Compression
import Foundation
import TestSupport
import Testing

/// Bytes of several kinds: random ones, repetitive ones and text, of lengths around the inner buffer.
private func samples() -> [[UInt8]] {
    var random = SplitMix64(seed: 3)
    let buffer = 64 << 10
    var samples: [[UInt8]] = [[], [0], Array("a learner record".utf8)]
    for count in [1_000, buffer - 1, buffer, buffer + 1, 3 * buffer] {
        samples.append(random.bytes(count))
        samples.append([UInt8](repeating: 0x61, count: count))
        samples.append((0..<count).map { UInt8(truncatingIfNeeded: $0 / 7) })
    }
    return samples
}

struct RoundTripTests {
    @Test func whatWasCompressedComesBack() throws {
        for bytes in samples() {
            #expect(try Gzip.decompress(Gzip.compress(bytes)) == bytes)
            #expect(try Zlib.decompress(Zlib.compress(bytes)) == bytes)
        }
    }

    @Test func equalBytesGiveEqualMembersWithoutAName() throws {
        let member = try Gzip.compress(Array("status".utf8))
        #expect(try Gzip.compress(Array("status".utf8)) == member)
        // Magic, deflate, no flags, no time (RFC 1952, 2.3).
        #expect(member.prefix(8) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
    }

    @Test func oneFormatIsNotTakenForTheOther() throws {
        let bytes = Array("status".utf8)
        #expect(throws: CompressionError.self) { try Zlib.decompress(Gzip.compress(bytes)) }
        #expect(throws: CompressionError.self) { try Gzip.decompress(Zlib.compress(bytes)) }
    }
}

struct BoundTests {
    @Test func aStreamMayFillTheLimitAndNotOneByteMore() throws {
        for bytes in samples() where !bytes.isEmpty {
            let (gzip, zlib) = (try Gzip.compress(bytes), try Zlib.compress(bytes))
            #expect(try Gzip.decompress(gzip, limit: bytes.count) == bytes)
            #expect(try Zlib.decompress(zlib, limit: bytes.count) == bytes)
            let limit = bytes.count - 1
            #expect(throws: CompressionError.tooLarge(limit: limit)) { try Gzip.decompress(gzip, limit: limit) }
            #expect(throws: CompressionError.tooLarge(limit: limit)) { try Zlib.decompress(zlib, limit: limit) }
        }
    }

    @Test func theStandardLimitIsSixteenMebibytes() throws {
        let most = [UInt8](repeating: 0, count: 16 << 20)
        #expect(try Gzip.decompress(Gzip.compress(most)).count == most.count)
        let bomb = try Gzip.compress(most + [0])
        #expect(throws: CompressionError.tooLarge(limit: 16 << 20)) { try Gzip.decompress(bomb) }
    }

    @Test func membersThatAreEachWithinTheLimitAreCountedTogether() throws {
        let member = try Gzip.compress([UInt8](repeating: 7, count: 1_000))
        let joined = Array(repeatElement(member, count: 10).joined())
        #expect(try Gzip.decompress(joined, limit: 10_000).count == 10_000)
        #expect(throws: CompressionError.tooLarge(limit: 9_999)) { try Gzip.decompress(joined, limit: 9_999) }
    }

    @Test func aLimitOfZeroAdmitsNothing() throws {
        #expect(try Gzip.decompress(Gzip.compress([]), limit: 0).isEmpty)
        let one = try Gzip.compress([1])
        #expect(throws: CompressionError.tooLarge(limit: 0)) { try Gzip.decompress(one, limit: 0) }
        #expect(throws: CompressionError.tooLarge(limit: -1)) { try Gzip.decompress(one, limit: -1) }
    }
}

struct DamageTests {
    @Test func everyTruncationIsRefused() throws {
        let bytes = Array("Zoë Brânză, State College".utf8)
        for stream in [try Gzip.compress(bytes), try Gzip.compress(bytes) + Gzip.compress(bytes)] {
            let boundary = stream.count / 2
            for count in stream.indices {
                let isWhole = stream.count > 60 && count == boundary
                if isWhole {
                    #expect(try Gzip.decompress(Array(stream[..<count])) == bytes)
                } else {
                    #expect(throws: CompressionError.self, "\(count) of \(stream.count)") {
                        try Gzip.decompress(Array(stream[..<count]))
                    }
                }
            }
        }
        let zlib = try Zlib.compress(bytes)
        for count in zlib.indices {
            #expect(throws: CompressionError.truncated(at: count)) { try Zlib.decompress(Array(zlib[..<count])) }
        }
    }

    @Test func membersAreJoined() throws {
        let joined = try Gzip.compress([1, 2]) + Gzip.compress([]) + Gzip.compress([3])
        #expect(try Gzip.decompress(joined) == [1, 2, 3])
    }

    @Test(arguments: [[0], [0, 0, 0, 0], [0x1F], [0x1F, 0x8A], [0x8B, 0x1F], [0x0A]] as [[UInt8]])
    func bytesBehindTheEndAreRefused(_ garbage: [UInt8]) throws {
        let (gzip, zlib) = (try Gzip.compress([1, 2, 3]), try Zlib.compress([1, 2, 3]))
        #expect(throws: CompressionError.trailingBytes(at: gzip.count)) { try Gzip.decompress(gzip + garbage) }
        #expect(throws: CompressionError.trailingBytes(at: zlib.count)) { try Zlib.decompress(zlib + garbage) }
    }

    @Test func aSecondZlibStreamIsRefused() throws {
        let zlib = try Zlib.compress([1, 2, 3])
        #expect(throws: CompressionError.trailingBytes(at: zlib.count)) { try Zlib.decompress(zlib + zlib) }
    }

    @Test func wrongChecksumsAndLengthsAreRefused() throws {
        let gzip = try Gzip.compress(Array("status".utf8))
        for index in (gzip.count - 8)..<gzip.count {
            var changed = gzip
            changed[index] ^= 1
            #expect(throws: CompressionError.self) { try Gzip.decompress(changed) }
        }
        var zlib = try Zlib.compress(Array("status".utf8))
        zlib[zlib.count - 1] ^= 1
        #expect(throws: CompressionError.self) { try Zlib.decompress(zlib) }
    }

    @Test func aPresetDictionaryIsRefused() {
        // RFC 1950: FDICT set, header checksum right, then the dictionary's checksum.
        #expect(throws: CompressionError.dictionaryNeeded(at: 6)) {
            try Zlib.decompress([0x78, 0xBB, 1, 2, 3, 4, 0, 0])
        }
    }

    @Test func optionalHeaderFieldsAreSkipped() throws {
        let plain = try Gzip.compress(Array("status".utf8))
        // FEXTRA, FNAME, FCOMMENT (RFC 1952, 2.3.1).
        var header = Array(plain[..<10])
        header[3] = 4 | 8 | 16
        let fields: [UInt8] = [2, 0, 9, 9] + Array("list.bin".utf8) + [0] + Array("a list".utf8) + [0]
        #expect(try Gzip.decompress(header + fields + plain[10...]) == Array("status".utf8))
        header[3] = 0x80
        #expect(throws: CompressionError.self) { try Gzip.decompress(header + plain[10...]) }
    }

    @Test("No change of a stream makes other bytes of it than its checksum allows", arguments: 0..<8)
    func mutations(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let bytes = (0..<2_000).map { UInt8(truncatingIfNeeded: $0 / 11) }
        let gzip = try Gzip.compress(bytes)
        for round in 0..<300 {
            var changed = gzip
            for _ in 0...random.int(in: 0..<3) {
                let index = random.int(in: 0..<changed.count)
                switch random.int(in: 0..<3) {
                case 0: changed[index] ^= 1 << UInt8(random.int(in: 0..<8))
                case 1: changed.remove(at: index)
                default: changed.insert(UInt8(truncatingIfNeeded: random.next()), at: index)
                }
            }
            guard let read = try? Gzip.decompress(changed, limit: 10_000) else { continue }
            #expect(read == bytes, "seed \(seed), round \(round)")
        }
    }

    @Test func everyErrorHasASentenceOfItsOwn() {
        let errors: [CompressionError] = [
            .tooLarge(limit: 1), .truncated(at: 1), .malformed(at: 1, detail: "x"), .trailingBytes(at: 1),
            .dictionaryNeeded(at: 1), .outOfMemory,
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
    }
}

struct CRC32Tests {
    @Test func theCheckValueIsThePublishedOne() {
        #expect(CRC32.checksum(Array("123456789".utf8)[...]) == 0xCBF4_3926)
        #expect(CRC32.checksum([]) == 0)
        // The checksum of every empty IEND chunk.
        #expect(CRC32.checksum(Array("IEND".utf8)[...]) == 0xAE42_6082)
    }

    @Test(arguments: 0..<40)
    func piecesAddUpToTheWholeAndASlowTableAgrees(_ count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        let bytes = random.bytes(count * 13)
        var pieces = CRC32()
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = random.int(in: 1..<(rest.count + 1))
            pieces.update(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        #expect(pieces.value == CRC32.checksum(bytes[...]))
        #expect(pieces.value == slowChecksum(bytes))
    }

    /// Bit by bit.
    private func slowChecksum(_ bytes: [UInt8]) -> UInt32 {
        var register: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xEDB8_8320 : register >> 1 }
        }
        return ~register
    }
}

/// Python's zlib and gzip as the other side.
private enum Python {
    static let interpreter = ProcessInfo.processInfo.environment["CHIROGRAPH_PYTHON"] ?? "python3"
    static let isUsable = (try? run("import gzip, zlib", [])) != nil

    struct Failure: Error { let status: Int32 }

    /// What `program` writes when it is given `input`.
    static func run(_ program: String, _ input: [UInt8]) throws -> [UInt8] {
        let directory = try TemporaryDirectory()
        try directory.write(input, to: "input")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [interpreter, "-c", program, directory.path("input"), directory.path("output")]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
        return [UInt8](FileManager.default.contents(atPath: directory.path("output")) ?? Data())
    }

    static func convert(_ expression: String, _ input: [UInt8]) throws -> [UInt8] {
        try run(
            "import gzip, sys, zlib; data = open(sys.argv[1], 'rb').read(); open(sys.argv[2], 'wb').write(\(expression))",
            input)
    }
}

@Suite(.enabled(if: Python.isUsable, "python3 with its zlib is not on this machine"))
struct PythonInteropTests {
    @Test func theOtherSideReadsOurStreams() throws {
        for bytes in samples() {
            #expect(try Python.convert("gzip.decompress(data)", Gzip.compress(bytes)) == bytes)
            #expect(try Python.convert("zlib.decompress(data)", Zlib.compress(bytes)) == bytes)
        }
    }

    @Test func weReadTheStreamsOfTheOtherSide() throws {
        for bytes in samples() {
            #expect(try Gzip.decompress(Python.convert("gzip.compress(data, 1)", bytes)) == bytes)
            #expect(try Zlib.decompress(Python.convert("zlib.compress(data, 0)", bytes)) == bytes)
        }
    }
}
