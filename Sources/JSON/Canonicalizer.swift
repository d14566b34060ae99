/// The JSON Canonicalization Scheme, RFC 8785.
struct Canonicalizer: ~Copyable {
    private var output = OutputBuffer(capacity: 1024)
    /// Sorted members of the object in work, behind those of the objects around it.
    private var order = ScratchStack<SortKey>(capacity: 64)

    /// A member and what decides most comparisons.
    private struct SortKey {
        /// The first eight bytes of the name, big-endian, filled up with zero.
        let prefix: UInt64
        let position: Int
    }

    consuming func finish() -> [UInt8] { output.finish() }

    mutating func append(_ value: borrowing JSONValue, depth: Int = 0) throws(JSONError) {
        switch value {
        case .null: output.append("null")
        case .bool(let bool): output.append(bool ? "true" : "false")
        case .number(let number):
            guard ECMAScriptNumber.append(lexeme: number.text, to: &output) else {
                throw JSONError(code: .numberOutOfRange(number.text))
            }
        case .string(let string): output.append(quoted: string.string)
        case .array(let elements): try append(elements, depth: depth)
        case .object(let object): try append(object, depth: depth)
        }
    }

    private mutating func append(_ elements: [JSONValue], depth: Int) throws(JSONError) {
        try checkDepth(depth)
        output.append(UInt8(ascii: "["))
        let span = elements.span
        for index in span.indices {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            do {
                try append(span[index], depth: depth + 1)
            } catch {
                throw error.inside(JSONString(String(index)))
            }
        }
        output.append(UInt8(ascii: "]"))
    }

    private mutating func append(_ object: JSONObject, depth: Int) throws(JSONError) {
        try checkDepth(depth)
        let members = object.members.span
        let base = order.count
        try sort(members)
        output.append(UInt8(ascii: "{"))
        for index in base..<base + members.count {
            if index > base { output.append(UInt8(ascii: ",")) }
            let position = order[index].position
            output.append(quoted: members[position].key.string)
            output.append(UInt8(ascii: ":"))
            do {
                try append(members[position].value, depth: depth + 1)
            } catch {
                throw error.inside(members[position].key)
            }
        }
        output.append(UInt8(ascii: "}"))
        order.removeAll(from: base)
    }

    private func checkDepth(_ depth: Int) throws(JSONError) {
        guard depth < JSONLimits.maximumDepth else { throw JSONError(code: .tooDeep(limit: JSONLimits.maximumDepth)) }
    }

    /// Appends the members to `order`, sorted by the UTF-16 code units of their names (section 3.2.3).
    private mutating func sort(_ members: Span<JSONObject.Member>) throws(JSONError) {
        let base = order.count
        for position in members.indices {
            order.push(SortKey(prefix: Canonicalizer.prefix(members[position].key), position: position))
        }
        if members.count < NameIndex.threshold {
            insertionSort(members, from: base)
        } else {
            for key in order.popArray(from: base).sorted(by: { Canonicalizer.precedes($0, $1, members) }) {
                order.push(key)
            }
        }
        for index in base..<max(base, order.count - 1) where order[index].prefix == order[index + 1].prefix {
            let name = members[order[index].position].key
            guard name != members[order[index + 1].position].key else {
                throw JSONError(code: .duplicateName(name.string))
            }
        }
    }

    private mutating func insertionSort(_ members: Span<JSONObject.Member>, from base: Int) {
        for index in base..<order.count {
            let key = order[index]
            var free = index
            while free > base, Canonicalizer.precedes(key, order[free - 1], members) {
                order[free] = order[free - 1]
                free -= 1
            }
            order[free] = key
        }
    }

    @inline(__always)
    private static func precedes(_ left: SortKey, _ right: SortKey, _ members: Span<JSONObject.Member>) -> Bool {
        // In ASCII all orders agree.
        if left.prefix != right.prefix, (left.prefix | right.prefix) & 0x8080_8080_8080_8080 == 0 {
            return left.prefix < right.prefix
        }
        return JSONString.compareUTF16(members[left.position].key, members[right.position].key)
    }

    @inline(__always)
    private static func prefix(_ name: JSONString) -> UInt64 {
        name.string.withBytes { bytes in
            (bytes.count < 8 ? bytes.word(0, count: bytes.count) : bytes.word(0)).byteSwapped
        }
    }
}

extension JSONError {
    /// The same error, of a value that stands under `token`.
    fileprivate func inside(_ token: JSONString) -> JSONError {
        JSONError(code: code, path: JSONPointer([token] + path.tokens))
    }
}

extension JSONValue {
    /// The canonical form of RFC 8785: no white space, members sorted by the UTF-16 code units of their names, numbers in
    /// their ECMAScript text, strings with the fewest escapes.
    ///
    /// - Throws: ``JSONError`` for a number that is no finite double, and for two members of one name.
    public func canonicalized() throws(JSONError) -> [UInt8] {
        var canonicalizer = Canonicalizer()
        try canonicalizer.append(self)
        return canonicalizer.finish()
    }
}
