public import JSON

/// A document that a status entry points to, with what the caller knows of how it got here. Nothing in it is believed
/// beyond that.
public struct StatusDocument: Sendable {
    public enum Proof: Hashable, Sendable {
        /// A proof holds, by a key of the issuer that the document names.
        case verified
        /// There is none.
        case absent
        /// There is one, and it does not hold or could not be checked; the sentence says why.
        case doubtful(String)
    }

    public enum Delivery: Hashable, Sendable {
        /// From the URL in the entry, over a connection that proves who answers.
        case retrieved
        /// By anybody: the holder, a peer, a file. Then it must name its own URL.
        case relayed
    }

    public enum Content: Sendable {
        case list(StatusListCredential)
        case revocations(RevocationList)
    }

    public let content: Result<Content, StatusListError>
    public let proof: Proof
    public let delivery: Delivery
    /// When it was had, milliseconds since 1970.
    public let obtained: UInt64?

    /// Decodes the document once; keep the value for as long as the document may be used. What is wrong with it is said
    /// where an entry points to it.
    ///
    /// - Parameter json: the list credential, taken out of its JWT where it is one; or the revocation list.
    public init(_ json: JSONObject, proof: Proof, delivery: Delivery, obtained: UInt64?) {
        do throws(StatusListError) {
            content = .success(try Self.content(json))
        } catch {
            content = .failure(error)
        }
        self.proof = proof
        self.delivery = delivery
        self.obtained = obtained
    }

    private static func content(_ json: JSONObject) throws(StatusListError) -> Content {
        if let list = try StatusListCredential(reading: json) { return .list(list) }
        guard json["credentialSubject"] == nil else { throw .notAStatusDocument }
        return .revocations(try RevocationList(reading: json))
    }
}

/// What there is behind the URL of a status entry.
public enum StatusLookup: Sendable {
    case found(StatusDocument)
    /// Why there is nothing: not in the cache, not allowed to ask, no answer.
    case unavailable(String)
}

/// Finds the document behind a URL, exactly as the entry writes it.
public typealias StatusDocuments = (String) -> StatusLookup
