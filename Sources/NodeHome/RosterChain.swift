public import JSON
public import Ledger

/// A roster file: a JSON array of roster documents, oldest first, each following from the one before.
///
/// Whoever installs or names such a file trusts its first document; everything after it is checked against that.
public struct RosterChain: Sendable {
    public let documents: [JSONValue]
    public let newest: Roster

    public init(_ json: JSONValue) throws(RosterError) {
        guard case .array(let documents) = json, !documents.isEmpty else {
            throw .document(place: "", problem: "a roster file is a JSON array with at least one roster document")
        }
        try self.init(documents)
    }

    public init(_ documents: [JSONValue]) throws(RosterError) {
        var chain: [RosterDocument] = []
        for document in documents { chain.append(try RosterDocument(parsing: document)) }
        guard let first = chain.first else {
            throw .document(place: "", problem: "a roster file holds at least one roster document")
        }
        self.documents = documents
        newest = try Roster.verifying(chain, pinned: first.hash)
    }
}
