import Credentials
import Cryptography
import JSON
import Ledger
import TestSupport

@testable import Exchange

/// The people and documents of docs/formats/exchange.md; all keys come from seeds of 32 equal bytes.
struct Examples {
    static let nodeKey = 1
    static let assertion = 2
    static let owner = 3
    static let next = 4
    static let verifier = 5

    static func key(_ byte: Int) throws -> Ed25519.PrivateKey {
        try Ed25519.PrivateKey(seed: SecretBytes(copying: [UInt8](repeating: UInt8(byte), count: 32)))
    }

    static func digest(_ byte: UInt8) -> Digest { Digest([UInt8](repeating: byte, count: 32)) ?? .zero }

    static let issuer = "did:web:state.example"

    /// 2026-12-19T08:00:00Z
    static let time: UInt64 = 1_797_667_200_000

    let draft: JSONObject
    let offer: Offer
    let acceptance: Acceptance
    /// The draft as it is issued: bound, with proofs that only look like some.
    let issued: JSONObject
    let request: PresentationRequest
    let presentation: JSONObject
    let answer: Presentation
    let receipt: PresentationReceipt
    let bundle: CredentialBundle
    let offerLink: NodeLink
    let requestLink: NodeLink

    init() throws {
        let node = NodeAddress(host: "node.state.example", port: 7401)
        let nodeKey = try Self.key(Self.nodeKey).publicKey
        draft = Self.draft
        offer = try Offer.make(
            id: "5b1e7c0a", origin: Origin("midwest.example/state-college"), issuerName: "State College",
            issuerDID: Self.issuer, draft: draft, created: "2026-12-19T08:00:00Z", expires: "2027-03-19T08:00:00Z",
            node: node, nodeKey: nodeKey, key: Self.key(Self.assertion))
        let owner = try Self.key(Self.owner)
        acceptance = Acceptance.make(
            offer, ownerKey: owner, nextCommit: Commitment.next(try Self.key(Self.next).publicKey))
        issued = Self.issue(draft, to: acceptance.owner)
        let verifier = try Self.key(Self.verifier)
        let verifierNode = NodeAddress(host: "2001:db8::5", port: 7405)
        request = try PresentationRequest.make(
            id: "9f3d2c41",
            terms: .init(
                verifierName: "Example Employer", purpose: "Application as an engineer", retention: "30 days"),
            nonce: Self.digest(7), created: "2027-01-10T09:00:00Z", expires: "2027-01-10T09:15:00Z",
            node: verifierNode, nodeKey: nodeKey, key: verifier)
        presentation = try Presentation.sign(
            [.object(issued)], for: request, keys: [owner], created: "2027-01-10T09:05:00Z")
        answer = Presentation(requestID: request.id, presentation: presentation, statusProofs: [[1, 2, 3]])
        receipt = try PresentationReceipt.make(
            request: request, presentation: presentation, verdict: "verified", code: 0,
            time: "2027-01-10T09:05:02Z", key: verifier)
        let bytes = SHA256.hash(try JSONValue.object(issued).canonicalized())
        bundle = CredentialBundle(
            credential: .object(issued),
            receipts: [
                bytes: Receipt(
                    nonce: Self.digest(8), salt: Self.digest(9), position: 1, path: [Self.digest(10)], entryIndex: 41)
            ], statusProofs: [[1, 2, 3]])
        offerLink = NodeLink(host: node.host, port: node.port, key: nodeKey, kind: .offer, id: offer.id)
        requestLink = NodeLink(
            host: verifierNode.host, port: verifierNode.port, key: nodeKey, kind: .request, id: request.id)
    }

    /// A CLR that nests one result; what real ones hold stands in docs/formats/credentials.md.
    static let draft: JSONObject = [
        "id": "urn:uuid:8e0b0a5c-3f0f-8b1e-9d1c-000000000001", "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Learner record, State College", "issuer": ["id": JSONValue(issuer), "type": ["Profile"]],
        "validFrom": "2026-12-19T08:00:00Z",
        "credentialSubject": [
            "type": ["ClrSubject"],
            "verifiableCredential": [
                [
                    "id": "urn:uuid:8e0b0a5c-3f0f-8b1e-9d1c-000000000002",
                    "type": ["VerifiableCredential", "AchievementCredential"], "name": "Algorithms",
                    "issuer": JSONValue(issuer), "validFrom": "2026-12-19T08:00:00Z",
                    "credentialSubject": ["type": ["AchievementSubject"], "creditsEarned": 4],
                ]
            ],
        ],
    ]

    /// Binds a draft and adds members where the proofs would be.
    static func issue(_ draft: JSONObject, to owner: String) -> JSONObject {
        var number: UInt64 = 0
        let bound = CredentialDrafts.bind(draft, owner: owner) { _ in
            number += 1
            return StatusEntry(
                tag: digest(11), base: "https://state.example/status",
                listCredential: "https://state.example/status/lists/0", listIndex: number)
        }
        var issued = CredentialDrafts.mapNested(bound, prove)
        issued = prove(issued)
        return issued
    }

    private static func prove(_ credential: JSONObject) -> JSONObject {
        guard credential["proof"] == nil else { return credential }
        var proven = credential
        proven["proof"] = [["type": "DataIntegrityProof"]]
        return proven
    }
}

/// Every way of changing one value of a document, and of taking one member away or adding one.
enum Alterations {
    struct Altered: CustomStringConvertible {
        let place: String
        let value: JSONValue
        var description: String { place }
    }

    static func all(of value: JSONValue, at place: String = "") -> [Altered] {
        switch value {
        case .null: [Altered(place: place, value: 0)]
        case .bool(let flag): [Altered(place: place, value: .bool(!flag)), Altered(place: place, value: .null)]
        case .number(let number):
            [
                Altered(place: place, value: .number(JSONNumber((number.int ?? 0) + 1))),
                Altered(place: place + " as a string", value: JSONValue(number.text)),
            ]
        case .string(let string): strings(string.string, at: place)
        case .array(let elements): arrays(elements, at: place)
        case .object(let object): objects(object, at: place)
        }
    }

    private static func strings(_ text: String, at place: String) -> [Altered] {
        var bytes = Array(text.utf8)
        var altered = [
            Altered(place: place + " longer", value: JSONValue(text + "a")), Altered(place: place, value: 0),
        ]
        if !bytes.isEmpty {
            altered.append(Altered(place: place + " shorter", value: JSONValue(String(text.dropLast()))))
            let last = bytes.count / 2
            // Another character of the same kind, so that the form stays right and only a signature can tell.
            bytes[last] = bytes[last] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
            altered.append(
                Altered(place: place + " changed", value: JSONValue(String(decoding: bytes, as: UTF8.self))))
        }
        return altered
    }

    private static func arrays(_ elements: [JSONValue], at place: String) -> [Altered] {
        var altered = [
            Altered(place: place + " longer", value: .array(elements + [elements.last ?? .null])),
            Altered(place: place, value: .null),
        ]
        if !elements.isEmpty { altered.append(Altered(place: place + " shorter", value: .array(elements.dropLast()))) }
        for (index, element) in elements.enumerated() {
            for inner in all(of: element, at: "\(place)/\(index)") {
                var changed = elements
                changed[index] = inner.value
                altered.append(Altered(place: inner.place, value: .array(changed)))
            }
        }
        return altered
    }

    private static func objects(_ object: JSONObject, at place: String) -> [Altered] {
        var added = object
        added["unheardOf"] = true
        var altered = [Altered(place: place + " with one more", value: .object(added))]
        for member in object {
            altered.append(
                Altered(place: "\(place) without \(member.key)", value: .object(object.removing(member.key))))
            for inner in all(of: member.value, at: "\(place)/\(member.key)") {
                var changed = object
                changed[member.key] = inner.value
                altered.append(Altered(place: inner.place, value: .object(changed)))
            }
        }
        return altered
    }
}
