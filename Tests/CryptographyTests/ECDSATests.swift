import Cryptography
import Testing

@Suite struct ECDSATests {
    struct Known: Sendable {
        let curve: ECDSA.Curve
        let scalar, x, r, s: String
    }

    /// RFC 6979 appendices A.2.5 and A.2.6, message "sample".
    static let known = [
        Known(
            curve: .p256, scalar: "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
            x: "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6",
            r: "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
            s: "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"),
        Known(
            curve: .p384,
            scalar: """
                6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D8\
                96D5724E4C70A825F872C9EA60D2EDF5
                """,
            x: """
                EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64\
                DEF8F0EA9055866064A254515480BC13
                """,
            r: """
                94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C\
                81A648152E44ACF96E36DD1E80FABE46
                """,
            s: """
                99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94F\
                A329C145786E679E7B82C71A38628AC8
                """),
    ]

    @Test(arguments: known) func givesTheKnownAnswers(_ known: Known) throws {
        let key = try ECDSA.PrivateKey(known.curve, scalar: SecretBytes(copying: hex(known.scalar)))
        #expect(key.publicKey.x == hex(known.x))
        #expect(try key.scalar() == SecretBytes(copying: hex(known.scalar)))
        #expect(key.publicKey.verifies(p1363: hex(known.r + known.s), of: Array("sample".utf8)))
        #expect(!key.publicKey.verifies(p1363: hex(known.r + known.s), of: Array("simple".utf8)))
    }

    @Test(arguments: ECDSA.Curve.allCases) func verifiesWhatItSigned(_ curve: ECDSA.Curve) throws {
        let key = try ECDSA.PrivateKey(generating: curve)
        for message in [[], [1], SecureRandom.bytes(500)] as [[UInt8]] {
            let p1363 = try key.signP1363(message)
            let der = try key.signDER(message)
            #expect(p1363.count == 2 * curve.coordinateByteCount)
            #expect(key.publicKey.verifies(p1363: p1363, of: message))
            #expect(key.publicKey.verifies(der: der, of: message))
            #expect(!key.publicKey.verifies(p1363: p1363, of: message + [0]))
            for changed in wrongLengths(of: p1363) { #expect(!key.publicKey.verifies(p1363: changed, of: message)) }
            for changed in wrongLengths(of: der) { #expect(!key.publicKey.verifies(der: changed, of: message)) }
        }
    }

    @Test func refusesEveryChangedBit() throws {
        let key = try ECDSA.PrivateKey(generating: .p256)
        for changed in bitFlips(of: try key.signP1363([7])) {
            #expect(!key.publicKey.verifies(p1363: changed, of: [7]))
        }
        for changed in bitFlips(of: try key.signDER([7])) { #expect(!key.publicKey.verifies(der: changed, of: [7])) }
    }

    @Test func refusesOtherEncodingsOfAGoodSignature() throws {
        let key = try ECDSA.PrivateKey(generating: .p256)
        let p1363 = try key.signP1363([7])
        func integer(_ half: some Collection<UInt8>, padding: Int = 0) -> [UInt8] {
            var bytes = [UInt8](half.drop { $0 == 0 })
            if bytes.first.map({ $0 >= 0x80 }) ?? true { bytes.insert(0, at: 0) }
            bytes.insert(contentsOf: [UInt8](repeating: 0, count: padding), at: 0)
            return [2, UInt8(bytes.count)] + bytes
        }
        let (r, s) = (integer(p1363.prefix(32)), integer(p1363.suffix(32)))
        let length = UInt8(r.count + s.count)
        #expect(key.publicKey.verifies(der: [0x30, length] + r + s, of: [7]))
        #expect(!key.publicKey.verifies(der: [0x30, 0x81, length] + r + s, of: [7]))
        #expect(!key.publicKey.verifies(der: [0x30, 0x80] + r + s + [0, 0], of: [7]))
        #expect(!key.publicKey.verifies(der: [0x31, length] + r + s, of: [7]))
        #expect(!key.publicKey.verifies(der: [0x30, length + 1] + integer(p1363.prefix(32), padding: 1) + s, of: [7]))
        #expect(!key.publicKey.verifies(der: [0x30, length + 2] + r + s + [5, 0], of: [7]))
        #expect(!key.publicKey.verifies(p1363: p1363, of: [8]))
        #expect(!key.publicKey.verifies(p1363: [UInt8](repeating: 0, count: 64), of: [7]))
    }

    @Test(arguments: ECDSA.Curve.allCases) func readsBothFormsOfAPoint(_ curve: ECDSA.Curve) throws {
        let key = try ECDSA.PrivateKey(generating: curve).publicKey
        #expect(try ECDSA.PublicKey(curve, point: key.compressedPoint) == key)
        #expect(try ECDSA.PublicKey(curve, point: key.uncompressedPoint) == key)
        #expect(try ECDSA.PublicKey(curve, x: key.x, y: key.y) == key)
        let hybrid = [6 | (key.compressedPoint[0] & 1)] + key.x + key.y
        let wrong = wrongLengths(of: key.compressedPoint) + wrongLengths(of: key.uncompressedPoint) + [hybrid, [0]]
        for point in wrong where point != key.compressedPoint {
            #expect(throws: CryptographyError.malformedKey(kind: "\(curve.jwkName) public")) {
                try ECDSA.PublicKey(curve, point: point)
            }
        }
        let field = [UInt8](repeating: 255, count: curve.coordinateByteCount)
        #expect(throws: CryptographyError.self) { try ECDSA.PublicKey(curve, point: [2] + field) }
        #expect(throws: CryptographyError.self) { try ECDSA.PublicKey(curve, x: key.x, y: field) }
        #expect(throws: CryptographyError.self) { try ECDSA.PublicKey(curve, x: key.x + [0], y: key.y) }
    }

    @Test func refusesScalarsOutOfRange() {
        let order = hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551")
        for scalar in [[UInt8](repeating: 0, count: 32), order, [UInt8](repeating: 255, count: 32)] {
            #expect(throws: CryptographyError.malformedKey(kind: "P-256 private")) {
                try ECDSA.PrivateKey(.p256, scalar: SecretBytes(copying: scalar))
            }
        }
        for scalar in wrongLengths(of: [UInt8](repeating: 1, count: 32)) {
            #expect(throws: CryptographyError.self) {
                try ECDSA.PrivateKey(.p256, scalar: SecretBytes(copying: scalar))
            }
        }
    }
}
