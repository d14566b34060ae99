public import JSON

/// A credential that holds a bitstring: `BitstringStatusListCredential` (Bitstring Status List 1.0, section 2.2), or
/// `StatusList2021Credential` of the older draft. Decoded once, so that many credentials can be looked up in it.
///
/// Its proof is not looked at here: ``StatusDocument`` carries what the caller found out about it.
public struct StatusListCredential: Sendable {
    public let credential: VerifiableCredential
    public let form: StatusListEntry.Form
    public let purposes: [String]
    /// Milliseconds for which the issuer lets the list be kept.
    public let timeToLive: UInt64?
    public let bits: StatusBits

    /// Nil unless `json` claims to be one.
    public init?(reading json: JSONObject) throws(StatusListError) {
        let subjectType: JSONString
        switch json {
        case _ where json.hasType("BitstringStatusListCredential"):
            (form, subjectType) = (.bitstring, "BitstringStatusList")
        case _ where json.hasType("StatusList2021Credential"):
            (form, subjectType) = (.statusList2021, "StatusList2021")
        default: return nil
        }
        credential = VerifiableCredential(json)
        guard let subject = json["credentialSubject"]?.object, subject.hasType(subjectType) else {
            throw .malformed(member: "credentialSubject", wanted: "one object of type \(subjectType)")
        }
        let purposes = subject["statusPurpose"].elements
        self.purposes = purposes.compactMap(\.string)
        guard !purposes.isEmpty, purposes.count == self.purposes.count else {
            throw .malformed(member: "statusPurpose", wanted: "one or more strings")
        }
        guard let encoded = subject["encodedList"]?.string else {
            throw .malformed(member: "encodedList", wanted: "a string")
        }
        bits = try StatusBits(encoded: encoded, as: form == .bitstring ? .multibase : .bare)
        timeToLive = try subject["ttl"].map { (value) throws(StatusListError) in
            guard let milliseconds = value.uint64 else {
                throw .malformed(member: "ttl", wanted: "a number of milliseconds")
            }
            return milliseconds
        }
    }
}
