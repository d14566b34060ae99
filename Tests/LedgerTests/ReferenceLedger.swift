import Cryptography
import Ledger
import TestSupport

/// The root of an exception map by its definition, from scratch: no sharing, no sorting, nothing clever.
enum ReferenceMap {
    /// - Parameter values: the 99 bytes of each value by its key.
    static func root(_ values: [Digest: [UInt8]]) -> Digest {
        let leaves = values.map { key, value in
            let commitment = SHA256.hash([0x12] + value)
            return (key: key, hash: SHA256.hash([0x02] + key.bytes + commitment.bytes))
        }
        return root(leaves, depth: 0)
    }

    private static func root(_ leaves: [(key: Digest, hash: Digest)], depth: Int) -> Digest {
        if leaves.isEmpty { return Digest([UInt8](repeating: 0, count: 32)) ?? .zero }
        if leaves.count == 1 { return leaves[0].hash }
        let isRight: (Digest) -> Bool = { $0.bytes[depth / 8] >> UInt8(7 - depth % 8) & 1 == 1 }
        let left = root(leaves.filter { !isRight($0.key) }, depth: depth + 1)
        let right = root(leaves.filter { isRight($0.key) }, depth: depth + 1)
        return SHA256.hash([0x03] + left.bytes + right.bytes)
    }
}

/// The replay rules written a second time, to be read rather than to be fast: fields by their offsets, rows in a
/// dictionary, the map hashed from scratch.
struct ReferenceLedger {
    struct Row {
        var status: UInt64 = 0
        var reason: UInt64 = 0
        var statusSequence: UInt64 = 0
        var statusTime: UInt64 = 0
        var ownerSequence: UInt64 = 0
        var ownerCommit = [UInt8](repeating: 0, count: 32)
        var pendingCommit = [UInt8](repeating: 0, count: 32)
        var pendingNotBefore: UInt64 = 0
        var lastIndex: UInt64 = 0

        var bytes: [UInt8] {
            big(status, 1) + big(reason, 2) + big(statusSequence, 4) + big(statusTime, 8) + big(ownerSequence, 4)
                + ownerCommit + pendingCommit + big(pendingNotBefore, 8) + big(lastIndex, 8)
        }
    }

    let origin: String
    private(set) var rows: [Digest: Row] = [:]
    private var size: UInt64 = 0
    private var lastTime: UInt64 = 0
    private var sealFrom: UInt64 = 0
    private var sealTime: UInt64 = 0
    private var roster: UInt64 = 0

    init(origin: String) { self.origin = origin }

    var mapRoot: Digest {
        ReferenceMap.root(
            Dictionary(
                uniqueKeysWithValues: rows.map { (SHA256.hash([0x11] + $0.key.bytes), $0.value.bytes) }))
    }

    /// Whether the entry is valid.
    mutating func apply(_ bytes: [UInt8]) -> Bool {
        defer { size += 1 }
        let lengths = [1: 43, 2: 81, 3: 106, 4: 238, 5: 118, 6: 62]
        guard bytes.count >= 10, bytes[0] == 1, lengths[Int(bytes[1])] == bytes.count else { return false }
        let time = number(bytes, 2, 8)
        let body = Array(bytes.dropFirst(10))
        // Values out of range make the bytes no entry at all, so they come before the time.
        if bytes[1] == 1, body[0] > 20 { return false }
        if bytes[1] == 2, body[36] > 3 { return false }
        guard time >= lastTime else { return false }
        let isValid: Bool
        switch bytes[1] {
        case 1: isValid = true
        case 6: isValid = seal(body, time)
        default: isValid = event(bytes[1], body, time)
        }
        if isValid { lastTime = time }
        return isValid
    }

    private mutating func seal(_ body: [UInt8], _ time: UInt64) -> Bool {
        let (from, to, version) = (number(body, 0, 8), number(body, 8, 8), number(body, 16, 4))
        guard from == sealFrom, to == size, to - from < 4_096, version >= roster,
            Array(body[20...]) == mapRoot.bytes
        else { return false }
        (sealFrom, sealTime, roster) = (size + 1, time, version)
        return true
    }

    private mutating func event(_ kind: UInt8, _ body: [UInt8], _ time: UInt64) -> Bool {
        guard let tag = Digest(body[..<32]) else { return false }
        var row = rows[tag] ?? Row()
        // A ripe recovery is one owner event before anything else is judged.
        if row.pendingNotBefore != 0, sealTime >= row.pendingNotBefore {
            row.ownerCommit = row.pendingCommit
            row.ownerSequence += 1
            row.clearPending()
        }
        let isValid =
            switch kind {
            case 2: row.takeStatus(body, time)
            case 3: row.takeClaim(body)
            case 4: row.takeRotation(body, origin)
            default: row.takeRecovery(body, time)
            }
        guard isValid else { return false }
        row.lastIndex = size
        rows[tag] = row
        return true
    }
}

extension ReferenceLedger.Row {
    mutating func clearPending() {
        pendingCommit = [UInt8](repeating: 0, count: 32)
        pendingNotBefore = 0
    }

    mutating func takeStatus(_ body: [UInt8], _ time: UInt64) -> Bool {
        let next = number(body, 36, 1)
        let steps: [UInt64: [UInt64]] = [0: [1, 2, 3], 1: [3], 2: [0, 3], 3: []]
        guard number(body, 32, 4) == statusSequence + 1, steps[status]?.contains(next) == true else { return false }
        (status, reason, statusSequence, statusTime) = (next, number(body, 37, 2), statusSequence + 1, time)
        return true
    }

    mutating func takeClaim(_ body: [UInt8]) -> Bool {
        let zero = [UInt8](repeating: 0, count: 32)
        guard ownerSequence == 0, SHA256.hash([0x15] + body[32..<64] + zero).bytes == Array(body[..<32]) else {
            return false
        }
        (ownerSequence, ownerCommit) = (1, Array(body[64..<96]))
        return true
    }

    mutating func takeRotation(_ body: [UInt8], _ origin: String) -> Bool {
        let (nonce, current, key) = (Array(body[36..<68]), Array(body[68..<100]), Array(body[100..<132]))
        guard number(body, 32, 4) == ownerSequence + 1 else { return false }
        let before = SHA256.hash([0x13] + current + SHA256.hash([0x14] + key).bytes).bytes
        if ownerSequence == 0 {
            guard SHA256.hash([0x15] + nonce + before).bytes == Array(body[..<32]) else { return false }
        } else {
            guard nonce.allSatisfy({ $0 == 0 }), before == ownerCommit else { return false }
        }
        let message =
            Array("chirograph/owner/v1\0".utf8) + [4, UInt8(origin.utf8.count)] + Array(origin.utf8) + body[..<164]
        guard let publicKey = Ed25519.PublicKey(key), let signature = Ed25519.Signature(body[164...]),
            publicKey.verifies(signature, of: message)
        else { return false }
        ownerSequence += 1
        ownerCommit = SHA256.hash([0x13] + key + body[132..<164]).bytes
        clearPending()
        return true
    }

    mutating func takeRecovery(_ body: [UInt8], _ time: UInt64) -> Bool {
        let notBefore = number(body, 68, 8)
        let hour: UInt64 = 3_600_000
        guard number(body, 32, 4) == ownerSequence + 1, notBefore >= time + 72 * hour,
            notBefore <= time + 60 * 24 * hour
        else { return false }
        (pendingCommit, pendingNotBefore) = (Array(body[36..<68]), notBefore)
        return true
    }
}

private func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
    bytes[offset..<offset + count].reduce(0) { $0 << 8 | UInt64($1) }
}

private func big(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - 1 - $0))) }
}
