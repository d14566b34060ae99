extension Parser {
    /// Reads a name and its colon and pushes the member, whose value is still to come.
    @inline(__always)
    mutating func memberName(_ input: Span<UInt8>) throws(Failure) {
        let byte = try nextByte(input)
        guard byte == UInt8(ascii: "\"") else { throw Failure(.unexpectedByte(byte, expected: .name), at: position) }
        let offset = position
        let name = try string(input)
        try checkUnique(name.text, hash: name.hash, offset: offset)
        marks.push(NameMark(hash: name.hash, offset: offset))
        members.push(JSONObject.Member(key: JSONString(name.text), value: .null))
        let colon = try nextByte(input)
        guard colon == UInt8(ascii: ":") else { throw Failure(.unexpectedByte(colon, expected: .colon), at: position) }
        position += 1
    }

    /// Compares a name with those before it in a small object; a large one is checked as a whole when it closes.
    @inline(__always)
    private func checkUnique(_ name: String, hash: UInt32, offset: Int) throws(Failure) {
        guard duplicateNames == .refused, members.count - current.base < NameIndex.threshold else { return }
        var index = current.base
        while index < members.count {
            if marks[index].hash == hash, members[index].key == JSONString(name) {
                throw Failure(.duplicateName(name), at: offset)
            }
            index += 1
        }
    }

    /// Takes the members of the current object.
    @inline(__always)
    mutating func takeObject() throws(Failure) -> JSONObject {
        let taken = members.popArray(from: current.base)
        let index = taken.count < NameIndex.threshold ? nil : try uniqueIndex(taken, base: current.base)
        marks.removeAll(from: current.base)
        return JSONObject(members: taken, index: index)
    }

    @inline(never)
    private func uniqueIndex(_ members: [JSONObject.Member], base: Int) throws(Failure) -> NameIndex {
        guard duplicateNames == .refused else { return NameIndex(members) }
        let (index, duplicate) = NameIndex.unique(members)
        if let duplicate {
            throw Failure(.duplicateName(members[duplicate].key.string), at: marks[base + duplicate].offset)
        }
        return index
    }
}
