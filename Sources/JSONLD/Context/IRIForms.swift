import JSON
import RDF

extension JSONString {
    /// True if this has the form of an absolute IRI: a scheme, a colon, and no white space. Whether it is one is asked later,
    /// when it gets into RDF.
    var hasIRIForm: Bool {
        withUTF8 { bytes in
            guard let colon = IRISyntax.schemeEnd(bytes) else { return false }
            for index in colon..<bytes.count where bytes[index] <= 0x20 { return false }
            return true
        }
    }

    /// True if RDF can hold this as an IRI: absolute, no character that N-Quads keeps out, one number sign at most.
    var isWellFormedIRI: Bool {
        withUTF8 { bytes in
            guard IRISyntax.isAbsolute(bytes) else { return false }
            var hasFragment = false
            for index in bytes.indices where bytes[index] == UInt8(ascii: "#") {
                if hasFragment { return false }
                hasFragment = true
            }
            return true
        }
    }

    /// True if this ends with a character that sets parts of a URI apart (`gen-delims`, RFC 3986, section 2.2).
    var endsWithDelimiter: Bool {
        switch string.utf8.last {
        case UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "@"):
            true
        default: false
        }
    }

    var isWellFormedLanguage: Bool { withUTF8 { LanguageSyntax.isWellFormed($0) } }
}
