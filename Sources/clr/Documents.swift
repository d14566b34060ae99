import JSON
import NodeHome

/// Documents named on the command line: a file, or `-` for standard input. At most 16 MiB.
enum Documents {
    static let limit = 16_777_216

    static func bytes(_ path: String) throws -> [UInt8] {
        do throws(NodeHomeError) {
            return try SecureFile.read(path == "-" ? "/dev/stdin" : path, limit: limit)
        } catch .missing {
            throw Failure(.failure, "\(path) does not exist; check the name, or use - for standard input")
        } catch {
            throw Failure(.failure, "\(error)")
        }
    }

    static func read(_ path: String) throws -> JSONValue {
        let bytes = try bytes(path)
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw Failure(.malformed, "\(path): \(error)")
        }
    }
}
