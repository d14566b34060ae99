import Cryptography
import Gossip
import JSON
import Ledger
import Multiformats
import NodeHome

extension ControlMethods {
    mutating func addNode(_ services: NodeServices) {
        add("node.status") { _ in
            let logs = await services.replicator?.logs() ?? []
            return [
                "name": JSONValue(services.configuration.name), "role": JSONValue(services.configuration.role.rawValue),
                "operator": JSONValue(services.configuration.operatorID),
                "listen": JSONValue(services.configuration.listen),
                "rosterVersion": JSONValue.count(services.roster.newest.version),
                "peersKnown": JSONValue.count(services.peers.count),
                "peersUp": JSONValue.count(await services.replicator?.peersUp().count ?? 0),
                "logs": .array(logs.map(\.json)),
            ]
        }
        let backup = NodeBackup(home: services.home, store: services.store)
        add("node.backup") { params in try await backup.write(to: params.requiredText("directory")) }
        guard let replicator = services.replicator else { return }
        add("peer.list") { _ in
            let up = await replicator.peersUp()
            let own = services.nodeID(of: services.transportKey)
            return [
                "peers": .array(
                    services.roster.newest.nodes.filter { $0.id != own }.map { node in
                        [
                            "id": JSONValue(node.id), "operator": JSONValue(node.operatorID),
                            "address": JSONValue(node.address), "up": .bool(up.contains(node.id)),
                        ]
                    })
            ]
        }
        add("ledger.head") { _ in ["heads": .array(await replicator.logs().map(\.json))] }
        add("ledger.evidence") { _ in ["evidence": .array(await replicator.evidence().map { $0 })] }
        let files = StaticLogFiles(store: services.store, replicator: replicator)
        add("ledger.file") { params in
            let origin = try Origin(params.requiredText("origin"))
            return ["bytes": JSONValue(Base64URL.encode(try await files.file(params.requiredText("path"), of: origin)))]
        }
        add("ledger.entries") { params in
            let origin = try Origin(params.requiredText("origin"))
            let from = UInt64(try params.number("from", in: 0...Int.max, default: 0))
            let count = try params.number("count", in: 0...1_000, default: 50)
            return ["entries": .array(try LogRows.describe(origin, from: from, count: count, in: services.store))]
        }
    }
}

extension LogStatus {
    var json: JSONValue {
        [
            "origin": JSONValue(origin.text), "size": JSONValue.count(size), "root": JSONValue(root.hex),
            "stored": JSONValue.count(stored), "attestedSize": JSONValue.count(attestedSize ?? 0),
            "attestedTime": attestedTime.map { JSONValue.count($0) } ?? .null,
            "cosigners": .array(cosigners.map { JSONValue($0) }), "needed": JSONValue.count(needed),
            "quorum": .bool(cosigners.count >= needed), "frozen": .bool(isFrozen),
            "waiting": waiting.map { JSONValue($0) } ?? .null,
        ]
    }
}
