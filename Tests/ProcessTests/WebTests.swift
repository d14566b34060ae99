import Credentials
import Cryptography
import DID
import DataIntegrity
import Foundation
import JSON
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

extension RealProcesses {
    /// `clr verify --online` and `clr did` against an institution that has a web server and nothing else of ours.
    @Suite struct WebTests {
        /// A college with a did:web, a status list and a refresh service on this machine.
        final class College: Sendable {
            let directory: TemporaryDirectory
            let server: SecureServer
            let did: String
            private let key = SigningKey.ed25519(Ed25519.PrivateKey(generating: ()))
            private let site: Site

            /// What the server has, and who asked for what.
            final class Site: Sendable {
                private let state = Mutex<(pages: [String: [UInt8]], asked: [String])>(([:], []))

                func put(_ path: String, _ document: JSONObject) {
                    state.withLock { $0.pages[path] = JSONValue.object(document).serialized() }
                }

                func remove(_ path: String) { state.withLock { $0.pages[path] = nil } }

                func answer(_ path: String) -> SecureServer.Answer {
                    state.withLock { state in
                        state.asked.append(path)
                        return state.pages[path].map { .init(body: $0) } ?? .init(status: .notFound)
                    }
                }

                /// What was asked for since the last call.
                func asked() -> [String] {
                    state.withLock { state in
                        defer { state.asked = [] }
                        return state.asked
                    }
                }
            }

            init?() async throws {
                let (directory, site) = (try TemporaryDirectory(), Site())
                guard
                    let server = try await SecureServer.start(in: directory, answer: { path, _ in site.answer(path) })
                else { return nil }
                (self.directory, self.server, self.site) = (directory, server, site)
                did = "did:web:localhost%3A\(server.port):registrar"
                site.put(
                    "/registrar/did.json",
                    [
                        "@context": "https://www.w3.org/ns/did/v1", "id": JSONValue(did),
                        "verificationMethod": [
                            [
                                "id": JSONValue(did + "#key-1"), "type": "Multikey", "controller": JSONValue(did),
                                "publicKeyMultibase": JSONValue(Multikey.encode(try #require(key.publicKey))),
                            ]
                        ], "assertionMethod": [JSONValue(did + "#key-1")],
                    ])
            }

            func sign(_ document: JSONObject) throws -> JSONObject {
                try DataIntegrity.addProof(
                    to: document,
                    options: ProofOptions(
                        cryptosuite: .eddsaRDFC2022, verificationMethod: did + "#key-1", created: "2026-01-15T12:00:00Z"
                    ),
                    key: key)
            }

            func publishList(revoking index: UInt64?) throws {
                let draft = try StatusListDraft(
                    id: server.url("/lists/1"), issuer: did, validFrom: DateTime(parsing: "2026-01-01T00:00:00Z"),
                    setting: index.map { [$0] } ?? [])
                site.put("/lists/1", try sign(draft.credential()))
            }

            func badge(name: String = "Algorithms", from: String = "2026-01-02T00:00:00Z") throws -> JSONObject {
                try sign([
                    "@context": [
                        "https://www.w3.org/ns/credentials/v2",
                        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
                        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
                    ],
                    "id": "urn:uuid:5b1f2f3a-0c1d-4b6e-9f9e-2c7b8a1d0e11",
                    "type": ["VerifiableCredential", "OpenBadgeCredential"], "name": JSONValue(name),
                    "issuer": ["id": JSONValue(did), "type": ["Profile"], "name": "State College"],
                    "validFrom": JSONValue(from),
                    "credentialStatus": [
                        "id": JSONValue(server.url("/lists/1#7")), "type": "BitstringStatusListEntry",
                        "statusPurpose": "revocation", "statusListIndex": "7",
                        "statusListCredential": JSONValue(server.url("/lists/1")),
                    ],
                    "refreshService": ["id": JSONValue(server.url("/refresh/1")), "type": "1EdTechCredentialRefresh"],
                    "credentialSubject": [
                        "id": "did:example:learner", "type": ["AchievementSubject"],
                        "achievement": [
                            "id": "urn:uuid:5b1f2f3a-0c1d-4b6e-9f9e-2c7b8a1d0e12", "type": ["Achievement"],
                            "name": "Algorithms", "description": "A course.", "criteria": ["narrative": "Pass it."],
                        ],
                    ],
                ])
            }

            func put(_ path: String, _ document: JSONObject) { site.put(path, document) }
            func remove(_ path: String) { site.remove(path) }
            func asked() -> [String] { site.asked() }

            /// Runs `clr` with a shelf of its own.
            func clr(
                _ arguments: [String], shelf: String = "shelf", expecting expected: Int,
                _ location: SourceLocation = #_sourceLocation
            ) async throws -> Outcome {
                let name = UUID().uuidString
                let (output, errors) = (directory.path(name + ".out"), directory.path(name + ".err"))
                let child = try Child(
                    .clr, arguments + ["--shelf", directory.path(shelf)], output: output, errors: errors)
                let outcome = Outcome(
                    command: child.command, code: await child.end(within: .seconds(60)),
                    output: try Cluster.text(output), errors: try Cluster.text(errors))
                #expect(outcome.code == expected, "\(outcome)", sourceLocation: location)
                return outcome
            }

            var online: [String] { ["--online", "--local-network", "--ca", server.certificate] }
        }

        private func withCollege(_ body: (College) async throws -> Void) async throws {
            guard let college = try await College() else { try Test.cancel("openssl is not on this machine") }
            try await body(college)
            try await college.server.stop()
        }

        @Test func aBadgeOfADidWebIsVerifiedOnlineAndThenFromTheShelf() async throws {
            try await withCollege { college in
                try college.publishList(revoking: nil)
                let file = try college.directory.write(
                    JSONValue.object(college.badge()).serialized(), to: "badge.json")
                let verify = ["verify", file, "--trust", college.did, "--json"]
                // Without a network nothing is known, and nobody is asked.
                _ = try await college.clr(verify, expecting: 15)
                #expect(college.asked().isEmpty)
                let first = try await college.clr(verify + college.online, expecting: 0)
                #expect(first.errors.contains("Read \(college.server.url("/lists/1"))"), "\(first)")
                #expect(Set(college.asked()) == ["/registrar/did.json", "/lists/1", "/refresh/1"])
                // What was read a moment ago is not read again, with a network or without.
                _ = try await college.clr(verify + ["--local-network"], expecting: 0)
                _ = try await college.clr(verify + college.online, expecting: 0)
                #expect(college.asked() == ["/refresh/1"])
                // This machine is private: without leave it is not asked.
                let careful = try await college.clr(
                    verify + ["--online", "--ca", college.server.certificate], shelf: "other", expecting: 15)
                #expect(careful.errors.contains("not resolved"), "\(careful)")
                #expect(college.asked().isEmpty)
            }
        }

        @Test func aRevokedBadgeIsFoundOutByItsList() async throws {
            try await withCollege { college in
                try college.publishList(revoking: 7)
                let file = try college.directory.write(
                    JSONValue.object(college.badge()).serialized(), to: "badge.json")
                _ = try await college.clr(
                    ["verify", file, "--trust", college.did] + college.online, expecting: 11)
                // A list that is not there is no good news.
                try college.publishList(revoking: nil)
                college.put("/lists/1", ["id": "of somebody else"])
                _ = try await college.clr(
                    ["verify", file, "--trust", college.did] + college.online, shelf: "other", expecting: 15)
                college.remove("/lists/1")
                let absent = try await college.clr(
                    ["verify", file, "--trust", college.did] + college.online, shelf: "third", expecting: 15)
                #expect(absent.output.contains("the server has no such document (404)"), "\(absent)")
            }
        }

        @Test func aNewerTextOfTheBadgeIsJudgedInItsPlace() async throws {
            try await withCollege { college in
                try college.publishList(revoking: nil)
                let file = try college.directory.write(
                    JSONValue.object(college.badge()).serialized(), to: "badge.json")
                let verify = ["verify", file, "--trust", college.did, "--json"] + college.online
                college.put("/refresh/1", try college.badge(name: "Algorithms II", from: "2026-02-01T00:00:00Z"))
                let newer = try await college.clr(verify, expecting: 0)
                #expect(newer.output.contains("Algorithms II") && newer.errors.contains("newer text"), "\(newer)")
                // What comes back is verified as well.
                var forged = try college.badge(from: "2026-03-01T00:00:00Z")
                forged["name"] = "Algorithms III"
                college.put("/refresh/1", forged)
                _ = try await college.clr(verify, expecting: 10)
                var other = try college.badge(from: "2026-03-01T00:00:00Z")
                other["id"] = "urn:uuid:5b1f2f3a-0c1d-4b6e-9f9e-2c7b8a1d0e99"
                college.put("/refresh/1", other)
                let refused = try await college.clr(verify, expecting: 0)
                #expect(refused.errors.contains("another credential"), "\(refused)")
            }
        }

        @Test func aPinnedDocumentCountsAlsoWhenTheOneOnTheWebChanges() async throws {
            try await withCollege { college in
                try college.publishList(revoking: nil)
                let web = ["--local-network", "--ca", college.server.certificate]
                _ = try await college.clr(["did", "resolve", college.did, "--local-network"], expecting: 15)
                let resolved = try await college.clr(["did", "resolve", college.did] + college.online, expecting: 0)
                #expect(try resolved.json["id"]?.string == college.did)
                let pinned = try await college.clr(["did", "pin", college.did] + web, expecting: 0)
                #expect(pinned.errors.contains("Pinned \(college.did) to "), "\(pinned)")
                let list = try await college.clr(["did", "list", "--json"], expecting: 0)
                #expect(try list.json.array?.first?["did"]?.string == college.did)
                // Somebody takes over the web address.
                var taken = try #require(try resolved.json.object)
                taken["verificationMethod"] = []
                college.put("/registrar/did.json", taken)
                let file = try college.directory.write(
                    JSONValue.object(college.badge()).serialized(), to: "badge.json")
                _ = college.asked()
                _ = try await college.clr(["verify", file, "--trust", college.did] + college.online, expecting: 0)
                #expect(!college.asked().contains("/registrar/did.json"))
                let changed = try await college.clr(["did", "pin", college.did] + web, expecting: 3)
                #expect(changed.errors.contains("another document"), "\(changed)")
                _ = try await college.clr(["did", "forget", college.did], expecting: 0)
                _ = try await college.clr(["did", "forget", college.did], expecting: 1)
                college.put("/registrar/did.json", ["id": "did:web:elsewhere.example"])
                _ = try await college.clr(["did", "pin", college.did] + web, expecting: 16)
            }
        }
    }
}
