import Credentials
import Cryptography
import DID
import Exchange
import JSON
import Ledger
import Testing

@testable import Node

@Suite struct StatusTests {
    private static func set(_ value: String, _ id: String, reason: Int = 0, _ world: World) async throws {
        try await world.college.call(
            "status.set",
            ["credential": JSONValue(id), "value": JSONValue(value), "reason": .number(JSONNumber(reason))])
    }

    @Test func aRevokedPartMakesEveryNodeRefuseTheWhole() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            try await world.settle()
            let clr = try await world.export("L1")
            for node in world.members { #expect(try await world.check(clr, at: node.name) == 0) }
            try await Self.set("revoked", clr.nested[0].id, reason: 7, world)
            try await world.settle()
            for node in world.members { #expect(try await world.check(clr, at: node.name) == 11) }
            let report = try await world.employer.call("credential.verify", ["document": clr])
            #expect(report["reason"]?.string?.contains("reason 7") == true)
            #expect(try await world.check(world.export("L2")) == 0)
        }
    }

    @Test func aSuspensionEndsWithReinstatement() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            let clr = try await world.export("L1")
            try await Self.set("suspended", clr.id, world)
            try await world.settle()
            #expect(try await world.check(world.export("L1")) == 12)
            try await Self.set("active", clr.id, world)
            try await world.settle()
            #expect(try await world.check(world.export("L1")) == 0)
        }
    }

    /// Somebody who knows the college's key and its list, and no roster.
    @Test func thePublishedListTellsOutsidersWhatWasRevoked() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            let clr = try await world.export("L1").credential
            let nested = try #require(clr["credentialSubject"]?["verifiableCredential"]?.array)
            let id = try #require(nested[1]["id"]?.string)
            try await Self.set("suspended", try #require(nested[0]["id"]?.string), world)
            try await Self.set("revoked", id, world)
            let lists = try #require(try await world.college.call("status.lists")["lists"]?.array)
            try #require(lists.count == 1)
            let list = try #require(lists[0]["credential"])
            let did = try #require(clr["issuer"]?["id"]?.string)
            let method = try #require(clr["proof"]?[0]?["verificationMethod"]?.string)
            let key = try Multikey.decode(try #require(method.split(separator: "#").last))
            let verifier = CredentialVerifier(
                policy: TrustPolicy(
                    pinned: [PinnedIssuer(did: did, keys: [PinnedKey(key)])], now: world.clock.now),
                statusLists: { url in
                    #expect(url == lists[0]["url"]?.string)
                    return .success(StatusListText(list.serialized(), obtained: nil, delivery: .relayed))
                })
            for item in nested {
                let report = verifier.verify(item)
                let isRevoked = item["id"]?.string == id
                #expect(report.code == (isRevoked ? .revoked : .verified), "\(report.text())")
            }
            #expect(verifier.verify(clr).code == .revoked)
            #expect(verifier.verify(list).root.check(.proof)?.outcome == .pass)
        }
    }

    @Test(arguments: [["active"], ["revoked", "active"], ["revoked", "suspended"], ["suspended", "suspended"]])
    func anIllegalStepIsRefusedAndWritesNothing(_ steps: [String]) async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            let id = try await world.clrID("L1")
            for step in steps.dropLast() { try await Self.set(step, id, world) }
            let size = try await world.college.log(world.college.origin)?.size
            let refused = await refusal { try await Self.set(try #require(steps.last), id, world) }
            #expect(refused?.code == 1)
            #expect(refused?.text.contains("Nothing was changed") == true)
            #expect(try await world.college.log(world.college.origin)?.size == size)
        }
    }

    @Test func whatWasNeverIssuedHasNoStatus() async throws {
        try await World.run { world in
            for id in ["", "urn:uuid:nothing", String(repeating: "x", count: 4_000)] {
                let refused = await refusal { try await Self.set("revoked", id, world) }
                #expect(refused?.text.contains("was issued here") == true, "\(id.prefix(20))")
            }
        }
    }

    @Test(arguments: [-1, 65_536, Int.max])
    func aReasonOutsideItsRangeIsRefused(_ reason: Int) async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            let id = try await world.clrID("L1")
            let refused = await refusal { try await Self.set("revoked", id, reason: reason, world) }
            #expect(refused?.code == 2)
            #expect(try await world.standing(of: world.export("L1").credential).state == .active)
        }
    }

    @Test(arguments: ["superseded", "Revoked", ""])
    func anUnknownStatusIsRefused(_ value: String) async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            let id = try await world.clrID("L1")
            #expect(await refusal { try await Self.set(value, id, world) }?.code == 2)
        }
    }
}
