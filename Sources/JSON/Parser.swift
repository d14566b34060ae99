/// The parser: one loop over the bytes with its own stack, so that no input decides how deep the machine's stack grows.
///
/// Finished elements and members wait on two scratch stacks until their array or object closes and takes them. An object
/// member is pushed with its name, its value follows when it is complete. The root is the only element of an array
/// around the text.
struct Parser: ~Copyable {
    /// An open array or object.
    struct Frame {
        let isObject: Bool
        /// Where its elements or members start on their scratch stack.
        let base: Int
    }

    /// What duplicate detection needs of a member name.
    struct NameMark {
        /// Of the bytes. Equal hashes are compared in full, in objects below `NameIndex.threshold` only.
        let hash: UInt32
        let offset: Int
    }

    /// The first offence; place and path are worked out from it once.
    struct Failure: Error {
        let code: JSONError.Code
        let offset: Int

        init(_ code: JSONError.Code, at offset: Int) {
            self.code = code
            self.offset = offset
        }
    }

    let limits: JSONLimits
    let duplicateNames: DuplicateNames
    var position = 0
    /// The array or object in work, and those around it.
    var current = Frame(isObject: false, base: 0)
    private var frames = ScratchStack<Frame>(capacity: 16)
    var elements = ScratchStack<JSONValue>(capacity: 32)
    var members = ScratchStack<JSONObject.Member>(capacity: 32)
    var marks = ScratchStack<NameMark>(capacity: 32)
    var strings = StringCache()
    /// The bytes of a string with escapes, kept for its memory.
    var unescaped: [UInt8] = []
    private var valueCount = 0
    /// False while an error would concern the array or object in work itself, not the member or element in work.
    private var isInsideValue = true

    static func parse(
        _ input: Span<UInt8>, limits: JSONLimits, duplicateNames: DuplicateNames
    ) throws(JSONError) -> JSONValue {
        var parser = Parser(limits: limits, duplicateNames: duplicateNames)
        do {
            return try parser.parseText(input)
        } catch {
            throw parser.located(error, in: input)
        }
    }

    private init(limits: JSONLimits, duplicateNames: DuplicateNames) {
        self.limits = limits
        self.duplicateNames = duplicateNames
    }

    private mutating func parseText(_ input: Span<UInt8>) throws(Failure) -> JSONValue {
        guard input.count <= limits.bytes else { throw Failure(.tooLong(limit: limits.bytes), at: limits.bytes) }
        if input.count >= 3, input[0] == 0xEF, input[1] == 0xBB, input[2] == 0xBF {
            throw Failure(.byteOrderMark, at: 0)
        }
        repeat {
            while try !readOrOpen(input) {}
            // After a value any number of arrays and objects may close.
            while try closes(input) {}
        } while !frames.isEmpty
        skipWhiteSpace(input)
        guard position == input.count else {
            throw Failure(.unexpectedByte(input[position], expected: .end), at: position)
        }
        return elements[0]
    }

    /// Reads a value that needs no frame (true), or opens an array or object and reads its first name (false).
    @inline(__always)
    private mutating func readOrOpen(_ input: Span<UInt8>) throws(Failure) -> Bool {
        isInsideValue = true
        valueCount += 1
        guard valueCount <= limits.members else { throw Failure(.tooManyMembers(limit: limits.members), at: position) }
        let byte = try nextByte(input)
        switch byte {
        case UInt8(ascii: "\""): complete(.string(JSONString(try string(input).text)))
        case UInt8(ascii: "{"): return try openObject(input)
        case UInt8(ascii: "["): return try openArray(input)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): complete(.number(try number(input)))
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): complete(try literal(input))
        default: throw Failure(.unexpectedByte(byte, expected: .value), at: position)
        }
        return true
    }

    /// Takes `{`, and `}` if it follows (true); else opens the object and reads its first name (false).
    @inline(__always)
    private mutating func openObject(_ input: Span<UInt8>) throws(Failure) -> Bool {
        try enter(Frame(isObject: true, base: members.count))
        guard try nextByte(input) == UInt8(ascii: "}") else {
            try memberName(input)
            return false
        }
        leave()
        complete(.object(JSONObject()))
        return true
    }

    /// Takes `[`, and `]` if it follows (true); else opens the array (false).
    @inline(__always)
    private mutating func openArray(_ input: Span<UInt8>) throws(Failure) -> Bool {
        try enter(Frame(isObject: false, base: elements.count))
        guard try nextByte(input) == UInt8(ascii: "]") else { return false }
        leave()
        complete(.array([]))
        return true
    }

    /// After a value: takes a comma and, in an object, the next name (false), or closes the array or object in work
    /// (true). Around the root there is nothing to take (false).
    @inline(__always)
    private mutating func closes(_ input: Span<UInt8>) throws(Failure) -> Bool {
        guard !frames.isEmpty else { return false }
        let byte = try nextByte(input)
        if byte == UInt8(ascii: ",") {
            position += 1
            if current.isObject { try memberName(input) }
            return false
        }
        guard byte == (current.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
            let expected: JSONError.Expectation = current.isObject ? .commaOrBrace : .commaOrBracket
            throw Failure(.unexpectedByte(byte, expected: expected), at: position)
        }
        if current.isObject {
            let object = try takeObject()
            leave()
            complete(.object(object))
        } else {
            let array = elements.popArray(from: current.base)
            leave()
            complete(.array(array))
        }
        return true
    }

    /// Takes the opening bracket.
    @inline(__always)
    private mutating func enter(_ frame: Frame) throws(Failure) {
        guard frames.count < limits.depth else { throw Failure(.tooDeep(limit: limits.depth), at: position) }
        position += 1
        frames.push(current)
        current = frame
        isInsideValue = false
    }

    /// Takes the closing bracket.
    @inline(__always)
    private mutating func leave() {
        position += 1
        current = frames[frames.count - 1]
        frames.removeAll(from: frames.count - 1)
    }

    /// Gives a value to the array or object in work.
    @inline(__always)
    private mutating func complete(_ value: consuming JSONValue) {
        isInsideValue = false
        if current.isObject {
            members.setTop(\.value, to: value)
        } else {
            elements.push(value)
        }
    }

    /// The byte after white space, without taking it.
    @inline(__always)
    mutating func nextByte(_ input: Span<UInt8>) throws(Failure) -> UInt8 {
        skipWhiteSpace(input)
        guard position < input.count else { throw Failure(.unexpectedEnd, at: position) }
        return input[position]
    }

    @inline(__always)
    private mutating func skipWhiteSpace(_ input: Span<UInt8>) {
        var index = position
        while index < input.count {
            let byte = input[index]
            if byte > UInt8(ascii: " ") { break }
            guard byte == UInt8(ascii: " ") || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
            index += 1
        }
        position = index
    }

    private mutating func literal(_ input: Span<UInt8>) throws(Failure) -> JSONValue {
        if skip("true", input) { return .bool(true) }
        if skip("false", input) { return .bool(false) }
        if skip("null", input) { return .null }
        throw Failure(.invalidLiteral, at: position)
    }

    /// Takes `word` if it stands at `position`.
    private mutating func skip(_ word: String, _ input: Span<UInt8>) -> Bool {
        let rest = input.extracting(position...)
        let length = word.withBytes { word in ByteOrder.commonPrefix(rest, word) == word.count ? word.count : 0 }
        position += length
        return length > 0
    }

    @inline(__always)
    private mutating func number(_ input: Span<UInt8>) throws(Failure) -> JSONNumber {
        let start = position
        guard let end = NumberGrammar.end(of: input, from: start) else { throw Failure(.invalidNumber, at: start) }
        position = end
        return JSONNumber(lexeme: StringCache.makeText(input, start..<end, isASCII: true))
    }
}

extension Parser {
    /// Works out line, column and path of `failure`.
    private func located(_ failure: Failure, in input: Span<UInt8>) -> JSONError {
        var line = 1
        var column = 1
        for index in 0..<min(failure.offset, input.count) {
            if input[index] == 0x0A {
                line += 1
                column = 1
            } else if input[index] & 0xC0 != 0x80 {
                column += 1
            }
        }
        return JSONError(
            code: failure.code, offset: failure.offset, line: line, column: column, path: JSONPointer(currentPath()))
    }

    private func currentPath() -> [JSONString] {
        // The first frame is the array around the text.
        let open = (0..<frames.count).map { frames[$0] }.dropFirst() + (frames.isEmpty ? [] : [current])
        var path: [JSONString] = []
        for (level, frame) in open.enumerated() where level + 1 < open.count || isInsideValue {
            // What is in work in this frame lies below the first entry of the next frame of its kind.
            let next = open.dropFirst(level + 1).first { $0.isObject == frame.isObject }?.base
            if frame.isObject {
                let end = next ?? members.count
                if end > frame.base { path.append(members[end - 1].key) }
            } else {
                path.append(JSONString(String((next ?? elements.count) - frame.base)))
            }
        }
        return path
    }
}
