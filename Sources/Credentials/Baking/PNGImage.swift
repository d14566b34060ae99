import Compression

/// A PNG file as its chunks (PNG, third edition, section 5): signature, order and every checksum are looked at, pixels are not.
struct PNGImage {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    static let maximumChunks = 65_536

    struct Chunk {
        let type: String
        /// From its length to its checksum.
        let range: Range<Int>
        let data: Range<Int>
    }

    let bytes: [UInt8]
    /// `IHDR` first, `IEND` last.
    let chunks: [Chunk]

    init(reading bytes: [UInt8]) throws(BakingError) {
        guard bytes.count <= CredentialFile.maximumImageBytes else {
            throw BakingError(.imageTooLarge(limit: CredentialFile.maximumImageBytes))
        }
        guard bytes.starts(with: Self.signature) else {
            throw BakingError(.malformedPNG("the first eight bytes are not those of a PNG"))
        }
        var chunks: [Chunk] = []
        var offset = Self.signature.count
        while chunks.last?.type != "IEND" {
            guard chunks.count < Self.maximumChunks else {
                throw BakingError(.tooMuch("chunks", limit: Self.maximumChunks), at: offset)
            }
            let chunk = try Self.chunk(bytes, at: offset)
            guard chunks.isEmpty == (chunk.type == "IHDR") else {
                throw BakingError(.malformedPNG("IHDR must be the first chunk, and come once"), at: offset)
            }
            chunks.append(chunk)
            offset = chunk.range.upperBound
        }
        try Self.check(chunks)
        guard offset == bytes.count else {
            throw BakingError(.malformedPNG("bytes follow the end of the image"), at: offset)
        }
        self.bytes = bytes
        self.chunks = chunks
    }

    private static func chunk(_ bytes: [UInt8], at offset: Int) throws(BakingError) -> Chunk {
        // Length, type and checksum are four bytes each.
        guard bytes.count - offset >= 12 else {
            throw BakingError(.malformedPNG("the file ends inside a chunk"), at: offset)
        }
        let length = Int(number(bytes, at: offset))
        let typeBytes = bytes[(offset + 4)..<(offset + 8)]
        guard typeBytes.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }) else {
            throw BakingError(.malformedPNG("the type of a chunk is not four letters"), at: offset + 4)
        }
        guard length <= bytes.count - offset - 12 else {
            throw BakingError(.malformedPNG("a chunk is longer than the file"), at: offset)
        }
        let type = String(decoding: typeBytes, as: UTF8.self)
        let data = (offset + 8)..<(offset + 8 + length)
        guard CRC32.checksum(bytes[(offset + 4)..<data.upperBound]) == number(bytes, at: data.upperBound) else {
            throw BakingError(.wrongChecksum(chunk: type), at: offset)
        }
        return Chunk(type: type, range: offset..<(data.upperBound + 4), data: data)
    }

    private static func check(_ chunks: [Chunk]) throws(BakingError) {
        guard let first = chunks.first, let last = chunks.last else { return }
        guard first.data.count == 13 else {
            throw BakingError(.malformedPNG("IHDR must have 13 bytes"), at: first.range.lowerBound)
        }
        guard last.data.isEmpty else {
            throw BakingError(.malformedPNG("IEND must be empty"), at: last.range.lowerBound)
        }
        guard chunks.contains(where: { $0.type == "IDAT" }) else {
            throw BakingError(.malformedPNG("there is no image data"), at: last.range.lowerBound)
        }
    }

    private static func number(_ bytes: [UInt8], at offset: Int) -> UInt32 {
        bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
}

// MARK: Text chunks

extension PNGImage {
    private struct Badge {
        let chunk: Chunk
        let kind: BadgeKind
    }

    /// Chunks with a badge's keyword, of whatever type.
    private var badges: [Badge] {
        chunks.compactMap { chunk in
            guard ["iTXt", "tEXt", "zTXt"].contains(chunk.type) else { return nil }
            let keyword = bytes[chunk.data].prefix { $0 != 0 }
            let kind = BadgeKind.allCases.first { keyword.elementsEqual($0.keyword.utf8) }
            return kind.map { Badge(chunk: chunk, kind: $0) }
        }
    }

    /// The one credential in the image. The specification lets a reader take the first of several; one that is not shown
    /// is only good for deceiving.
    func credentialFile() throws(BakingError) -> CredentialFile {
        let badges = badges
        guard let badge = badges.first else { throw BakingError(.nothingBaked) }
        if badges.count > 1 { throw BakingError(.severalBadges, at: badges[1].chunk.range.lowerBound) }
        var notes: [String] = []
        let text = try text(of: badge, &notes)
        let content = try CredentialFile.Content(
            reading: text, at: badge.chunk.data.lowerBound, allowsURL: badge.kind == .legacy)
        return CredentialFile(container: .png, kind: badge.kind, content: content, verifyURL: nil, notes: notes)
    }

    private func text(of badge: Badge, _ notes: inout [String]) throws(BakingError) -> ArraySlice<UInt8> {
        let chunk = badge.chunk
        let start = chunk.data.lowerBound
        // Behind the keyword and the zero after it.
        var rest = bytes[chunk.data].dropFirst(badge.kind.keyword.utf8.count + 1)
        if chunk.type == "tEXt", badge.kind == .legacy { return rest }
        guard chunk.type == "iTXt" else {
            throw BakingError(.malformedPNG("a credential stands in an iTXt chunk, not in \(chunk.type)"), at: start)
        }
        guard let flag = rest.popFirst(), let method = rest.popFirst(), flag <= 1 else {
            throw BakingError(.malformedPNG("the compression of an iTXt chunk is not given"), at: start)
        }
        // Language and translated keyword say nothing here.
        for _ in 0..<2 {
            guard let end = rest.firstIndex(of: 0) else {
                throw BakingError(.malformedPNG("an iTXt chunk ends before its text"), at: start)
            }
            rest = rest[(end + 1)...]
        }
        let text = flag == 0 ? rest : try decompressed(rest, method: method, &notes)
        guard String(validating: text, as: UTF8.self) != nil else {
            throw BakingError(.notUTF8, at: rest.startIndex)
        }
        return text
    }

    /// Forbidden for badges, and met all the same.
    private func decompressed(
        _ bytes: ArraySlice<UInt8>, method: UInt8, _ notes: inout [String]
    ) throws(BakingError) -> ArraySlice<UInt8> {
        guard method == 0 else {
            throw BakingError(.malformedPNG("the compression method \(method) does not exist"), at: bytes.startIndex)
        }
        notes.append("the credential is compressed in the image, which the specification forbids")
        do throws(CompressionError) {
            return try Zlib.decompress(Array(bytes), limit: CredentialFile.maximumTextBytes)[...]
        } catch .tooLarge(let limit) {
            throw BakingError(.textTooLong(limit: limit), at: bytes.startIndex)
        } catch {
            throw BakingError(.badlyCompressed(error), at: bytes.startIndex)
        }
    }
}

// MARK: Baking

extension PNGImage {
    /// The chunk goes right behind `IHDR`, where a reader finds it first.
    func baking(_ text: BakedText, as kind: BadgeKind, replacing: Bool) throws(BakingError) -> [UInt8] {
        let old = badges.map(\.chunk.range)
        if !replacing, let first = old.first { throw BakingError(.alreadyBaked, at: first.lowerBound) }
        // No compression (flag and method 0), no language, no translated keyword.
        let data = Array(kind.keyword.utf8) + [0, 0, 0, 0, 0] + text.bytes
        var output = Self.signature
        for (index, chunk) in chunks.enumerated() where !old.contains(chunk.range) {
            output.append(contentsOf: bytes[chunk.range])
            if index == 0 { output.append(contentsOf: Self.chunk("iTXt", data)) }
        }
        guard output.count <= CredentialFile.maximumImageBytes else {
            throw BakingError(.imageTooLarge(limit: CredentialFile.maximumImageBytes))
        }
        return output
    }

    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        return bigEndian(UInt32(data.count)) + body + bigEndian(CRC32.checksum(body[...]))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) }
    }
}
