import JSON

/// The contexts that come with this module.
enum BundledContexts {
    /// The context at `url`, nil if it is not one of them.
    static func context(at url: String) -> JSONValue? { nil }
}
