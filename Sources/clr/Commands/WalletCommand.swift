import ArgumentParser
import Cryptography
import Exchange
import FoundationEssentials
import JSON
import Ledger
import Multiformats

struct WalletCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallet", abstract: "A learner's own credentials and keys.",
        subcommands: [
            Init.self, Accept.self, List.self, Export.self, Refresh.self, Claim.self, Rotate.self, Renew.self,
        ])

    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the owner keys and the encrypted key file.",
            discussion: "  clr wallet init --data ./wallet")

        @OptionGroup var keys: KeyRingOptions

        func run() throws {
            let passphrase = try keys.newPassphrase()
            let (ring, recovery) = try wrapping { try KeyRing.create() }
            let file = try wrapping { try KeyFile.seal(ring, passphrase: passphrase) }
            _ = try keys.node.call("wallet.keyFile.put", ["keyFile": file, "replaces": .null])
            if keys.node.json { return Terminal.printJSON(["recoveryCode": JSONValue(recovery.text)]) }
            print("The wallet is ready. Write this recovery code on paper; it is shown once and stored nowhere:\n")
            print("  " + recovery.text + "\n")
            print("With it you can move your credentials to new keys if this computer is lost or stolen.")
        }
    }

    struct Accept: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accept an institution's offer, from its link or file.",
            discussion: "  clr wallet accept 'chirograph://…/offer/…' --data ./wallet")

        @Argument(help: "The offer's link, or the offer as a file.") var source: String
        @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
        @OptionGroup var keys: KeyRingOptions

        func run() throws {
            let json = try offerJSON()
            let offer = try wrapping(.malformed) { try Offer(json) }
            let known = try keys.node.call("offer.inspect", ["offer": json])
            Terminal.note("\(offer.issuerName) (\(known.show("trust"))) offers: \(known.show("summary"))")
            try Terminal.confirm("Accept it?", assumeYes: yes)
            let acceptance = try acceptance(of: offer, before: known["acceptance"])
            let result = try keys.node.call("offer.accept", ["offer": json, "acceptance": acceptance])
            if keys.node.json { return Terminal.printJSON(result) }
            print("Took \(result.show("id")) with \(result.show("nested")) credentials into the wallet.")
        }

        /// One that was sent before is sent again as it was: its answer may have got lost, and with another key the
        /// institution would refuse it.
        private func acceptance(of offer: Offer, before: JSONValue?) throws -> JSONValue {
            if let before, !before.isNull { return before }
            var (ring, passphrase, sealed) = try keys.open()
            let owner = try wrapping { () throws(ExchangeError) in try ring.makeOwner() }
            // The key is saved before it is used: a crash in between costs an unused key, never a credential.
            try keys.save(ring, passphrase: passphrase, replacing: sealed)
            return Acceptance.make(offer, ownerKey: owner.key, nextCommit: owner.nextCommit).json
        }

        private func offerJSON() throws -> JSONValue {
            if source.hasPrefix("chirograph:") {
                return try keys.node.call("offer.fetch", ["link": JSONValue(source)], timeout: 60)
            }
            return try Documents.read(source)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what the wallet holds.", discussion: "  clr wallet list --data ./wallet")

        @OptionGroup var node: NodeOptions

        func run() throws {
            let result = try node.call("wallet.list")
            if node.json { return Terminal.printJSON(result) }
            Terminal.table(
                ["id", "name", "issuer", "valid from", "nested", "status as of"],
                (result["credentials"]?.array ?? []).map {
                    [
                        $0.show("id"), $0.show("name"), $0.show("issuer"), $0.show("validFrom"), $0.show("nested"),
                        $0.show("attested"),
                    ]
                })
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a credential with its receipts and status proofs as one file.",
            discussion: "  clr wallet export urn:uuid:… --data ./wallet > transcript.json")

        @Argument(help: "The credential's id (default: the only one).") var id: String?
        @OptionGroup var node: NodeOptions

        func run() throws {
            Terminal.printJSON(try node.call("wallet.export", id.map { ["id": JSONValue($0)] } ?? [:]))
        }
    }

    struct Refresh: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch fresh status proofs from any node of the roster.",
            discussion: "  clr wallet refresh --data ./wallet")

        @OptionGroup var node: NodeOptions

        func run() throws {
            let result = try node.call("wallet.refresh", timeout: 60)
            if node.json { return Terminal.printJSON(result) }
            print("\(result.show("fresh")) of \(result.show("credentials")) credentials have fresh status proofs.")
        }
    }

    struct Claim: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take in a credential issued without an owner, and print the commitment for the registrar.",
            discussion: "  clr wallet claim transcript.json --data ./wallet")

        @Argument(help: "The file from the institution (clr credential export).") var file: String
        @OptionGroup var keys: KeyRingOptions

        func run() throws {
            let json = try Documents.read(file)
            let bundle = try wrapping(.malformed) { try CredentialBundle(json) }
            var (ring, passphrase, sealed) = try keys.open()
            let owner = try wrapping { () throws(ExchangeError) in try ring.makeOwner() }
            try keys.save(ring, passphrase: passphrase, replacing: sealed)
            let commitment = Commitment.owner(owner.key.publicKey, next: owner.nextCommit)
            let result = try keys.node.call(
                "wallet.import",
                [
                    "bundle": bundle.json, "ownerKey": JSONValue(KeyText.encode(owner.key.publicKey)),
                    "nextCommit": JSONValue(owner.nextCommit.hex),
                ])
            if keys.node.json {
                return Terminal.printJSON(["id": result["id"] ?? .null, "ownerCommit": JSONValue(commitment.hex)])
            }
            print("The wallet holds \(result.show("id")). Ask the registrar to run:\n")
            print("  clr claim \(result.show("id")) \(commitment.hex)")
        }
    }

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Move a credential to its next key, with the recovery code.",
            discussion: """
                Do this when the computer with the wallet was lost or its key file may have been copied.

                  clr wallet rotate urn:uuid:… --data ./wallet
                """)

        @Argument(help: "The credential's id.") var id: String
        @Option(help: ArgumentHelp("Read the recovery code from this file descriptor.", valueName: "n"))
        var recoveryFd: Int32?
        @OptionGroup var keys: KeyRingOptions

        func run() throws {
            let plan = try keys.node.call("wallet.rotation.prepare", ["id": JSONValue(id)], timeout: 60)
            let typed = try Terminal.secret("Recovery code", descriptor: recoveryFd)
            guard let recovery = RecoveryCode(typed) else {
                throw Failure(.usage, "a recovery code has 16 groups of four hex digits")
            }
            var (ring, passphrase, sealed) = try keys.open()
            let current = try wrapping { try RotationPlan(plan) }
            let next = try wrapping { () throws(ExchangeError) in
                try ring.rotate(current.ownerKey, recovery: recovery)
            }
            let bodies = current.sign(next.key, nextCommit: next.nextCommit)
            try keys.save(ring, passphrase: passphrase, replacing: sealed)
            let result = try keys.node.call(
                "wallet.rotation.send",
                [
                    "id": JSONValue(id), "origin": JSONValue(current.origin.text),
                    "rotations": .array(bodies.map { JSONValue(Base64URL.encode($0)) }),
                    "ownerKey": JSONValue(KeyText.encode(next.key.publicKey)),
                    "nextCommit": JSONValue(next.nextCommit.hex),
                ], timeout: 60)
            if keys.node.json { return Terminal.printJSON(result) }
            print("\(id) belongs to its next key now; the old one is worthless.")
        }
    }
}

extension WalletCommand {
    struct Renew: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prepare more next keys, with the recovery code.",
            discussion: """
                Every accepted offer and every rotation uses one of the keys that the recovery code stands behind.

                  clr wallet renew --data ./wallet
                """)

        @Option(help: ArgumentHelp("Read the recovery code from this file descriptor.", valueName: "n"))
        var recoveryFd: Int32?
        @OptionGroup var keys: KeyRingOptions

        func run() throws {
            let typed = try Terminal.secret("Recovery code", descriptor: recoveryFd)
            guard let recovery = RecoveryCode(typed) else {
                throw Failure(.usage, "a recovery code has 16 groups of four hex digits")
            }
            var (ring, passphrase, sealed) = try keys.open()
            try wrapping(.notAuthorised) { () throws(ExchangeError) in try ring.renew(recovery: recovery) }
            try keys.save(ring, passphrase: passphrase, replacing: sealed)
            let left = ring.unusedNextKeys
            if keys.node.json { return Terminal.printJSON(["unusedNextKeys": .number(JSONNumber(left))]) }
            print("The wallet has \(left) unused next keys now.")
        }
    }
}

/// Where the passphrase comes from, and the open-change-save cycle of the key file.
struct KeyRingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Read the passphrase from this file descriptor.", valueName: "n"))
    var passphraseFd: Int32?
    @OptionGroup var node: NodeOptions

    func newPassphrase() throws -> SecretBytes {
        let first = try Terminal.secret("New passphrase", descriptor: passphraseFd)
        guard passphraseFd == nil else { return first }
        guard try Terminal.secret("The same again", descriptor: nil) == first else {
            throw Failure(.usage, "the two passphrases differ; nothing was made")
        }
        return first
    }

    func open() throws -> (KeyRing, SecretBytes, sealed: JSONValue) {
        let sealed = try node.call("wallet.keyFile.get")
        let passphrase = try Terminal.secret("Passphrase", descriptor: passphraseFd)
        return (try wrapping(.notAuthorised) { try KeyFile.open(sealed, passphrase: passphrase) }, passphrase, sealed)
    }

    /// Saves only over the file that was opened, so that two commands at once cannot lose each other's keys.
    func save(_ ring: KeyRing, passphrase: SecretBytes, replacing sealed: JSONValue) throws {
        let file = try wrapping { try KeyFile.seal(ring, passphrase: passphrase) }
        _ = try node.call("wallet.keyFile.put", ["keyFile": file, "replaces": sealed])
    }
}

/// What the node found out for moving a credential and all it nests: one entry for each tag.
struct RotationPlan {
    struct Step {
        let tag: Digest
        let sequence: UInt32
        let nonce: Digest
        /// What the log holds now; zero as issued.
        let ownerCommit: Digest
    }

    let origin: Origin
    let ownerKey: Ed25519.PublicKey
    let steps: [Step]

    init(_ json: JSONValue) throws {
        let malformed = Failure(.failure, "the node's answer about the rotation could not be read")
        guard let keyText = json["ownerKey"]?.string, let key = KeyText.decode(keyText) else { throw malformed }
        ownerKey = key
        origin = try Origin(json["origin"]?.string ?? "")
        steps = try (json["steps"]?.array ?? []).map { step in
            guard let tag = Digest(hex: step["tag"]?.string ?? ""),
                let nonce = Digest(hex: step["nonce"]?.string ?? ""),
                let sequence = step["sequence"]?.int.flatMap({ UInt32(exactly: $0) })
            else { throw malformed }
            let commit = step["ownerCommit"]?.string.flatMap { Digest(hex: $0) } ?? .zero
            return Step(tag: tag, sequence: sequence, nonce: nonce, ownerCommit: commit)
        }
    }

    /// The rotations that are not in the log already, from an earlier time whose answer got lost.
    func sign(_ key: Ed25519.PrivateKey, nextCommit: Digest) -> [[UInt8]] {
        let done = Commitment.owner(key.publicKey, next: nextCommit)
        return steps.filter { $0.ownerCommit != done }.map { step in
            Rotation.sign(
                origin: origin, tag: step.tag, sequence: step.sequence, nonce: step.nonce, currentKey: ownerKey,
                key: key, nextCommit: nextCommit
            ).encoded()
        }
    }
}
