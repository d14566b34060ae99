import DataIntegrity
import JOSE
import JSON
import Ledger

/// A status list as somebody has it: JSON, or a token.
public struct StatusListText: Sendable {
    public let bytes: [UInt8]
    /// When it was had, milliseconds since 1970; nil if that is not known.
    public let obtained: UInt64?
    public let delivery: StatusDocument.Delivery

    public init(_ bytes: [UInt8], obtained: UInt64?, delivery: StatusDocument.Delivery) {
        self.bytes = bytes
        self.obtained = obtained
        self.delivery = delivery
    }
}

extension StatusListText {
    /// The address that a list calls itself; nil if it names none. Nothing is verified.
    public static func identifier(of bytes: [UInt8]) -> String? {
        let trimmed = bytes.drop { $0 <= 0x20 }
        guard trimmed.first != UInt8(ascii: "{") else { return (try? JSONValue(parsing: bytes))?["id"]?.string }
        let text = String(decoding: trimmed.prefix { $0 > 0x20 }, as: UTF8.self)
        return VCJWT.verify(text).token?.document["id"]?.string
    }
}

/// Answers the list at an address, from a cache, a file or the network, or says why there is none.
public typealias StatusListSource = (_ url: String) -> Result<StatusListText, StatusListAbsence>

/// Why a list could not be had, as a sentence without its full stop.
public struct StatusListAbsence: Error, Hashable, Sendable {
    public let reason: String

    public init(_ reason: String) { self.reason = reason }

    /// Where nobody may be asked.
    public static let offline = StatusListAbsence("it is not at hand, and nothing is fetched while verifying")
}

/// The lists that one verification needs: each is read and its proof checked once, for all credentials that point into it.
final class StatusListDesk {
    private let source: StatusListSource?
    private let proofs: ProofJudgement
    private var known: [JSONString: StatusLookup] = [:]

    init(_ source: StatusListSource?, finder: KeyFinder, contexts: ProofContexts) {
        self.source = source
        proofs = ProofJudgement(finder: finder, contexts: contexts, place: JSONPointer())
    }

    func lookup(_ url: String) -> StatusLookup {
        let key = JSONString(url)
        if let found = known[key] { return found }
        let found = read(url)
        known[key] = found
        return found
    }

    private func read(_ url: String) -> StatusLookup {
        switch source?(url) ?? .failure(.offline) {
        case .failure(let absence):
            proofs.finder.needs.needsStatusList(url)
            return .unavailable(absence.reason)
        case .success(let text): return .found(document(text))
        }
    }

    private func document(_ text: StatusListText) -> StatusDocument {
        let trimmed = text.bytes.drop { $0 <= 0x20 }
        if trimmed.first != UInt8(ascii: "{") {
            let verification = VCJWT.verify(
                String(decoding: trimmed.prefix { $0 > 0x20 }, as: UTF8.self),
                expecting: VCJWTExpectations(now: proofs.finder.policy.time?.seconds),
                resolver: { self.proofs.finder.resolve($0) })
            let document = verification.token?.document ?? [:]
            return StatusDocument(
                document, proof: proof(document, .token(verification)), delivery: text.delivery, obtained: text.obtained
            )
        }
        let document = (try? JSONValue(parsing: text.bytes))?.object ?? [:]
        let isSigned = document["proof"] != nil
        return StatusDocument(
            document, proof: isSigned ? proof(document, .embedded) : .absent, delivery: text.delivery,
            obtained: text.obtained)
    }

    /// The signature must hold, and be by a key of the issuer that the list names.
    private func proof(_ document: JSONObject, _ securing: Securing) -> StatusDocument.Proof {
        let (check, signers) = proofs.judge(document, securing)
        guard let issuer = VerifiableCredential(document).issuerID else { return .doubtful("it names no issuer") }
        guard !signers.isEmpty else { return .doubtful(check.reason) }
        let isPinned = proofs.finder.policy.pin(issuer)
        let isIssuers = signers.contains { signer in
            signer.speaks(for: issuer) || isPinned?.keys.contains { $0.key == signer.key } == true
                || isMembers(signer, issuer)
        }
        return isIssuers ? .verified : .doubtful("the key that signed it is not known to be one of \(issuer)")
    }

    /// Whether the roster lists the key for the issuer, and it was not replaced. A key for what the log does not hold signs no
    /// lists where there is another: whoever steals it must not be able to hide a revocation as well.
    private func isMembers(_ signer: Signer, _ issuer: String) -> Bool {
        let policy = proofs.finder.policy
        guard let member = policy.roster(of: issuer), !member.roster.isExpired(at: policy.now),
            signer.controller.map({ $0.utf8.elementsEqual(issuer.utf8) }) == true
        else { return false }
        let current = member.institution.assertionKeys.filter { $0.entries.to == nil }
        let logged = current.filter { $0.kind == .ledger }
        return (logged.isEmpty ? current : logged).contains { $0.multikey.utf8.elementsEqual(signer.multikey.utf8) }
    }
}
