import ArgumentParser
import Cryptography
import Exchange
import FoundationEssentials
import JSON

struct RequestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "A verifier's requests and the answers they got.",
        subcommands: [Create.self, Show.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a request and print its link.",
            discussion: "  clr request create --purpose 'Master application' --retention '30 days' --data ./verifier")

        @Option(help: "Why you ask; shown to the learner.") var purpose: String
        @Option(help: "How long you keep the answer; shown to the learner.") var retention: String
        @Option(help: "Minutes until the request expires.") var minutes: Int = 15
        @OptionGroup var node: NodeOptions

        func run() throws {
            guard (1...10_080).contains(minutes) else { throw Failure(.usage, "--minutes is 1 to 10080 (a week)") }
            let result = try node.call(
                "request.create",
                [
                    "purpose": JSONValue(purpose), "retention": JSONValue(retention),
                    "minutes": .number(JSONNumber(minutes)),
                ])
            if node.json { return Terminal.printJSON(result) }
            print(result.show("link"))
            Terminal.note("Give this link to the learner. It can be answered once, until \(result.show("expires")).")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the answer to a request and its report.",
            discussion: "  clr request show 3f2a… --data ./verifier")

        @Argument(help: "The request's id (the last part of its link).") var id: String
        @OptionGroup var node: NodeOptions

        func run() throws {
            let result = try node.call("request.get", ["id": JSONValue(id)])
            if node.json { return Terminal.printJSON(result) }
            print("state: \(result.show("state"))")
            if let text = result["reportText"]?.string { print(text) }
        }
    }
}

struct PresentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "present", abstract: "Show a credential to a verifier, peer to peer.",
        discussion: """
            Fetches the verifier's request, shows who asks for what and why, signs with your owner key and sends
            the answer straight to the verifier's node. The issuer is not asked and not told.

              clr present 'chirograph://…/request/…' --data ./wallet
            """)

    @Argument(help: "The request's link.") var link: String
    @Option(help: "The credential to show (default: the only one).") var credential: String?
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var keys: KeyRingOptions

    func run() throws {
        let json = try keys.node.call("request.fetch", ["link": JSONValue(link)], timeout: 60)
        let request = try wrapping(.malformed) { try PresentationRequest(json) }
        // Whatever the node says, the answer goes to no other place than the one that the verifier signed.
        try wrapping(.notAuthorised) { () throws(ExchangeError) in
            try request.check(against: NodeLink(parsing: link))
        }
        let held = try keys.node.call("wallet.get", credential.map { ["id": JSONValue($0)] } ?? [:])
        guard request.isAnswered(by: ["verifiableCredential": held["credential"] ?? .null]) else {
            throw Failure(
                .failure,
                "\(request.verifierName) asks for \(request.types.joined(separator: " or ")), and \(held.show("name")) is "
                    + "none; name another one with --credential (clr wallet list shows them)")
        }
        Terminal.note(
            "\(request.verifierName) (\(KeyText.encode(request.verifierKey))) asks for \(request.types.joined(separator: ", "))"
        )
        Terminal.note("  purpose: \(request.purpose)\n  keeps it: \(request.retention)")
        Terminal.note("  you would show: \(held.show("name")) with \(held.show("nested")) credentials")
        try Terminal.confirm("Show it?", assumeYes: yes)
        let presentation = try sign(held, for: request)
        let answer = Presentation(requestID: request.id, presentation: presentation, statusProofs: [])
        let result = try keys.node.call(
            "presentation.send", ["link": JSONValue(link), "id": held["id"] ?? .null, "presentation": answer.json],
            timeout: 60)
        let receipt = try wrapping { try PresentationReceipt(result["receipt"] ?? .null) }
        try wrapping(.altered) { () throws(ExchangeError) in
            try receipt.check(request: request, presentation: presentation)
        }
        if keys.node.json {
            Terminal.printJSON(result)
        } else {
            print("\(request.verifierName) answers: \(receipt.verdict)")
        }
        if receipt.code != 0 {
            throw Failure(
                ExitStatus(rawValue: Int32(clamping: receipt.code)) ?? .failure,
                "the verifier's verdict is '\(receipt.verdict)' (\(result.show("reason")))")
        }
    }

    private func sign(_ held: JSONValue, for request: PresentationRequest) throws -> JSONObject {
        guard let credential = held["credential"] else {
            throw Failure(.failure, "the wallet's answer had no credential")
        }
        var signers: [Ed25519.PrivateKey] = []
        if request.holderProof {
            guard let key = held["ownerKey"]?.string.flatMap(KeyText.decode) else {
                throw Failure(
                    .notOwner, "this wallet holds no owner key for that credential: it was not issued or bound to it")
            }
            let (ring, _, _) = try keys.open()
            signers.append(try wrapping(.notOwner) { try ring.privateKey(of: key) })
        }
        return try wrapping {
            try Presentation.sign([credential], for: request, keys: signers, created: Timestamp.now())
        }
    }
}
