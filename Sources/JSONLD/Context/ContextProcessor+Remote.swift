import JSON

/// Contexts by address (steps 5.2 and 5.6 of section 4.1.2).
extension ContextProcessor {
    /// Step 5.2.
    func applyRemote(
        _ address: JSONString, to builder: inout ContextBuilder, _ circumstances: Circumstances
    ) throws(JSONLDError) {
        // 5.2.1
        let url = address.resolved(against: circumstances.baseURL)
        guard url.hasIRIForm else { throw session.error(.loadingDocumentFailed, address) }
        // 5.2.2
        if !circumstances.validatesScoped, circumstances.remoteContexts.contains(url) { return }
        // 5.2.3; `apply` refuses a way that is too long.
        try session.count(url)
        var inner = circumstances
        inner.remoteContexts.append(url)
        inner.depth += 1
        // 5.2.4, 5.2.5
        let remote = try load(url)
        guard let context = remote.context else { throw session.error(.invalidRemoteContext, url) }
        // 5.2.6
        inner.baseURL = remote.url
        session.contextURLs.append(url)
        defer { session.contextURLs.removeLast() }
        // Whether protected terms may be overridden carries over, as in the implementations around: the text of the step
        // leaves it out, which would make the context of a property mean less by address than written out.
        try apply(context, to: &builder, inner)
    }

    /// The object that step 5.6 makes of a context definition with `@import`.
    func importing(
        _ definition: JSONObject, _ circumstances: Circumstances
    ) throws(JSONLDError) -> JSONObject {
        guard let value = definition[Keyword.import.name] else { return definition }
        // 5.6.1
        guard session.options.processingMode == .jsonLD11 else { throw session.error(.invalidContextEntry) }
        // 5.6.2
        guard case .string(let address) = value else { throw session.error(.invalidImportValue) }
        // 5.6.3
        let url = address.resolved(against: circumstances.baseURL)
        guard url.hasIRIForm else { throw session.error(.loadingDocumentFailed, address) }
        try session.count(url)
        // 5.6.4 to 5.6.6
        let remote = try load(url)
        guard case .object(var imported)? = remote.context else { throw session.error(.invalidRemoteContext, url) }
        // 5.6.7
        guard imported[Keyword.import.name] == nil else { throw session.error(.invalidContextEntry, url) }
        // 5.6.8
        for member in definition { imported.append(member) }
        return imported
    }

    private func load(_ url: JSONString) throws(JSONLDError) -> RemoteContext {
        do {
            return try session.cache.document(url)
        } catch {
            throw JSONLDError(
                .violation(.loadingRemoteContextFailed), at: session.place, context: url.string, detail: "\(error)")
        }
    }
}
