import ArgumentParser
import Credentials
import Cryptography
import DataIntegrity
import FoundationEssentials
import JSONLD
import NodeHome

/// What this machine keeps for verifying: contexts and DID documents that somebody pinned, and what was read from the web.
struct Shelf: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Folder with pinned contexts, pinned DID documents and what was read from the web (default: "
                + "$CHIROGRAPH_SHELF, else ~/.chirograph).",
            valueName: "dir"))
    var shelf: String?

    private var directory: String {
        let environment = ProcessInfo.processInfo.environment
        return shelf ?? environment["CHIROGRAPH_SHELF"] ?? (environment["HOME"] ?? ".") + "/.chirograph"
    }

    var contexts: PinnedDocuments { PinnedDocuments(.context, directory: directory + "/contexts") }
    var didDocuments: PinnedDocuments { PinnedDocuments(.didDocument, directory: directory + "/dids") }
    var web: DocumentCache { DocumentCache(directory: directory + "/web") }

    /// Answers the contexts that were added; a damaged one is an error that names it.
    private var added: DocumentLoader {
        let contexts = contexts
        return { url in
            guard let document = try contexts.document(url) else { throw UnknownContextError() }
            return RemoteDocument(document: document, url: url)
        }
    }

    var proofContexts: ProofContexts { ProofContexts(adding: added) }

    var contextCache: ContextCache { ContextCache(loader: BundledContexts.loader(next: added)) }
}
