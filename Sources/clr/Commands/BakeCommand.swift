import ArgumentParser
import Credentials
import FoundationEssentials
import JSON
import NodeHome

struct BakeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bake", abstract: "Put a credential into an image, or take it out.",
        discussion: """
            A baked PNG or SVG carries its credential along, as Open Badges 3.0 and CLR 2.0 describe it. Everything else in the image \
            stays as it is. 'clr verify' takes baked images as they are; a picture that has been through a photo service may have \
            lost what was baked in.

              clr bake add badge.json badge.png --output baked.png
              clr bake extract baked.png > badge.json
            """,
        subcommands: [Add.self, Extract.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put a signed credential into a PNG or SVG image.")

        @Argument(help: "The credential: JSON, or a token.") var credential: String
        @Argument(help: "The image.") var image: String
        @Option(name: .shortAndLong, help: "Where the baked image goes; an existing file is not overwritten.")
        var output: String
        @Flag(help: "Take out what the image carries already.") var replace = false

        func run() throws {
            let bytes = try Documents.bytes(credential)
            let image = try Documents.bytes(image)
            let baked = try wrapping(.malformed) { () throws(BakingError) in
                let content = try CredentialFile.read(bytes).content
                return try CredentialFile.bake(content, as: Self.kind(content), into: image, replacing: replace)
            }
            guard !FileManager.default.fileExists(atPath: output) else {
                throw Failure(.failure, "\(output) exists already; nothing was written. Name another file")
            }
            try wrapping { () throws(NodeHomeError) in try SecureFile.write(baked, to: output, mode: 0o644) }
            Terminal.note("Wrote \(output), \(baked.count) bytes.")
        }

        private static func kind(_ content: CredentialFile.Content) -> BadgeKind {
            if case .json(let object, _) = content { BadgeKind(of: object) } else { .openBadge }
        }
    }

    struct Extract: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the credential that an image carries, unverified.")

        @Argument(help: "The image, or - for standard input.") var image: String

        func run() throws {
            let bytes = try Documents.bytes(image)
            let file = try wrapping(.malformed) { () throws(BakingError) in try CredentialFile.read(bytes) }
            for note in file.notes { Terminal.note(note) }
            switch file.content {
            case .json(_, let bytes): FileDescriptorText.write(String(decoding: bytes, as: UTF8.self) + "\n", to: 1)
            case .compactJWS(let text), .hosted(let text): FileDescriptorText.write(text + "\n", to: 1)
            }
        }
    }
}
