import Credentials
import JSON
import Multiformats
import TestSupport

/// Encoded lists, the order of their bits, and the credentials in the specification. Tables are told apart by what their
/// cases hold. Lists of fewer than 131,072 entries are optional.
func bitstringStatusListSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for table in try folder.tables() {
        for item in try folder.json(table)["cases"]?.array ?? [] {
            let id = "\(table)#\(item["id"]?.string ?? "?")"
            if let text = item["encodedList"]?.string {
                let isShort = item["decodedBytes"]?.uint64.map { $0 * 8 < StatusBits.minimumEntryCount } ?? false
                result.check(id, optional: isShort) { try encodedListFailure(item, text) }
            } else if item["bytesHex"] != nil {
                result.check(id) { try bitOrderFailure(item) }
            } else if let credential = item["credential"]?.object {
                result.check(id) { try exampleFailure(credential) }
            } else {
                result.record(id, failure: "neither a list nor bits nor a credential")
            }
        }
    }
    return result
}

private func encodedListFailure(_ item: JSONValue, _ text: String) throws -> String? {
    let encoding: StatusBits.Encoding = item["multibase"]?.bool == false ? .bare : .multibase
    guard item["expect"]?.string == "decodes" else {
        return (try? StatusBits(encoded: text, as: encoding)) == nil ? nil : "accepted"
    }
    let bits = try StatusBits(encoded: text, as: encoding)
    guard bits.bytes.count == item["decodedBytes"]?.int else { return "decoded to \(bits.bytes.count) bytes" }
    let set = (0..<bits.entryCount()).filter { bits.value(at: $0) == 1 }
    guard set.count == item["setBitCount"]?.int else { return "\(set.count) bits are set" }
    let expected = item["setBits"]?.array?.compactMap(\.uint64) ?? []
    guard set == expected else { return "the bits \(set) are set" }
    return try StatusBits(encoded: bits.encoded()) == bits ? nil : "encoding and decoding gives another list"
}

private func bitOrderFailure(_ item: JSONValue) throws -> String? {
    let bits = try StatusBits(bytes: Hex.decode(item["bytesHex"]?.string ?? ""))
    for (name, wanted) in [("true", 1), ("false", 0)] as [(JSONString, UInt16)] {
        guard let indexes = item[name]?.array?.compactMap(\.uint64), !indexes.isEmpty else { return "incomplete case" }
        for index in indexes where bits.value(at: index) != wanted { return "bit \(index) is not \(name)" }
    }
    return nil
}

/// A list credential is read; a credential with entries is looked up in lists where nothing is set, and then in lists
/// where its own entries are.
private func exampleFailure(_ credential: JSONObject) throws -> String? {
    if let list = try StatusListCredential(reading: credential) {
        let count = list.bits.entryCount()
        guard count >= StatusBits.minimumEntryCount else { return "the list has \(count) entries" }
        return list.purposes.isEmpty ? "the list has no purpose" : nil
    }
    let statuses = VerifiableCredential(credential).statuses
    let entries = try statuses.compactMap { status throws(StatusListError) in try StatusListEntry(status) }
    guard !entries.isEmpty, entries.count == statuses.count else { return "it has no status entry, or an unknown one" }
    for isSet in [false, true] {
        let reader = StatusListReader(policy: StatusListPolicy(now: 4_000_000_000_000))
        let findings = reader.findings(of: credential) { url in
            guard let list = try? list(url, for: credential, entries, isSet: isSet) else {
                return .unavailable("no list")
            }
            return .found(StatusDocument(list, proof: .verified, delivery: .relayed, obtained: nil))
        }
        for (finding, entry) in zip(findings, entries) where finding.standing != wanted(entry, isSet: isSet) {
            return "the entry for \(entry.purpose) is found \(finding.standing): \(finding.reason)"
        }
        guard findings.count == entries.count else { return "\(findings.count) entries were found" }
    }
    return nil
}

private func list(
    _ url: String, for credential: JSONObject, _ entries: [StatusListEntry], isSet: Bool
) throws(StatusListError) -> JSONObject {
    let here = entries.filter { $0.list == url }
    let needed = here.map { ($0.index + 1) * UInt64($0.size) }.max() ?? 0
    var bits = try StatusBits(entryCount: max(needed, 16 * StatusBits.minimumEntryCount))
    if isSet { for entry in here { try bits.set(1, at: entry.index, size: entry.size) } }
    let draft = StatusListDraft(
        id: url, issuer: VerifiableCredential(credential).issuerID ?? "", purposes: here.map(\.purpose),
        validFrom: try start(), bits: bits)
    return try draft.credential()
}

private func wanted(_ entry: StatusListEntry, isSet: Bool) -> StatusListFinding.Standing {
    let value: UInt16 = isSet ? 1 : 0
    switch entry.purpose {
    case StatusPurpose.message: return .message(value, entry.messages[value])
    case _ where !isSet: return .active
    case StatusPurpose.revocation: return .revoked(reason: entry.messages[value])
    case StatusPurpose.suspension: return .suspended
    case StatusPurpose.refresh: return .outdated
    default: return .unknown
    }
}

private func start() throws(StatusListError) -> DateTime {
    guard let time = DateTime(milliseconds: 0) else { throw .malformed(member: "validFrom", wanted: "a time") }
    return time
}
