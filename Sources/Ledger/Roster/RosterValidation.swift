import Cryptography
import JSON
import TransparencyLog

/// What must hold inside one document, whoever signed it.
enum RosterValidation {
    static func check(_ contents: RosterContents) throws(RosterError) {
        try checkHeader(contents)
        try checkOperators(contents)
        try checkNodes(contents)
        try checkInstitutions(contents)
        try checkQuorum(contents)
        try checkKeys(contents)
    }

    private static func checkHeader(_ contents: RosterContents) throws(RosterError) {
        guard (contents.version == 1) == (contents.previous == nil) else {
            throw .document(place: "/previous", problem: "exactly version 1 has no version before it (null)")
        }
        guard contents.issued < contents.expires else {
            throw .document(place: "/expires", problem: "the roster expires before it is issued")
        }
    }

    private static func checkOperators(_ contents: RosterContents) throws(RosterError) {
        guard !contents.operators.isEmpty else {
            throw .document(place: "/operators", problem: "at least one operator is needed")
        }
        var ids = RosterUniqueness("operator")
        for (index, item) in contents.operators.enumerated() {
            try ids.insert(item.id, place: "/operators/\(index)/id")
        }
    }

    private static func checkNodes(_ contents: RosterContents) throws(RosterError) {
        let operators = Set(contents.operators.map(\.id))
        var ids = RosterUniqueness("node")
        var addresses = RosterUniqueness("address")
        var cosigners = RosterUniqueness("cosigner name")
        for (index, node) in contents.nodes.enumerated() {
            let place = "/nodes/\(index)"
            try ids.insert(node.id, place: "\(place)/id")
            try addresses.insert(node.address, place: "\(place)/address")
            guard operators.contains(node.operatorID) else {
                throw .document(place: "\(place)/operator", problem: "there is no operator '\(node.operatorID)'")
            }
            guard RosterText.isAddress(node.address) else {
                throw .document(
                    place: "\(place)/address", problem: "'\(node.address)' is not host:port, e.g. 203.0.113.7:7411")
            }
            if let cosigner = node.cosigner { try cosigners.insert(cosigner.name, place: "\(place)/cosigner") }
        }
    }

    private static func checkInstitutions(_ contents: RosterContents) throws(RosterError) {
        let nodes = Set(contents.nodes.map(\.id))
        var origins = RosterUniqueness("origin")
        var dids = RosterUniqueness("DID")
        var bases = RosterUniqueness("status base")
        for (index, item) in contents.institutions.enumerated() {
            let place = "/institutions/\(index)"
            try origins.insert(item.origin.text, place: "\(place)/origin")
            try bases.insert(item.statusBase, place: "\(place)/statusBase")
            for (number, did) in item.dids.enumerated() {
                guard RosterText.isDID(did) else {
                    throw .document(place: "\(place)/dids/\(number)", problem: "this is not a DID")
                }
                try dids.insert(did, place: "\(place)/dids/\(number)")
            }
            guard item.origin.text.utf8.starts(with: (contents.consortium + "/").utf8) else {
                throw .document(place: "\(place)/origin", problem: "it does not begin with '\(contents.consortium)/'")
            }
            guard nodes.contains(item.host) else {
                throw .document(place: "\(place)/host", problem: "there is no node '\(item.host)'")
            }
            guard RosterText.isStatusBase(item.statusBase) else {
                throw .document(
                    place: "\(place)/statusBase",
                    problem: "an http or https address without query, fragment and slash at the end is expected here")
            }
            try checkKeys(of: item, place: place)
        }
    }

    private static func checkKeys(of item: RosterInstitution, place: String) throws(RosterError) {
        guard !item.logKeys.isEmpty else {
            throw .document(place: "\(place)/logKeys", problem: "at least one log key is needed")
        }
        for (index, logKey) in item.logKeys.enumerated() {
            // C2SP tlog-checkpoint: the key that signs a log is named by its origin line.
            guard RosterText.same(logKey.key.name, item.origin.text) else {
                throw .document(
                    place: "\(place)/logKeys/\(index)/key", problem: "a log key is named '\(item.origin.text)'")
            }
            try checkRange(logKey.sizes, place: "\(place)/logKeys/\(index)")
        }
        for (index, key) in item.assertionKeys.enumerated() {
            guard RosterMultikey(key.multikey) != nil else {
                throw .document(
                    place: "\(place)/assertionKeys/\(index)/key",
                    problem: "the Multikey of an Ed25519, P-256 or P-384 key is expected here")
            }
            try checkRange(key.entries, place: "\(place)/assertionKeys/\(index)")
        }
    }

    private static func checkRange(_ range: RosterRange, place: String) throws(RosterError) {
        guard let to = range.to, to <= range.from else { return }
        throw .document(place: "\(place)/to", problem: "the range ends at \(to), before or where it begins")
    }

    /// k > (n + f) / 2, so that two quorums share an honest cosigner, and enough other operators have cosigners.
    private static func checkQuorum(_ contents: RosterContents) throws(RosterError) {
        let others = contents.operators.count - 1
        let smallest = RosterQuorum.smallest(of: others)
        guard contents.quorum >= smallest, contents.quorum <= others else {
            throw .document(
                place: "/quorum",
                problem: others == 0
                    ? "with one operator there is no quorum; write 0"
                    : "with \(others) operators beside a log's host it must be from \(smallest) to \(others)")
        }
        let cosigning = Set(contents.nodes.filter { $0.cosigner != nil }.map(\.operatorID))
        let hosts = Dictionary(contents.nodes.map { ($0.id, $0.operatorID) }, uniquingKeysWith: { first, _ in first })
        for (index, item) in contents.institutions.enumerated() {
            let available = cosigning.subtracting([hosts[item.host] ?? ""]).count
            guard available >= contents.quorum else {
                throw .document(
                    place: "/institutions/\(index)/host",
                    problem: "only \(available) operators beside its host have a cosigner, the quorum is "
                        + "\(contents.quorum)")
            }
        }
    }

    /// Every key has one purpose and one owner: a signature made for one must never count for another.
    private static func checkKeys(_ contents: RosterContents) throws(RosterError) {
        var keys = RosterUniqueness("key")
        for (index, item) in contents.operators.enumerated() {
            try keys.insert(item.governanceKey.multikey, place: "/operators/\(index)/governanceKey")
        }
        for (index, node) in contents.nodes.enumerated() {
            try keys.insert(node.transportKey.multikey, place: "/nodes/\(index)/transportKey")
            if let cosigner = node.cosigner {
                try keys.insert(multikey(cosigner), place: "/nodes/\(index)/cosigner")
            }
        }
        for (index, item) in contents.institutions.enumerated() {
            let place = "/institutions/\(index)"
            try keys.insert(item.governanceKey.multikey, place: "\(place)/governanceKey")
            for (number, logKey) in item.logKeys.enumerated() {
                try keys.insert(multikey(logKey.key), place: "\(place)/logKeys/\(number)/key")
            }
            for (number, key) in item.assertionKeys.enumerated() {
                try keys.insert(key.multikey, place: "\(place)/assertionKeys/\(number)/key")
            }
        }
    }

    private static func multikey(_ key: NoteVerifierKey) -> String {
        key.publicKey.map { RosterKey($0).multikey } ?? key.text
    }
}

/// Finds what is there twice and says where it was first.
private struct RosterUniqueness {
    private let what: String
    private var places: [JSONString: String] = [:]

    init(_ what: String) { self.what = what }

    mutating func insert(_ text: String, place: String) throws(RosterError) {
        if let first = places.updateValue(place, forKey: JSONString(text)) {
            throw .document(place: place, problem: "this \(what) already stands at \(first)")
        }
    }
}
