import JSON
import RDF

/// The term definitions of a finished context, for looking up the names of documents: the work that expansion does most.
///
/// An open hash table over the names' bytes; the hash is keyed (`ByteHash`), so that no document can aim at one slot.
struct TermIndex: Sendable {
    private struct Entry {
        let name: JSONString
        let definition: TermDefinition
    }

    private let entries: [Entry]
    /// Position + 1 of an entry, or 0 for a free slot; a power of two of them, at least twice as many as entries.
    private let slots: [UInt32]

    init(_ terms: [JSONString: TermDefinition]) {
        let entries = terms.map { Entry(name: $0.key, definition: $0.value) }
        var count = 8
        while count < 2 * entries.count { count *= 2 }
        var slots = [UInt32](repeating: 0, count: count)
        for (position, entry) in entries.enumerated() {
            var slot = Int(ByteHash.hash(entry.name.string)) & (count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (count - 1) }
            slots[slot] = UInt32(truncatingIfNeeded: position + 1)
        }
        self.entries = entries
        self.slots = slots
    }

    subscript(_ name: JSONString) -> TermDefinition? {
        let mask = slots.count - 1
        var slot = Int(ByteHash.hash(name.string)) & mask
        while slots[slot] != 0 {
            let entry = entries[Int(slots[slot]) - 1]
            if entry.name == name { return entry.definition }
            slot = (slot + 1) & mask
        }
        return nil
    }
}
