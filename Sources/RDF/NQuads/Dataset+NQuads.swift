extension Dataset {
    /// The quads as N-Quads, one a line in the order of the dataset, each in its canonical form (RDF Dataset
    /// Canonicalization, appendix A) but with the labels that blank nodes have here.
    ///
    /// - Parameter lowercasingLanguages: writes language tags in lower case, as canonical N-Quads of RDF 1.2 wants it.
    ///   Signatures want tags as they are.
    public func nQuads(lowercasingLanguages: Bool = false) -> [UInt8] {
        var output = ByteBuffer(capacity: entries.count * 160)
        for entry in entries {
            for term in [entry.subject, entry.predicate, entry.object] {
                append(term, lowercasingLanguages: lowercasingLanguages, to: &output)
                output.append(UInt8(ascii: " "))
            }
            if let graph = entry.graph {
                terms.withForm(graph) { output.append($0) }
                output.append(UInt8(ascii: " "))
            }
            output.append(".\n")
        }
        return output.array
    }

    private func append(_ term: TermID, lowercasingLanguages: Bool, to output: inout ByteBuffer) {
        terms.withForm(term) { form in
            guard lowercasingLanguages, form[0] == UInt8(ascii: "\""), form[form.count - 1] != UInt8(ascii: ">"),
                let mark = lastIndex(of: UInt8(ascii: "@"), in: form)
            else { return output.append(form) }
            output.append(form.extracting(..<mark))
            for index in mark..<form.count {
                let byte = form[index]
                output.append((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte)
            }
        }
    }

    /// Where a language tag starts; an at sign inside the quoted text stands before the last quote.
    private func lastIndex(of byte: UInt8, in form: Span<UInt8>) -> Int? {
        var index = form.count - 1
        while index > 0, form[index] != UInt8(ascii: "\"") {
            if form[index] == byte { return index }
            index -= 1
        }
        return nil
    }
}
