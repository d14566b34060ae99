extension IRI {
    private static let xsd = "http://www.w3.org/2001/XMLSchema#"
    private static let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

    public static let xsdString = IRI(known: xsd + "string")
    public static let xsdBoolean = IRI(known: xsd + "boolean")
    public static let xsdInteger = IRI(known: xsd + "integer")
    public static let xsdDouble = IRI(known: xsd + "double")

    public static let rdfType = IRI(known: rdf + "type")
    public static let rdfFirst = IRI(known: rdf + "first")
    public static let rdfRest = IRI(known: rdf + "rest")
    public static let rdfNil = IRI(known: rdf + "nil")
    public static let rdfValue = IRI(known: rdf + "value")
    public static let rdfLanguage = IRI(known: rdf + "language")
    public static let rdfDirection = IRI(known: rdf + "direction")
    public static let rdfJSON = IRI(known: rdf + "JSON")
    public static let rdfLangString = IRI(known: rdf + "langString")
    public static let rdfDirLangString = IRI(known: rdf + "dirLangString")
}
