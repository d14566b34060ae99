import Cryptography
import JSON
import Ledger
import TestSupport
import Testing

@testable import Exchange

/// Offers and acceptances.
struct OfferTests {
    let examples: Examples

    init() throws { examples = try Examples() }

    private var offer: Offer { examples.offer }

    private func offering(_ draft: JSONObject, id: String = "5b1e7c0a", issuer: String = Examples.issuer) throws
        -> Offer
    {
        try Offer.make(
            id: id, origin: offer.origin, issuerName: "State College", issuerDID: issuer, draft: draft,
            created: "2026-12-19T08:00:00Z", expires: offer.expires, node: offer.node, nodeKey: offer.nodeKey,
            key: Examples.key(Examples.assertion))
    }

    @Test func anOfferReadsBackFromItsText() throws {
        let text = JSONValue.object(offer.document).serialized(pretty: true)
        let read = try Offer(JSONValue(parsing: text))
        #expect(read.document == offer.document)
        #expect(read.id == "5b1e7c0a" && read.origin.text == "midwest.example/state-college")
        #expect(read.issuerName == "State College" && read.issuerDID == Examples.issuer)
        #expect(read.node.description == "node.state.example:7401")
        #expect(read.nodeKey == offer.nodeKey)
        #expect(read.signer == (try Examples.key(Examples.assertion)).publicKey)
        #expect(read.draft == examples.draft)
        #expect(read.draftDigest == SHA256.hash(try JSONValue.object(examples.draft).canonicalized()))
    }

    @Test func nothingInAnOfferCanBeChanged() {
        let altered = Alterations.all(of: .object(offer.document))
        #expect(altered.count > 150)
        for change in altered {
            #expect(throws: ExchangeError.self, "\(change)") { try Offer(change.value) }
        }
    }

    @Test func anotherProofOrFormOfProofIsRefused() throws {
        var document = offer.document
        let proof = try #require(document["proof"]?[0])
        document["proof"] = proof
        #expect(throws: ExchangeError.self) { try Offer(.object(document)) }
        document["proof"] = [proof, proof]
        #expect(throws: ExchangeError.self) { try Offer(.object(document)) }
        // A signature for another purpose, however valid, is none for this one.
        let other = try SignedDocument.sign(
            offer.document.removing("proof"), key: Examples.key(Examples.assertion), purpose: "authentication",
            created: "2026-12-19T08:00:00Z")
        #expect(throws: ExchangeError.self) { try Offer(.object(other)) }
    }

    @Test func valuesBeyondTheirBoundsAreNotOffered() throws {
        #expect(try offering(examples.draft, id: String(repeating: "a", count: ExchangeLimits.idBytes)).id.count == 128)
        for id in ["", "a/b", "é", String(repeating: "a", count: ExchangeLimits.idBytes + 1)] {
            #expect(throws: ExchangeError.self, "\(id)") { try offering(examples.draft, id: id) }
        }
        let name = String(repeating: "n", count: ExchangeLimits.nameBytes + 1)
        #expect(throws: ExchangeError.malformed(document: "offer", member: "issuer.name")) {
            try Offer.make(
                id: "a", origin: offer.origin, issuerName: name, issuerDID: Examples.issuer, draft: examples.draft,
                created: "2026-12-19T08:00:00Z", expires: offer.expires, node: offer.node, nodeKey: offer.nodeKey,
                key: Examples.key(Examples.assertion))
        }
        #expect(throws: ExchangeError.self) {
            try Offer.make(
                id: "a", origin: offer.origin, issuerName: "n", issuerDID: Examples.issuer, draft: examples.draft,
                created: "2026-12-19T08:00:00Z", expires: "in March", node: offer.node, nodeKey: offer.nodeKey,
                key: Examples.key(Examples.assertion))
        }
    }

    @Test func aDraftIsNobodysYetAndTheOfferingInstitutionsOwn() throws {
        #expect(throws: ExchangeError.malformed(document: "offer", member: "draft.issuer")) {
            try offering(examples.draft, issuer: "did:web:other.example")
        }
        var plain = examples.draft
        plain["issuer"] = JSONValue(Examples.issuer)
        #expect(try offering(plain).draft == plain)
        for (member, value) in [("credentialStatus", [:]), ("proof", [])] as [(JSONString, JSONValue)] {
            var draft = examples.draft
            draft[member] = value
            #expect(throws: ExchangeError.malformed(document: "offer", member: "draft.\(member)")) {
                try offering(draft)
            }
        }
        var subject = try #require(examples.draft["credentialSubject"]?.object)
        subject["id"] = "did:key:z6Mk"
        var owned = examples.draft
        owned["credentialSubject"] = .object(subject)
        #expect(throws: ExchangeError.self) { try offering(owned) }
        // The same inside.
        subject["id"] = nil
        subject["verifiableCredential"] = [["id": "urn:x", "credentialSubject": ["id": "did:key:z6Mk"]]]
        var nested = examples.draft
        nested["credentialSubject"] = .object(subject)
        #expect(throws: ExchangeError.self) { try offering(nested) }
        subject["verifiableCredential"] = [
            ["id": "urn:x", "credentialSubject": ["id": "did:key:z6Mk"], "proof": []]
        ]
        nested["credentialSubject"] = .object(subject)
        #expect(try offering(nested).draft == nested)
    }

    @Test func anOfferExpires() throws {
        let end: UInt64 = Examples.time + 90 * 86_400_000
        try offer.checkNotExpired(now: 0)
        try offer.checkNotExpired(now: end)
        #expect(throws: ExchangeError.expired(document: "offer", at: "2027-03-19T08:00:00Z")) {
            try offer.checkNotExpired(now: end + 1)
        }
        #expect(throws: ExchangeError.self) { try offer.checkNotExpired(now: .max) }
    }

    // MARK: Acceptance

    @Test func anAcceptanceReadsBackAndHoldsForItsOffer() throws {
        let read = try Acceptance(JSONValue(parsing: examples.acceptance.json.serialized()))
        #expect(read == examples.acceptance)
        try read.check(against: offer)
        #expect(read.ownerCommit == Commitment.owner(read.ownerKey, next: read.nextCommit))
        #expect(read.owner.hasPrefix("did:key:z6Mk"))
    }

    @Test func nothingInAnAcceptanceCanBeChanged() {
        let altered = Alterations.all(of: examples.acceptance.json)
        #expect(altered.count > 25)
        for change in altered {
            #expect(throws: ExchangeError.self, "\(change)") {
                try Acceptance(change.value).check(against: offer)
            }
        }
    }

    @Test func anAcceptanceIsForOneDraftOfOneOffer() throws {
        var draft = examples.draft
        draft["name"] = "Another record"
        #expect(throws: ExchangeError.draftChanged) { try examples.acceptance.check(against: offering(draft)) }
        #expect(throws: ExchangeError.draftChanged) {
            try examples.acceptance.check(against: offering(examples.draft, id: "another"))
        }
        // Taking over what identifies the other draft leaves the signature for the first.
        let other = try offering(draft)
        var json = try #require(examples.acceptance.json.object)
        json["draftDigest"] = JSONValue(other.draftDigest.hex)
        let forged = try Acceptance(.object(json))
        #expect(throws: ExchangeError.self) { try forged.check(against: other) }
    }

    @Test func anAcceptanceSignsTheDocumentedBytes() throws {
        let acceptance = examples.acceptance
        let message =
            Array("chirograph/accept/v1\0".utf8) + [8] + Array("5b1e7c0a".utf8) + offer.draftDigest.bytes
            + acceptance.ownerCommit.bytes
        #expect(acceptance.ownerKey.verifies(acceptance.signature, of: message))
    }
}
