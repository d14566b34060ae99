extension Dataset: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { entries.count }

    /// The quad at `position`, in the order of insertion.
    public subscript(position: Int) -> Quad {
        let entry = entries[position]
        return Quad(
            resource(entry.subject), iri(entry.predicate), term(entry.object), graph: entry.graph.map(resource))
    }

    private func iri(_ id: TermID) -> IRI {
        IRI(known: text(terms.range(id).dropFirst().dropLast()))
    }

    private func resource(_ id: TermID) -> Resource {
        switch terms.kind(id) {
        case .iri: .iri(iri(id))
        case .blankNode, .literal: .blankNode(BlankNode(known: text(terms.range(id).dropFirst(2))))
        }
    }

    private func term(_ id: TermID) -> Term {
        switch terms.kind(id) {
        case .literal: .literal(literal(terms.range(id)))
        case .iri, .blankNode: Term(resource(id))
        }
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: terms.bytes[range], as: UTF8.self) }

    private func literal(_ range: Range<Int>) -> Literal {
        // A quote inside the text is written with a backslash before it, and none follows the text.
        let end = terms.bytes[range].lastIndex(of: UInt8(ascii: "\"")) ?? range.upperBound
        let suffix = terms.bytes[end..<range.upperBound].dropFirst()
        let lexicalForm = NQuadsEscapes.unescape(terms.bytes[range.lowerBound + 1..<end])
        switch suffix.first {
        case UInt8(ascii: "^"):
            return Literal(lexicalForm, datatype: IRI(known: text(suffix.startIndex + 3..<suffix.endIndex - 1)))
        case UInt8(ascii: "@"):
            let tag = text(suffix.startIndex + 1..<suffix.endIndex)
            let parts = tag.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            guard parts.count > 2, parts[parts.count - 2].isEmpty, let last = parts.last,
                let direction = TextDirection(rawValue: String(Substring(last)))
            else { return Literal(lexicalForm, datatype: .rdfLangString, language: tag, direction: nil) }
            return Literal(
                lexicalForm, datatype: .rdfDirLangString, language: String(tag.utf8.dropLast(5)) ?? tag,
                direction: direction)
        default: return Literal(lexicalForm)
        }
    }
}

extension Dataset: Hashable {
    /// True if both hold the same quads, blank nodes being the same where their labels are. Whether two datasets are the
    /// same but for labels is a question for ``canonicalized(hash:limits:)``.
    public static func == (left: Dataset, right: Dataset) -> Bool { Set(left) == Set(right) }

    public func hash(into hasher: inout Hasher) { hasher.combine(Set(self)) }
}
