import JSON

/// Context processing (section 4.1.2 of the API specification), on behalf of one session.
///
/// Split by algorithm: this file has the loop over the items of a local context, `+Remote` those that are addresses,
/// `+Entries` the keywords of a context definition, `TermCreation` the terms.
struct ContextProcessor {
    let session: Session

    /// What holds for a local context and everything that is processed because of it.
    struct Circumstances {
        var baseURL: JSONString?
        /// The addresses on the way here.
        var remoteContexts: [JSONString] = []
        var overridesProtected = false
        var validatesScoped = true
        /// Contexts around the one in work.
        var depth = 0
    }

    /// The active context that `local` makes of `active`, processed anew.
    func process(
        _ local: JSONValue, on active: ActiveContext, _ circumstances: Circumstances, propagate: Bool = true,
        isShared: Bool
    ) throws(JSONLDError) -> ActiveContext {
        var builder = ContextBuilder(active)  // 1
        try apply(local, to: &builder, circumstances, propagate: propagate)
        try session.spend(builder.state.terms.count + 1)
        return builder.finish(isShared: isShared)  // 6
    }

    /// Steps 2 to 5, which change the context in the making.
    func apply(
        _ local: JSONValue, to builder: inout ContextBuilder, _ circumstances: Circumstances, propagate: Bool = true
    ) throws(JSONLDError) {
        guard circumstances.depth < session.options.limits.contextNesting else {
            throw session.error(.limit(.contextNesting, session.options.limits.contextNesting))
        }
        // 2; errors are found in 5.11.
        let propagate = local[Keyword.propagate.name]?.bool ?? propagate
        // 3
        if !propagate, builder.previous == nil {
            builder.setPrevious(builder.finish(isShared: false))
        }
        // 4, 5
        for context in local.array ?? [local] {
            try applyItem(context, to: &builder, circumstances, propagate: propagate)
        }
    }

    private func applyItem(
        _ context: JSONValue, to builder: inout ContextBuilder, _ circumstances: Circumstances, propagate: Bool
    ) throws(JSONLDError) {
        switch context {
        case .null: try nullify(&builder, circumstances, propagate: propagate)  // 5.1
        case .string(let address): try applyRemote(address, to: &builder, circumstances)  // 5.2
        case .object(let definition): try applyDefinition(definition, to: &builder, circumstances)  // 5.4
        default: throw session.error(.invalidLocalContext)  // 5.3
        }
    }

    /// Step 5.1. Protected terms count as they stand now, those of items before this one included.
    private func nullify(
        _ builder: inout ContextBuilder, _ circumstances: Circumstances, propagate: Bool
    ) throws(JSONLDError) {
        // 5.1.1
        if !circumstances.overridesProtected, builder.state.terms.values.contains(where: \.isProtected) {
            throw session.error(.invalidContextNullification)
        }
        // 5.1.2
        let before = propagate ? nil : builder.finish(isShared: false)
        let originalBase = builder.state.originalBase
        builder.change { $0 = ContextState(base: originalBase) }
        builder.setPrevious(before)
    }
}
