import JSON

/// A `credentialStatus` that points into a bitstring (Bitstring Status List 1.0, section 2.1; the draft StatusList2021
/// differs in names only).
public struct StatusListEntry: Hashable, Sendable {
    public enum Form: String, Hashable, Sendable {
        case bitstring = "BitstringStatusListEntry"
        case statusList2021 = "StatusList2021Entry"
    }

    public let form: Form
    public let purpose: String
    public let index: UInt64
    /// The URL of the list credential.
    public let list: String
    /// Bits of the entry.
    public let size: Int
    /// What each value means, where the credential says so.
    public let messages: [UInt16: String]
    /// Departures from the specification that do not keep the entry from being read.
    public let notes: [String]

    /// Nil for a status of another type.
    public init?(_ status: CredentialStatus) throws(StatusListError) {
        guard let form = status.type.flatMap(Form.init(rawValue:)) else { return nil }
        self.form = form
        guard let purpose = status.json["statusPurpose"]?.string, !purpose.isEmpty else {
            throw .malformed(member: "statusPurpose", wanted: "a string")
        }
        self.purpose = purpose
        guard let list = status.json["statusListCredential"]?.string, !list.isEmpty else {
            throw .malformed(member: "statusListCredential", wanted: "a URL")
        }
        self.list = list
        var notes: [String] = []
        index = try Self.index(status.json["statusListIndex"], &notes)
        size = try Self.size(status.json["statusSize"])
        messages = try Self.messages(status.json["statusMessage"], size: size)
        if (size > 1 || purpose == StatusPurpose.message), messages.count != 1 << size {
            notes.append("there is not a message for each of the \(1 << size) values")
        }
        self.notes = notes
    }

    /// A string of decimal digits; some issuers write a number.
    private static func index(_ value: JSONValue?, _ notes: inout [String]) throws(StatusListError) -> UInt64 {
        if let number = value?.uint64 {
            notes.append("'statusListIndex' is a number where the specification has a string")
            return number
        }
        // UInt64 alone would take a sign.
        guard let text = value?.string, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let index = UInt64(text)
        else { throw .malformed(member: "statusListIndex", wanted: "a string of decimal digits") }
        return index
    }

    private static func size(_ value: JSONValue?) throws(StatusListError) -> Int {
        guard let value else { return 1 }
        guard let size = value.int, size > 0 else {
            throw .malformed(member: "statusSize", wanted: "an integer greater than 0")
        }
        guard StatusBits.sizes.contains(size) else { throw .unsupportedSize(size) }
        return size
    }

    private static func messages(_ value: JSONValue?, size: Int) throws(StatusListError) -> [UInt16: String] {
        var messages: [UInt16: String] = [:]
        for item in value.elements {
            guard let code = item["status"]?.string, let message = item["message"]?.string,
                let number = hexadecimal(code), UInt32(number) < 1 << UInt32(size), messages[number] == nil
            else {
                throw .malformed(
                    member: "statusMessage",
                    wanted: "one object with 'status' (such as \"0x0\") and 'message' for each value")
            }
            messages[number] = message
        }
        return messages
    }

    /// `0x` and hexadecimal digits.
    private static func hexadecimal(_ text: String) -> UInt16? {
        let digits = text.utf8.dropFirst(2)
        guard text.utf8.starts(with: "0x".utf8), digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-")
        else { return nil }
        return UInt16(text.dropFirst(2), radix: 16)
    }
}

/// Purposes of the specification (Bitstring Status List 1.0, section 2.1); others exist.
public enum StatusPurpose {
    /// Taken back for good.
    public static let revocation = "revocation"
    /// Not to be relied on for the time being.
    public static let suspension = "suspension"
    /// A newer version can be had.
    public static let refresh = "refresh"
    /// A value with a message; says nothing about validity by itself.
    public static let message = "message"
}
