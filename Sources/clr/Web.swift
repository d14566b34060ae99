import ArgumentParser
import NodeHome
import WebFetch

/// Whether and how a command may use the network.
struct Web: ParsableArguments {
    @Flag(
        help:
            "Read what is missing over HTTPS: did:web documents, status lists, refreshed credentials. Says what it reads."
    )
    var online = false
    @Option(
        help: ArgumentHelp(
            "A PEM file with certificate authorities to trust beside the system's, such as a consortium's own.",
            valueName: "file"))
    var ca: String?
    @Flag(help: "Also read from this machine and private networks, which are refused otherwise.")
    var localNetwork = false

    var reader: WebReader { WebReader(isOnline: online, authorities: ca, localNetwork: localNetwork) }
}

/// The same for commands whose purpose it is to read one document.
struct WebAccess: ParsableArguments {
    @Option(
        help: ArgumentHelp("A PEM file with certificate authorities to trust beside the system's.", valueName: "file"))
    var ca: String?
    @Flag(help: "Also read from this machine and private networks, which are refused otherwise.")
    var localNetwork = false

    var reader: WebReader { WebReader(isOnline: true, authorities: ca, localNetwork: localNetwork) }
}

/// Reads documents from the web and says so.
struct WebReader {
    let isOnline: Bool
    let authorities: String?
    let localNetwork: Bool

    /// A failure is the command's.
    func read(_ url: String, types: [String], isSilent: Bool = false) async throws -> [UInt8] {
        do throws(FetchError) {
            return try await fetch(url, types: types, isSilent: isSilent)
        } catch {
            throw Failure(.unreachable, "\(error)")
        }
    }

    /// Keeps what was read on the shelf.
    func read(_ url: String, types: [String], keepingOn cache: DocumentCache) async throws(FetchError) -> [UInt8] {
        let bytes = try await fetch(url, types: types)
        // Only the next run would gain from it.
        try? cache.keep(bytes, of: url, fetched: Timestamp.milliseconds())
        return bytes
    }

    private func fetch(_ url: String, types: [String], isSilent: Bool = false) async throws(FetchError) -> [UInt8] {
        var fetcher = WebFetcher()
        fetcher.authorities = authorities
        fetcher.allowsPrivateAddresses = localNetwork
        let document = try await fetcher.fetch(url, types: types)
        let moved = document.address == url ? "" : " (found at \(document.address))"
        if !isSilent { Terminal.note("Read \(url)\(moved): \(document.bytes.count) bytes.") }
        return document.bytes
    }
}
