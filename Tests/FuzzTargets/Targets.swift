import Credentials
import Cryptography
import DID
import DataIntegrity
import Exchange
import Foundation
import Gossip
import JOSE
import JSON
import JSONLD
import Ledger
import Multiformats
import RDF
import RecordImport
import TestSupport
import TransparencyLog

extension FuzzTarget {
    /// All parsers of foreign bytes that can be called without a network.
    public static func all() throws -> [FuzzTarget] {
        let seeds = try Seeds()
        return seeds.text() + seeds.linkedData() + seeds.keys() + seeds.credentials() + (try seeds.ledger())
    }
}

/// Good input, our own and, where it is there, that of the public samples.
private struct Seeds {
    private let badge: JSONObject
    private let badges: [[UInt8]]
    private let key: JWSSigningKey
    private let samples: [[UInt8]]
    private static let issuer = "did:web:college.example"

    init() throws {
        let secret = try DocumentedLedger.key(7)
        let signer = SigningKey.ed25519(secret)
        badge = Self.draft
        key = .ed25519(try DocumentedLedger.key(7))
        badges = try [Cryptosuite.eddsaRDFC2022, .eddsaJCS2022].map { suite in
            let name = Multikey.encode(.ed25519(secret.publicKey))
            return JSONValue.object(
                try DataIntegrity.addProof(
                    to: Self.draft,
                    options: ProofOptions(
                        cryptosuite: suite, verificationMethod: "did:key:\(name)#\(name)",
                        created: "2026-01-15T12:00:00Z"), key: signer)
            ).serialized()
        }
        samples = Self.publicSamples()
    }

    private static func publicSamples() -> [[UInt8]] {
        let root = Standards.data.root.appending(path: "samples")
        guard let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else { return [] }
        return files.compactMap { $0 as? URL }
            .filter { ["json", "jwt", "png", "svg"].contains($0.pathExtension) }
            .sorted { $0.path < $1.path }
            .compactMap { try? Data(contentsOf: $0) }.filter { $0.count < 60_000 }.map { [UInt8]($0) }
    }

    private static let draft: JSONObject = [
        "@context": [
            "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ["Note": ["@id": "https://college.example/Note", "@context": ["@protected": true, "text": "urn:x:text"]]],
        ],
        "id": "urn:uuid:5b1f2f3a-0c1d-4b6e-9f9e-2c7b8a1d0e11", "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Algorithms", "issuer": ["id": JSONValue(issuer), "type": ["Profile"], "name": "State College"],
        "validFrom": "2026-12-19T08:00:00.5+01:00", "validUntil": "2030-01-01T00:00:00Z",
        "credentialStatus": [
            "id": "https://college.example/lists/1#7", "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7", "statusListCredential": "https://college.example/lists/1",
        ],
        "credentialSubject": [
            "id": "did:example:learner", "type": ["AchievementSubject"],
            "identifier": [
                [
                    "type": "IdentityObject", "hashed": true, "salt": "s", "identityType": "emailAddress",
                    "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399",
                ]
            ],
            "result": [["type": ["Result"], "resultDescription": "urn:x:1", "value": "A"]],
            "achievement": [
                "id": "urn:uuid:5b1f2f3a-0c1d-4b6e-9f9e-2c7b8a1d0e12", "type": ["Achievement"], "name": "Algorithms",
                "description": "A course.", "criteria": ["narrative": "Pass it."], "creditsAvailable": 4.5,
                "resultDescription": [
                    ["id": "urn:x:1", "type": ["ResultDescription"], "name": "Grade", "resultType": "LetterGrade"]
                ],
                "alignment": [
                    [
                        "type": ["Alignment"], "targetName": "A", "targetUrl": "https://case.example/1",
                        "targetType": "CFItem",
                    ]
                ],
            ],
        ],
    ]

    private static func document(_ value: JSONValue) -> [UInt8] { value.serialized() }

    private func lines(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    // MARK: Targets

    func text() -> [FuzzTarget] {
        [
            FuzzTarget("json", badges + samples) { bytes in
                guard let value = try? JSONValue(parsing: bytes) else { return }
                // What was read can be written, and is then the same.
                let again = try? JSONValue(parsing: value.serialized())
                precondition(again == value, "a document is another one after writing and reading")
                _ = try? value.canonicalized()
            },
            FuzzTarget(
                "csv",
                lines(
                    "learner,email,course,title,credits,term,grade,date\r\nS1,a@b.example,M1,\"A, \"\"B\"\"\",3,2026-FA,A,2026-12-19\r\n",
                    "\u{FEFF}learner;course;title\nS1;M1;x\n")
            ) { _ = CourseResults.read($0) },
            FuzzTarget("multibase", lines("z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "uAQID", "f00ff")) {
                bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                _ = try? Multikey.decode(text)
                _ = try? Base64URL.decode(text)
            },
            FuzzTarget("dates", lines("2026-12-19T08:00:00.5+01:00", "2024-02-29T23:59:60Z", "2026-12-19")) {
                _ = try? DateTime(parsing: String(decoding: $0, as: UTF8.self))
            },
        ]
    }

    func linkedData() -> [FuzzTarget] {
        let quads = lines(
            "<urn:a> <urn:b> _:c0 .\n_:c0 <urn:b> \"x\\u00e9\\n\"@en-GB <urn:g> .\n",
            "_:a <urn:p> _:b .\n_:b <urn:p> _:a .\n_:b <urn:q> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> _:g .\n"
        )
        return [
            FuzzTarget("n-quads", quads) { bytes in
                guard let dataset = try? Dataset(nQuads: bytes) else { return }
                _ = try? dataset.canonicalized(hash: .sha256)
            },
            FuzzTarget("json-ld", badges + samples) { bytes in
                guard let document = try? JSONValue(parsing: bytes) else { return }
                let processor = JSONLDProcessor(
                    contexts: ContextCache(loader: BundledContexts.loader()), options: JSONLDOptions(isSafe: false))
                _ = try? processor.expand(document)
                guard let dataset = try? processor.dataset(of: document) else { return }
                _ = try? dataset.canonicalized(hash: .sha384)
            },
            FuzzTarget("data-integrity", badges) { bytes in
                guard let document = try? JSONValue(parsing: bytes).object else { return }
                _ = DataIntegrity.verify(document, expecting: .assertion, contexts: .bundled) {
                    DIDKey.resolve(verificationMethod: $0)
                }
            },
        ]
    }

    func keys() -> [FuzzTarget] {
        let did: JSONValue = [
            "@context": "https://www.w3.org/ns/did/v1", "id": JSONValue(Self.issuer),
            "verificationMethod": [
                [
                    "id": "#1", "type": "JsonWebKey", "controller": JSONValue(Self.issuer),
                    "publicKeyJwk": [
                        "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                    ],
                ],
                [
                    "id": "did:web:college.example#2", "type": "Multikey", "controller": JSONValue(Self.issuer),
                    "publicKeyMultibase": "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
                ],
            ], "assertionMethod": ["#1", "did:web:college.example#2"],
        ]
        return [
            FuzzTarget("did-document", [Self.document(did)]) { bytes in
                guard let document = try? DIDDocument(parsing: bytes, about: Self.issuer) else { return }
                _ = document.key("\(Self.issuer)#1", for: .assertionMethod, algorithm: nil, at: nil)
            },
            FuzzTarget(
                "did-url",
                lines(
                    "did:web:college.example%3A8443:a:b", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK#x",
                    "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IjExcVlBWUt4Q3JmVlNfN1R5V1FIT2c3aGN2UGFwaU1scndJYWFQY0hVUm8ifQ#0"
                )
            ) { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                _ = try? DIDURL(parsing: text)
                _ = try? DIDWeb(text)
                _ = DIDKey.resolve(verificationMethod: text)
                _ = DIDJWK.resolve(verificationMethod: text)
            },
            FuzzTarget(
                "jwk",
                lines(
                    #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"1","use":"sig"}"#,
                    #"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#,
                    #"{"kty":"RSA","n":"sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri","e":"AQAB","alg":"RS256"}"#)
            ) { _ = try? JSONWebKey(parsing: $0) },
        ]
    }

    func credentials() -> [FuzzTarget] {
        let policy = TrustPolicy(now: 1_800_000_000_000)
        let list =
            (try? StatusListDraft(
                id: "https://college.example/lists/1", issuer: Self.issuer,
                validFrom: DateTime(parsing: "2026-01-01T00:00:00Z"), setting: [7]
            ).credential()).map { [JSONValue.object($0).serialized()] } ?? []
        let token =
            (try? VCJWT.issue(
                Self.plainDraft, options: VCJWTOptions(), key: key)).map { [Array($0.utf8)] } ?? []
        let baked = Self.images.compactMap {
            try? CredentialFile.bake(.json(badge, bytes: badges[0]), as: .openBadge, into: $0)
        }
        return [
            FuzzTarget("credential", badges + token + samples) { bytes in
                let report = CredentialVerifier(policy: policy).verify(bytes)
                // Nobody is trusted, so nothing can be verified.
                precondition(report.verdict != .verified, "a credential of nobody was verified")
                if let document = try? JSONValue(parsing: bytes).object { _ = Lint.check(document) }
            },
            FuzzTarget("image", baked + Self.images) { bytes in
                _ = CredentialVerifier(policy: policy).verify(bytes)
            },
            FuzzTarget("status-list", list) { bytes in
                guard let object = try? JSONValue(parsing: bytes).object else { return }
                let document = StatusDocument(object, proof: .verified, delivery: .retrieved, obtained: nil)
                let reader = StatusListReader(policy: StatusListPolicy(now: 1_800_000_000_000))
                _ = reader.findings(of: Self.draft) { _ in .found(document) }
            },
            FuzzTarget("bundle", [Self.document(["type": "ChirographBundle", "credential": .object(badge)])]) { bytes in
                guard let value = try? JSONValue(parsing: bytes) else { return }
                _ = try? CredentialBundle(value)
                _ = try? Offer(value)
                _ = try? Presentation(value)
                _ = try? PresentationRequest(value)
                _ = try? PresentationReceipt(value)
                _ = try? Acceptance(value)
            },
        ]
    }

    func ledger() throws -> [FuzzTarget] {
        let log = try DocumentedLedger()
        let entries = log.batch.entries
        let note = Array(
            "midwest.example/state-college\n6\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u{2014} node Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
                .utf8)
        return [
            FuzzTarget("ledger-entry", entries) { bytes in
                guard let entry = try? Entry(parsing: bytes) else { return }
                precondition(entry.encoded() == bytes, "an entry has two encodings")
            },
            FuzzTarget("ledger-proofs", try documented()) { bytes in
                _ = try? StatusProof(parsing: bytes)
                _ = try? StatusProofBundle(parsing: bytes)
                _ = try? MapProof(parsing: bytes)
                _ = try? Receipt(parsing: bytes)
                _ = try? Evidence(parsing: bytes)
                _ = try? LogSnapshot(parsing: bytes)
                _ = try? EntryBundle.parse(bytes)
                _ = HashTile(parsing: bytes)
            },
            FuzzTarget("gossip-message", try gossip()) { bytes in
                guard let type = bytes.first else { return }
                let payload = Array(bytes.dropFirst())
                guard let message = try? GossipMessage(frameType: type, payload: payload) else { return }
                precondition(message.payload == payload, "a message has two encodings")
            },
            FuzzTarget("note", [note]) { bytes in
                if let note = try? SignedNote(parsing: bytes) { _ = try? Checkpoint(parsing: note.text) }
                _ = try? AddCheckpointRequest(parsing: bytes)
                let text = String(decoding: bytes, as: UTF8.self)
                _ = try? NoteVerifierKey(parsing: text)
            },
            FuzzTarget("roster", [try log.roster.json().serialized()]) { bytes in
                _ = try? RosterDocument(parsing: bytes)
            },
        ]
    }

    /// The examples of the format pages that are bytes in hexadecimal: receipts, proofs, evidence.
    private func documented() throws -> [[UInt8]] {
        try ["ledger", "roster", "status-proofs"].flatMap { page in
            try DocumentationPage("docs/formats/\(page).md").blocks.sorted { $0.key < $1.key }
                .compactMap { Self.bytes($0.value) }
        }
    }

    /// The examples of the gossip page, each with its type before it.
    private func gossip() throws -> [[UInt8]] {
        let blocks = try DocumentationPage("docs/formats/gossip.md").blocks
        return GossipMessage.FrameType.allCases.compactMap { type in
            blocks["\(type)"].flatMap { Self.bytes($0) }.map { [type.rawValue] + $0 }
        }
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8]? {
        let text = hexadecimal.filter { !$0.isWhitespace }
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count else { return nil }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    // MARK: Samples

    /// Without a context of its own, as tokens want it.
    private static var plainDraft: JSONObject {
        var plain = draft
        plain["@context"] = [
            "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ]
        return plain
    }

    private static let images: [[UInt8]] = [
        Data(
            base64Encoded:
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        ).map { [UInt8]($0) } ?? [],
        Array(
            #"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><title>a &amp; b</title></svg>"#
                .utf8),
    ]
}
