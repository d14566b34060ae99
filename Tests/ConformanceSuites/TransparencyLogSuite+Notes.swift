import Cryptography
import JSON
import Multiformats
import TransparencyLog

/// A note is opened with the keys given; the names of verified and of ignored signatures are compared in order.
func noteCase(_ table: JSONValue, _ item: JSONValue) throws -> String? {
    let bytes = try item["noteHex"]?.string.map { try Base16.decode($0) } ?? Array((item["note"]?.string ?? "").utf8)
    let keys = try names(item["verifiers"]).map { try NoteVerifierKey(parsing: $0) }
    return compareVerdict(item["expect"]?.string) {
        let verified = try SignedNote(parsing: bytes).verify(with: keys)
        guard verified.verified.map(\.signature.name) == names(item["verified"]) else {
            return "verified are \(verified.verified.map(\.signature.name))"
        }
        guard verified.unverified.map(\.name) == names(item["unverified"]) else {
            return "unverified are \(verified.unverified.map(\.name))"
        }
        return verified.note.encoded == bytes ? nil : "it is written differently"
    }
}

func verifierKeyCase(_ table: JSONValue, _ item: JSONValue) throws -> String? {
    let text = item["vkey"]?.string ?? ""
    return compareVerdict(item["expect"]?.string) {
        let key = try NoteVerifierKey(parsing: text)
        return key.text == text ? nil : "it is written \(key.text)"
    }
}

func signCase(_ table: JSONValue, _ item: JSONValue) throws -> String? {
    let signer = try NoteSigner(parsing: item["privateKey"]?.string ?? "")
    let note = try NoteSigner.note(item["text"]?.string ?? "", signers: [signer])
    let signed = String(decoding: note.encoded, as: UTF8.self)
    return signed == item["signed"]?.string ? nil : "signed as \(signed)"
}

/// What the specification text asks for counts, not what a lenient parser does.
func checkpointCase(_ table: JSONValue, _ item: JSONValue) throws -> String? {
    let text = item["text"]?.string ?? ""
    return compareVerdict(item["c2sp"]?.string) {
        let checkpoint = try Checkpoint(parsing: text)
        guard checkpoint.origin == item["origin"]?.string, checkpoint.size == item["size"]?.uint64,
            Base64.encode(checkpoint.root.bytes) == item["root"]?.string
        else { return "read as \(checkpoint)" }
        return checkpoint.text == text ? nil : "it is written differently"
    }
}

/// Three sorts of cases: the signature part of a line, a whole line, and the message that is signed.
func cosignatureCase(_ table: JSONValue, _ item: JSONValue) throws -> String? {
    if let text = item["checkpointText"]?.string {
        let message = CosignatureV1.message(text: Array(text.utf8), time: item["timestamp"]?.uint64 ?? 0)
        return String(decoding: message, as: UTF8.self) == item["signedMessage"]?.string ? nil : "the message differs"
    }
    if let line = item["line"]?.string {
        let cosignature = (try? NoteSignature(parsingLine: line)).flatMap(Cosignature.init)
        // "?" marks an abridged line, of which upstream expects nothing.
        guard item["expect"]?.string != "?" else { return nil }
        return cosignature == nil ? "not read" : nil
    }
    return compareVerdict(item["expect"]?.string) {
        let line = try NoteSignature(name: "witness", base64: item["signature"]?.string ?? "")
        guard let cosignature = Cosignature(line) else { throw NoteError.malformedSignature(line: 1) }
        return cosignature.timestamp == item["timestamp"]?.uint64 ? nil : "the time is \(cosignature.timestamp)"
    }
}

private func names(_ list: JSONValue?) -> [String] {
    (list?.array ?? []).compactMap(\.string)
}
