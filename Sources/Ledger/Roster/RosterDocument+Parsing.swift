import Cryptography
public import JSON
import Multiformats
import TransparencyLog

extension RosterDocument {
    static let members: [JSONString] = [
        "consortium", "version", "previous", "issued", "expires", "quorum", "operators", "nodes", "institutions",
        "signatures",
    ]

    /// The document in `bytes`, at most `RosterLimits.documentBytes`, with everything checked that can be checked
    /// without trusting anybody; signatures are only read.
    public init(parsing bytes: [UInt8]) throws(RosterError) {
        let value: JSONValue
        do throws(JSONError) {
            var limits = JSONLimits.default
            limits.bytes = RosterLimits.documentBytes
            limits.depth = 8
            value = try JSONValue(parsing: bytes, limits: limits)
        } catch {
            throw .json(error)
        }
        try self.init(parsing: value)
    }

    /// The document in a JSON value, for instance one that travels inside a proof.
    public init(parsing value: JSONValue) throws(RosterError) {
        let reader = try RosterReader(value, place: "", members: Self.members)
        contents = try RosterContents(reader)
        try RosterValidation.check(contents)
        signatures = try RosterSignature.list(reader)
        canonicalBytes = try Self.canonical(.object(reader.object))
        hash = SHA256.hash(canonicalBytes)
        guard canonicalBytes.count <= RosterLimits.documentBytes else {
            throw .document(place: "", problem: "the document is longer than \(RosterLimits.documentBytes) bytes")
        }
        // The model holds everything that was signed: otherwise it would be lost when the document is passed on.
        guard try Self.canonical(contents.json(signatures: [])) == canonicalBytes else {
            throw .document(place: "", problem: "a value is written in a second form")
        }
    }

    /// RFC 8785 form without the signatures.
    private static func canonical(_ value: JSONValue) throws(RosterError) -> [UInt8] {
        do throws(JSONError) {
            guard case .object(let object) = value else { return [] }
            return try JSONValue.object(object.removing("signatures")).canonicalized()
        } catch {
            throw .json(error)
        }
    }
}

extension RosterContents {
    init(_ reader: RosterReader) throws(RosterError) {
        consortium = try reader.id("consortium")
        guard let version = UInt32(exactly: try reader.integer("version")), version > 0 else {
            throw reader.fail("version", "versions are counted from 1")
        }
        self.version = version
        previous = reader.object["previous"]?.isNull == true ? nil : try reader.digest("previous")
        issued = try reader.time("issued")
        expires = try reader.time("expires")
        guard let quorum = Int(exactly: try reader.integer("quorum")) else {
            throw reader.fail("quorum", "the quorum is too large")
        }
        self.quorum = quorum
        operators = []
        for item in try reader.list("operators", limit: RosterLimits.operators) {
            operators.append(try RosterOperator(item.value, place: item.place))
        }
        nodes = []
        for item in try reader.list("nodes", limit: RosterLimits.nodes) {
            nodes.append(try RosterNode(item.value, place: item.place))
        }
        institutions = []
        for item in try reader.list("institutions", limit: RosterLimits.institutions) {
            institutions.append(try RosterInstitution(item.value, place: item.place))
        }
    }
}

extension RosterOperator {
    init(_ value: JSONValue, place: String) throws(RosterError) {
        let reader = try RosterReader(value, place: place, members: ["id", "name", "governanceKey"])
        id = try reader.id("id")
        name = try reader.name("name")
        governanceKey = try reader.key("governanceKey")
    }
}

extension RosterNode {
    init(_ value: JSONValue, place: String) throws(RosterError) {
        let reader = try RosterReader(
            value, place: place, members: ["id", "operator", "address", "transportKey", "cosigner"])
        id = try reader.id("id")
        operatorID = try reader.id("operator")
        address = try reader.word("address", limit: RosterLimits.addressBytes)
        transportKey = try reader.key("transportKey")
        let mirrorsOnly = reader.object["cosigner"]?.isNull == true
        cosigner = mirrorsOnly ? nil : try reader.verifierKey("cosigner", .cosignatureV1)
    }
}

extension RosterInstitution {
    init(_ value: JSONValue, place: String) throws(RosterError) {
        let reader = try RosterReader(
            value, place: place,
            members: ["origin", "host", "name", "dids", "logKeys", "assertionKeys", "statusBase", "governanceKey"])
        origin = try reader.origin("origin")
        host = try reader.id("host")
        name = try reader.name("name")
        dids = try Self.dids(reader)
        var logKeys: [RosterLogKey] = []
        for item in try reader.list("logKeys", limit: RosterLimits.keysPerInstitution) {
            let key = try RosterReader(item.value, place: item.place, members: ["key", "from", "to"])
            logKeys.append(RosterLogKey(key: try key.verifierKey("key", .ed25519), sizes: try RosterRange(key)))
        }
        self.logKeys = logKeys
        var assertionKeys: [RosterAssertionKey] = []
        for item in try reader.list("assertionKeys", limit: RosterLimits.keysPerInstitution) {
            assertionKeys.append(try RosterAssertionKey(item.value, place: item.place))
        }
        self.assertionKeys = assertionKeys
        statusBase = try reader.word("statusBase", limit: RosterLimits.urlBytes)
        governanceKey = try reader.key("governanceKey")
    }

    private static func dids(_ reader: RosterReader) throws(RosterError) -> [String] {
        var dids: [String] = []
        for item in try reader.list("dids", limit: RosterLimits.didsPerInstitution) {
            guard let did = item.value.string, did.utf8.count <= RosterLimits.didBytes else {
                throw .document(
                    place: item.place, problem: "a DID of at most \(RosterLimits.didBytes) bytes is expected here")
            }
            dids.append(did)
        }
        return dids
    }
}

extension RosterAssertionKey {
    init(_ value: JSONValue, place: String) throws(RosterError) {
        let reader = try RosterReader(value, place: place, members: ["key", "kind", "from", "to"])
        multikey = try reader.word("key", limit: RosterMultikey.textBytes)
        guard let kind = AssertionKeyKind(rawValue: try reader.word("kind", limit: 16)) else {
            throw reader.fail("kind", "the kind is 'ledger' or 'plain'")
        }
        self.kind = kind
        entries = try RosterRange(reader)
    }
}

extension RosterRange {
    init(_ reader: RosterReader) throws(RosterError) {
        from = try reader.integer("from")
        to = try reader.optionalInteger("to")
    }
}

extension RosterSignature {
    static func list(_ reader: RosterReader) throws(RosterError) -> [RosterSignature] {
        var signatures: [RosterSignature] = []
        for item in try reader.list("signatures", limit: RosterLimits.signatures) {
            signatures.append(try RosterSignature(item.value, place: item.place))
        }
        return signatures
    }

    init(_ value: JSONValue, place: String) throws(RosterError) {
        let byInstitution = value["institution"] != nil
        let reader = try RosterReader(
            value, place: place, members: [byInstitution ? "institution" : "operator", "key", "signature"])
        signer =
            byInstitution
            ? .institution(try reader.origin("institution")) : .operatorID(try reader.id("operator"))
        key = try reader.key("key")
        let text = try reader.word("signature", limit: 128)
        guard let bytes = try? Base64URL.decode(text), let signature = Ed25519.Signature(bytes) else {
            throw reader.fail("signature", "64 bytes in base64url without padding are expected here")
        }
        self.signature = signature
    }
}
