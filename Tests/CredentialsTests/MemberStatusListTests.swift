import Cryptography
import DataIntegrity
import JSON
import Ledger
import TestSupport
import Testing

@testable import Credentials

/// Which status lists nodes pass on.
@Suite struct MemberStatusListTests {
    let fixture: VerifierFixture
    let url: String

    init() throws {
        fixture = try VerifierFixture()
        url = "\(fixture.issuer.statusBase)/lists/0"
    }

    private func list(_ change: (inout JSONObject) -> Void = { _ in }) throws -> JSONObject {
        var list = try StatusListDraft(id: url, issuer: fixture.issuer.did, validFrom: fixture.time, setting: [7])
            .credential()
        change(&list)
        return list
    }

    private func read(_ document: JSONObject) -> MemberStatusList? {
        MemberStatusList(
            verifying: JSONValue.object(document).serialized(), roster: fixture.consortium.roster,
            now: fixture.policy.now)
    }

    @Test func aListThatAMemberSignedIsReadWithItsAddressAndTime() throws {
        let list = try #require(read(try fixture.signed(try list())))
        #expect(list.url == url)
        #expect(list.origin == fixture.issuer.origin)
        #expect(Int64(list.validFrom) == (try fixture.time).milliseconds)
        #expect(list.list.bits.value(at: 7) == 1)
    }

    @Test func anythingElseIsNot() throws {
        let good = try fixture.signed(try list())
        #expect(read(try list()) == nil, "without a proof")
        var altered = good
        altered["validFrom"] = "2030-01-01T00:00:00Z"
        #expect(read(altered) == nil)
        let stranger = try list { $0["issuer"] = "did:web:stranger.example" }
        #expect(read(try fixture.signed(stranger)) == nil, "the key is not the stranger's")
        let undated = try list { $0["validFrom"] = nil }
        #expect(read(try fixture.signed(undated)) == nil)
        let inner = try list { $0["@context"] = ["https://www.w3.org/ns/credentials/v2", ["x": "https://x.example"]] }
        #expect(read(try fixture.signed(inner)) == nil, "a context of its own")
        let deep = try list {
            $0["credentialSubject"] = .object(
                ($0["credentialSubject"]?.object ?? [:]).setting(["@context"], to: [["x": "https://x.example"]]))
        }
        #expect(read(try fixture.signed(deep)) == nil, "one further inside")
        let alone = try list { $0["@context"] = ["@vocab": "https://x.example/"] }
        #expect(
            MemberStatusList(
                verifying: JSONValue.object(alone).serialized(), roster: fixture.consortium.roster,
                now: fixture.policy.now) == nil)
        let other = fixture.consortium.members[1].assertion
        let forged = try DataIntegrity.addProof(to: try list(), options: fixture.options(key: other), key: other)
        #expect(read(forged) == nil, "another member's key in the name of this one")
        #expect(read(try fixture.signed(try fixture.draft())) == nil, "a credential that is no list")
        #expect(
            MemberStatusList(verifying: Array("{".utf8), roster: fixture.consortium.roster, now: fixture.policy.now)
                == nil)
    }
}
