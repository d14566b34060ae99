/// Why a document of the exchange between learner, institution and verifier was refused.
public enum ExchangeError: Error, Equatable, CustomStringConvertible {
    /// A member is missing or of the wrong type; `document` says which kind, `member` where.
    case malformed(document: String, member: String)
    case badSignature(document: String, reason: String)
    case expired(document: String, at: String)
    case wrongRecipient(document: String, expected: String, found: String)
    case draftChanged
    case wrongPassphrase
    case keyNotHeld(String)
    case poolExhausted

    public var description: String {
        switch self {
        case .malformed(let document, let member):
            "this is not a valid \(document): '\(member)' is missing or of the wrong kind"
        case .badSignature(let document, let reason):
            "the signature of this \(document) does not hold: \(reason). Do not trust it; ask the sender for it again"
        case .expired(let document, let time): "this \(document) expired at \(time); ask for a new one"
        case .wrongRecipient(let document, let expected, let found):
            "this \(document) is for \(expected), not for \(found)"
        case .draftChanged:
            "the acceptance does not cover the draft that was offered; fetch the offer again and accept that one"
        case .wrongPassphrase:
            "the key file could not be opened: the passphrase is wrong or the file is damaged; nothing was changed"
        case .keyNotHeld(let key): "this wallet does not hold the key \(key)"
        case .poolExhausted:
            "all prepared next keys of this wallet are used; renew them with the recovery code: clr wallet renew"
        }
    }
}
