import JSON

/// A published context in a notation of one line for each term.
///
///     @protected                        everything after it, to the end of its braces, is protected
///     @version                          for JSON-LD 1.1
///     @vocab https://example.org/#      the vocabulary
///     @also https://example.org/v1      another context before what follows
///     @part                             what follows is a context of its own
///     name = https://example.org/#name  a simple term; `null` for none
///     day : schema:day ^xsd:date *set   an expanded definition: identifier, type, container; a bare `!` at the end
///                                       empties the context below, and `{` begins one, down to the `}` on a line
///     - name                            not a term here, though it is one in the sheet that this one is like
///
/// The lines have the same meaning as the published text: a test compares them where that is at hand.
struct ContextSheet: Sendable {
    private let text: String
    private let base: [String]

    init(_ text: String) {
        self.text = text
        base = []
    }

    /// The terms of another sheet, but for those that are named here.
    init(like other: ContextSheet, _ text: String) {
        self.text = text
        base = other.base + [other.text]
    }

    /// What a document has as `@context`.
    var context: JSONValue {
        var reader = SheetReader()
        for text in base + [text] { reader.read(text) }
        return reader.context
    }
}

/// Reads sheets. They are ours, so nothing is refused: that each says what it should is for the tests.
private struct SheetReader {
    private var parts: [JSONValue] = []
    /// The contexts being read, from the outermost on.
    private var open: [JSONObject] = [[:]]
    /// The term definitions that the inner ones belong to.
    private var owners: [(term: JSONString, definition: JSONObject)] = []
    private var isList = false

    var context: JSONValue { isList ? .array(parts + [.object(open[0])]) : .object(open[0]) }

    mutating func read(_ text: String) {
        for line in text.split(separator: "\n") {
            take(line.split(separator: " ").map(String.init))
        }
    }

    private mutating func take(_ words: [String]) {
        guard let first = words.first else { return }
        switch first {
        case "@protected": set("@protected", .bool(true))
        case "@version": set("@version", .number(JSONNumber("1.1") ?? JSONNumber(1)))
        case "@vocab": set("@vocab", JSONValue(words[1]))
        case "@also":
            endPart()
            parts.append(JSONValue(words[1]))
        case "@part": endPart()
        case "-": open[0] = open[0].removing(JSONString(words[1]))
        case "}": close()
        default: define(JSONString(first), words.dropFirst())
        }
    }

    private mutating func set(_ name: JSONString, _ value: JSONValue) { open[open.count - 1][name] = value }

    private mutating func endPart() {
        if isList || !open[0].isEmpty, !open[0].isEmpty { parts.append(.object(open[0])) }
        isList = true
        open = [[:]]
    }

    private mutating func define(_ term: JSONString, _ words: ArraySlice<String>) {
        if words.first == "=" {
            let iri = words[words.startIndex + 1]
            set(term, iri == "null" ? .null : JSONValue(iri))
            return
        }
        var definition: JSONObject = [:]
        for word in words.dropFirst() {
            switch word {
            case "!": definition["@context"] = .null
            case "{":
                owners.append((term, definition))
                open.append([:])
                return
            case _ where word.hasPrefix("^"): definition["@type"] = JSONValue(String(word.dropFirst()))
            case _ where word.hasPrefix("*"): definition["@container"] = JSONValue("@" + word.dropFirst())
            default: definition["@id"] = JSONValue(word)
            }
        }
        set(term, .object(definition))
    }

    private mutating func close() {
        guard let owner = owners.popLast(), let inner = open.popLast() else { return }
        var definition = owner.definition
        definition["@context"] = .object(inner)
        set(owner.term, .object(definition))
    }
}
