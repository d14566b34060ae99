/// A place in a document (RFC 6901), such as `/credentialSubject/achievement/0`.
public struct JSONPointer: Hashable, Sendable {
    /// The reference tokens, unescaped. An array element is its index in decimal.
    public private(set) var tokens: [JSONString]

    /// The whole document, or the place the tokens lead to.
    public init(_ tokens: [JSONString] = []) {
        self.tokens = tokens
    }

    /// Reads the string form: empty, or every token preceded by `/`; `~0` is `~` and `~1` is `/`. Nil if it is neither.
    public init?(_ text: String) {
        guard !text.isEmpty else {
            self.init()
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [JSONString] = []
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let token = JSONPointer.unescaped(part) else { return nil }
            tokens.append(token)
        }
        self.init(tokens)
    }

    /// True for the pointer to the whole document.
    public var isRoot: Bool { tokens.isEmpty }

    /// The member `name` of the object this points to.
    public func appending(_ name: JSONString) -> JSONPointer { JSONPointer(tokens + [name]) }

    /// The element `index` of the array this points to.
    public func appending(_ index: Int) -> JSONPointer { appending(JSONString(String(index))) }

    private static func unescaped(_ part: Substring.UTF8View) -> JSONString? {
        guard part.contains(UInt8(ascii: "~")) else { return JSONString(String(Substring(part))) }
        var bytes: [UInt8] = []
        var rest = part.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch rest.next() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return JSONString(String(decoding: bytes, as: UTF8.self))
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The string form; empty for the whole document.
    public var description: String {
        var text = ""
        for token in tokens {
            text += "/"
            for scalar in token.string.unicodeScalars {
                switch scalar {
                case "~": text += "~0"
                case "/": text += "~1"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }
}

extension JSONValue {
    /// The value `pointer` leads to, or nil (RFC 6901, section 4). An array index has no leading zero; `-` leads nowhere.
    public subscript(_ pointer: JSONPointer) -> JSONValue? {
        var value = self
        for token in pointer.tokens {
            switch value {
            case .object(let object):
                guard let member = object[token] else { return nil }
                value = member
            case .array:
                guard let index = Int(token.string), String(index) == token.string, let element = value[index] else {
                    return nil
                }
                value = element
            default: return nil
            }
        }
        return value
    }
}
