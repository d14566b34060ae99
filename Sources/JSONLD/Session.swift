import JSON

/// What processing one document goes by and has used up: options, bounds, and the place in the document.
///
/// Made for one call of a processor and never shared.
final class Session {
    let cache: ContextCache
    let options: JSONLDOptions
    let base: JSONString?
    /// The way to the value in work.
    private var path: [Token] = []
    /// The addresses of the contexts in work, outermost first.
    var contextURLs: [JSONString] = []
    private var knownURLs: Set<JSONString> = []
    /// Every address counted, in order, repeated ones included.
    private var countedURLs: [JSONString] = []
    private var workLeft: Int
    /// Places of node objects without an identifier, where somebody wants to know them.
    private(set) var namelessNodes: [JSONPointer]?
    /// Contexts made in this session that no other document can use.
    private var derived: [Derivation: DerivedContext] = [:]

    private enum Token {
        case name(JSONString)
        case index(Int)
    }

    init(cache: ContextCache, options: JSONLDOptions) {
        self.cache = cache
        self.options = options
        base = options.base.map { JSONString($0) }
        workLeft = options.limits.contextWork
    }

    // MARK: Place

    func recordNamelessNodes() { namelessNodes = [] }

    func noteNamelessNode() {
        if namelessNodes != nil { namelessNodes?.append(place) }
    }

    @inline(__always)
    func enter(_ name: JSONString) { path.append(.name(name)) }

    @inline(__always)
    func enter(_ index: Int) { path.append(.index(index)) }

    @inline(__always)
    func leave() { path.removeLast() }

    var place: JSONPointer {
        JSONPointer(
            path.map { token in
                switch token {
                case .name(let name): name
                case .index(let index): JSONString(String(index))
                }
            })
    }

    func error(_ reason: JSONLDError.Reason, _ detail: JSONString? = nil) -> JSONLDError {
        JSONLDError(reason, at: place, context: contextURLs.last?.string, detail: detail?.string)
    }

    func error(_ code: JSONLDErrorCode, _ detail: JSONString? = nil) -> JSONLDError {
        error(.violation(code), detail)
    }

    /// In safe mode, the error for something that would be dropped.
    func lose(_ loss: @autoclosure () -> Loss) throws(JSONLDError) {
        if options.isSafe { throw error(.loss(loss())) }
    }

    // MARK: Bounds

    func spend(_ definitions: Int) throws(JSONLDError) {
        workLeft -= definitions
        guard workLeft >= 0 else { throw error(.limit(.contextWork, options.limits.contextWork)) }
    }

    /// Counts the address of a context.
    func count(_ url: JSONString) throws(JSONLDError) {
        countedURLs.append(url)
        guard knownURLs.insert(url).inserted, knownURLs.count > options.limits.contexts else { return }
        throw error(.limit(.contexts, options.limits.contexts))
    }

    // MARK: Contexts

    /// The context that `step` makes of `active`: the one made before, or a new one.
    func derive(
        _ step: Derivation.Step, from active: ActiveContext,
        _ make: (ContextProcessor, Bool) throws(JSONLDError) -> ActiveContext
    ) throws(JSONLDError) -> ActiveContext {
        let derivation = Derivation(origin: active, step: step)
        if let known = active.isShared ? cache.derived(derivation) : derived[derivation] {
            for url in known.addresses { try count(url) }
            return known.context
        }
        let countedBefore = countedURLs.count
        let context = try make(ContextProcessor(session: self), active.isShared)
        let made = DerivedContext(context: context, addresses: Array(countedURLs[countedBefore...]))
        if active.isShared {
            cache.keep(made, as: derivation)
        } else {
            derived[derivation] = made
        }
        return context
    }
}
