public import Cryptography
import JSON

extension RosterDocument {
    /// Adds the signature of an operator or institution with `key`, which must be its governance key in this version
    /// or, for the successor's other quorum, in `previous`. A signature by the same key takes the place of its old one.
    public mutating func sign(
        as signer: RosterSignature.Signer, with key: Ed25519.PrivateKey, after previous: Roster? = nil
    ) throws(RosterError) {
        try add(
            RosterSignature(signer: signer, key: RosterKey(key.publicKey), signature: key.sign(signedBytes)),
            after: previous)
    }

    /// Adds a signature made elsewhere, after checking it.
    public mutating func add(_ signature: RosterSignature, after previous: Roster? = nil) throws(RosterError) {
        var signed = self
        signed.signatures.removeAll { $0.signer == signature.signer && $0.key == signature.key }
        signed.signatures.append(signature)
        _ = try RosterSigners(of: signed, before: previous?.contents)
        self = signed
    }
}

/// Who has signed a document: every signature was checked, by a governance key of its signer in this version
/// or the one before.
struct RosterSigners {
    /// Operators whose key of this version signed.
    private(set) var operators: Set<String> = []
    /// Operators whose key of the version before signed.
    private(set) var operatorsBefore: Set<String> = []
    /// Institutions whose key of the version before signed.
    private(set) var institutionsBefore: Set<Origin> = []

    /// One signature that is double, strange or wrong refuses the document: nothing unverified is carried along.
    init(of document: RosterDocument, before: RosterContents?) throws(RosterError) {
        guard document.signatures.count <= RosterLimits.signatures else {
            throw .signature(place: "/signatures", problem: "more than \(RosterLimits.signatures) signatures")
        }
        let now = Governance(document.contents)
        let earlier = before.map(Governance.init)
        let message = document.signedBytes
        var seen: Set<RosterSignature> = []
        for (index, signature) in document.signatures.enumerated() {
            let place = "/signatures/\(index)"
            let isNow = now.key(of: signature.signer) == signature.key
            let isEarlier = earlier?.key(of: signature.signer) == signature.key
            guard isNow || isEarlier else {
                throw .signature(place: place, problem: "the key is not the governance key of its signer")
            }
            guard seen.insert(signature).inserted else {
                throw .signature(place: place, problem: "this signature stands twice")
            }
            guard signature.key.publicKey.verifies(signature.signature, of: message) else {
                throw .signature(place: place, problem: "the signature does not verify")
            }
            switch signature.signer {
            case .operatorID(let id):
                if isNow { operators.insert(id) }
                if isEarlier { operatorsBefore.insert(id) }
            case .institution(let origin):
                if isEarlier { institutionsBefore.insert(origin) }
            }
        }
    }

    private struct Governance {
        private var operators: [String: RosterKey] = [:]
        private var institutions: [Origin: RosterKey] = [:]

        init(_ contents: RosterContents) {
            for item in contents.operators { operators[item.id] = item.governanceKey }
            for item in contents.institutions { institutions[item.origin] = item.governanceKey }
        }

        func key(of signer: RosterSignature.Signer) -> RosterKey? {
            switch signer {
            case .operatorID(let id): operators[id]
            case .institution(let origin): institutions[origin]
            }
        }
    }
}
