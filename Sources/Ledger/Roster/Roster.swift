public import Cryptography
import JSON
public import TransparencyLog

/// The roster that this node goes by: a document whose chain of versions from a pinned hash was verified.
///
/// It is also the list of trusted issuers. All texts are compared by their bytes. Source: `docs/formats/roster.md`.
@dynamicMemberLookup
public struct Roster: Sendable {
    public let document: RosterDocument
    private let institutionByOrigin: [Origin: Int]
    private let institutionByDID: [JSONString: Int]
    private let nodeByID: [JSONString: Int]
    private let nodeByTransportKey: [Digest: Int]
    private let seats: [CosignerSeat]
    private let seatByCosigner: [CosignerName: Int]

    /// Only verification makes a roster out of a document.
    init(verified document: RosterDocument) {
        self.document = document
        let contents = document.contents
        var institutionByOrigin: [Origin: Int] = [:]
        var institutionByDID: [JSONString: Int] = [:]
        for (index, item) in contents.institutions.enumerated() {
            institutionByOrigin[item.origin] = index
            for did in item.dids { institutionByDID[JSONString(did)] = index }
        }
        var nodeByID: [JSONString: Int] = [:]
        var nodeByTransportKey: [Digest: Int] = [:]
        for (index, node) in contents.nodes.enumerated() {
            nodeByID[JSONString(node.id)] = index
            nodeByTransportKey[node.transportKey.publicKey.rawBytes] = index
        }
        self.institutionByOrigin = institutionByOrigin
        self.institutionByDID = institutionByDID
        self.nodeByID = nodeByID
        self.nodeByTransportKey = nodeByTransportKey
        seats = CosignerSeat.all(in: contents)
        var seatByCosigner: [CosignerName: Int] = [:]
        for (index, seat) in seats.enumerated() {
            for key in seat.keys { seatByCosigner[CosignerName(key)] = index }
        }
        self.seatByCosigner = seatByCosigner
    }

    public subscript<Value>(dynamicMember path: KeyPath<RosterContents, Value>) -> Value {
        document.contents[keyPath: path]
    }

    public var contents: RosterContents { document.contents }

    /// What the next version names as `previous`.
    public var hash: Digest { document.hash }

    /// Whether nothing can be concluded from it any more at `time`, milliseconds since 1970.
    public func isExpired(at time: UInt64) -> Bool { time >= contents.expires }
}

// MARK: Institutions

extension Roster {
    public func institution(origin: Origin) -> RosterInstitution? {
        institutionByOrigin[origin].map { contents.institutions[$0] }
    }

    /// The institution whose credentials may name `did` as their issuer.
    public func institution(did: String) -> RosterInstitution? {
        institutionByDID[JSONString(did)].map { contents.institutions[$0] }
    }

    /// The origins in byte order.
    public var origins: [Origin] { contents.institutions.map(\.origin).sorted() }

    /// The keys (type 0x01) that may sign a checkpoint of `size` entries.
    public func logKeys(for origin: Origin, atSize size: UInt64) -> [NoteVerifierKey] {
        institution(origin: origin)?.logKeys.filter { $0.sizes.contains(size) }.map(\.key) ?? []
    }

    /// How credentials signed by `multikey` and anchored by the issuance entry at `index` are judged; nil if the key
    /// is not one of `origin`, or not for that entry.
    public func assertionKey(of origin: Origin, multikey: String, atIndex index: UInt64) -> AssertionKeyKind? {
        institution(origin: origin)?.assertionKeys
            .first { RosterText.same($0.multikey, multikey) && $0.entries.contains(index) }?.kind
    }

    /// What precedes `/<tag>` in the ids of its `credentialStatus`.
    public func statusBase(of origin: Origin) -> String? { institution(origin: origin)?.statusBase }
}

// MARK: Nodes and operators

extension Roster {
    public func node(id: String) -> RosterNode? { nodeByID[JSONString(id)].map { contents.nodes[$0] } }

    /// The node whose certificate holds this key.
    public func node(transportKey: Ed25519.PublicKey) -> RosterNode? {
        nodeByTransportKey[transportKey.rawBytes].map { contents.nodes[$0] }
    }

    public func `operator`(id: String) -> RosterOperator? {
        contents.operators.first { RosterText.same($0.id, id) }
    }

    /// The node that writes the log of `origin`.
    public func host(of origin: Origin) -> RosterNode? { institution(origin: origin).flatMap { node(id: $0.host) } }

    /// The operator of that node: its cosignatures do not count for `origin`.
    public func hostOperatorID(of origin: Origin) -> String? { host(of: origin)?.operatorID }
}

// MARK: Cosigners

extension Roster {
    /// The seats that may cosign heads of `origin`: one for each operator with a cosigner, other than the host's.
    public func cosigners(of origin: Origin) -> [CosignerSeat] {
        guard let host = hostOperatorID(of: origin) else { return [] }
        return seats.filter { !RosterText.same($0.operatorID, host) }
    }

    /// The seat and key behind a cosignature line; nil when the key is not known or belongs to the host's operator.
    public func cosigner(
        of origin: Origin, name: String, keyID: UInt32
    ) -> (seat: CosignerSeat, key: NoteVerifierKey)? {
        guard let index = seatByCosigner[CosignerName(name: JSONString(name), keyID: keyID)],
            let host = hostOperatorID(of: origin), !RosterText.same(seats[index].operatorID, host),
            let key = seats[index].keys.first(where: { RosterText.same($0.name, name) && $0.keyID == keyID })
        else { return nil }
        return (seats[index], key)
    }

    /// k: how many seats must have cosigned one head of `origin`. 0 means that there is no quorum (one operator), which
    /// verdicts say aloud.
    public func quorum(of origin: Origin) -> Int { contents.quorum }

    /// Whether heads of this consortium can be confirmed by anybody but their own host.
    public var hasQuorum: Bool { contents.quorum > 0 }
}

/// The vote of one operator, cast by any of its nodes.
public struct CosignerSeat: Sendable {
    public let operatorID: String
    /// For people.
    public let name: String
    /// The cosigner keys (type 0x04) of its nodes.
    public let keys: [NoteVerifierKey]

    static func all(in contents: RosterContents) -> [CosignerSeat] {
        contents.operators.compactMap { item in
            let keys = contents.nodes.filter { $0.operatorID == item.id }.compactMap(\.cosigner)
            return keys.isEmpty ? nil : CosignerSeat(operatorID: item.id, name: item.name, keys: keys)
        }
    }
}

private struct CosignerName: Hashable {
    let name: JSONString
    let keyID: UInt32

    init(name: JSONString, keyID: UInt32) {
        self.name = name
        self.keyID = keyID
    }

    init(_ key: NoteVerifierKey) {
        name = JSONString(key.name)
        keyID = key.keyID
    }
}
