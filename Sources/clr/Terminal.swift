import Cryptography
import FoundationEssentials
import JSON

#if canImport(Glibc)
    import Glibc
#endif

/// What goes to the person: results on standard output, everything else on standard error.
enum Terminal {
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var usesColour: Bool {
        outputIsTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    }

    static func writeError(_ text: String) {
        FileDescriptorText.write(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO)
    }

    static func error(_ message: String) { writeError("clr: " + Printable.line(message)) }

    static func note(_ message: String) { writeError(Printable.line(message)) }

    static func printJSON(_ value: JSONValue) {
        FileDescriptorText.write(
            String(decoding: value.serialized(pretty: true), as: UTF8.self) + "\n", to: STDOUT_FILENO)
    }

    /// Columns padded to their widest cell; control characters in cells are shown, never sent to the terminal.
    static func table(_ header: [String], _ rows: [[String]]) {
        let cells = ([header] + rows).map { $0.map(Printable.line) }
        var widths = [Int](repeating: 0, count: header.count)
        for row in cells {
            for (column, cell) in row.enumerated() where column < widths.count {
                widths[column] = max(widths[column], Printable.width(cell))
            }
        }
        for row in cells {
            let padded = row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - Printable.width(cell))
            }
            print(padded.joined(separator: "  "))
        }
    }

    static func confirm(_ question: String, assumeYes: Bool) throws {
        if assumeYes { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure(.cancelled, "\(question) Nobody can answer here; pass --yes to agree in a script.")
        }
        writeError(question + " [y/N] ")
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
            throw Failure(.cancelled, "cancelled; nothing was sent and nothing was changed")
        }
    }

    /// Asks for a secret with echo off, or reads one line from `descriptor`.
    static func secret(_ prompt: String, descriptor: Int32?) throws -> SecretBytes {
        var line: [UInt8] = []
        defer { for index in line.indices { line[index] = 0 } }
        if let descriptor {
            line = try FileDescriptorText.readLine(descriptor)
        } else {
            guard isatty(STDIN_FILENO) == 1 else {
                throw Failure(.usage, "\(prompt) cannot be asked here; give it with --passphrase-fd N")
            }
            var settings = termios()
            unsafe tcgetattr(STDIN_FILENO, &settings)
            var silent = settings
            silent.c_lflag &= ~tcflag_t(ECHO)
            unsafe tcsetattr(STDIN_FILENO, TCSANOW, &silent)
            defer {
                unsafe tcsetattr(STDIN_FILENO, TCSANOW, &settings)
                FileDescriptorText.write("\n", to: STDERR_FILENO)
            }
            FileDescriptorText.write(prompt + ": ", to: STDERR_FILENO)
            line = try FileDescriptorText.readLine(STDIN_FILENO)
        }
        guard !line.isEmpty else { throw Failure(.usage, "an empty \(prompt.lowercased()) was given") }
        return SecretBytes(copying: line)
    }
}

enum Printable {
    /// Text from outside with control and format characters replaced, so that no name can steer a terminal.
    static func line(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar == "\n": result.append(scalar)
            case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator:
                result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Columns that a text takes on a terminal: East Asian wide characters and emoji take two.
    static func width(_ text: String) -> Int {
        text.reduce(0) { width, character in
            guard let scalar = character.unicodeScalars.first else { return width }
            return width + (isWide(scalar) || character.unicodeScalars.contains("\u{FE0F}") ? 2 : 1)
        }
    }

    /// The blocks that Unicode's EastAsianWidth lists as W or F, as far as names and titles use them.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            true
        default: false
        }
    }
}

enum FileDescriptorText {
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = ArraySlice(Array(text.utf8))
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    static func readLine(_ descriptor: Int32) throws -> [UInt8] {
        var line: [UInt8] = []
        while line.count < 4096 {
            var byte: UInt8 = 0
            let count = unsafe Glibc.read(descriptor, &byte, 1)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Failure(.failure, "file descriptor \(descriptor) could not be read") }
            if count == 0 || byte == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        return line
    }
}
