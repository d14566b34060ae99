public import Cryptography
import JSON
import Multiformats

/// What a roster says, before it has a hash: for writing a first version or the next one.
public struct RosterContents: Sendable {
    /// Name of the consortium, first part of every origin in it, e.g. `midwest.example`.
    public var consortium: String
    /// 1 for the first document, then one more each time.
    public var version: UInt32
    /// Hash of the version before; nil in version 1.
    public var previous: Digest?
    /// Milliseconds since 1970, whole seconds.
    public var issued: UInt64
    /// Milliseconds since 1970, whole seconds. From then on nothing can be concluded from the document.
    public var expires: UInt64
    /// k: cosignatures by operators other than a log's host that make one of its heads count. 0 with one operator.
    public var quorum: Int
    public var operators: [RosterOperator]
    public var nodes: [RosterNode]
    public var institutions: [RosterInstitution]

    /// The contents of a first version. Without `quorum` it is the smallest that is safe.
    public init(
        consortium: String, issued: UInt64, expires: UInt64, quorum: Int? = nil, operators: [RosterOperator],
        nodes: [RosterNode], institutions: [RosterInstitution]
    ) {
        self.consortium = consortium
        version = 1
        previous = nil
        self.issued = issued / 1_000 * 1_000
        self.expires = expires / 1_000 * 1_000
        self.quorum = quorum ?? RosterQuorum.smallest(operators: operators.count)
        self.operators = operators
        self.nodes = nodes
        self.institutions = institutions
    }

    /// The contents of the version after `roster`, still saying the same; change them, then `document()`.
    public init(after roster: Roster, issued: UInt64) throws(RosterError) {
        self = roster.contents
        let (next, overflow) = version.addingReportingOverflow(1)
        guard !overflow else { throw .succession(problem: "there is no version after \(version)") }
        version = next
        previous = roster.hash
        self.issued = issued / 1_000 * 1_000
    }

    /// The document that says this, not signed yet.
    public func document() throws(RosterError) -> RosterDocument {
        // Read back like any other, so that nothing is signed that others would refuse.
        try RosterDocument(parsing: try json(signatures: []))
    }
}
