public import JSON

/// A `BitstringStatusListCredential` before it is signed (Bitstring Status List 1.0, sections 2.2 and 3.1).
public struct StatusListDraft: Sendable {
    /// The URL under which the list will be found; credentials name it as `statusListCredential`.
    public var id: String
    /// The DID of the credentials' issuer. Only the id: the base context has no term for a Profile.
    public var issuer: String
    public var purposes: [String]
    public var validFrom: DateTime
    public var validUntil: DateTime?
    public var bits: StatusBits

    public init(
        id: String, issuer: String, purposes: [String] = [StatusPurpose.revocation], validFrom: DateTime,
        validUntil: DateTime? = nil, bits: StatusBits
    ) {
        self.id = id
        self.issuer = issuer
        self.purposes = purposes
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.bits = bits
    }

    /// A list in which exactly the entries of `indexes` are set.
    public init(
        id: String, issuer: String, purpose: String = StatusPurpose.revocation, validFrom: DateTime,
        validUntil: DateTime? = nil, entryCount: UInt64 = StatusBits.minimumEntryCount,
        setting indexes: some Sequence<UInt64>
    ) throws(StatusListError) {
        var bits = try StatusBits(entryCount: entryCount)
        for index in indexes { try bits.set(1, at: index) }
        self.init(
            id: id, issuer: issuer, purposes: [purpose], validFrom: validFrom, validUntil: validUntil, bits: bits)
    }

    /// The credential without proof. One purpose is written as a string, several as an array.
    public func credential() throws(StatusListError) -> JSONObject {
        guard !purposes.isEmpty, purposes.allSatisfy({ !$0.isEmpty }) else {
            throw .malformed(member: "statusPurpose", wanted: "one or more strings")
        }
        if let validUntil, validUntil <= validFrom {
            throw .malformed(member: "validUntil", wanted: "later than 'validFrom'")
        }
        let names = purposes.map { JSONValue($0) }
        var credential: JSONObject = [
            "@context": ["https://www.w3.org/ns/credentials/v2"], "id": JSONValue(id),
            "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": JSONValue(issuer),
            "validFrom": JSONValue("\(validFrom)"),
        ]
        if let validUntil { credential["validUntil"] = JSONValue("\(validUntil)") }
        credential["credentialSubject"] = [
            "id": JSONValue(id + "#list"), "type": "BitstringStatusList",
            "statusPurpose": names.count == 1 ? names[0] : .array(names),
            "encodedList": JSONValue(try bits.encoded()),
        ]
        return credential
    }
}
