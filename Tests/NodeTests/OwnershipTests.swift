import Cryptography
import Exchange
import JSON
import Ledger
import Multiformats
import Testing

@testable import Node

/// Claims and rotations: who owns a credential after it was issued.
@Suite struct OwnershipTests {
    /// The college has issued without owners; the learner has a wallet now.
    private static func run(_ body: (World, TestWallet) async throws -> Void) async throws {
        try await World.run(wallets: ["ada"]) { world in
            try await world.issue(Rows.autumn)
            try await world.settle()
            try await body(world, try TestWallet(world["ada"]))
        }
    }

    private static func claimed(_ world: World, _ ada: TestWallet) async throws -> String {
        let bundle = try await world.export("L1")
        let commitment = try await ada.claim(bundle)
        try await world.college.call(
            "claim.bind", ["credential": JSONValue(bundle.id), "ownerCommit": JSONValue(commitment)])
        try await world.settle()
        return bundle.id
    }

    private static func request(_ world: World) async throws -> String {
        let request = try await world.employer.call("request.create", ["purpose": "a job", "retention": "30 days"])
        return try #require(request["link"]?.string)
    }

    @Test func aClaimBindsAnUnownedCLRAndAllThatItNests() async throws {
        try await Self.run { world, ada in
            let bundle = try await world.export("L1")
            let commitment = try await ada.claim(bundle)
            let bound = try await world.college.call(
                "claim.bind", ["credential": JSONValue(bundle.id), "ownerCommit": JSONValue(commitment)])
            #expect(bound["claims"]?.int == 3)
            for credential in [bundle.credential] + bundle.nested {
                let standing = try await world.standing(of: credential)
                #expect(standing.ownerSequence == 1)
                #expect(standing.ownerCommit.hex == commitment)
            }
            let other = try await world.export("L2").credential
            #expect(try await world.standing(of: other).ownerSequence == 0)
            try await world.settle()
            let (code, reason) = try await ada.present(Self.request(world))
            #expect(code == 0, "\(reason)")
        }
    }

    @Test func anUnownedCredentialCannotBePresentedAsOnesOwn() async throws {
        try await Self.run { world, ada in
            _ = try await ada.claim(world.export("L1"))
            let (code, reason) = try await ada.present(Self.request(world))
            #expect(code == 15, "\(reason)")
        }
    }

    @Test func aSecondClaimIsRefused() async throws {
        try await Self.run { world, ada in
            let id = try await Self.claimed(world, ada)
            let size = try await world.college.log(world.college.origin)?.size
            let other = JSONValue(SHA256.hash([9]).hex)
            let refused = await refusal {
                try await world.college.call("claim.bind", ["credential": JSONValue(id), "ownerCommit": other])
            }
            #expect(refused?.text.contains("has an owner already") == true)
            #expect(try await world.college.log(world.college.origin)?.size == size)
        }
    }

    @Test(arguments: ["", "zz", String(repeating: "0", count: 64), String(repeating: "a", count: 63)])
    func aClaimForNoCommitmentIsRefused(_ commitment: String) async throws {
        try await Self.run { world, _ in
            let id = try await world.clrID("L1")
            let refused = await refusal {
                try await world.college.call(
                    "claim.bind", ["credential": JSONValue(id), "ownerCommit": JSONValue(commitment)])
            }
            #expect(refused?.code == 2)
        }
    }

    @Test func aRotationMovesTheOwnerAndTheOldKeyIsRefused() async throws {
        try await Self.run { world, ada in
            let id = try await Self.claimed(world, ada)
            let request = try await ada.request(Self.request(world))
            let thief = try await ada.sign(request)
            try await ada.rotate(id)
            try await world.settle()
            for credential in try await [world.export("L1").credential] + world.export("L1").nested {
                #expect(try await world.standing(of: credential).ownerSequence == 2)
            }
            let (code, reason) = try await ada.present(Self.request(world))
            #expect(code == 0, "\(reason)")
            // The thief has the old key and everything else that the learner has.
            let stolen = Presentation(
                requestID: thief.requestID, presentation: thief.presentation,
                statusProofs: try await ada.node.wallet.record(id).bundle.statusProofs)
            let answer = try await world.network.ask(
                .present, stolen.json.serialized(), at: world.employer.key)
            #expect(try JSONValue(parsing: answer)["receipt"]?["code"]?.int == 18)
        }
    }

    /// Made before the rotation, the stolen proofs still name the old key; the verifier's own mirror knows better.
    @Test func theOldKeyWithStatusProofsFromBeforeTheRotationIsNotAccepted() async throws {
        try await Self.run { world, ada in
            let id = try await Self.claimed(world, ada)
            try await ada.node.call("wallet.refresh")
            let old = try await ada.node.wallet.record(id).bundle.statusProofs
            let thief = try await ada.sign(ada.request(Self.request(world)))
            try await ada.rotate(id)
            try await world.settle()
            let stolen = Presentation(
                requestID: thief.requestID, presentation: thief.presentation, statusProofs: old)
            let answer = try await world.network.ask(
                .present, stolen.json.serialized(), at: world.employer.key)
            #expect(try JSONValue(parsing: answer)["receipt"]?["code"]?.int == 15)
        }
    }

    /// Anybody can make up a tag that opens to a key of their own: the log must not fill with rotations of such tags.
    @Test func rotationsOfTagsThatWereNeverIssuedAreRefusedBeforeAnythingIsWritten() async throws {
        try await Self.run { world, ada in
            let origin = try world.college.origin
            let size = try await world.college.log(origin)?.size
            let rotation = try Self.madeUp(origin, ada)
            let refused = await refusal { try await Self.send([rotation], world) }
            #expect(refused != nil)
            #expect(refused?.text.contains("was not issued here") == true)
            #expect(try await world.college.log(origin)?.size == size)
        }
    }

    private static func madeUp(_ origin: Origin, _ ada: TestWallet) throws -> Rotation {
        let first = try ada.makeOwner().key
        let second = try ada.makeOwner().key
        let nonce = SHA256.hash([1])
        let commit = Commitment.owner(first.publicKey, next: Commitment.next(second.publicKey))
        return Rotation.sign(
            origin: origin, tag: Commitment.tag(nonce: nonce, ownerCommit: commit), sequence: 1, nonce: nonce,
            currentKey: first.publicKey, key: second, nextCommit: SHA256.hash([2]))
    }

    private static func send(_ rotations: [Rotation], _ world: World) async throws -> JSONValue {
        let question: JSONValue = [
            "origin": JSONValue(try world.college.origin.text),
            "rotations": .array(rotations.map { JSONValue(Base64URL.encode($0.encoded())) }),
        ]
        return try JSONValue(
            parsing: await world.network.ask(.rotate, question.serialized(), at: world.college.key))
    }

    @Test func aRotationThatIsVoidIsRefusedWithAllThatCameWithIt() async throws {
        try await Self.run { world, ada in
            _ = try await Self.claimed(world, ada)
            let origin = try world.college.origin
            let size = try await world.college.log(origin)?.size
            let tag = try #require(StatusTag.of(try await world.export("L1").credential))
            let strangers = try ada.makeOwner()
            let forged = Rotation.sign(
                origin: origin, tag: tag, sequence: 2, nonce: .zero, currentKey: strangers.key.publicKey,
                key: strangers.key, nextCommit: strangers.nextCommit)
            #expect(await refusal { try await Self.send([forged], world) } != nil)
            #expect(try await world.college.log(origin)?.size == size)
        }
    }

    @Test func oneCredentialMovesOnceAMinute() async throws {
        try await Self.run { world, ada in
            let id = try await Self.claimed(world, ada)
            try await ada.rotate(id)
            let refused = await refusal { try await ada.rotate(id) }
            #expect(refused?.text.contains("moved to another key less than a minute ago") == true)
        }
        try await Self.run { world, ada in
            let id = try await Self.claimed(world, ada)
            try await ada.rotate(id)
            world.clock.advance(by: 61 * TestClock.second)
            try await ada.rotate(id)
            try await world.settle()
            #expect(try await ada.present(Self.request(world)).code == 0)
        }
    }

    @Test func noRotationsAndTooManyAreRefused() async throws {
        try await Self.run { world, ada in
            let rotation = try Self.madeUp(world.college.origin, ada)
            #expect(await refusal { try await Self.send([], world) }?.code == 2)
            let many = [Rotation](repeating: rotation, count: Registrar.maximumRotations + 1)
            #expect(await refusal { try await Self.send(many, world) }?.code == 2)
        }
    }

    /// A learner who loses the answer must not lose the credential.
    @Test func aRotationWhoseAnswerGotLostIsFinishedByRunningItAgain() async throws {
        try await Self.run { world, ada in
            let id = try await Self.claimed(world, ada)
            world.network.lose(.answer(.rotate))
            #expect(await refusal { try await ada.rotate(id) }?.code == 5)
            let size = try await world.college.log(world.college.origin)?.size
            try await ada.rotate(id)
            #expect(try await world.college.log(world.college.origin)?.size == size, "it is in the log already")
            try await world.settle()
            let (code, reason) = try await ada.present(Self.request(world))
            #expect(code == 0, "\(reason)")
        }
    }

    @Test func aRotationThatNeverArrivedLeavesTheOldKeyInUseAndCanBeRunAgain() async throws {
        try await Self.run { world, ada in
            let id = try await Self.claimed(world, ada)
            world.network.lose(.question(.rotate))
            #expect(await refusal { try await ada.rotate(id) }?.code == 5)
            #expect(try await ada.present(Self.request(world)).code == 0)
            try await ada.rotate(id)
            try await world.settle()
            #expect(try await ada.present(Self.request(world)).code == 0)
            #expect(try await world.standing(of: world.export("L1").credential).ownerSequence == 2)
        }
    }

    @Test func importingTheSameFileTwiceDoesNotThrowTheKeyAway() async throws {
        try await Self.run { world, ada in
            let bundle = try await world.export("L1")
            let commitment = try await ada.claim(bundle)
            let refused = await refusal { try await ada.claim(bundle) }
            #expect(refused?.text.contains("holds this credential already") == true)
            try await world.college.call(
                "claim.bind", ["credential": JSONValue(bundle.id), "ownerCommit": JSONValue(commitment)])
            try await world.settle()
            #expect(try await ada.present(Self.request(world)).code == 0)
        }
    }
}
