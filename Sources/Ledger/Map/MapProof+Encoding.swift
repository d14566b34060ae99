import Cryptography

// docs/formats/status-proofs.md, section 3:
//
// struct {
//   uint8 end;                           0 absent, 1 other, 2 member
//   uint16 depth;                        0 to 256
//   opaque present[(depth + 7) / 8];     bit i from the most significant on: sibling i is not absent; the rest zero
//   opaque siblings[32 * popcount(present)];
//   select (end) { absent: {}; other: opaque key[32], commitment[32]; member: opaque value[99]; }
// }
extension MapProof {
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        writeShape(to: &bytes)
        for sibling in siblings where !sibling.isZero { bytes.write(sibling) }
        writeEnd(to: &bytes)
        return bytes
    }

    /// Reads a proof of which nothing else is left; one encoding for each proof.
    public init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        let shape = try Shape(&reader)
        let present = try reader.digests(shape.presentCount)
        try self.init(shape, present: present, &reader)
        try reader.finish()
    }

    /// The part before the siblings.
    func writeShape(to bytes: inout [UInt8]) {
        bytes.append(endCode)
        bytes.write(UInt16(truncatingIfNeeded: siblings.count))
        bytes.write(Bitmap(siblings.map { !$0.isZero }))
    }

    /// The part behind the siblings.
    func writeEnd(to bytes: inout [UInt8]) {
        switch end {
        case .absent: break
        case .other(let key, let commitment):
            bytes.write(key)
            bytes.write(commitment)
        case .member(let value): value.write(to: &bytes)
        }
    }

    private var endCode: UInt8 {
        switch end {
        case .absent: 0
        case .other: 1
        case .member: 2
        }
    }

    /// What is known before the siblings are read.
    struct Shape {
        let endCode: UInt8
        let present: Bitmap

        var presentCount: Int { present.bits.count { $0 } }

        init(_ reader: inout WireReader) throws(WireError) {
            endCode = try reader.uint8()
            guard endCode <= 2 else { throw .invalid(field: "end", offset: reader.offset) }
            let depth = Int(try reader.uint16())
            guard depth <= MapProof.maximumDepth else {
                throw .tooLarge(what: "steps of a map proof", limit: MapProof.maximumDepth)
            }
            present = try reader.bitmap(depth)
        }
    }

    /// - Parameter present: the siblings that are not absent, as many as the shape says.
    init(_ shape: Shape, present: [Digest], _ reader: inout WireReader) throws(WireError) {
        var rest = present[...]
        siblings = []
        for isPresent in shape.present.bits {
            guard isPresent else {
                siblings.append(.zero)
                continue
            }
            guard let sibling = rest.popFirst(), !sibling.isZero else {
                throw .invalid(field: "siblings", offset: reader.offset)
            }
            siblings.append(sibling)
        }
        switch shape.endCode {
        case 0: end = .absent
        case 1: end = .other(key: try reader.digest(), commitment: try reader.digest())
        default: end = .member(try MapValue(&reader))
        }
    }
}
