import Cryptography
import TestSupport
import Testing
import TransparencyLog

@testable import Ledger

/// From a host's log over the wire to a verifier.
@Suite struct StatusProofTests {
    /// Three batches and all sorts of events, with void entries and some hundred of no concern in between.
    struct World {
        var log: LogFixture
        let credentials: [TestCredential]

        init(filler: Int = 40) throws {
            log = try LogFixture()
            credentials = (0..<14).map { TestCredential(name: "P\($0)", isUnowned: $0 % 5 == 4) }
            try log.issue(Array(credentials[0..<5]))
            for index in 0..<filler {
                try log.append(.issuance(height: 3, root: .repeating(UInt8(truncatingIfNeeded: index))))
            }
            log.time += 1_000
            try log.issue(Array(credentials[5..<13]))
            try log.append([0xFF])
            let (credentials, origin) = (credentials, log.origin)
            try log.write {
                try $0.changeStatus(of: credentials[0].tag, to: .revoked, reason: 4)
                try $0.changeStatus(of: credentials[1].tag, to: .suspended, reason: 1)
                try $0.rotate(credentials[2].rotation(to: 1, origin: origin))
                try $0.recover(credentials[3].tag, ownerCommit: credentials[3].commit(7))
                try $0.claim(
                    credentials[4].tag, nonce: credentials[4].nonce, ownerCommit: credentials[4].commit(0))
            }
            log.time += Recovery.usualWait
            try log.write {
                try $0.recover(credentials[5].tag, ownerCommit: credentials[5].commit(7))
            }
            try log.issue([credentials[13]])
        }

        /// How many owner events a holder of each credential has seen; nil where nobody owns it.
        func step(_ index: Int) -> Int? {
            switch index {
            case 2: 1
            case 3: 7
            case 4: 0
            case 9: nil
            default: 0
            }
        }

        func subjects() throws -> [SealedHead.Subject] {
            try credentials.enumerated().map { try log.subject($1, owner: step($0)) }
        }
    }

    let world: World

    init() throws { world = try World() }

    @Test func allCredentialsOfALogAreCheckedUnderOneHead() throws {
        let log = world.log
        let made = try log.prove(world.subjects())
        let bytes = made.encoded()
        let bundle = try StatusProofBundle(parsing: bytes)
        #expect(bundle == made && bundle.encoded() == bytes)
        #expect(bundle.heads.count == 1 && bundle.credentials.count == 14)
        let head = try log.verify(bundle.heads[0])
        #expect(head.origin == log.origin && head.size == log.state.size && head.seal == log.state.lastSeal)
        #expect(head.cosigners == 3)
        for (index, credential) in world.credentials.enumerated() {
            let proof = try #require(bundle.credentials.first { try $0.tag == credential.tag })
            let proven = try head.check(proof, credDigest: credential.credDigest, tag: credential.tag)
            #expect(try proven.value == log.state.standing(of: credential.tag), "credential \(index)")
            #expect(try proven.index == log.receipt(credential).entryIndex, "credential \(index)")
            #expect(try proven.time == Entry(parsing: log.entries[Int(proven.index)]).time, "credential \(index)")
            switch index {
            case 5:
                let waits = proven.value.pendingNotBefore
                #expect(proven.owner == .recoveryPending(notBefore: waits) && waits > log.now)
            case 9: #expect(proven.owner == .unowned)
            default:
                let key = try credential.key(world.step(index) ?? 0).publicKey
                #expect(proven.owner == .key(key), "credential \(index)")
            }
        }
        #expect(
            try head.check(
                bundle.credentials[0], credDigest: world.credentials[0].credDigest, tag: world.credentials[0].tag
            ).value.state == .revoked)
    }

    @Test func everySizeOfALogWithAHeadGivesProofs() throws {
        var log = try LogFixture()
        let credentials = (0..<12).map { TestCredential(name: "S\($0)") }
        for (index, credential) in credentials.enumerated() {
            try log.issue([credential])
            if index % 3 == 1 { try log.write { try $0.changeStatus(of: credential.tag, to: .superseded, reason: 1) } }
            let soFar = credentials[...index]
            let bundle = try StatusProofBundle(parsing: log.prove(try soFar.map { try log.subject($0) }).encoded())
            let head = try log.verify(bundle.heads[0])
            for (proof, credential) in zip(bundle.credentials, soFar) {
                let proven = try head.check(proof, credDigest: credential.credDigest, tag: credential.tag)
                #expect(try proven.value == log.state.standing(of: credential.tag), "size \(log.state.size)")
                #expect(proven.owner == .notShown)
            }
        }
    }

    @Test func whatCredentialsShareIsSentOnce() throws {
        let bundle = try world.log.prove(world.subjects())
        let single = try world.credentials.map { try #require(bundle.proof(of: $0.tag)).encoded().count }
        #expect(bundle.encoded().count * 2 < single.reduce(0, +))
    }

    // MARK: Taking apart and putting together

    @Test func theProofOfOneCredentialStandsAlone() throws {
        let bundle = try world.log.prove(world.subjects())
        for credential in world.credentials {
            let proof = try StatusProof(parsing: #require(bundle.proof(of: credential.tag)).encoded())
            #expect(try proof.tag == credential.tag)
            let head = try world.log.verify(proof.bundle.heads[0])
            _ = try head.check(proof.bundle.credentials[0], credDigest: credential.credDigest, tag: credential.tag)
        }
        #expect(bundle.proof(of: .zero) == nil)
        #expect(throws: StatusProofError.notOneCredential(14)) { try StatusProof(parsing: bundle.encoded()) }
        #expect(throws: StatusProofError.notOneCredential(0)) { try StatusProof(parsing: [1, 0, 0, 0, 0]) }
    }

    @Test func mergingSinglesGivesTheBundleAgain() throws {
        let bundle = try world.log.prove(world.subjects())
        let singles = try world.credentials.map { try #require(bundle.proof(of: $0.tag)).bundle }
        #expect(try StatusProofBundle(merging: singles) == bundle)
        let mixed = try StatusProofBundle(merging: singles.reversed() + [bundle])
        #expect(mixed.heads == bundle.heads)
        #expect(mixed.credentials.map(\.tag) == bundle.credentials.map(\.tag).reversed())
        #expect(try StatusProofBundle(parsing: mixed.encoded()) == mixed)
        #expect(try StatusProofBundle(merging: []) == StatusProofBundle(parsing: [1, 0, 0, 0, 0]))
    }

    @Test func proofsUnderSeveralHeadsAreMergedAndTheFirstOfOneTagIsKept() throws {
        var log = world.log
        let old = try log.prove(world.subjects())
        try log.write { try $0.changeStatus(of: world.credentials[6].tag, to: .revoked, reason: 1) }
        let new = try log.prove([log.subject(world.credentials[6]), log.subject(world.credentials[7])])
        let merged = try StatusProofBundle(merging: [new, old])
        #expect(merged.heads.count == 2 && merged.credentials.count == 14)
        let read = try StatusProofBundle(parsing: merged.encoded())
        #expect(read == merged)
        let heads = try read.heads.map { try log.verify($0) }
        for credential in world.credentials {
            let proof = try #require(read.credentials.first { try $0.tag == credential.tag })
            let proven = try heads[proof.head].check(proof, credDigest: credential.credDigest, tag: credential.tag)
            if credential == world.credentials[6] { #expect(proven.value.state == .revoked) }
        }
    }

    @Test func bundlesThatContradictEachOtherAreNotMerged() throws {
        let bundle = try world.log.prove(world.subjects())
        let one = try #require(bundle.proof(of: world.credentials[0].tag)).bundle
        let other = try #require(bundle.proof(of: world.credentials[1].tag)).bundle
        func changed(_ change: (HeadProof) -> HeadProof) throws -> StatusProofBundle {
            let bytes = StatusProofBundle(heads: [change(other.heads[0])], credentials: other.credentials).encoded()
            return try StatusProofBundle(parsing: bytes)
        }
        let spoilt = [
            try changed { HeadProof(note: $0.note, seal: $0.seal, sealPath: [], issuances: $0.issuances) },
            try changed { head in
                HeadProof(
                    note: head.note, seal: world.log.entries[0] + [UInt8](repeating: 0, count: 19),
                    sealPath: head.sealPath, issuances: head.issuances)
            },
            try changed { head in
                let item = head.issuances[0]
                return HeadProof(
                    note: head.note, seal: head.seal, sealPath: head.sealPath,
                    issuances: [IssuanceProof(index: item.index, entry: item.entry, path: [])])
            },
        ]
        for bad in spoilt {
            #expect(throws: StatusProofError.contradiction(index: 0)) { try StatusProofBundle(merging: [one, bad]) }
        }
        #expect(try StatusProofBundle(merging: [one, other]).credentials.count == 2)
    }

    // MARK: Showing the owner

    @Test func aWalletShowsTheOwnerInProofsThatAStrangerMade() throws {
        let log = world.log
        let stranger = try StatusProofBundle(
            parsing: log.prove(world.credentials.map { try log.subject($0) }).encoded())
        let head = try log.verify(stranger.heads[0])
        for (index, credential) in world.credentials.enumerated() {
            let proof = stranger.credentials[index]
            let before = try head.check(proof, credDigest: credential.credDigest, tag: credential.tag).owner
            switch index {
            case 5: if case .recoveryPending = before {} else { Issue.record("\(before)") }
            case 9: #expect(before == .unowned)
            default: #expect(before == .notShown, "credential \(index)")
            }
            guard let step = world.step(index), index != 5 else { continue }
            let tags = [try credential.tag: try log.receipt(credential)]
            let shown = stranger.showing(try credential.owner(step), of: tags)
            #expect(try StatusProofBundle(parsing: shown.encoded()) == shown)
            let after = try head.check(shown.credentials[index], credDigest: credential.credDigest, tag: credential.tag)
            #expect(try after.owner == .key(credential.key(step).publicKey), "credential \(index)")
            for other in world.credentials.indices where other != index {
                #expect(shown.credentials[other] == stranger.credentials[other])
            }
        }
    }

    // MARK: What no proof is made of

    @Test func aHeadNeedsANoteAndAStateOfOneTree() throws {
        let log = world.log
        let note = try log.note()
        #expect(throws: Never.self) { try SealedHead(note: note, state: log.state) }
        var longer = log
        try longer.write { _ in }
        #expect(throws: StatusProofError.otherHead) { try SealedHead(note: note, state: longer.state) }
        let foreign = try log.consortium.note(of: 1, size: log.state.size, root: log.state.root)
        #expect(throws: StatusProofError.otherHead) { try SealedHead(note: foreign, state: log.state) }
        let fork = try log.consortium.note(of: 0, size: log.state.size, root: .zero)
        #expect(throws: StatusProofError.otherHead) { try SealedHead(note: fork, state: log.state) }
        var unsealed = log
        try unsealed.append(.issuance(height: 0, root: .zero))
        #expect(throws: StatusProofError.notSealed) { try SealedHead(note: unsealed.note(), state: unsealed.state) }
        let empty = try LogFixture()
        #expect(throws: StatusProofError.notSealed) { try SealedHead(note: empty.note(), state: empty.state) }
    }

    @Test func aNoteThatAProofCannotCarryIsRefused() throws {
        let log = world.log
        var note = try log.note()
        let room = 65_536 - note.encoded.count
        // A line is an em dash, a space, the name, a space, base64 of key ID and bytes, a newline: the note is filled to the
        // limit of notes, one byte more than the length before it can say.
        let name = String(repeating: "w", count: 5 + (room - 11) % 4)
        let bytes = [UInt8](repeating: 1, count: (room - 6 - name.count) / 4 * 3 - 4)
        try note.add(NoteSignature(name: name, keyID: 1, bytes: bytes))
        #expect(note.encoded.count == 65_536)
        #expect(throws: StatusProofError.note(.tooLarge(size: 65_536, limit: 65_535))) {
            try SealedHead(note: note, state: log.state)
        }
        // With a name of one byte less it can be sent; the name has five to begin with.
        var shorter = try log.note()
        try shorter.add(NoteSignature(name: String(name.dropLast()), keyID: 1, bytes: bytes))
        #expect(shorter.encoded.count == StatusProofLimits.noteBytes)
        let proof = try log.prove([log.subject(world.credentials[0])], note: shorter)
        #expect(try StatusProofBundle(parsing: proof.encoded()) == proof)
    }

    @Test func entriesThatIssueNothingGiveNoProof() throws {
        let log = world.log
        let head = try SealedHead(note: log.note(), state: log.state)
        let receipt = try log.receipt(world.credentials[0])
        for index in [log.state.size, .max, 1, log.state.size - 1] {
            let wrong = Receipt(
                nonce: receipt.nonce, salt: receipt.salt, position: 0, path: receipt.path, entryIndex: index)
            #expect(throws: StatusProofError.noIssuance(index)) {
                try head.prove(
                    [SealedHead.Subject(tag: .zero, receipt: wrong)], entry: { log.entries[Int($0)] },
                    tiles: log.tiles)
            }
        }
    }

    @Test func aTagThatIsAskedForTwiceIsProvenOnceAndNothingIsCarriedForTheOther() throws {
        let log = world.log
        let receipt = try log.receipt(world.credentials[13])
        let twice = try log.prove([
            log.subject(world.credentials[0]),
            SealedHead.Subject(tag: world.credentials[0].tag, receipt: receipt),
        ])
        #expect(twice.credentials.count == 1 && twice.heads[0].issuances.count == 1)
        #expect(try StatusProofBundle(parsing: twice.encoded()) == twice)
    }

    @Test func aBundleHasAtMost2001Credentials() throws {
        let log = world.log
        let receipt = try log.receipt(world.credentials[0])
        let subjects = (0...2_001).map {
            SealedHead.Subject(tag: SHA256.hash(Array("\($0)".utf8)), receipt: receipt)
        }
        #expect(throws: StatusProofError.tooMany(2_002)) { try log.prove(subjects) }
        let full = try log.prove(Array(subjects.dropLast()))
        let bytes = full.encoded()
        #expect(bytes.count < StatusProofLimits.bytes)
        #expect(try StatusProofBundle(parsing: bytes).credentials.count == StatusProofLimits.credentials)
        let more = try log.prove([subjects[2_001]])
        #expect(throws: StatusProofError.tooMany(2_002)) { try StatusProofBundle(merging: [full, more]) }
    }

    @Test func aBundleHasAtMost64Heads() throws {
        var log = world.log
        var bundles: [StatusProofBundle] = []
        for index in 0...64 {
            try log.write { _ in }
            let tag = Digest.repeating(UInt8(index))
            bundles.append(try log.prove([.init(tag: tag, receipt: log.receipt(world.credentials[0]))]))
        }
        let most = try StatusProofBundle(merging: Array(bundles.dropLast()))
        #expect(most.heads.count == StatusProofLimits.heads)
        #expect(try StatusProofBundle(parsing: most.encoded()) == most)
        #expect(throws: StatusProofError.tooManyHeads(65)) { try StatusProofBundle(merging: bundles) }
    }

    @Test func messagesAreSentences() {
        let errors: [StatusProofError] = [
            .malformed(.truncated(offset: 1)), .note(.notUTF8), .notOneCredential(2), .otherHead, .notSealed,
            .tooMany(3_000), .tooManyHeads(65), .contradiction(index: 4), .noIssuance(5),
        ]
        for error in errors { #expect("\(error)".hasSuffix("."), "\(error)") }
    }
}
