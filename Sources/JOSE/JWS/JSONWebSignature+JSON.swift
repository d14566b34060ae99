public import JSON
import Multiformats

extension JSONWebSignature {
    /// Reads the general or the flattened JSON serialisation (RFC 7515 section 7.2): all its signatures, of which the
    /// caller chooses those that must hold. Other members are ignored, as the specification demands.
    public static func parse(
        _ object: JSONObject, detachedPayload: [UInt8]? = nil
    ) throws(JWSError) -> [JSONWebSignature] {
        guard (object["signatures"] == nil) != (object["signature"] == nil) else {
            throw .badSerialization(member: "signatures")
        }
        guard let general = object["signatures"] else { return [try one(object, in: object, detachedPayload)] }
        guard let values = general.array, !values.isEmpty else { throw .badSerialization(member: "signatures") }
        guard values.count <= Limits.signatureCount else { throw .tooManySignatures(limit: Limits.signatureCount) }
        guard object["protected"] == nil, object["header"] == nil else { throw .badSerialization(member: "signatures") }
        var signatures: [JSONWebSignature] = []
        for value in values {
            guard case .object(let element) = value else { throw .badSerialization(member: "signatures") }
            let signature = try one(element, in: object, detachedPayload)
            // RFC 7797 section 3: all read the payload the same way.
            if let first = signatures.first, first.header.isPayloadEncoded != signature.header.isPayloadEncoded {
                throw .badParameter("b64")
            }
            signatures.append(signature)
        }
        return signatures
    }

    private static func one(
        _ element: JSONObject, in whole: JSONObject, _ detachedPayload: [UInt8]?
    ) throws(JWSError) -> JSONWebSignature {
        let headerText = try text("protected", of: element) ?? ""
        var unprotected = JSONObject()
        if let value = element["header"] {
            guard case .object(let object) = value else { throw .badSerialization(member: "header") }
            unprotected = object
        }
        let protected = headerText.isEmpty ? JSONObject() : try protectedHeader(headerText)
        let header = try JOSEHeader(protected: protected, unprotected: unprotected)
        guard let signatureText = try text("signature", of: element) else {
            throw .badSerialization(member: "signature")
        }
        let signature = try decode(Substring(signatureText), .signature, limit: Limits.signature)
        let payload = try payload(of: whole, header, detachedPayload)
        return JSONWebSignature(
            header: header, headerText: headerText, payload: payload, signature: signature,
            signingInput: signingInput(headerText: headerText, payload: payload, isEncoded: header.isPayloadEncoded))
    }

    private static func payload(
        of whole: JSONObject, _ header: JOSEHeader, _ detachedPayload: [UInt8]?
    ) throws(JWSError) -> [UInt8] {
        let inside = try text("payload", of: whole)
        if let detachedPayload {
            guard inside == nil else { throw .payloadElsewhere }
            guard detachedPayload.count <= Limits.payload else { throw .tooLong(.payload, limit: Limits.payload) }
            return detachedPayload
        }
        guard let inside else { throw .badSerialization(member: "payload") }
        guard header.isPayloadEncoded else {
            guard !inside.isEmpty else { throw .emptyPart(.payload) }
            guard inside.utf8.count <= Limits.payload else { throw .tooLong(.payload, limit: Limits.payload) }
            return Array(inside.utf8)
        }
        return try decode(Substring(inside), .payload, limit: Limits.payload)
    }

    private static func text(_ member: JSONString, of object: JSONObject) throws(JWSError) -> String? {
        guard let value = object[member] else { return nil }
        guard let text = value.string else { throw .badSerialization(member: member.string) }
        return text
    }

    /// The flattened JSON serialisation, with or without the payload.
    public func flattened(withPayload: Bool = true) throws(JWSError) -> JSONObject {
        var object = JSONObject()
        if withPayload { object["payload"] = try payloadValue() }
        for member in element { object.append(member) }
        return object
    }

    /// The general JSON serialisation of signatures over one payload, with or without it.
    public static func general(
        _ signatures: [JSONWebSignature], withPayload: Bool = true
    ) throws(JWSError) -> JSONObject {
        guard let first = signatures.first else { throw .badSerialization(member: "signatures") }
        guard signatures.count <= Limits.signatureCount else { throw .tooManySignatures(limit: Limits.signatureCount) }
        for other in signatures.dropFirst() {
            guard other.payload == first.payload else { throw .payloadElsewhere }
            guard other.header.isPayloadEncoded == first.header.isPayloadEncoded else { throw .badParameter("b64") }
        }
        var object = JSONObject()
        if withPayload { object["payload"] = try first.payloadValue() }
        object["signatures"] = .array(signatures.map { .object($0.element) })
        return object
    }

    /// The signature without its payload.
    private var element: JSONObject {
        var object = JSONObject()
        if !headerText.isEmpty { object["protected"] = JSONValue(headerText) }
        if !header.unprotected.isEmpty { object["header"] = .object(header.unprotected) }
        object["signature"] = JSONValue(Base64URL.encode(signature))
        return object
    }

    private func payloadValue() throws(JWSError) -> JSONValue {
        guard !payload.isEmpty else { throw .emptyPart(.payload) }
        guard !header.isPayloadEncoded else { return JSONValue(Base64URL.encode(payload)) }
        guard let text = String(validating: payload, as: UTF8.self) else { throw .unencodablePayload }
        return JSONValue(text)
    }
}
