import JSON
import Multiformats

extension JSONWebSignature {
    /// Reads the compact form: `header.payload.signature` (RFC 7515 section 7.1), each part base64url without padding and
    /// none empty, with nothing before, between or after.
    ///
    /// With `detachedPayload` the middle part must be empty, and that payload is what was signed (RFC 7515 appendix F); a
    /// payload without any bytes is read in no other way. With `b64` false the middle part is the payload itself
    /// (RFC 7797 section 5.2).
    public init(compact text: String, detachedPayload: [UInt8]? = nil) throws(JWSError) {
        guard text.utf8.count <= Limits.text else { throw .tooLong(nil, limit: Limits.text) }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .notCompact(partCount: parts.count) }
        let headerText = String(Substring(parts[0]))
        let header = try JOSEHeader(protected: try JSONWebSignature.protectedHeader(headerText))
        let payload: [UInt8]
        if let detachedPayload {
            guard parts[1].isEmpty else { throw .payloadElsewhere }
            payload = detachedPayload
        } else {
            payload = try JSONWebSignature.payload(parts[1], isEncoded: header.isPayloadEncoded)
        }
        guard payload.count <= Limits.payload else { throw .tooLong(.payload, limit: Limits.payload) }
        let signature = try JSONWebSignature.decode(Substring(parts[2]), .signature, limit: Limits.signature)
        let signingInput =
            detachedPayload == nil
            ? Array(text.utf8[..<parts[1].endIndex])
            : JSONWebSignature.signingInput(
                headerText: headerText, payload: payload, isEncoded: header.isPayloadEncoded)
        self.init(
            header: header, headerText: headerText, payload: payload, signature: signature, signingInput: signingInput)
    }

    /// The parameters in a protected header, which must be there.
    static func protectedHeader(_ text: String) throws(JWSError) -> JSONObject {
        try parameters(try decode(Substring(text), .header, limit: Limits.header))
    }

    /// The parameters in the JSON text of a header.
    static func parameters(_ text: [UInt8]) throws(JWSError) -> JSONObject {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: text, limits: JSONLimits(bytes: Limits.header, depth: 8, members: 512))
        } catch {
            throw .headerNotJSON(error)
        }
        guard case .object(let object) = value else { throw .headerNotAnObject }
        return object
    }

    private static func payload(_ text: Substring.UTF8View, isEncoded: Bool) throws(JWSError) -> [UInt8] {
        guard isEncoded else {
            guard !text.isEmpty else { throw .emptyPart(.payload) }
            guard isPrintable(text) else { throw .unencodablePayload }
            return Array(text)
        }
        return try decode(Substring(text), .payload, limit: Limits.payload)
    }

    /// What may stand in the compact form unencoded, the dot excepted (RFC 7797 section 5.2).
    static func isPrintable(_ text: some Sequence<UInt8>) -> Bool {
        text.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ".") }
    }

    static func decode(_ text: Substring, _ part: JWSError.Part, limit: Int) throws(JWSError) -> [UInt8] {
        guard !text.isEmpty else { throw .emptyPart(part) }
        // Four characters hold three bytes.
        guard text.utf8.count <= (limit * 4 + 2) / 3 else { throw .tooLong(part, limit: limit) }
        do throws(MultiformatError) {
            return try Base64URL.decode(text)
        } catch {
            throw .encoding(part, error)
        }
    }

    /// The compact form; throws where an unprotected header, an empty payload or the characters of an unencoded one do
    /// not fit it.
    public func compact() throws(JWSError) -> String {
        guard !payload.isEmpty else { throw .emptyPart(.payload) }
        guard header.isPayloadEncoded || JSONWebSignature.isPrintable(payload) else { throw .unencodablePayload }
        try checkCompactHeader()
        return String(decoding: signingInput, as: UTF8.self) + "." + Base64URL.encode(signature)
    }

    /// The compact form without the payload, which the reader must have from elsewhere.
    public func compactWithoutPayload() throws(JWSError) -> String {
        try checkCompactHeader()
        return headerText + ".." + Base64URL.encode(signature)
    }

    private func checkCompactHeader() throws(JWSError) {
        guard !headerText.isEmpty else { throw .emptyPart(.header) }
        guard header.unprotected.isEmpty else { throw .badSerialization(member: "header") }
    }
}
