public import JSON

/// When two texts of a credential are texts of one credential (Open Badges 3.0, section 4.2: credential equality): the ids of
/// issuer and credential agree after trimming and after decoding percent-encoded characters that need no encoding.
public struct CredentialIdentity: Hashable, Sendable {
    public let issuer: JSONString
    public let id: JSONString

    /// Nil where one of the two is missing.
    public init?(of credential: JSONObject) {
        let view = VerifiableCredential(credential)
        guard let issuer = view.issuerID, let id = view.id else { return nil }
        self.issuer = Self.normalized(issuer)
        self.id = Self.normalized(id)
    }

    static func normalized(_ uri: String) -> JSONString {
        let bytes = Array(uri.utf8)
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        var output: [UInt8] = []
        var index = first
        while index <= last {
            if bytes[index] == UInt8(ascii: "%"), index + 2 <= last,
                let high = hexadecimal(bytes[index + 1]), let low = hexadecimal(bytes[index + 2]),
                isUnreserved(high << 4 | low)
            {
                output.append(high << 4 | low)
                index += 3
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return JSONString(String(decoding: output, as: UTF8.self))
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// RFC 3986, 2.3.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
