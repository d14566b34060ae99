public import Compression
public import JSON

/// Why a credential cannot be had out of a file, or baked into an image, and where.
public struct BakingError: Error, Hashable, Sendable {
    public enum Code: Hashable, Sendable {
        case notAnImage
        case imageTooLarge(limit: Int)
        /// Of the credential in the image, in bytes.
        case textTooLong(limit: Int)
        /// The image is good and nothing is baked into it.
        case nothingBaked
        /// More than one: different viewers would show different ones.
        case severalBadges
        case alreadyBaked
        case legacyIsReadOnly
        case notUTF8
        case notJSON(JSONError)
        /// Neither a JSON object nor a compact JWS.
        case notACredential
        /// PNG: what the file breaks.
        case malformedPNG(String)
        case wrongChecksum(chunk: String)
        case badlyCompressed(CompressionError)
        /// SVG: what the file breaks.
        case malformedXML(String)
        /// A document type that declares something, such as entities.
        case documentTypeDeclarations
        case entity(String)
        case script(String)
        /// A bound on the structure of an image.
        case tooMuch(String, limit: Int)
    }

    public let code: Code
    /// Bytes of the file before the place.
    public let offset: Int

    public init(_ code: Code, at offset: Int = 0) {
        self.code = code
        self.offset = offset
    }
}

extension BakingError: CustomStringConvertible {
    public var description: String {
        switch code {
        case .notAnImage: "this is neither a PNG nor an SVG image"
        case .imageTooLarge(let limit): "the image is larger than \(limit) bytes"
        case .textTooLong(let limit): "the credential at byte \(offset) is longer than \(limit) bytes"
        case .nothingBaked: "no credential is baked into the image"
        case .severalBadges: "a second credential is baked into the image at byte \(offset); there must be one only"
        case .alreadyBaked: "a credential is baked into the image already, at byte \(offset)"
        case .legacyIsReadOnly: "images of Open Badges 1 and 2 are read, not made"
        case .notUTF8: "the text at byte \(offset) is not UTF-8"
        case .notJSON(let error): "the text at byte \(offset) is not JSON: \(error)"
        case .notACredential: "the text at byte \(offset) is neither a JSON object nor a compact JWS"
        case .malformedPNG(let what): "the PNG image is damaged at byte \(offset): \(what)"
        case .wrongChecksum(let chunk):
            "the PNG image is damaged: the checksum of its \(chunk) at byte \(offset) is wrong"
        case .badlyCompressed(let error): "the compressed text at byte \(offset) cannot be read: \(error)"
        case .malformedXML(let what): "the SVG image is damaged at byte \(offset): \(what)"
        case .documentTypeDeclarations:
            "the SVG image declares entities or other things in its document type at byte \(offset); it is not read"
        case .entity(let name):
            "the SVG image uses the entity '\(name)' at byte \(offset); only the five of XML are read"
        case .script(let what): "the SVG image contains a script at byte \(offset) (\(what)); it is not read"
        case .tooMuch(let what, let limit): "the image has more than \(limit) \(what), seen at byte \(offset)"
        }
    }
}
