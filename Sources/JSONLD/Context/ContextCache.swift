import JSON
import Synchronization

/// Processed contexts and the documents they came from, shared by any number of processors on any number of threads.
///
/// Documents of one kind name the same contexts in the same order, and their types and properties bring in the same
/// scoped contexts. All of these are processed once. What a document writes out itself is never kept.
public final class ContextCache: Sendable {
    /// How many processed contexts, and how many documents, are kept before all are forgotten.
    public static let defaultCapacity = 4096

    private struct State {
        var roots: [RootKey: ActiveContext] = [:]
        var derived: [Derivation: DerivedContext] = [:]
        var documents: [JSONString: RemoteContext] = [:]
    }

    /// What the first context of a document depends on.
    struct RootKey: Hashable {
        let base: JSONString?
        let processingMode: ProcessingMode
    }

    private let state = Mutex(State())
    private let loader: DocumentLoader?
    private let capacity: Int

    /// - Parameters:
    ///   - loader: answers all addresses; nil to refuse them.
    public init(capacity: Int = defaultCapacity, loader: DocumentLoader? = nil) {
        self.capacity = max(capacity, 1)
        self.loader = loader
    }

    /// The context of documents before their own.
    func root(_ key: RootKey) -> ActiveContext {
        state.withLock { state in
            if let known = state.roots[key] { return known }
            if state.roots.count >= capacity { state.roots = [:] }
            let root = ActiveContext(ContextState(base: key.base), previous: nil, isShared: true)
            state.roots[key] = root
            return root
        }
    }

    func derived(_ derivation: Derivation) -> DerivedContext? {
        state.withLock { $0.derived[derivation] }
    }

    func keep(_ context: DerivedContext, as derivation: Derivation) {
        state.withLock { state in
            // Contexts in use stay alive without the cache.
            if state.derived.count >= capacity { state.derived = [:] }
            state.derived[derivation] = context
        }
    }

    /// Whether there is a context at `url`.
    public func holds(_ url: String) -> Bool { (try? document(JSONString(url))) != nil }

    /// The context in the document at `url`.
    func document(_ url: JSONString) throws -> RemoteContext {
        if let known = state.withLock({ $0.documents[url] }) { return known }
        let loaded = try load(url)
        state.withLock { state in
            if state.documents.count >= capacity { state.documents = [:] }
            state.documents[url] = loaded
        }
        return loaded
    }

    private func load(_ url: JSONString) throws -> RemoteContext {
        guard let loader else { throw LoadingError.noLoader }
        let remote = try loader(url.string)
        return RemoteContext(context: remote.document[Keyword.context.name], url: JSONString(remote.url))
    }

    /// Why nothing was loaded.
    enum LoadingError: Error, CustomStringConvertible {
        case noLoader

        var description: String { "there is no loader" }
    }
}

/// The context of a loaded document.
struct RemoteContext: Sendable {
    /// Nil if the document has none.
    let context: JSONValue?
    let url: JSONString
}
