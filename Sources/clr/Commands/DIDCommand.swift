import ArgumentParser
import Cryptography
import DID
import JSON
import Ledger
import NodeHome

struct DIDCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "did", abstract: "Whose key is it: resolve and pin the documents of DIDs.",
        discussion: """
            A did:key and a did:jwk are the key. A did:web names a web address; who controls that controls the keys. Pin its \
            document to be asked before it changes: what is pinned counts, and is not read again.

              clr did resolve did:web:college.example --online
              clr did pin did:web:college.example
              clr did list
              clr did document did:web:college.example --roster roster.json > did.json
            """,
        subcommands: [Resolve.self, Pin.self, List.self, Forget.self, Document.self])

    struct Document: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the did:web document of a roster's institution, for its web server.",
            discussion: "With it verifiers outside the consortium find the keys that its credentials are signed with.")

        @Argument(help: "The institution's DID.") var did: String
        @Option(help: "The roster file.") var roster: String

        func run() throws {
            let place = try wrapping(.malformed) { () throws(DIDError) in try DIDWeb(did) }
            let document = try Documents.read(roster)
            let newest = try wrapping(.untrusted) { try RosterChain(document).newest }
            guard let institution = newest.institution(did: did) else {
                throw Failure(
                    .failure, "no institution of \(roster) has the DID \(did); see: clr roster show \(roster)")
            }
            let keys = try institution.assertionKeys.map { key in
                try wrapping(.malformed) { () throws(DIDError) in try Multikey.decode(key.multikey) }
            }
            Terminal.printJSON(place.document(asserting: keys))
            Terminal.note("Serve it at \(place.url)")
        }
    }

    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the document of a DID, and say where it is from.")

        @Argument(help: "The DID.") var did: String
        @OptionGroup var web: Web
        @OptionGroup var shelf: Shelf

        func run() async throws {
            if DIDKey.isDIDKey(did) {
                return Terminal.printJSON(
                    try wrapping(.malformed) { () throws(DIDError) in DIDKey.document(for: try DIDKey.parse(did)) })
            }
            if DIDJWK.isDIDJWK(did) {
                return Terminal.printJSON(
                    try wrapping(.malformed) { () throws(DIDError) in try DIDJWK.document(of: did) })
            }
            let pinned = try wrapping { () throws(NodeHomeError) in try shelf.didDocuments.document(did) }
            if let pinned {
                Terminal.note("This document is pinned; see: clr did list")
                return Terminal.printJSON(pinned)
            }
            let found = try await DIDResolver(shelf: shelf, web: web.reader).bytes(
                of: did, noOlderThan: web.online ? 0 : .max >> 1)
            Terminal.printJSON(try Self.checked(found.bytes, did))
        }

        /// It must be a document of this DID.
        static func checked(_ bytes: [UInt8], _ did: String) throws -> JSONValue {
            _ = try wrapping(.malformed) { () throws(DIDDocumentError) in try DIDDocument(parsing: bytes, about: did) }
            return try JSONValue(parsing: bytes)
        }
    }

    struct Pin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rely on the document of a did:web as it is now, also when it changes.")

        @Argument(help: "The DID.") var did: String
        @Option(help: "A file with the document, or - for standard input; without it, it is read from its address.")
        var file: String?
        @Option(help: ArgumentHelp("Pin it only if this is its SHA-256, 64 hexadecimal digits.", valueName: "hex"))
        var sha256: String?
        @OptionGroup var web: WebAccess
        @Flag(help: "Do not ask before another document takes the place of the pinned one.") var yes = false
        @OptionGroup var shelf: Shelf

        func run() async throws {
            guard DIDWeb.isDIDWeb(did) else {
                throw Failure(.usage, "\(did) is no did:web; only those have a document that can change")
            }
            let bytes = try await text()
            _ = try Resolve.checked(bytes, did)
            let hash = SHA256.hash(bytes)
            if let sha256 {
                guard Digest(hex: sha256) == hash else {
                    throw Failure(.altered, "the document's SHA-256 is \(hash.hex), not \(sha256); it was not pinned")
                }
            }
            let pins = try wrapping { () throws(NodeHomeError) in try shelf.didDocuments.pins() }
            if let pin = pins.first(where: { $0.name == did }), pin.hash != hash {
                try Terminal.confirm(
                    "\(did) is pinned to another document (SHA-256 \(pin.hash.hex)). Replace it?", assumeYes: yes)
            }
            try wrapping { () throws(NodeHomeError) in try shelf.didDocuments.add(did, bytes, hash: hash) }
            Terminal.note("Pinned \(did) to \(hash.hex).")
        }

        private func text() async throws -> [UInt8] {
            if let file { return try Documents.bytes(file) }
            return try await DIDResolver(shelf: shelf, web: web.reader).bytes(of: did, noOlderThan: 0).bytes
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show which documents are pinned.")

        @Flag(help: "Print JSON for scripts.") var json = false
        @OptionGroup var shelf: Shelf

        func run() throws {
            let pins = try wrapping { () throws(NodeHomeError) in try shelf.didDocuments.pins() }
            if json {
                return Terminal.printJSON(
                    .array(pins.map { ["did": JSONValue($0.name), "sha256": JSONValue($0.hash.hex)] }))
            }
            Terminal.table(["DID", "SHA-256 of its document"], pins.map { [$0.name, $0.hash.hex] })
        }
    }

    struct Forget: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget a pinned document.")

        @Argument(help: "The DID.") var did: String
        @OptionGroup var shelf: Shelf

        func run() throws {
            let isRemoved = try wrapping { () throws(NodeHomeError) in try shelf.didDocuments.remove(did) }
            guard isRemoved else { throw Failure(.failure, "\(did) is not pinned; see: clr did list") }
        }
    }
}
