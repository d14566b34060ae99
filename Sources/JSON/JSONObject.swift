/// A JSON object: members in document order, names unique.
///
/// Looking a name up compares it with each member; from ``JSONObject/NameIndex/threshold`` members on a hash table is
/// kept, so that no object from outside makes a lookup slow. Equality and hash do not depend on the order of members.
public struct JSONObject: Sendable {
    /// A name and its value.
    public struct Member: Hashable, Sendable {
        public let key: JSONString
        public internal(set) var value: JSONValue

        public init(key: JSONString, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    private(set) var members: [Member]
    private var index: NameIndex?

    /// The empty object.
    public init() {
        members = []
    }

    /// The members in order; where a name comes again, the later value takes the place of the earlier one.
    public init(_ members: some Sequence<Member>) {
        self.init()
        self.members.reserveCapacity(members.underestimatedCount)
        for member in members { append(member) }
    }

    /// Members whose names the caller has compared already.
    init(members: [Member], index: NameIndex?) {
        self.members = members
        self.index = index
    }

    /// The value of the member `key`. Setting replaces it in place, adds it at the end, or with nil removes it.
    public subscript(_ key: JSONString) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            if let newValue {
                append(Member(key: key, value: newValue))
            } else {
                self = removing(key)
            }
        }
    }

    /// Adds a member at the end; one of the same name keeps its place and takes the new value.
    public mutating func append(_ member: Member) {
        if let position = position(of: member.key) {
            members[position].value = member.value
            return
        }
        members.append(member)
        if index != nil {
            index?.insert(members.count - 1, in: members)
        } else if members.count >= NameIndex.threshold {
            reindex()
        }
    }

    /// Adds a member at the end; one of the same name keeps its place and takes the new value.
    public mutating func append(_ key: JSONString, _ value: JSONValue) {
        append(Member(key: key, value: value))
    }

    /// The object without the members called `key`.
    public func removing(_ key: JSONString) -> JSONObject {
        guard position(of: key) != nil else { return self }
        var object = JSONObject(members: members.filter { $0.key != key }, index: nil)
        object.reindex()
        return object
    }

    /// The names in document order.
    public var keys: [JSONString] { members.map(\.key) }

    private func position(of key: JSONString) -> Int? {
        if let index { return index.position(of: key, in: members) }
        let count = key.utf8Count
        return key.string.withBytes { bytes in
            members.firstIndex { member in
                member.key.utf8Count == count && member.key.string.withBytes { ByteOrder.areEqual($0, bytes) }
            }
        }
    }

    private mutating func reindex() {
        index = members.count >= NameIndex.threshold ? NameIndex(members) : nil
    }
}

extension JSONObject: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { members.count }
    public subscript(position: Int) -> Member { members[position] }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (JSONString, JSONValue)...) {
        self.init(elements.lazy.map { Member(key: $0, value: $1) })
    }
}

extension JSONObject: Hashable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        if left.members.elementsEqual(right.members, by: { $0.key == $1.key }) {
            return left.members.elementsEqual(right.members, by: { $0.value == $1.value })
        }
        return left.sortedMembers() == right.sortedMembers()
    }

    public func hash(into hasher: inout Hasher) {
        // A sum, because the order of members must not show.
        hasher.combine(members.reduce(0) { $0 &+ $1.hashValue })
    }

    /// By name; members of one name (only where a parser was told to keep them) stay in document order.
    private func sortedMembers() -> [Member] {
        members.enumerated()
            .sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
            .map(\.element)
    }
}
