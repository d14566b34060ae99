import Cryptography
import JSON
import Multiformats
import TestSupport
import TransparencyLog

/// Roots and inner hashes of the eight-leaf reference tree: by the compact tree, and by tiles.
func rfc6962TreeSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for table in try folder.tables() {
        let content = try folder.json(table)
        for item in content["cases"]?.array ?? [] {
            result.check("\(table)#\(item["id"]?.string ?? "?")") {
                let leaves = try treeLeaves(item["leaves"] ?? content["leaves"])
                if let expected = item["root"]?.string { return try rootFailure(leaves, expected) }
                guard let level = item["level"]?.int, let index = item["index"]?.int,
                    let expected = item["hash"]?.string
                else { return "the case has neither a root nor a node" }
                return nodeFailure(leaves, level: level, index: index, expected)
            }
        }
    }
    return result
}

private func treeLeaves(_ list: JSONValue?) throws -> [Digest] {
    try (list?.array ?? []).map { MerkleTree.leafHash(try Base16.decode($0.string ?? "?")) }
}

private func rootFailure(_ leaves: [Digest], _ expected: String) throws -> String? {
    let root = MerkleTree.root(leafHashes: leaves)
    guard root.hex == expected else { return "the root is \(root)" }
    var tiles = InMemoryTiles()
    tiles.apply(try TiledTree.updates(oldSize: 0, appending: leaves, reader: tiles))
    let again = try TiledTree.root(size: UInt64(leaves.count), reader: tiles)
    return again == root ? nil : "the root from tiles is \(again)"
}

private func nodeFailure(_ leaves: [Digest], level: Int, index: Int, _ expected: String) -> String? {
    guard let tile = HashTile(leaves), let node = tile.node(height: level, offset: index) else {
        return "there is no such node"
    }
    return node.hex == expected ? nil : "the node is \(node)"
}
