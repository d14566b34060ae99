import JSON
import RDF

/// Object to RDF conversion (section 8.2.2) and list to RDF conversion (section 8.3.2).
extension DatasetBuilder {
    /// The term of an item, after its own quads are added; nil if RDF cannot hold it.
    mutating func object(_ item: ExpandedItem, in graph: Graph) throws(JSONLDError) -> TermID? {
        switch item {
        case .node(let node): try add(node, to: graph)  // 1, 2
        case .list(let list): try self.list(list.items, in: graph)  // 3
        case .value(let value): try literal(value, in: graph)
        }
    }

    /// Section 8.3.2, from the last item to the first.
    private mutating func list(_ items: [ExpandedItem], in graph: Graph) throws(JSONLDError) -> TermID {
        let first = withDataset { $0.term(.rdfFirst) }
        let next = withDataset { $0.term(.rdfRest) }
        var rest = withDataset { $0.term(.rdfNil) }  // 1
        for item in items.reversed() {
            let cell = withDataset { $0.freshBlankNode() }  // 2
            if let object = try object(item, in: graph) { insert(cell, first, object, graph) }  // 3.3
            insert(cell, next, rest, graph)  // 3.4
            rest = cell
        }
        return rest  // 4
    }

    /// Steps 4 to 15 of section 8.2.2.
    private mutating func literal(_ value: ValueObject, in graph: Graph) throws(JSONLDError) -> TermID? {
        // 8
        if value.datatype == .json { return try jsonLiteral(value.value) }
        // 5, 6
        var datatype: IRI?
        if case .iri(let iri)? = value.datatype {
            guard iri.isWellFormedIRI else {
                try session.lose(.invalidIRI(iri.string))
                return nil
            }
            datatype = IRI(known: iri.string)
        }
        // 7
        if let language = value.language, !language.isWellFormedLanguage {
            try session.lose(.invalidLanguage(language.string))
            return nil
        }
        switch value.value {
        case .bool(let bool):  // 9
            return withDataset { $0.term(bool ? "true" : "false", datatype: datatype ?? .xsdBoolean) }
        case .number(let number): return try literal(number, datatype)  // 10, 11
        case .string(let text): return try literal(text, value, datatype, in: graph)  // 12 to 14
        case .null, .array, .object: return nil
        }
    }

    private mutating func jsonLiteral(_ value: JSONValue) throws(JSONLDError) -> TermID {
        do {
            let text = try value.canonicalized()
            return withDataset { $0.term(text, datatype: .rdfJSON) }
        } catch {
            throw session.error(.numberOutOfRange("\(error)"))
        }
    }

    /// Steps 10 and 11.
    private mutating func literal(_ number: JSONNumber, _ datatype: IRI?) throws(JSONLDError) -> TermID {
        guard let double = number.double else { throw session.error(.numberOutOfRange(number.text)) }
        if datatype != .xsdDouble, let integer = CanonicalNumber.integer(double) {
            return withDataset { $0.term(integer, datatype: datatype ?? .xsdInteger) }
        }
        return withDataset { $0.term(CanonicalNumber.double(double), datatype: datatype ?? .xsdDouble) }
    }

    /// Steps 12 to 14.
    private mutating func literal(
        _ text: JSONString, _ value: ValueObject, _ datatype: IRI?, in graph: Graph
    ) throws(JSONLDError) -> TermID {
        // 13
        if let direction = value.direction {
            switch session.options.rdfDirection {
            case .i18nDatatype?: return i18nLiteral(text, value.language, direction)
            case .compoundLiteral?: return compoundLiteral(text, value.language, direction, in: graph)
            case nil: try session.lose(.direction(direction.rawValue))
            }
        }
        // 14
        if let language = value.language {
            return withDataset { $0.term(text.string, language: language.string) }
        }
        guard let datatype else { return withDataset { $0.term(string: text.string) } }
        return withDataset { $0.term(text.string, datatype: datatype) }
    }

    /// Step 13.2.
    private mutating func i18nLiteral(
        _ text: JSONString, _ language: JSONString?, _ direction: TextDirection
    ) -> TermID {
        let name = "https://www.w3.org/ns/i18n#\(language?.lowercased ?? "")_\(direction.rawValue)"
        return withDataset { $0.term(text.string, datatype: IRI(name) ?? .xsdString) }
    }

    /// Step 13.3.
    private mutating func compoundLiteral(
        _ text: JSONString, _ language: JSONString?, _ direction: TextDirection, in graph: Graph
    ) -> TermID {
        let node = withDataset { $0.freshBlankNode() }
        var parts = [(IRI.rdfValue, text.string), (.rdfDirection, direction.rawValue)]
        if let language { parts.append((.rdfLanguage, language.lowercased)) }
        for (property, value) in parts {
            let predicate = withDataset { $0.term(property) }
            let object = withDataset { $0.term(string: value) }
            insert(node, predicate, object, graph)
        }
        return node
    }
}

extension JSONString {
    /// A language tag, which is ASCII, in lower case.
    fileprivate var lowercased: String {
        String(decoding: string.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
