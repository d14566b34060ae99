import Testing
import TransparencyLog

@Suite struct TilePathTests {
    @Test(arguments: [0, 1, 255, 999, 1_000, 1_234_067, 123_456_789, 999_999_999_999_999_999, UInt64.max])
    func everyIndexHasOnePathThatIsReadBack(_ index: UInt64) throws {
        for content in [TilePath.Content.entries, .hashes(level: 0), .hashes(level: 63)] {
            for width in [1, 9, 255, 256] {
                let path = try TilePath(content, index: index, width: width)
                #expect(try TilePath(parsing: path.text) == path)
            }
        }
    }

    @Test func theExamplesOfTheSpecificationCome() throws {
        #expect(try TilePath(.hashes(level: 0), index: 1_234_067).text == "tile/0/x001/x234/067")
        #expect(try TilePath.bundle(ofEntry: 69_999, size: 70_000).text == "tile/entries/273.p/112")
        #expect(try TilePath.tile(level: 1, index: 1, size: 70_000).text == "tile/1/001.p/17")
        #expect(throws: TilePathError.badIndex) { try TilePath.bundle(ofEntry: 70_000, size: 70_000) }
        #expect(throws: TilePathError.badWidth) { try TilePath.tile(level: 3, index: 0, size: 70_000) }
    }

    @Test(arguments: [
        "", "tile", "tile/", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile//000", "tile/0/00", "tile/0/0000",
        "tile/0/x000", "tile/0/x000/001", "tile/0/001/002", "tile/0/x001/x002", "tile/00/000", "tile/64/000",
        "tile/-1/000", "tile/+1/000", "tile/data/000", "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0",
        "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/1/", "tile/0/.p/1", "tile/.p/1", "tile/0/000.p/1.p/1",
        "tile/0/x001.p/1", "tile/0/-01", "tile/0/٠٠١", "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/entries/x001/x234/067.p/٣", "tile/0/0 0", "tile/0/000\n",
    ])
    func otherSpellingsAreRefused(_ text: String) {
        #expect(throws: TilePathError.self) { try TilePath(parsing: text) }
    }

    @Test func everyByteFlipOfAPathIsRefusedOrIsAnotherPathWithItsOwnText() throws {
        for original in ["tile/0/x001/x234/067.p/89", "tile/entries/x001/000", "tile/15/123"] {
            for flipped in byteFlips(of: Array(original.utf8)) {
                guard let text = String(validating: flipped, as: UTF8.self),
                    let path = try? TilePath(parsing: text)
                else { continue }
                #expect(path.text.utf8.elementsEqual(text.utf8))
            }
        }
    }
}

/// All arrays that differ from this one in one bit.
func byteFlips(of bytes: [UInt8]) -> [[UInt8]] {
    bytes.indices.flatMap { place in
        (0..<8).map { bit in
            var flipped = bytes
            flipped[place] ^= 1 << UInt8(bit)
            return flipped
        }
    }
}
