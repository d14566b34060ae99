import Cryptography
import Foundation
import Ledger
import TestSupport
import TransparencyLog

enum Samples {
    struct Missing: Error, CustomStringConvertible {
        let what: String
        var description: String { "\(what) cannot be read" }
    }

    static func bytes(of file: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: file)) }
}

extension SplitMix64 {
    mutating func digest() -> Digest { Digest(bytes(Digest.byteCount)) ?? .zero }
}

/// A directory for the time of a measurement.
struct Scratch: ~Copyable {
    let path: String

    init(in directory: String) throws {
        path = "\(directory)/bench-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
