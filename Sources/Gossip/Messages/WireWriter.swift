import Cryptography
import Ledger
import TransparencyLog

/// Writes what `WireReader` reads. Lengths beyond their field are our own mistake and are cut to fit; messages built by
/// this module keep to the limits.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func integer(_ value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func raw(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

    mutating func digest(_ digest: Digest) { digest.append(to: &bytes) }

    mutating func shortText(_ text: String) {
        let utf8 = text.utf8.prefix(255)
        integer(UInt8(truncatingIfNeeded: utf8.count))
        raw(utf8)
    }

    mutating func note(_ note: SignedNote) {
        let encoded = note.encoded
        integer(UInt16(truncatingIfNeeded: encoded.count))
        raw(encoded)
    }

    mutating func entries(_ entries: [[UInt8]]) {
        bytes.reserveCapacity(bytes.count + entries.reduce(4) { $0 + $1.count + 2 })
        vector { writer in
            for entry in entries {
                writer.integer(UInt16(truncatingIfNeeded: entry.count))
                writer.raw(entry)
            }
        }
    }

    mutating func proof(_ hashes: [Digest]) {
        integer(UInt8(truncatingIfNeeded: hashes.count))
        for hash in hashes { digest(hash) }
    }

    /// A vector with its length in four bytes before it.
    mutating func vector(_ body: (inout WireWriter) -> Void) {
        let start = bytes.count
        integer(UInt32(0))
        body(&self)
        let length = UInt32(truncatingIfNeeded: bytes.count - start - 4)
        for place in 0..<4 { bytes[start + place] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * place)) }
    }
}
