/// Why a text is not acceptable N-Quads, and where.
public struct NQuadsError: Error, Hashable, Sendable {
    /// What was found.
    public enum Code: Hashable, Sendable {
        /// The text is longer than ``NQuadsLimits/bytes``.
        case tooLong(limit: Int)
        /// More statements than ``NQuadsLimits/quads``.
        case tooManyQuads(limit: Int)
        /// Bytes that are not well-formed UTF-8.
        case invalidUTF8
        /// Something else stands where this was expected.
        case expected(Expectation)
        /// A text between angle brackets that is no absolute IRI.
        case invalidIRI
        /// A label outside the grammar of blank nodes.
        case invalidBlankNode
        /// A language tag, or a direction after it, outside the grammar.
        case invalidLanguage
        /// A backslash followed by something that is no escape here, or the escape of no character.
        case invalidEscape
        /// A literal without its closing quote on the same line.
        case unterminatedLiteral
        /// A statement about a statement (RDF 1.2), which datasets here do not hold.
        case tripleTerm
    }

    /// What would have been right.
    public enum Expectation: String, Hashable, Sendable {
        case subject = "a subject: an IRI or a blank node"
        case predicate = "a predicate: an IRI"
        case object = "an object: an IRI, a blank node or a literal"
        case graphOrDot = "a graph name or '.'"
        case dot = "'.'"
        case datatype = "the IRI of a datatype"
        case endOfLine = "the end of the line"
    }

    public let code: Code
    /// Bytes before the place.
    public let offset: Int
    /// From 1. Lines end with LF, CR or both.
    public let line: Int
    /// From 1, counted in Unicode scalars.
    public let column: Int
}

extension NQuadsError: CustomStringConvertible {
    /// A sentence: what and where.
    public var description: String { "\(finding) at line \(line), column \(column) (byte \(offset))." }

    private var finding: String {
        switch code {
        case .tooLong(let limit): "more than \(limit) bytes of N-Quads"
        case .tooManyQuads(let limit): "more than \(limit) statements"
        case .invalidUTF8: "the bytes are not valid UTF-8"
        case .expected(let what): "expected \(what.rawValue)"
        case .invalidIRI: "this is not an absolute IRI"
        case .invalidBlankNode: "this is not the label of a blank node"
        case .invalidLanguage: "this is not a language tag"
        case .invalidEscape: "this is not an escape sequence of N-Quads"
        case .unterminatedLiteral: "the literal does not end on its line"
        case .tripleTerm: "triple terms are not supported"
        }
    }
}
