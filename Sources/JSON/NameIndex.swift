/// A hash table from names to positions in a member array, for objects too large for a linear search.
///
/// Open addressing with linear probing; `Hasher` is seeded per process, so a foreign document cannot aim at one slot.
struct NameIndex: Sendable {
    /// Objects with fewer members do without.
    static let threshold = 17

    /// Position + 1, or 0 for a free slot. A power of two, at least twice the number of members.
    private var slots: [UInt32]
    private var count = 0

    /// The table of `members`; of equal names the first is found.
    init(_ members: [JSONObject.Member]) {
        slots = NameIndex.emptySlots(for: members.count)
        for position in members.indices { _ = place(position, in: members) }
    }

    /// The table of `members`, or the position of a name that stood before.
    static func unique(_ members: [JSONObject.Member]) -> (index: NameIndex, duplicate: Int?) {
        var index = NameIndex([])
        index.slots = emptySlots(for: members.count)
        for position in members.indices where !index.place(position, in: members) { return (index, position) }
        return (index, nil)
    }

    func position(of key: JSONString, in members: [JSONObject.Member]) -> Int? {
        var slot = key.hashValue & (slots.count - 1)
        while slots[slot] != 0 {
            let position = Int(slots[slot]) - 1
            if members[position].key == key { return position }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds the member at `position`, whose name is new.
    mutating func insert(_ position: Int, in members: [JSONObject.Member]) {
        if (count + 1) * 2 > slots.count {
            self = NameIndex(members)
        } else {
            _ = place(position, in: members)
        }
    }

    /// False if an earlier member has the name.
    private mutating func place(_ position: Int, in members: [JSONObject.Member]) -> Bool {
        let key = members[position].key
        var slot = key.hashValue & (slots.count - 1)
        while slots[slot] != 0 {
            if members[Int(slots[slot]) - 1].key == key { return false }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = UInt32(truncatingIfNeeded: position + 1)
        count += 1
        return true
    }

    /// Room to double once before the table must grow.
    private static func emptySlots(for count: Int) -> [UInt32] {
        var size = 64
        while size < count * 3 { size *= 2 }
        return [UInt32](repeating: 0, count: size)
    }
}
