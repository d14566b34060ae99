import ArgumentParser
import Cryptography
import DataIntegrity
import FoundationEssentials
import JSONLD
import NodeHome

/// Where a command finds JSON-LD contexts beyond the bundled ones.
struct ContextOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Folder with contexts added by 'clr context add' (default: $CHIROGRAPH_CONTEXTS, else ~/.chirograph/contexts).",
            valueName: "dir"))
    var contexts: String?

    var shelf: ContextShelf {
        let environment = ProcessInfo.processInfo.environment
        return ContextShelf(
            directory: contexts ?? environment["CHIROGRAPH_CONTEXTS"]
                ?? (environment["HOME"] ?? ".") + "/.chirograph/contexts")
    }

    /// Answers the contexts that were added; a damaged one is an error that names it.
    private var added: DocumentLoader {
        let shelf = shelf
        return { url in
            guard let document = try shelf.document(url) else { throw UnknownContextError() }
            return RemoteDocument(document: document, url: url)
        }
    }

    var proofContexts: ProofContexts { ProofContexts(adding: added) }

    var cache: ContextCache { ContextCache(loader: BundledContexts.loader(next: added)) }
}
