import JSON
import RDF

/// What an object with these entries is (steps 15 to 19).
extension Expander {
    func finish(_ entries: ObjectEntries, of property: Property) throws(JSONLDError) -> Expansion {
        // 15
        if let value = entries.value { return try finishValue(value, entries, property) }
        // 17
        if entries.list != nil || entries.set != nil { return try finishListOrSet(entries, property) }
        // 18
        if entries.keywords == [.language], !entries.hasProperties {
            try session.lose(.languageWithoutValue)
            return .none
        }
        return try finishNode(entries, property)
    }

    /// Step 15.
    private func finishValue(
        _ value: JSONValue, _ entries: ObjectEntries, _ property: Property
    ) throws(JSONLDError) -> Expansion {
        // 15.1
        let others = entries.keywords.contains {
            switch $0 {
            case .direction, .index, .language, .type, .value: false
            default: true
            }
        }
        let isTagged = entries.language != nil || entries.direction != nil
        guard !others, !entries.hasProperties, !(isTagged && entries.type != nil) else {
            throw session.error(.invalidValueObject)
        }
        var object = ValueObject(value)
        // 15.2
        if let type = entries.type, type.types == [Keyword.json.name], !type.isArray {
            object.datatype = .json
        } else {
            // 15.3
            if value.isNull {
                try session.lose(.nullValue)
                return .none
            }
            // 15.4
            guard value.string != nil || entries.language == nil else {
                throw session.error(.invalidLanguageTaggedValue)
            }
            // 15.5
            if let type = entries.type { object.datatype = .iri(try datatype(type)) }
        }
        object.language = entries.language
        object.direction = entries.direction
        object.index = entries.index
        if case .included = property { throw session.error(.invalidIncludedValue) }  // 13.4.6.3
        // 19.1
        if property.isFree {
            try session.lose(.freeFloatingValue)
            return .none
        }
        return .one(.value(object))
    }

    /// Step 15.5.
    private func datatype(_ type: ObjectEntries.TypeEntry) throws(JSONLDError) -> JSONString {
        guard !type.isArray, let iri = type.types[0], iri.hasIRIForm else { throw session.error(.invalidTypedValue) }
        try checkDatatype(iri)
        return iri
    }

    /// Step 17.
    private func finishListOrSet(_ entries: ObjectEntries, _ property: Property) throws(JSONLDError) -> Expansion {
        // 17.1
        guard entries.keywords.filter({ $0 != .index }).count == 1, !entries.hasProperties else {
            throw session.error(.invalidSetOrListObject)
        }
        // 17.2; values floating in it were dropped on their own.
        if let set = entries.set {
            if case .none = set { return .many([]) }
            return set
        }
        return .one(.list(ListObject(items: entries.list ?? [], index: entries.index)))
    }

    /// Steps 16 and 19 for node objects.
    private func finishNode(_ entries: ObjectEntries, _ property: Property) throws(JSONLDError) -> Expansion {
        let node = entries.node
        node.types = entries.type?.types
        node.index = entries.index
        if node.id == nil { session.noteNamelessNode() }
        guard property.isFree else { return .one(.node(node)) }
        // 19.1, 19.2
        let isMereIdentifier = entries.keywords.allSatisfy { $0 == .id } && !entries.hasProperties
        if isMereIdentifier {
            try session.lose(.freeFloatingValue)
            return .none
        }
        return .one(.node(node))
    }
}
