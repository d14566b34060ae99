/// Why a document of the exchange between learner, institution and verifier was refused.
public enum ExchangeError: Error, Equatable, CustomStringConvertible {
    /// `document` says which kind of document, `member` where it is not what it should be.
    case malformed(document: String, member: String)
    case badSignature(document: String, reason: String)
    case expired(document: String, at: String)
    case wrongRecipient(document: String, expected: String, found: String)
    case draftChanged
    case wrongPassphrase
    case wrongRecoveryCode
    case keyNotHeld(String)
    case poolExhausted
    /// No more next keys can be prepared.
    case tooManyKeys(limit: Int)

    public var description: String {
        switch self {
        case .malformed(let document, let member):
            "this is not a valid \(document): '\(member)' is missing, unknown or not in its form; "
                + "ask the sender for a new one"
        case .badSignature(let document, let reason):
            "the signature of this \(document) does not hold: \(reason). Do not trust it; ask the sender for it again"
        case .expired(let document, let time): "this \(document) expired at \(time); ask for a new one"
        case .wrongRecipient(let document, let expected, let found):
            "this \(document) is for \(expected), not for \(found)"
        case .draftChanged:
            "the acceptance does not cover the draft that was offered; fetch the offer again and accept that one"
        case .wrongPassphrase:
            "the key file could not be opened: the passphrase is wrong or the file is damaged; nothing was changed"
        case .wrongRecoveryCode:
            "the recovery code does not belong to this wallet; nothing was changed. Check it against the paper"
        case .keyNotHeld(let key): "this wallet does not hold the key \(key)"
        case .poolExhausted:
            "all prepared next keys of this wallet are used; renew them with the recovery code: clr wallet renew"
        case .tooManyKeys(let limit):
            "this wallet has prepared \(limit) next keys, the limit; make a new wallet for further credentials"
        }
    }
}
