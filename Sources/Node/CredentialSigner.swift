package import Credentials
package import Cryptography
import DID
package import DataIntegrity
import JOSE
package import JSON
import Ledger
import Synchronization

/// Turns drafts into signed credentials with everything their anchors need. Safe to use from several tasks at once.
package struct CredentialSigner: Sendable {
    let did: String
    /// Signs what the log holds, and status lists.
    let key: Ed25519.PrivateKey
    /// Signs what the log does not hold, where there is such a thing.
    let plainKey: Ed25519.PrivateKey?
    let statusBase: String
    let rules: IssuingRules
    /// What others can verify most widely, unless somebody asks for another.
    let suite: Cryptosuite

    package init(
        did: String, key: Ed25519.PrivateKey, plainKey: Ed25519.PrivateKey? = nil, statusBase: String,
        rules: IssuingRules = IssuingRules(), suite: Cryptosuite = .eddsaRDFC2022
    ) {
        self.did = did
        self.key = key
        self.plainKey = plainKey
        self.statusBase = statusBase
        self.rules = rules
        self.suite = suite
    }

    /// One credential after signing, the wrapper of a CLR or one that it nests.
    package struct Signed: Sendable {
        let id: String
        package let document: JSONObject
        package let digest: Digest
        /// The same credential as a VC-JWT, for types that are issued as one.
        let token: Token?
        /// Its tag and what opens it; nil for what the log does not hold.
        let opening: TagOpening?
        /// Its bit in the status lists, counted over all of them.
        let listIndex: UInt64?
        let isHosted: Bool
        /// One for the document and one for the token; none for what the log does not hold.
        let anchors: [Anchor]

        package var tag: Digest? { opening?.tag }
    }

    struct Token: Sendable {
        let compact: String
        /// What an anchor takes: SHA-256 of the compact form.
        var digest: Digest { VCJWT.credentialDigest(compact) }
    }

    struct TagOpening: Sendable {
        let tag: Digest
        let nonce: Digest
    }

    /// What one leaf of an issuance tree commits to.
    struct Anchor: Sendable {
        let digest: Digest
        let opening: TagOpening
        let salt: Digest

        init(_ digest: Digest, _ opening: TagOpening) {
            self.digest = digest
            self.opening = opening
            salt = SecureRandom.digest()
        }

        var commitment: Digest { Commitment.anchor(salt: salt, credDigest: digest, tag: opening.tag) }
    }

    /// Binds a draft to its owner and signs what has no proof yet: first what is nested, then the whole.
    ///
    /// - Parameters:
    ///   - owner: the learner's key and the commitment to the next one; nil leaves the credential unowned.
    ///   - firstListIndex: of the status lists; each credential that is on one takes one, in the order of the result.
    /// - Returns: the nested ones that were signed now, then the whole.
    package func sign(
        _ draft: JSONObject, owner: (key: Ed25519.PublicKey, commit: Digest)?, firstListIndex: UInt64, created: String
    ) throws -> [Signed] {
        var plans: [String: Plan] = [:]
        let commit = owner?.commit ?? Commitment.unowned
        var listIndex = firstListIndex
        for one in Self.unsigned(draft) {
            guard let id = one["id"]?.string else {
                throw ServiceError(.failure, "a draft has no id; nothing was issued")
            }
            var plan = Plan(rule: rules.rule(for: one))
            if plan.rule.verification.isLogged {
                let nonce = SecureRandom.digest()
                plan.tag = TagOpening(tag: Commitment.tag(nonce: nonce, ownerCommit: commit), nonce: nonce)
            }
            if plan.rule.verification.isListed {
                plan.listIndex = listIndex
                listIndex += 1
            }
            plans[id] = plan
        }
        let bound = CredentialDrafts.bind(draft, owner: owner.map { DIDKey.identifier(of: $0.key) }) { id in
            plans[id].flatMap { statusEntry($0) }
        }
        var signed: [Signed] = []
        let inner = try CredentialDrafts.mapNested(bound) { nested in
            guard nested["proof"] == nil else { return nested }
            let one = try finish(nested, plans, created: created)
            signed.append(one)
            return one.document
        }
        signed.append(try finish(inner, plans, created: created))
        return signed
    }

    /// What `sign` would sign, the whole last.
    private static func unsigned(_ draft: JSONObject) -> [JSONObject] {
        let nested = draft["credentialSubject"]?["verifiableCredential"]?.array ?? []
        return nested.compactMap(\.object).filter { $0["proof"] == nil } + [draft]
    }

    /// How many credentials `sign` would sign.
    static func count(_ draft: JSONObject) -> Int { unsigned(draft).count }

    /// How many places on status lists `sign` would take.
    func countListed(_ draft: JSONObject) -> Int {
        Self.unsigned(draft).count { rules.rule(for: $0).verification.isListed }
    }

    /// What is decided about one credential before it is signed.
    private struct Plan {
        let rule: IssuingRules.Rule
        var tag: TagOpening?
        var listIndex: UInt64?
    }

    private func statusEntry(_ plan: Plan) -> StatusEntry? {
        let place = plan.listIndex.map { ListPlace($0) }
        switch (plan.tag?.tag, place) {
        case (let tag?, let place?):
            return StatusEntry(
                tag: tag, base: statusBase, listCredential: place.list(.revocations, base: statusBase),
                listIndex: place.index)
        case (let tag?, nil): return StatusEntry(tag: tag, base: statusBase)
        case (nil, let place?):
            return StatusEntry(
                base: statusBase, revocationList: place.list(.revocations, base: statusBase),
                suspensionList: place.list(.suspensions, base: statusBase), listIndex: place.index)
        case (nil, nil): return nil
        }
    }

    /// A credential without owner and status, such as a status list.
    func sign(_ document: JSONObject, created: String) throws -> JSONObject {
        try sign(document, with: key, created: created)
    }

    private func sign(_ document: JSONObject, with key: Ed25519.PrivateKey, created: String) throws -> JSONObject {
        let options = ProofOptions(
            cryptosuite: suite, verificationMethod: keyID(key), created: created, proofPurpose: "assertionMethod")
        return try DataIntegrity.addProof(to: document, options: options, key: key)
    }

    private func keyID(_ key: Ed25519.PrivateKey) -> String { "\(did)#\(Multikey.encode(.ed25519(key.publicKey)))" }

    private func finish(_ document: JSONObject, _ plans: [String: Plan], created: String) throws -> Signed {
        guard let id = document["id"]?.string, let plan = plans[id] else {
            throw ServiceError(.failure, "a draft has no id; nothing was issued")
        }
        guard let key = plan.rule.verification.isLogged ? key : plainKey else { throw ServiceError.noPlainKey }
        let signed = try sign(document, with: key, created: created)
        let digest = try DataIntegrity.credentialDigest(signed)
        let token = try plan.rule.isToken ? token(document, key) : nil
        let anchors = plan.tag.map { opening in
            [digest, token?.digest].compactMap { $0 }.map { Anchor($0, opening) }
        }
        return Signed(
            id: id, document: signed, digest: digest, token: token, opening: plan.tag, listIndex: plan.listIndex,
            isHosted: plan.rule.verification == .hosted, anchors: anchors ?? [])
    }

    private func token(_ document: JSONObject, _ key: Ed25519.PrivateKey) throws -> Token {
        Token(compact: try VCJWT.issue(document, options: VCJWTOptions(keyID: keyID(key)), key: .ed25519(key)))
    }
}

extension ServiceError {
    static let noPlainKey = ServiceError(
        .failure,
        "what the log does not hold is signed with a key of its own, and this node has none; make it with: "
            + "clr node issuing DIR")
}
