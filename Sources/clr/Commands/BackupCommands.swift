import ArgumentParser
import FoundationEssentials
import JSON
import NodeHome
import Store

extension NodeCommand {
    struct Backup: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy a running node: its store, what it is, and its roster.",
            discussion: """
                The copy is of one moment, and the node goes on working. Keys are not in it unless you ask for them: keep \
                them encrypted, apart from the store. Try a backup before you need it: clr node restore --dry-run.

                  clr node backup /backup/college-2026-11-28 --data ./college
                """)

        @Argument(help: "The directory to make.") var directory: String
        @Flag(help: "Copy the keys as well.") var keys = false
        @OptionGroup var node: NodeOptions

        func run() throws {
            let path = directory.hasPrefix("/") ? directory : FileManager.default.currentDirectoryPath + "/" + directory
            let result = try node.call("node.backup", ["directory": JSONValue(path)], timeout: 86_400)
            if keys {
                try wrapping { () throws(NodeHomeError) in
                    try node.home.copyKeys(to: NodeHome(directory: path))
                }
            }
            if node.json { return Terminal.printJSON(result) }
            print("\(result.show("bytes")) bytes in \(path)\(keys ? ", keys included" : "; the keys are not in it").")
        }
    }

    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a backup back, or try whether that would work.",
            discussion: """
                The whole store is read first: every log is replayed, every hash compared. A store that is there already is \
                kept beside the new one. The keys are those of the data directory, or of the backup where it has them.

                  clr node restore /backup/college-2026-11-28 --dry-run
                  clr node restore /backup/college-2026-11-28 --data ./college
                """)

        @Argument(help: "The directory of the backup.") var backup: String
        @Option(help: ArgumentHelp("The node's data directory.", valueName: "dir")) var data: String?
        @Flag(help: "Only check the backup.") var dryRun = false

        func run() throws {
            let source = NodeHome(directory: backup)
            let configuration = try wrapping { () throws(NodeHomeError) in try source.configuration() }
            guard FileManager.default.fileExists(atPath: source.storePath) else {
                throw Failure(.failure, "there is no store in \(backup); backups are made with: clr node backup DIR")
            }
            try wrapping { () throws(StoreError) in
                try Store.check(
                    directory: source.storePath,
                    identity: StoreIdentity(nodeName: configuration.name, role: configuration.role.rawValue))
            }
            print("The backup of \(configuration.role.rawValue) node '\(configuration.name)' is sound.")
            if dryRun { return }
            guard let data else { throw Failure(.usage, "say where to: --data DIR; or only check it: --dry-run") }
            let target = NodeHome(directory: data)
            try prepare(target, source, configuration)
            let identity = StoreIdentity(nodeName: configuration.name, role: configuration.role.rawValue)
            let kept = try wrapping { try replaceStore(of: target, with: source, identity) }
            if let kept { print("What was there is kept in \(kept).") }
            print("Restored to \(data). Start it with: clrd --data \(data)")
            if configuration.role != .wallet {
                print(
                    "Before it signs anything it hears from the others how far its log had come. Never start another copy "
                        + "of it.")
            }
        }

        /// The data directory with its keys: there already, or made from the backup.
        private func prepare(_ target: NodeHome, _ source: NodeHome, _ configuration: NodeConfiguration) throws {
            if FileManager.default.fileExists(atPath: target.configurationPath) {
                let there = try wrapping { () throws(NodeHomeError) in try target.configuration() }
                guard there.name == configuration.name, there.role == configuration.role else {
                    throw Failure(
                        .usage, "\(target.directory) is of another node: \(there.role.rawValue) '\(there.name)'")
                }
            } else {
                try wrapping { () throws(NodeHomeError) in
                    try SecureFile.makeDirectory(target.directory)
                    try target.save(configuration)
                    try target.install(rosterDocuments: try source.rosterDocuments())
                }
            }
            try wrapping { () throws(NodeHomeError) in
                if source.hasKeys(of: configuration.role) { try source.copyKeys(to: target) }
            }
            guard target.hasKeys(of: configuration.role) else {
                throw Failure(
                    .failure, "\(target.directory)/keys has not all keys of the node; put them there, then try again")
            }
        }

        /// - Returns: where the store that was there is kept.
        private func replaceStore(
            of target: NodeHome, with source: NodeHome, _ identity: StoreIdentity
        ) throws -> String? {
            let files = FileManager.default
            var kept: String?
            if files.fileExists(atPath: target.storePath) {
                guard !Store.isInUse(target.storePath, identity: identity) else {
                    throw Failure(.failure, "the node in \(target.directory) runs; stop it first. Nothing was changed")
                }
                let name = "\(target.storePath).before-\(Timestamp.milliseconds())"
                try files.moveItem(atPath: target.storePath, toPath: name)
                kept = name
            }
            do {
                try files.copyItem(atPath: source.storePath, toPath: target.storePath)
            } catch {
                // Half a copy is worth nothing; what was there is.
                try? files.removeItem(atPath: target.storePath)
                if let kept { try files.moveItem(atPath: kept, toPath: target.storePath) }
                throw Failure(.failure, "the store could not be copied: \(error). Nothing was changed")
            }
            return kept
        }
    }
}
