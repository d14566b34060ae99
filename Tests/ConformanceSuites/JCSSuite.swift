import JSON
import Multiformats
import TestSupport

/// The examples of RFC 8785: every input has exactly one canonical form, which is its own canonical form.
func jcsSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for item in try folder.cases() {
        let id = item["id"]?.string ?? "?"
        let files = (item["files"]?.array ?? []).compactMap(\.string)
        result.check(id) {
            guard let input = files.first(where: { $0.hasPrefix("input/") }),
                let output = files.first(where: { $0.hasPrefix("output/") })
            else { return "the case names no input and output" }
            let expected = try folder.bytes(output)
            let canonical = try JSONValue(parsing: folder.bytes(input)).canonicalized()
            guard canonical == expected else {
                return "got \(String(decoding: canonical, as: UTF8.self))"
            }
            guard try JSONValue(parsing: canonical).canonicalized() == expected else { return "not idempotent" }
            guard let outhex = files.first(where: { $0.hasPrefix("outhex/") }) else { return nil }
            let hex = try folder.text(outhex).filter { !$0.isWhitespace }
            return try Hex.decode(hex) == expected ? nil : "the two expected outputs differ"
        }
    }
    return result
}

/// The number series of RFC 8785, appendix B: `bits,text`, one case a line, in every text file of the folder.
func jcsNumbersSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for file in try folder.fileNames() where file.hasSuffix(".txt") && !file.hasPrefix("LICENSE") {
        for line in try folder.text(file).split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ",")
            result.check(String(line)) {
                guard parts.count == 2, let bits = UInt64(parts[0], radix: 16) else { return "not a line of a series" }
                return try numberFailure(Double(bitPattern: bits), expected: String(parts[1]))
            }
        }
    }
    return result
}

/// The number written from the double, and read from other texts of it and canonicalised.
private func numberFailure(_ value: Double, expected: String) throws -> String? {
    guard let number = JSONNumber(value) else { return "not a finite number" }
    guard number.text == expected else { return "got \(number.text)" }
    for text in [expected, "\(value)"] {
        let canonical = String(decoding: try JSONValue(parsing: text).canonicalized(), as: UTF8.self)
        guard canonical == expected else { return "\(text) is canonicalised to \(canonical)" }
    }
    return nil
}
