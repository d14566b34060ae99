/// Booleans as bits, most significant first; unused bits of the last byte are zero.
struct Bitmap: Hashable {
    let bits: [Bool]

    init(_ bits: [Bool]) { self.bits = bits }
}

extension WireReader {
    mutating func bitmap(_ count: Int) throws(WireError) -> Bitmap {
        let bytes = Array(try bytes((count + 7) / 8))
        if let last = bytes.last, count % 8 != 0, last & (0xFF >> (count % 8)) != 0 {
            throw .invalid(field: "bitmap", offset: offset)
        }
        return Bitmap((0..<count).map { bytes[$0 / 8] & (0x80 >> ($0 % 8)) != 0 })
    }
}

extension [UInt8] {
    mutating func write(_ bitmap: Bitmap) {
        var byte: UInt8 = 0
        for (index, bit) in bitmap.bits.enumerated() {
            if bit { byte |= 0x80 >> (index % 8) }
            if index % 8 == 7 || index == bitmap.bits.count - 1 {
                append(byte)
                byte = 0
            }
        }
    }
}
