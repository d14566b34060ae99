import Cryptography
public import JSON
import Multiformats
import TransparencyLog

extension RosterDocument {
    /// The document with its signatures. `serialized(pretty: true)` makes the file people read.
    public func json() throws(RosterError) -> JSONValue { try contents.json(signatures: signatures) }
}

extension RosterContents {
    func json(signatures: [RosterSignature]) throws(RosterError) -> JSONValue {
        guard let issuedText = RosterTime.format(issued), let expiresText = RosterTime.format(expires) else {
            throw .document(place: "/expires", problem: "the year has more than four digits")
        }
        return .object([
            "consortium": JSONValue(consortium),
            "version": JSONValue(UInt64(version)),
            "previous": previous.map { JSONValue($0.hex) } ?? .null,
            "issued": JSONValue(issuedText),
            "expires": JSONValue(expiresText),
            "quorum": JSONValue(quorum),
            "operators": .array(operators.map(\.json)),
            "nodes": .array(nodes.map(\.json)),
            "institutions": .array(institutions.map(\.json)),
            "signatures": .array(signatures.map(\.json)),
        ])
    }
}

extension RosterOperator {
    var json: JSONValue {
        .object([
            "id": JSONValue(id),
            "name": JSONValue(name),
            "governanceKey": JSONValue(governanceKey.multikey),
        ])
    }
}

extension RosterNode {
    var json: JSONValue {
        .object([
            "id": JSONValue(id),
            "operator": JSONValue(operatorID),
            "address": JSONValue(address),
            "transportKey": JSONValue(transportKey.multikey),
            "cosigner": cosigner.map { JSONValue($0.text) } ?? .null,
        ])
    }
}

extension RosterInstitution {
    var json: JSONValue {
        .object([
            "origin": JSONValue(origin.text),
            "host": JSONValue(host),
            "name": JSONValue(name),
            "dids": .array(dids.map { JSONValue($0) }),
            "logKeys": .array(logKeys.map(\.json)),
            "assertionKeys": .array(assertionKeys.map(\.json)),
            "statusBase": JSONValue(statusBase),
            "governanceKey": JSONValue(governanceKey.multikey),
        ])
    }
}

extension RosterLogKey {
    var json: JSONValue {
        .object(["key": JSONValue(key.text), "from": sizes.fromJSON, "to": sizes.toJSON])
    }
}

extension RosterAssertionKey {
    var json: JSONValue {
        .object([
            "key": JSONValue(multikey),
            "kind": JSONValue(kind.rawValue),
            "from": entries.fromJSON,
            "to": entries.toJSON,
        ])
    }
}

extension RosterRange {
    var fromJSON: JSONValue { JSONValue(from) }
    var toJSON: JSONValue { to.map { JSONValue($0) } ?? .null }
}

extension RosterSignature {
    var json: JSONValue {
        let signed: [JSONObject.Member] = [
            .init(key: "key", value: JSONValue(key.multikey)),
            .init(key: "signature", value: JSONValue(Base64URL.encode(signature.bytes))),
        ]
        let who: JSONObject.Member =
            switch signer {
            case .operatorID(let id): .init(key: "operator", value: JSONValue(id))
            case .institution(let origin): .init(key: "institution", value: JSONValue(origin.text))
            }
        var object = JSONObject()
        for member in [who] + signed { object.append(member) }
        return .object(object)
    }
}
