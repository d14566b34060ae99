import Cryptography

// docs/formats/status-proofs.md, section 2. A list of n hashes: opaque known[(n + 7) / 8], bit i from the most significant on; then for each hash, if its bit is
// set, the uint16 number of a hash sent before, else its 32 bytes. Hashes are numbered in the order in which their bytes
// are sent, the first 65,536 of them. Whoever sends bytes that have a number breaks the rule of one encoding.

/// The hashes already written.
struct HashPoolWriter {
    private var numbers: [Digest: UInt16] = [:]

    mutating func write(_ hashes: [Digest], to bytes: inout [UInt8]) {
        var known: [UInt16?] = []
        for hash in hashes {
            known.append(numbers[hash])
            if numbers[hash] == nil, let number = UInt16(exactly: numbers.count) { numbers[hash] = number }
        }
        bytes.write(Bitmap(known.map { $0 != nil }))
        for (hash, number) in zip(hashes, known) {
            if let number { bytes.write(number) } else { bytes.write(hash) }
        }
    }
}

/// The hashes already read.
struct HashPoolReader {
    private var hashes: [Digest] = []
    private var seen: Set<Digest> = []

    mutating func read(_ count: Int, from reader: inout WireReader) throws(WireError) -> [Digest] {
        var read: [Digest] = []
        for isKnown in try reader.bitmap(count).bits {
            if isKnown {
                let number = Int(try reader.uint16())
                guard hashes.indices.contains(number) else { throw .invalid(field: "known", offset: reader.offset) }
                read.append(hashes[number])
            } else {
                let hash = try reader.digest()
                guard !seen.contains(hash) else { throw .invalid(field: "known", offset: reader.offset) }
                if hashes.count <= Int(UInt16.max) {
                    hashes.append(hash)
                    seen.insert(hash)
                }
                read.append(hash)
            }
        }
        return read
    }
}
