import Cryptography
import JSON
import Ledger
import TestSupport
import Testing

@Suite struct ReceiptTests {
    private func receipt(height: Int = 3, position: UInt32 = 5) -> Receipt {
        Receipt(
            nonce: .repeating(1), salt: .repeating(2), position: position,
            path: (0..<height).map { .repeating(UInt8(truncatingIfNeeded: 0x10 + $0)) },
            entryIndex: 0x0102_0304_0506_0708)
    }

    private func object(_ receipt: Receipt) throws -> JSONObject { try #require(receipt.json.object) }

    @Test(arguments: [0, 1, 3, 20])
    func bothFormsAreReadBackAsTheyWereWritten(height: Int) throws {
        let receipt = receipt(height: height, position: UInt32((1 << height) - 1))
        let bytes = receipt.encoded()
        #expect(bytes.count == 78 + 32 * height)
        #expect(bytes.count <= Receipt.maximumByteCount)
        #expect(try Receipt(parsing: bytes) == receipt)
        #expect(try Receipt(receipt.json) == receipt)
        #expect(try Receipt(JSONValue(parsing: receipt.json.serialized())) == receipt)
    }

    @Test func everyTruncationTrailingByteAndFlippedBitIsRefusedOrSaysItself() throws {
        let bytes = receipt().encoded()
        for length in bytes.indices {
            #expect(throws: ReceiptError.malformed(.truncated(offset: length)), "\(length) bytes") {
                try Receipt(parsing: Array(bytes.prefix(length)))
            }
        }
        #expect(throws: ReceiptError.malformed(.trailingBytes(offset: bytes.count))) {
            try Receipt(parsing: bytes + [0])
        }
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                guard let read = try? Receipt(parsing: changed) else { continue }
                #expect(read.encoded() == changed, "byte \(place), bit \(bit)")
                #expect(place != 0 && place != 77, "version and height are fixed by the rest")
            }
        }
    }

    @Test func pathsAndPositionsBeyondTheTreeAreRefusedInBothForms() throws {
        let high = receipt(height: 21)
        #expect(throws: ReceiptError.pathTooLong(21)) { try Receipt(parsing: high.encoded()) }
        #expect(throws: ReceiptError.pathTooLong(21)) { try Receipt(high.json) }
        // The longest a length byte can say.
        #expect(throws: ReceiptError.pathTooLong(255)) { try Receipt(parsing: receipt(height: 255).encoded()) }
        let outside = receipt(height: 2, position: 4)
        #expect(throws: ReceiptError.position(4, height: 2)) { try Receipt(parsing: outside.encoded()) }
        #expect(throws: ReceiptError.position(4, height: 2)) { try Receipt(outside.json) }
        #expect(throws: ReceiptError.position(1, height: 0)) {
            try Receipt(parsing: receipt(height: 0, position: 1).encoded())
        }
    }

    @Test func theJSONFormHasAllMembersAndNoOther() throws {
        let good = try object(receipt())
        #expect(Set(good.keys) == ["version", "nonce", "salt", "entryIndex", "position", "path"])
        for name in good.keys {
            #expect(throws: ReceiptError.member(name.string), "without \(name)") {
                try Receipt(.object(good.removing(name)))
            }
            var wrong = good
            wrong[name] = .bool(true)
            #expect(throws: ReceiptError.member(name.string), "\(name) is true") { try Receipt(.object(wrong)) }
        }
        var more = good
        more["tag"] = .null
        #expect(throws: ReceiptError.member("tag")) { try Receipt(.object(more)) }
        #expect(throws: ReceiptError.member("")) { try Receipt([]) }
    }

    @Test func valuesThatAreAlmostRightAreRefused() throws {
        let cases: [(JSONString, JSONValue)] = [
            ("version", 2), ("version", "1"), ("entryIndex", -1), ("entryIndex", "7"), ("position", 4_294_967_296),
            ("position", -1), ("nonce", "AQ"), ("nonce", JSONValue(String(repeating: "A", count: 44))),
            ("nonce", JSONValue(String(repeating: "A", count: 42) + "B")),
            ("nonce", JSONValue(String(repeating: "A", count: 43) + "=")), ("salt", .null), ("path", "AQ"),
            ("path", [1]), ("path", ["AQ"]),
        ]
        for (name, value) in cases {
            var changed = try object(receipt())
            changed[name] = value
            #expect(throws: ReceiptError.member(name.string), "\(name) \(value)") { try Receipt(.object(changed)) }
        }
        for error in [
            ReceiptError.malformed(.truncated(offset: 1)), .member("path"), .pathTooLong(21), .position(4, height: 2),
        ] {
            #expect("\(error)".hasSuffix("."))
        }
    }

    @Test func aReceiptOpensTheBatchItIsFromForItsOwnCredentialOnly() throws {
        var log = try LogFixture()
        let credentials = (0..<5).map { TestCredential(name: "C\($0)") }
        try log.issue(credentials)
        guard case .issuance(_, let root) = try Entry(parsing: log.entries[0]).body else { return }
        for (index, credential) in credentials.enumerated() {
            let receipt = try log.receipt(credential)
            #expect(receipt.opens(root, credDigest: credential.credDigest, tag: try credential.tag))
            let other = credentials[(index + 1) % 5]
            #expect(!receipt.opens(root, credDigest: other.credDigest, tag: try credential.tag))
            #expect(!receipt.opens(root, credDigest: credential.credDigest, tag: try other.tag))
            #expect(!receipt.opens(.zero, credDigest: credential.credDigest, tag: try credential.tag))
        }
        // A receipt that was put together with a position its path does not have.
        let odd = Receipt(nonce: .zero, salt: .zero, position: 9, path: [], entryIndex: 0)
        #expect(
            !odd.opens(Commitment.anchor(salt: .zero, credDigest: .zero, tag: .zero), credDigest: .zero, tag: .zero))
    }
}
