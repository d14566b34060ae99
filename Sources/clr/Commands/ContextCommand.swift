import ArgumentParser
import Cryptography
import JSON
import JSONLD
import NodeHome

struct ContextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "context", abstract: "The JSON-LD contexts that signatures are read with.",
        discussion: """
            The contexts of Verifiable Credentials, Open Badges and CLR are built in. Others can be added, pinned by their \
            SHA-256: a context decides what a signature means, so it must not change behind your back. While verifying none is \
            ever fetched.

              clr context add https://w3id.org/citizenship/v4rc1 --sha256 5038c738…
              clr context add https://w3id.org/citizenship/v4rc1 --sha256 5038c738… --file citizenship.json
            """,
        subcommands: [Add.self, List.self, Show.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a context, or replace the one at its address.")

        @Argument(help: "The address, exactly as credentials name it.") var url: String
        @Option(help: ArgumentHelp("The SHA-256 of the text, 64 hexadecimal digits.", valueName: "hex")) var sha256:
            String
        @Option(help: "The file with the text, or - for standard input; without it the text is read from the address.")
        var file: String?
        @OptionGroup var web: WebAccess
        @OptionGroup var shelf: Shelf

        func run() async throws {
            guard let hash = Digest(hex: sha256) else {
                throw Failure(.usage, "--sha256 takes 64 hexadecimal digits; get them with: sha256sum FILE")
            }
            guard BundledContexts.document(url) == nil else {
                throw Failure(.usage, "\(url) is built in, and what is built in always counts")
            }
            let bytes = try await text()
            try wrapping(.malformed) { () throws(NodeHomeError) in try shelf.contexts.add(url, bytes, hash: hash) }
            Terminal.note("Added \(url), pinned to \(hash.hex).")
        }

        private func text() async throws -> [UInt8] {
            if let file { return try Documents.bytes(file) }
            return try await web.reader.read(url, types: ["application/ld+json", "application/json"])
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show which contexts are known.")

        @Flag(help: "Print JSON for scripts.") var json = false
        @OptionGroup var shelf: Shelf

        func run() throws {
            let pins = try wrapping { () throws(NodeHomeError) in try shelf.contexts.pins() }
            if json {
                let added = pins.map { ["url": JSONValue($0.name), "sha256": JSONValue($0.hash.hex)] as JSONValue }
                return Terminal.printJSON([
                    "bundled": .array(BundledContexts.urls.map { JSONValue($0) }), "added": .array(added),
                ])
            }
            Terminal.table(
                ["context", "from"],
                BundledContexts.urls.map { [$0, "built in"] } + pins.map { [$0.name, "sha256 \($0.hash.hex)"] })
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the text of a context, as it is used here.")

        @Argument(help: "Its address.") var url: String
        @OptionGroup var shelf: Shelf

        func run() throws {
            let added = try wrapping { () throws(NodeHomeError) in try shelf.contexts.document(url) }
            guard let document = BundledContexts.document(url) ?? added else {
                throw Failure(.failure, "\(url) is not known here; see: clr context list")
            }
            Terminal.printJSON(document)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget a context that was added.")

        @Argument(help: "Its address.") var url: String
        @OptionGroup var shelf: Shelf

        func run() throws {
            let isRemoved = try wrapping { () throws(NodeHomeError) in try shelf.contexts.remove(url) }
            guard isRemoved else {
                throw Failure(.failure, "\(url) was not added; see: clr context list")
            }
        }
    }
}
