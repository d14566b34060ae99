public import JSON

/// The contexts that credentials of this field name, held in this module as sheets of our own: nothing is fetched.
///
/// Sources: W3C VC Data Model 1.1 and 2.0, Data Integrity, Controlled Identifiers, Status Lists, ODRL; 1EdTech Open
/// Badges 2.0 to 3.0.3 and CLR 1.0 to 2.0.1.
public enum BundledContexts {
    /// Which of several texts of one address.
    public enum Edition: Hashable, Sendable, CaseIterable {
        /// What stands at the address now.
        case newest
        /// What stood there before, where that is known to have been used: `context-3.0.3.json` of Open Badges.
        case earlier
    }

    /// The addresses, sorted.
    public static var urls: [String] { sheets.keys.sorted() }

    /// The addresses that have more than one edition, sorted.
    public static var urlsWithEditions: [String] { earlierSheets.keys.sorted() }

    /// The document at an address; nil if it is not one of ours.
    public static func document(_ url: String, _ edition: Edition = .newest) -> JSONValue? {
        let earlier = edition == .earlier ? earlierSheets[url] : nil
        return (earlier ?? sheets[url]).map { ["@context": $0.context] }
    }

    /// Answers these contexts, and leaves every other address to `next`.
    public static func loader(_ edition: Edition = .newest, next: DocumentLoader? = nil) -> DocumentLoader {
        { url in
            if let document = document(url, edition) { return RemoteDocument(document: document, url: url) }
            guard let next else { throw UnknownContextError() }
            return try next(url)
        }
    }

    /// Processed contexts for everybody who needs no others.
    public static let cache = ContextCache(loader: loader())

    private static let sheets: [String: ContextSheet] = [
        "https://www.w3.org/ns/credentials/v2": .credentialsV2,
        "https://www.w3.org/2018/credentials/v1": .credentialsV1,
        "https://www.w3.org/ns/credentials/examples/v2": .credentialsExamplesV2,
        "https://www.w3.org/ns/credentials/undefined-terms/v2": .credentialsUndefinedTermsV2,
        "https://www.w3.org/ns/credentials/status/v1": .credentialsStatusV1,
        "https://w3id.org/vc/status-list/2021/v1": .statusList2021,
        "https://purl.imsglobal.org/spec/clr/v2p0/context.json": .clrV2,
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": .clrV201,
        "https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld": .clrV1,
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": .openBadgesV303,
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": .openBadgesV302,
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json": .openBadgesV3,
        "https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld": .openBadgesV3,
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": .openBadgesV301,
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": .openBadgesV3Extensions,
        "https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld": .openBadgesV21,
        "https://w3id.org/openbadges/v2": .openBadgesV2,
        "https://openbadgespec.org/v2/context.json": .openBadgesV2,
        "https://w3id.org/openbadges/extensions/applyLinkExtension/context.json": .applyLinkExtension,
        "https://w3id.org/openbadges/extensions/exampleExtension/context.json": .exampleExtension,
        "https://w3id.org/security/data-integrity/v1": .dataIntegrityV1,
        "https://w3id.org/security/data-integrity/v2": .dataIntegrityV2,
        "https://w3id.org/security/jwk/v1": .jwkV1,
        "https://w3id.org/security/multikey/v1": .multikeyV1,
        "https://w3id.org/security/suites/ed25519-2018/v1": .ed25519V2018,
        "https://w3id.org/security/suites/ed25519-2020/v1": .ed25519V2020,
        "https://w3id.org/security/suites/jws-2020/v1": .jws2020,
        "https://w3id.org/security/v1": .securityV1,
        "https://w3id.org/security/v2": .securityV2,
        "https://www.w3.org/ns/did/v1": .didV1,
        "https://www.w3.org/ns/odrl.jsonld": .odrl,
    ]

    private static let earlierSheets: [String: ContextSheet] = [
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": .openBadgesV303Earlier
    ]
}

/// Why a context was not found.
public struct UnknownContextError: Error, Hashable, Sendable, CustomStringConvertible {
    public init() {}

    public var description: String { "it is not bundled and was not added; contexts are never fetched" }
}
