import DID
import DataIntegrity
import JOSE
import JSON

/// Finds the keys that proofs and tokens name, without asking anybody.
struct KeyFinder {
    let policy: TrustPolicy
    let needs: NeedsCollector

    /// One that the policy pins, that of a did:key or did:jwk, one in a DID document that the verifier holds, or a fragment
    /// that is itself a Multikey. The last proves integrity and nothing about its owner; the issuer check is for that.
    func resolve(_ method: String, algorithm: String? = nil) -> KeyResolution {
        for pin in policy.pinned {
            for key in pin.keys where key.verificationMethod.map({ $0.utf8.elementsEqual(method.utf8) }) == true {
                return .key(key.key)
            }
        }
        guard TextPattern.isAbsoluteIRI(method) else { return .refused(reason: "the verification method is not a URL") }
        if let resolved = resolveByDID(method, algorithm: algorithm) { return resolved }
        guard let hash = method.utf8.firstIndex(of: UInt8(ascii: "#")),
            let key = try? Multikey.decode(Substring(method.utf8[method.utf8.index(after: hash)...]))
        else {
            return .unavailable(reason: "the key \(method) is not known here, and nothing is fetched while verifying")
        }
        return .key(key)
    }

    /// What the DID itself says; nil where it takes a document that is not at hand.
    private func resolveByDID(_ method: String, algorithm: String?) -> KeyResolution? {
        if DIDKey.isDIDKey(method) { return DIDKey.resolve(verificationMethod: method) }
        if DIDJWK.isDIDJWK(method) { return DIDJWK.resolve(verificationMethod: method, algorithm: algorithm) }
        let controller = Self.controller(method)
        guard let document = policy.documents.first(where: { $0.id.utf8.elementsEqual(controller.utf8) }) else {
            // A member's keys stand in the roster, a pinned issuer's in the policy: no document would add to them.
            let isKnown = policy.roster(of: controller) != nil || policy.pin(controller)?.keys.isEmpty == false
            if !isKnown { needs.needsDocument(of: controller) }
            return nil
        }
        return document.key(method, for: .assertionMethod, algorithm: algorithm, at: policy.time?.seconds)
    }

    /// The key of a token. One in the header counts only where it has no name as well: with a name that nobody looked up, a
    /// signature by anybody's key would seem to be the named one's.
    func resolve(_ reference: JWTKeyReference) -> KeyResolution {
        guard let method = reference.verificationMethod else { return reference.resolvedOffline() }
        return resolve(method, algorithm: reference.algorithm)
    }

    /// Whether the controller of `method` says that the key is its own.
    func isOwn(_ method: String) -> Bool {
        if case .key = resolveByDID(method, algorithm: nil) { true } else { false }
    }

    /// The part of a verification method before `#`.
    static func controller(_ method: String) -> String {
        String(Substring(method.utf8.prefix { $0 != UInt8(ascii: "#") }))
    }
}
