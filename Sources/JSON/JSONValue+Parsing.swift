extension JSONValue {
    /// Parses a complete JSON text, strictly by RFC 8259: valid UTF-8 without byte order mark, no lone surrogates, names
    /// unique in each object (compared after unescaping), nothing after the value but white space.
    ///
    /// - Throws: ``JSONError`` with the place of the first offence, or the limit exceeded.
    public init(
        parsing bytes: [UInt8], limits: JSONLimits = .default, duplicateNames: DuplicateNames = .refused
    ) throws(JSONError) {
        self = try Parser.parse(bytes.span, limits: limits, duplicateNames: duplicateNames)
    }

    /// Parses the UTF-8 bytes of `text`.
    public init(
        parsing text: String, limits: JSONLimits = .default, duplicateNames: DuplicateNames = .refused
    ) throws(JSONError) {
        self = try Parser.parse(text.utf8Span.span, limits: limits, duplicateNames: duplicateNames)
    }
}
