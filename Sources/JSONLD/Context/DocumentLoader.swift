public import JSON

/// A document with a context, as a loader found it.
public struct RemoteDocument: Sendable {
    /// An object with the member `@context`.
    public let document: JSONValue
    /// Its final address after redirects; relative addresses inside are resolved against it.
    public let url: String

    public init(document: JSONValue, url: String) {
        self.document = document
        self.url = url
    }
}

/// Answers the document at an absolute IRI, or throws.
///
/// The processor fetches nothing by itself: without a loader it knows no context but those written in documents. A loader
/// should hold documents that are known by their hashes. One that reaches for the network while a credential is verified tells the
/// issuer who looks at it, and when.
public typealias DocumentLoader = @Sendable (_ url: String) throws -> RemoteDocument
