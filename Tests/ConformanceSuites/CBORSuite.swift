import JSON
import Multiformats
import TestSupport

/// The examples of RFC 8949, appendix A, as far as `ecdsa-sd-2023` and COSE need CBOR.
///
/// Optional, and refused here on purpose: floating-point numbers, values that are not in the deterministic encoding
/// (`roundtrip` false: lengths not given in advance, longer forms), and `simple(24)`, which RFC 8949 took out.
func cborSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for table in try folder.tables() {
        for item in try folder.json(table)["cases"]?.array ?? [] {
            let id = "\(table)#\(item["id"]?.string ?? "?")"
            result.check(id, optional: isOutside(item)) { try cborFailure(item) }
        }
    }
    return result
}

private func isOutside(_ item: JSONValue) -> Bool {
    if item["roundtrip"]?.bool == false { return true }
    if case .number(let number)? = item["decoded"] { return number.text.contains { ".eE".contains($0) } }
    guard let diagnostic = item["diagnostic"]?.string else { return false }
    // Strings may hold full stops.
    let bare = diagnostic.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 0 }.map(\.element).joined()
    return bare.contains(".") || bare.contains("Infinity") || bare.contains("NaN") || diagnostic == "simple(24)"
}

private func cborFailure(_ item: JSONValue) throws -> String? {
    guard let hex = item["hex"]?.string else { return "incomplete case" }
    let bytes = try Hex.decode(hex)
    let value = try CBORValue(decoding: bytes)
    if let decoded = item["decoded"], !isSame(value, decoded) { return "decoded to \(diagnostic(value))" }
    if let expected = item["diagnostic"]?.string, diagnostic(value) != expected {
        return "decoded to \(diagnostic(value))"
    }
    return value.encoded() == bytes ? nil : "encoded to \(Hex.encode(value.encoded()))"
}

private func isSame(_ value: CBORValue, _ json: JSONValue) -> Bool {
    switch (value, json) {
    case (.simple(.null), .null): true
    case (.simple(let simple), .bool(let bool)): simple == (bool ? .true : .false)
    case (.text(let text), .string(let string)): JSONString(text) == string
    case (.array(let elements), .array(let expected)):
        elements.count == expected.count && zip(elements, expected).allSatisfy(isSame)
    case (.map(let map), .object(let object)):
        map.pairs.count == object.count
            && object.allSatisfy { member in
                map[.text(member.key.string)].map { isSame($0, member.value) } ?? false
            }
    case (_, .number(let number)): decimal(value) == number.text
    default: false
    }
}

/// An integer, also one beyond 64 bits in its tag (RFC 8949, 3.4.3).
private func decimal(_ value: CBORValue) -> String? {
    switch value {
    case .unsigned(let number): "\(number)"
    case .negative(let number): "-\(decimal([UInt8](bigEndian: number), plus: 1))"
    case .tagged(2, .bytes(let bytes)): decimal(bytes, plus: 0)
    case .tagged(3, .bytes(let bytes)): "-\(decimal(bytes, plus: 1))"
    default: nil
    }
}

/// Digit by digit: the numbers are short.
private func decimal(_ bytes: [UInt8], plus addend: Int) -> String {
    var digits = [0]
    for byte in bytes {
        var carry = Int(byte)
        for index in digits.indices {
            carry += digits[index] * 256
            digits[index] = carry % 10
            carry /= 10
        }
        while carry > 0 {
            digits.append(carry % 10)
            carry /= 10
        }
    }
    var carry = addend
    for index in digits.indices where carry > 0 {
        carry += digits[index]
        digits[index] = carry % 10
        carry /= 10
    }
    if carry > 0 { digits.append(carry) }
    return digits.reversed().map(String.init).joined()
}

extension [UInt8] {
    fileprivate init(bigEndian number: UInt64) {
        self = (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
    }
}

/// Diagnostic notation (RFC 8949, 8).
private func diagnostic(_ value: CBORValue) -> String {
    switch value {
    case .unsigned, .negative: decimal(value) ?? ""
    case .bytes(let bytes): "h'\(Hex.encode(bytes))'"
    case .text(let text): JSONValue(text).description
    case .array(let elements): "[\(elements.map(diagnostic).joined(separator: ", "))]"
    case .map(let map):
        "{\(map.pairs.map { "\(diagnostic($0.key)): \(diagnostic($0.value))" }.joined(separator: ", "))}"
    case .tagged(let tag, let value): "\(tag)(\(diagnostic(value)))"
    case .simple(.false): "false"
    case .simple(.true): "true"
    case .simple(.null): "null"
    case .simple(.undefined): "undefined"
    case .simple(let simple): "simple(\(simple.rawValue))"
    }
}
