import Cryptography
import JSON
import TransparencyLog

/// Reads one object of a roster: exactly the members named, each of its type, errors with the place.
struct RosterReader {
    let object: JSONObject
    /// JSON Pointer of the object; empty for the whole document.
    let place: String

    init(_ value: JSONValue?, place: String, members: [JSONString]) throws(RosterError) {
        guard let object = value?.object else { throw .document(place: place, problem: "an object is expected here") }
        for member in object where !members.contains(member.key) {
            throw .document(place: "\(place)/\(member.key)", problem: "this member is not known; remove it")
        }
        for name in members where object[name] == nil {
            throw .document(place: "\(place)/\(name)", problem: "this member is missing")
        }
        self.object = object
        self.place = place
    }

    func fail(_ name: JSONString, _ problem: String) -> RosterError {
        .document(place: "\(place)/\(name)", problem: problem)
    }

    /// A text of 1 to `limit` bytes.
    func text(_ name: JSONString, limit: Int) throws(RosterError) -> String {
        guard let text = object[name]?.string else { throw fail(name, "a text is expected here") }
        guard !text.utf8.isEmpty else { throw fail(name, "the text is empty") }
        guard text.utf8.count <= limit else { throw fail(name, "the text is longer than \(limit) bytes") }
        return text
    }

    /// A text of visible ASCII characters, so that equal texts have equal bytes.
    func word(_ name: JSONString, limit: Int) throws(RosterError) -> String {
        let word = try text(name, limit: limit)
        guard word.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw fail(name, "only ASCII characters without spaces are allowed here")
        }
        return word
    }

    /// A name for people: no control characters.
    func name(_ name: JSONString) throws(RosterError) -> String {
        let text = try text(name, limit: RosterLimits.nameBytes)
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }) else {
            throw fail(name, "a name has no control characters")
        }
        return text
    }

    /// Lower-case letters, digits, dot and hyphen, beginning and ending with a letter or digit.
    func id(_ name: JSONString) throws(RosterError) -> String {
        let id = try word(name, limit: RosterLimits.idBytes)
        guard RosterText.isID(id) else {
            throw fail(name, "'\(id)' may only have a-z, 0-9, '.' and '-', and begins and ends with a letter or digit")
        }
        return id
    }

    func integer(_ name: JSONString) throws(RosterError) -> UInt64 {
        guard let value = object[name]?.uint64, value <= RosterLimits.integer else {
            throw fail(name, "a whole number from 0 to 2^53 - 1 is expected here")
        }
        return value
    }

    func optionalInteger(_ name: JSONString) throws(RosterError) -> UInt64? {
        object[name]?.isNull == true ? nil : try integer(name)
    }

    func time(_ name: JSONString) throws(RosterError) -> UInt64 {
        guard let time = RosterTime.parse(try text(name, limit: 20)) else {
            throw fail(name, "a time is written like 2026-01-05T08:00:00Z")
        }
        return time
    }

    func key(_ name: JSONString) throws(RosterError) -> RosterKey {
        guard let key = RosterKey(multikey: try word(name, limit: RosterMultikey.textBytes)) else {
            throw fail(name, "the Multikey of an Ed25519 key (z6Mk...) is expected here")
        }
        return key
    }

    func origin(_ name: JSONString) throws(RosterError) -> Origin {
        let text = try word(name, limit: RosterLimits.originBytes)
        do throws(OriginError) {
            return try Origin(text)
        } catch {
            throw fail(name, "\(error)")
        }
    }

    /// A C2SP verifier key of the given kind.
    func verifierKey(_ name: JSONString, _ kind: SignatureKind) throws(RosterError) -> NoteVerifierKey {
        let text = try word(name, limit: RosterLimits.verifierKeyBytes)
        guard let key = try? NoteVerifierKey(parsing: text), key.kind == kind else {
            throw fail(name, "a verifier key <name>+<hash>+<key> of type \(kind) is expected here")
        }
        return key
    }

    func digest(_ name: JSONString) throws(RosterError) -> Digest {
        let text = try word(name, limit: 64)
        guard let digest = Digest(hex: text), digest.hex.utf8.elementsEqual(text.utf8) else {
            throw fail(name, "64 lower-case hexadecimal digits are expected here")
        }
        return digest
    }

    func list(_ name: JSONString, limit: Int) throws(RosterError) -> [(value: JSONValue, place: String)] {
        guard let list = object[name]?.array else { throw fail(name, "a list is expected here") }
        guard list.count <= limit else { throw fail(name, "the list has more than \(limit) items") }
        return list.enumerated().map { ($0.element, "\(place)/\(name)/\($0.offset)") }
    }
}
