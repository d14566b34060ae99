/// The direction a text is written in.
public enum TextDirection: String, Hashable, Sendable {
    case leftToRight = "ltr"
    case rightToLeft = "rtl"
}

/// A literal: a lexical form and what kind of value it stands for. Equality is that of the bytes of all parts, so
/// `"1"` and `"01"` as integers are two literals, and so are the language tags `en` and `EN`.
public struct Literal: Sendable {
    public let lexicalForm: String
    /// `rdf:langString` where there is a language, `rdf:dirLangString` where there is a direction too.
    public let datatype: IRI
    public let language: String?
    public let direction: TextDirection?

    /// The literal with a datatype of its own, `xsd:string` unless another is named.
    public init(_ lexicalForm: String, datatype: IRI = .xsdString) {
        self.init(lexicalForm, datatype: datatype, language: nil, direction: nil)
    }

    /// The text in `language`, or nil unless that is a well-formed tag: letters, then parts of letters and digits, each
    /// of at most eight.
    public init?(_ lexicalForm: String, language: String, direction: TextDirection? = nil) {
        guard language.withBytes(LanguageSyntax.isWellFormed) else { return nil }
        self.init(
            lexicalForm, datatype: direction == nil ? .rdfLangString : .rdfDirLangString, language: language,
            direction: direction)
    }

    init(_ lexicalForm: String, datatype: IRI, language: String?, direction: TextDirection?) {
        self.lexicalForm = lexicalForm
        self.datatype = datatype
        self.language = language
        self.direction = direction
    }
}

extension Literal: Hashable {
    public static func == (left: Literal, right: Literal) -> Bool {
        left.direction == right.direction && left.datatype == right.datatype
            && Literal.areEqual(left.language ?? "", right.language ?? "")
            && Literal.areEqual(left.lexicalForm, right.lexicalForm)
    }

    private static func areEqual(_ left: String, _ right: String) -> Bool {
        left.withBytes { left in right.withBytes { ByteOrder.areEqual(left, $0) } }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(bytesOf: lexicalForm)
        hasher.combine(datatype)
        hasher.combine(bytesOf: language ?? "")
        hasher.combine(direction)
    }
}
