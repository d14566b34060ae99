import JSON

/// How the achievements of a CLR relate (CLR 2.0, Association): every end should be an achievement that the CLR defines
/// or nests, and no achievement may be part of, a child of, or a precondition of itself, however far round.
struct AssociationGraph {
    private let associations: [Association]
    private var known: Set<JSONString> = []

    init(_ clr: ClrCredential) {
        guard let subject = clr.subject else {
            associations = []
            return
        }
        associations = subject.associations
        guard !associations.isEmpty else { return }
        for achievement in subject.achievements { if let id = achievement.id { known.insert(JSONString(id)) } }
        for credential in subject.credentials {
            if let id = credential.json["credentialSubject"]?["achievement"]?["id"]?.string {
                known.insert(JSONString(id))
            }
        }
    }

    /// Nil where there is no association. `place` is that of the subject.
    func check(at place: JSONPointer) -> Check? {
        guard !associations.isEmpty else { return nil }
        let clause = "CLR 2.0, Association"
        let place = place.appending("association")
        for (name, edges) in [("parts and parents", hierarchy), ("what precedes what", order)] {
            if let id = Self.cycle(in: edges) {
                return Check(
                    .associations, .fail,
                    "the associations contradict each other: \(name) run in a circle through \(id)",
                    clause: clause, at: place, code: .malformed)
            }
        }
        for (i, association) in associations.enumerated() {
            for end in [association.source, association.target] {
                guard let end, !known.contains(JSONString(end)) else { continue }
                return Check(
                    .associations, .warn, "an association names \(end), which is no achievement of this CLR",
                    clause: clause, at: place.appending(i))
            }
        }
        return Check(
            .associations, .pass, "all associations are between achievements of this CLR", clause: clause,
            at: place)
    }

    private typealias Edge = (from: JSONString, to: JSONString)

    /// From the part to the whole; `isParentOf(a, b)` says the same as `isChildOf(b, a)`.
    private var hierarchy: [Edge] {
        associations.compactMap { association in
            guard let source = association.source, let target = association.target else { return nil }
            switch association.type {
            case .isChildOf?, .isPartOf?: return (JSONString(source), JSONString(target))
            case .isParentOf?: return (JSONString(target), JSONString(source))
            default: return nil
            }
        }
    }

    private var order: [Edge] {
        associations.compactMap { association in
            guard association.type == .precedes, let source = association.source, let target = association.target else {
                return nil
            }
            return (JSONString(source), JSONString(target))
        }
    }

    /// An id on a cycle, found by taking away whatever nothing points to until nothing more goes (Kahn 1962).
    private static func cycle(in edges: [Edge]) -> JSONString? {
        var incoming: [JSONString: Int] = [:]
        var outgoing: [JSONString: [JSONString]] = [:]
        for edge in edges {
            incoming[edge.to, default: 0] += 1
            incoming[edge.from, default: 0] += 0
            outgoing[edge.from, default: []].append(edge.to)
        }
        var free = incoming.filter { $0.value == 0 }.map(\.key)
        var left = incoming.count
        while let id = free.popLast() {
            left -= 1
            for next in outgoing[id] ?? [] {
                incoming[next, default: 0] -= 1
                if incoming[next] == 0 { free.append(next) }
            }
        }
        return left == 0 ? nil : incoming.filter { $0.value > 0 }.map(\.key).min()
    }
}
