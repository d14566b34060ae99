import Cryptography
import Exchange
import Foundation
import JSON
import Ledger
import Multiformats
import Testing

@testable import Node

@Suite struct OfferTests {
    /// A college with one learner who has a wallet, and the offer that waits for her.
    private static func run(_ body: (World, TestWallet, _ link: String) async throws -> Void) async throws {
        try await World.run(wallets: ["ada"]) { world in
            try await world.college.call("learner.wallet", ["learner": "L1"])
            let summary = try await world.issue(Rows.autumn)
            #expect(summary["offers"]?.int == 1)
            #expect(summary["clrs"]?.int == 1)
            #expect(summary["credentials"]?.int == 1, "only the learner without a wallet gets something at once")
            try await body(world, try TestWallet(world["ada"]), try await link(world))
        }
    }

    private static func link(_ world: World) async throws -> String {
        let offers = try await world.college.call("offer.list")["offers"]?.array ?? []
        #expect(offers.count == 1)
        return try #require(offers.first?["link"]?.string)
    }

    @Test func anAcceptedOfferIsSignedForItsOwnerAndAnchored() async throws {
        try await Self.run { world, ada, link in
            let owner = try ada.makeOwner()
            try await ada.accept(link, as: owner)
            try await world.settle()
            let clr = try await ada.node.call("wallet.export")
            #expect(clr.nested.count == 2)
            for credential in [clr.credential] + clr.nested {
                #expect(credential["credentialSubject"]?["id"]?.string == OwnerIdentity.did(owner.key.publicKey))
                let digest = try #require(AnchoredCredential.all(in: credential, receipts: [:]).first?.digest)
                let text = try #require(clr["receipts"]?[JSONString(digest.hex)]?.string)
                let receipt = try Receipt(parsing: Base64URL.decode(text))
                let tag = try #require(StatusTag.of(credential))
                let commit = Commitment.owner(owner.key.publicKey, next: owner.nextCommit)
                #expect(Commitment.tag(nonce: receipt.nonce, ownerCommit: commit) == tag)
            }
            #expect(try await world.college.call("offer.list")["offers"]?.array?.isEmpty == true)
            let refreshed = try await ada.node.call("wallet.refresh")
            #expect(refreshed["fresh"]?.int == 1)
            #expect(try await world.check(ada.node.call("wallet.export")) == 0)
        }
    }

    @Test func theSameAcceptanceTwiceGetsTheSameAnswer() async throws {
        try await Self.run { world, ada, link in
            let owner = try ada.makeOwner()
            let offer = try await ada.node.call("offer.fetch", ["link": JSONValue(link)])
            try await ada.accept(offer: offer, as: owner)
            let first = try await ada.node.call("wallet.export")
            let size = try await world.college.log(world.college.origin)?.size
            world.clock.advance(by: TestClock.hour)
            try await ada.accept(offer: offer, as: owner)
            #expect(try await ada.node.call("wallet.export") == first)
            #expect(try await world.college.log(world.college.origin)?.size == size)
        }
    }

    /// A wallet that asks again long afterwards must not get a CLR that belongs to a later key.
    @Test func theSameAcceptanceAfterALaterTermStillGetsWhatItWasFor() async throws {
        try await Self.run { world, ada, link in
            let owner = try ada.makeOwner()
            let offer = try await ada.node.call("offer.fetch", ["link": JSONValue(link)])
            try await ada.accept(offer: offer, as: owner)
            let first = try await ada.node.call("wallet.export").credential
            world.clock.advance(by: 100 * TestClock.day)
            try await world.issue(Rows.spring)
            try await ada.accept(Self.link(world))
            #expect(try await ada.node.call("wallet.export").credential != first)
            try await ada.accept(offer: offer, as: owner)
            #expect(try await ada.node.call("wallet.export").credential == first)
        }
    }

    @Test func twoAcceptancesAtOnceOfOneOfferMakeOneCredential() async throws {
        try await Self.run { world, ada, link in
            let offer = try await ada.node.call("offer.fetch", ["link": JSONValue(link)])
            async let first = refusal { try await ada.accept(offer: offer) }
            async let second = refusal { try await ada.accept(offer: offer) }
            let outcomes = await [first, second]
            #expect(outcomes.count { $0 == nil } == 1)
            #expect(outcomes.compactMap { $0 }.map(\.code) == [4])
            #expect(try await world.college.log(world.college.origin)?.size == 4)
        }
    }

    @Test func anotherKeyIsRefusedOnceTheOfferWasAccepted() async throws {
        try await Self.run { world, ada, link in
            let offer = try await ada.node.call("offer.fetch", ["link": JSONValue(link)])
            try await ada.accept(offer: offer)
            let refused = await refusal { try await ada.accept(offer: offer) }
            #expect(refused?.code == 4)
            #expect(refused?.text.contains("with another key") == true)
        }
    }

    @Test func anAcceptanceOfAnotherDraftIsRefused() async throws {
        try await Self.run { world, ada, link in
            let offer = try Offer(await ada.node.call("offer.fetch", ["link": JSONValue(link)]))
            let owner = try ada.makeOwner()
            let honest = Acceptance.make(offer, ownerKey: owner.key, nextCommit: owner.nextCommit)
            var changed = honest.json.object ?? [:]
            changed["draftDigest"] = JSONValue(SHA256.hash([1]).hex)
            var stolen = honest.json.object ?? [:]
            stolen["ownerKey"] = JSONValue(KeyText.encode(try ada.makeOwner().key.publicKey))
            for (number, acceptance) in [changed, stolen].enumerated() {
                let refused = await refusal {
                    try await world.network.ask(
                        .accept, JSONValue.object(acceptance).serialized(), at: world.college.key)
                }
                #expect(refused?.code == 10, "case \(number): \(refused?.text ?? "accepted")")
            }
            #expect(try await world.college.call("offer.list")["offers"]?.array?.count == 1)
        }
    }

    @Test func anExpiredOfferIsRefusedAndTheSameFileOffersAnew() async throws {
        try await Self.run { world, ada, link in
            let offer = try await ada.node.call("offer.fetch", ["link": JSONValue(link)])
            #expect(try await world.issue(Rows.autumn)["offers"]?.int == 0, "the offer still waits")
            world.clock.advance(by: 91 * TestClock.day)
            let refused = await refusal { try await ada.accept(offer: offer) }
            #expect(refused?.code == 13)
            #expect(refused?.text.contains("expired") == true)
            let summary = try await world.issue(Rows.autumn)
            #expect(summary["offers"]?.int == 1)
            #expect(summary["credentials"]?.int == 0)
            let renewed = try await Self.link(world)
            #expect(renewed != link)
            try await ada.accept(renewed)
            #expect(try await ada.node.call("wallet.export").nested.count == 2)
        }
    }

    @Test func aNewerOfferTakesThePlaceOfTheOlderAndHoldsWhatItHeld() async throws {
        try await Self.run { world, ada, link in
            let older = try await ada.node.call("offer.fetch", ["link": JSONValue(link)])
            world.clock.advance(by: 30 * TestClock.day)
            #expect(try await world.issue(Rows.spring)["offers"]?.int == 1)
            let newer = try await Self.link(world)
            #expect(newer != link)
            #expect(
                await refusal { try await ada.accept(offer: older) }?.text.contains("no offer with this id") == true)
            try await ada.accept(newer)
            #expect(try await ada.node.call("wallet.export").nested.count == 3)
        }
    }

    /// Otherwise the learner could accept an offer that is older than what was issued since, and replace it.
    @Test func anOfferIsVoidOnceItsResultsWereIssuedWithoutAnOwner() async throws {
        try await Self.run { world, ada, link in
            let offer = try await ada.node.call("offer.fetch", ["link": JSONValue(link)])
            try await world.college.call("learner.wallet", ["learner": "L1", "wallet": false])
            world.clock.advance(by: 30 * TestClock.day)
            let summary = try await world.issue(Rows.spring)
            #expect(summary["clrs"]?.int == 1)
            #expect(summary["credentials"]?.int == 3)
            #expect(try await world.export("L1").nested.count == 3)
            #expect(
                await refusal { try await ada.accept(offer: offer) }?.text.contains("no offer with this id") == true)
            #expect(try await world.college.call("offer.list")["offers"]?.array?.isEmpty == true)
        }
    }

    @Test func aLearnerWhoseWalletIsGoneGetsTheOfferedResultsWithTheSameFile() async throws {
        try await Self.run { world, ada, link in
            try await world.college.call("learner.wallet", ["learner": "L1", "wallet": false])
            let summary = try await world.issue(Rows.autumn)
            #expect(summary["clrs"]?.int == 1)
            #expect(summary["credentials"]?.int == 2)
            #expect(try await world.export("L1").nested.count == 2)
            #expect(try await world.issue(Rows.autumn)["unchanged"]?.int == 3)
        }
    }

    /// The answer is lost on the way; asking again must lead to the credential, not to "accepted with another key".
    @Test func anAcceptanceWhoseAnswerGotLostIsRepeatedWithTheSameKey() async throws {
        try await Self.run { world, ada, link in
            let offer = try await ada.node.call("offer.fetch", ["link": JSONValue(link)])
            #expect(try await ada.node.call("offer.inspect", ["offer": offer])["acceptance"] == .null)
            world.network.lose(.answer(.accept))
            #expect(await refusal { try await ada.accept(offer: offer) }?.code == 5)
            // The command begins with the link again.
            let again = try await ada.node.call("offer.fetch", ["link": JSONValue(link)])
            #expect(again == offer)
            let known = try await ada.node.call("offer.inspect", ["offer": again])
            let earlier = try #require(known["acceptance"])
            try await ada.node.call("offer.accept", ["offer": offer, "acceptance": earlier])
            #expect(try await ada.node.call("wallet.export").nested.count == 2)
        }
    }

    @Test func theWalletRefusesACredentialThatSaysOtherThanTheOffer() async throws {
        try await Self.run { (world, ada, link) async throws in
            world.network.tamper { method, answer in
                guard method == .accept else { return answer }
                let text = String(decoding: answer, as: UTF8.self)
                return Array(text.replacingOccurrences(of: "Title of CS102", with: "Title of CS999").utf8)
            }
            let refused = await refusal { try await ada.accept(link) }
            #expect(refused?.text.contains("another credential than it offered") == true)
            #expect(try await ada.node.call("wallet.list")["credentials"]?.array?.isEmpty == true)
        }
    }

    @Test func anOfferByAKeyThatTheRosterDoesNotKnowIsShownAsSuch() async throws {
        try await Self.run { world, ada, link in
            let offer = try Offer(await ada.node.call("offer.fetch", ["link": JSONValue(link)]))
            let known = try await ada.node.call("offer.inspect", ["offer": .object(offer.document)])
            #expect(known["trust"]?.string == "University of college, member of midwest.example")
            let forged = try Offer.make(
                id: offer.id, origin: offer.origin, issuerName: offer.issuerName, issuerDID: offer.issuerDID,
                draft: offer.draft, created: "2026-12-20T10:00:00Z", expires: offer.expires, node: offer.node,
                nodeKey: offer.nodeKey, key: try ada.makeOwner().key)
            let shown = try await ada.node.call("offer.inspect", ["offer": .object(forged.document)])
            #expect(shown["trust"]?.string == "SIGNED BY AN UNKNOWN KEY")
        }
    }
}
