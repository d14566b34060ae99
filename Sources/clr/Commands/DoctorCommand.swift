import ArgumentParser
import Credentials
import Cryptography
import FoundationEssentials
import JSON
import Ledger
import NodeHome
import Store

extension NodeCommand {
    struct Doctor: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look for what keeps a node from doing its work, and say what to do.",
            discussion: """
                Looks at the data directory, the roster and, where the node runs, at the node. A node that is stopped has its \
                whole store read, every log replayed and every hash compared.

                  clr node doctor --data ./college

                Exit codes: 0 nothing is wrong (warnings aside), 1 something is.
                """)

        @OptionGroup var node: NodeOptions

        func run() throws {
            var examination = Examination(node: node)
            examination.run()
            if node.json {
                Terminal.printJSON(.array(examination.findings.map(\.json)))
            } else {
                Terminal.table(
                    ["", "what", "found"], examination.findings.map { [$0.state.rawValue, $0.what, $0.text] })
                for finding in examination.findings where finding.next != nil {
                    print("\(finding.what): \(finding.next ?? "")")
                }
            }
            if examination.findings.contains(where: { $0.state == .wrong }) { throw Failure(.failure, "") }
        }
    }
}

private struct Finding {
    enum State: String {
        case good = "ok"
        case warning = "warn"
        case wrong = "FAIL"
    }

    let state: State
    let what: String
    let text: String
    /// What to do about it.
    let next: String?

    var json: JSONValue {
        [
            "state": JSONValue("\(state)"), "what": JSONValue(what), "found": JSONValue(text),
            "next": next.map { JSONValue($0) } ?? .null,
        ]
    }
}

private struct Examination {
    let node: NodeOptions
    private(set) var findings: [Finding] = []

    init(node: NodeOptions) { self.node = node }

    private var home: NodeHome { node.home }

    private mutating func note(_ state: Finding.State, _ what: String, _ text: String, _ next: String? = nil) {
        findings.append(Finding(state: state, what: what, text: text, next: next))
    }

    mutating func run() {
        let configuration: NodeConfiguration
        do throws(NodeHomeError) { configuration = try home.configuration() } catch {
            return note(
                .wrong, "node.json", "\(error)",
                "make a node with: clr node init \(home.directory), or name another --data")
        }
        note(.good, "node.json", "\(configuration.role.rawValue) '\(configuration.name)'")
        let areKeysGood = keys(configuration)
        roster(configuration, areKeysGood)
        disk()
        running(configuration)
    }

    // MARK: Files

    private mutating func keys(_ configuration: NodeConfiguration) -> Bool {
        for name in configuration.role.keys where name != .identifiers {
            do throws(NodeHomeError) { _ = try home.key(name) } catch {
                note(
                    .wrong, "keys", "\(name.rawValue): \(error)",
                    "bring the key back from where keys are kept; a lost one is replaced through the roster")
                return false
            }
        }
        note(.good, "keys", "all are there and only you can read them")
        return true
    }

    private mutating func roster(_ configuration: NodeConfiguration, _ areKeysGood: Bool) {
        let chain: RosterChain?
        do throws(NodeHomeError) { chain = try home.rosterChain() } catch {
            return note(.wrong, "roster", "\(error)", "install it again: clr roster install roster.json")
        }
        guard let roster = chain?.newest else {
            return note(
                .wrong, "roster", "none is installed", "clr roster install roster.json --data \(home.directory)")
        }
        let now = Timestamp.milliseconds()
        let expiry = Timestamp.text(roster.expires)
        if roster.isExpired(at: now) {
            note(.wrong, "roster", "expired on \(expiry)", "get the current one from your consortium")
        } else if roster.isExpired(at: now &+ 30 * 86_400_000) {
            note(.warning, "roster", "expires on \(expiry)", "the consortium has to sign the next version before then")
        } else {
            note(.good, "roster", "version \(roster.version) of \(roster.consortium), until \(expiry)")
        }
        guard configuration.role != .wallet, areKeysGood else { return }
        membership(configuration, roster)
    }

    private mutating func membership(_ configuration: NodeConfiguration, _ roster: Roster) {
        guard let key = try? home.key(.transport).publicKey, let listed = roster.node(transportKey: key) else {
            return note(
                .warning, "membership", "the roster does not name this node: it copies logs, and nobody connects to it",
                "give its card to the consortium: clr node card \(home.directory)")
        }
        if listed.address != configuration.listen {
            note(
                .warning, "address", "the roster says \(listed.address), node.json \(configuration.listen)",
                "others dial what the roster says")
        }
        guard let institution = configuration.institution else {
            return note(.good, "membership", "node '\(listed.id)' of operator \(listed.operatorID)")
        }
        let keys = (try? Origin(institution.origin)).flatMap { roster.institution(origin: $0) }?.assertionKeys ?? []
        var missing: [KeyName] = []
        for (name, kind) in [(KeyName.assertion, AssertionKeyKind.ledger), (.plain, .plain)] {
            guard name != .plain || institution.issuing.usesPlainKey else { continue }
            let own = (try? home.key(name)).map { RosterKey($0.publicKey).multikey }
            if !keys.contains(where: { $0.kind == kind && $0.multikey == own }) { missing.append(name) }
        }
        guard missing.isEmpty else {
            return note(
                .wrong, "membership",
                "the roster does not list this node's \(missing.map(\.rawValue).joined(separator: " and ")) key for "
                    + institution.origin,
                "nothing can be issued until it does: clr node card \(home.directory)")
        }
        note(
            .good, "membership", "writes \(institution.origin) as node '\(listed.id)' of operator \(listed.operatorID)")
    }

    private mutating func disk() {
        let value = (try? FileManager.default.attributesOfFileSystem(forPath: home.directory))?[.systemFreeSize]
        guard let free = (value as? UInt64) ?? (value as? Int).map({ UInt64(clamping: $0) }) else {
            return note(.warning, "disk", "how much is free cannot be found out")
        }
        let text = "\(free / 1_048_576) MiB are free"
        switch free {
        case ..<(64 << 20): note(.wrong, "disk", text, "a node without room stops its services until there is some")
        case ..<(1 << 30): note(.warning, "disk", text, "make room before it is needed")
        default: note(.good, "disk", text)
        }
    }

    // MARK: The node

    private mutating func running(_ configuration: NodeConfiguration) {
        guard let status = try? node.call("node.status", timeout: 10) else {
            note(.warning, "node", "it does not run", "start it with: clrd --data \(home.directory)")
            return store(configuration)
        }
        note(.good, "node", "it runs")
        guard configuration.role != .wallet else { return }
        let (up, known) = (status["peersUp"]?.int ?? 0, status["peersKnown"]?.int ?? 0)
        note(
            up == known ? .good : up == 0 ? .wrong : .warning, "peers", "\(up) of \(known) are connected",
            up == known
                ? nil : "see which are not: clr peer list; is their address reachable from here, and yours from there?")
        for log in status["logs"]?.array ?? [] {
            let origin = log.show("origin")
            if log["frozen"]?.bool == true {
                note(.wrong, origin, "it has signed two stories", "clr ledger evidence shows them")
            } else if let waiting = log["waiting"]?.string {
                note(.warning, origin, "cannot be written now: \(waiting)")
            } else if log["quorum"]?.bool == false, (log["size"]?.int ?? 0) > 0 {
                note(
                    .warning, origin, "too few operators have cosigned its newest head", "clr ledger head shows who has"
                )
            }
        }
    }

    private mutating func store(_ configuration: NodeConfiguration) {
        guard FileManager.default.fileExists(atPath: home.storePath) else {
            return note(.good, "store", "there is none yet; the first start makes it")
        }
        do throws(StoreError) {
            try Store.check(
                directory: home.storePath,
                identity: StoreIdentity(nodeName: configuration.name, role: configuration.role.rawValue))
            note(.good, "store", "all of it was read, and every log replayed")
        } catch {
            note(
                .wrong, "store", "\(error)",
                "restore a backup: clr node restore; a mirror can also begin with an empty store")
        }
    }
}
