import JSON
import Synchronization

/// Canonical forms of proof options that were made last, with the time left open.
///
/// Options are a document of their own, and an issuer's differ from proof to proof in `created` alone. Where that is a
/// plain time, and stands in the canonical form once, as the only value of its property, another time changes this text
/// and nothing else: the order of statements does not depend on it, nor do the names of blank nodes, as long as there is
/// one blank node at most.
final class ProofOptionsMemo: Sendable {
    private struct Entry {
        let method: DocumentTransform.Method
        /// Without `created`.
        let options: JSONObject
        /// Before and after the time.
        let parts: (before: [UInt8], after: [UInt8])
    }

    /// Few, because they are looked through one by one, and small.
    static let largestCount = 8
    private static let largestMemberCount = 16
    private static let largestText = 512

    /// Oldest first.
    private let entries = Mutex<[Entry]>([])

    /// The canonical form of options that differ from known ones in their time alone.
    func canonicalForm(_ method: DocumentTransform.Method, _ options: JSONObject) -> [UInt8]? {
        guard let time = Self.plainTime(options) else { return nil }
        let others = options.removing("created")
        let parts = entries.withLock { entries in
            entries.last { $0.method == method && $0.options == others }?.parts
        }
        return parts.map { $0.before + time + $0.after }
    }

    func keep(_ form: [UInt8], _ method: DocumentTransform.Method, _ options: JSONObject) {
        guard Self.isSmall(options), let time = Self.plainTime(options), let parts = Self.parts(of: form, around: time)
        else { return }
        let entry = Entry(method: method, options: options.removing("created"), parts: parts)
        entries.withLock { entries in
            if entries.count >= Self.largestCount { entries.removeFirst() }
            entries.append(entry)
        }
    }

    /// The time if it has nothing but the characters of one, so that it is written as it is.
    private static func plainTime(_ options: JSONObject) -> [UInt8]? {
        guard let text = options["created"]?.string, (10...40).contains(text.utf8.count) else { return nil }
        let time = Array(text.utf8)
        let characters = Array("0123456789-:.+TZ".utf8)
        return time.allSatisfy(characters.contains) ? time : nil
    }

    /// Nil unless the time is there once, as a typed literal and the only value of its property, and no second blank node
    /// is: two values of one property stand in the order of their texts.
    private static func parts(of form: [UInt8], around time: [UInt8]) -> (before: [UInt8], after: [UInt8])? {
        let literal = [UInt8(ascii: "\"")] + time + Array("\"^^<http://www.w3.org/2001/XMLSchema#dateTime>".utf8)
        let places = form.indices.filter { form[$0...].starts(with: time) }
        guard places.count == 1, let place = places.first, place > 0, form[(place - 1)...].starts(with: literal),
            !form.indices.contains(where: { form[$0...].starts(with: Array("_:c14n1".utf8)) })
        else { return nil }
        let newline = UInt8(ascii: "\n")
        let start = form[..<place].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let property = form[start..<(place - 1)]
        guard form.split(separator: newline).count(where: { $0.starts(with: property) }) == 1 else { return nil }
        return (Array(form[..<place]), Array(form[(place + time.count)...]))
    }

    /// Names and texts alone, as options have them.
    private static func isSmall(_ options: JSONObject) -> Bool {
        guard options.count <= largestMemberCount else { return false }
        return options.allSatisfy { member in
            let values = member.value.array ?? [member.value]
            return values.count <= largestMemberCount
                && values.allSatisfy { $0.string.map { $0.utf8.count <= largestText } ?? false }
        }
    }
}
