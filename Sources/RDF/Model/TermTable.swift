/// The number of a term in its dataset.
package struct TermID: Hashable, Sendable {
    package let index: UInt32

    init(_ index: Int) { self.index = UInt32(truncatingIfNeeded: index) }

    var position: Int { Int(index) }
}

/// The terms of a dataset, each once, as the bytes they have in canonical N-Quads.
///
/// Those forms tell all terms apart, so equality of bytes is equality of terms; the first byte tells the kind. A new
/// term is written at the end of `bytes`, looked up, and taken away again if it is known.
struct TermTable: Sendable {
    private struct Entry {
        let start: Int
        let end: Int
        let hash: UInt32
    }

    private(set) var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// Number + 1 of a term, or 0 for a free slot; a power of two of them, at least twice as many as terms.
    private var slots = [UInt32](repeating: 0, count: 64)
    /// How many blank nodes ``addFreshBlankNode()`` has tried to name.
    private var freshCount = 0

    var count: Int { entries.count }

    @inline(__always)
    func range(_ term: TermID) -> Range<Int> {
        let entry = entries[term.position]
        return entry.start..<entry.end
    }

    @inline(__always)
    func kind(_ term: TermID) -> TermKind { TermKind(firstByte: bytes[entries[term.position].start]) }

    /// Lends the canonical form.
    @inline(__always)
    func withForm<R>(_ term: TermID, _ body: (Span<UInt8>) -> R) -> R {
        body(bytes.span.extracting(range(term)))
    }

    mutating func add(iri: Span<UInt8>) -> TermID {
        let start = bytes.count
        bytes.append(UInt8(ascii: "<"))
        append(iri)
        bytes.append(UInt8(ascii: ">"))
        return settle(from: start)
    }

    mutating func add(blankNode label: Span<UInt8>) -> TermID {
        let start = bytes.count
        bytes.append(UInt8(ascii: "_"))
        bytes.append(UInt8(ascii: ":"))
        append(label)
        return settle(from: start)
    }

    /// A blank node that no term in the table is, named `b` and a number.
    mutating func addFreshBlankNode() -> TermID {
        while true {
            let known = count
            let start = bytes.count
            bytes.append(UInt8(ascii: "_"))
            bytes.append(UInt8(ascii: ":"))
            bytes.append(UInt8(ascii: "b"))
            appendDecimal(freshCount)
            freshCount += 1
            let term = settle(from: start)
            if count > known { return term }
        }
    }

    private mutating func appendDecimal(_ number: Int) {
        if number >= 10 { appendDecimal(number / 10) }
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }

    mutating func add(lexicalForm: Span<UInt8>, suffix: LiteralSuffix) -> TermID {
        let start = bytes.count
        bytes.append(UInt8(ascii: "\""))
        NQuadsEscapes.append(lexicalForm, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        append(suffix)
        return settle(from: start)
    }

    private mutating func append(_ suffix: LiteralSuffix) {
        switch suffix {
        case .plain: break
        case .datatype(let iri): iri.text.withBytes { append(datatype: $0) }
        case .language(let tag, let direction):
            bytes.append(UInt8(ascii: "@"))
            tag.withBytes { append($0) }
            if let direction { ("--" + direction.rawValue).withBytes { append($0) } }
        }
    }

    private mutating func append(datatype iri: Span<UInt8>) {
        // xsd:string is the datatype of a literal that names none.
        guard !IRI.xsdString.text.withBytes({ ByteOrder.areEqual($0, iri) }) else { return }
        for byte in [UInt8(ascii: "^"), UInt8(ascii: "^"), UInt8(ascii: "<")] { bytes.append(byte) }
        append(iri)
        bytes.append(UInt8(ascii: ">"))
    }

    @inline(__always)
    private mutating func append(_ text: Span<UInt8>) {
        unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    /// The term whose form stands at the end of `bytes` from `start` on.
    private mutating func settle(from start: Int) -> TermID {
        let hash = ByteHash.hash(bytes.span.extracting(start...))
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            let term = Int(slots[slot]) - 1
            if entries[term].hash == hash, isForm(of: term, from: start) {
                bytes.removeLast(bytes.count - start)
                return TermID(term)
            }
            slot = (slot + 1) & mask
        }
        entries.append(Entry(start: start, end: bytes.count, hash: hash))
        slots[slot] = UInt32(truncatingIfNeeded: entries.count)
        if entries.count * 2 > slots.count { grow() }
        return TermID(entries.count - 1)
    }

    private func isForm(of term: Int, from start: Int) -> Bool {
        let all = bytes.span
        return ByteOrder.areEqual(
            all.extracting(entries[term].start..<entries[term].end), all.extracting(start...))
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 4)
        let mask = slots.count - 1
        for (index, entry) in entries.enumerated() {
            var slot = Int(entry.hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(truncatingIfNeeded: index + 1)
        }
    }
}

/// The kinds of terms, in the order of their first bytes in N-Quads.
enum TermKind: UInt8 {
    case literal, iri, blankNode

    @inline(__always)
    init(firstByte: UInt8) {
        switch firstByte {
        case UInt8(ascii: "\""): self = .literal
        case UInt8(ascii: "<"): self = .iri
        default: self = .blankNode
        }
    }
}

/// What follows the quoted text of a literal.
enum LiteralSuffix {
    case plain
    case datatype(IRI)
    case language(String, TextDirection?)
}
