import Credentials
package import Cryptography
import DID
package import DataIntegrity
package import JSON
import Ledger
import Synchronization

/// Turns drafts into signed credentials with everything their anchors need. Safe to use from several tasks at once.
package struct CredentialSigner: Sendable {
    let did: String
    let key: Ed25519.PrivateKey
    let statusBase: String
    /// What others can verify most widely, unless somebody asks for another.
    let suite: Cryptosuite

    package init(
        did: String, key: Ed25519.PrivateKey, statusBase: String, suite: Cryptosuite = .eddsaRDFC2022
    ) {
        self.did = did
        self.key = key
        self.statusBase = statusBase
        self.suite = suite
    }

    /// Entries of one status list, as Bitstring Status List 1.0 asks for at least.
    static let listLength: UInt64 = 131_072

    /// One credential after signing, the wrapper of a CLR or one that it nests.
    package struct Signed: Sendable {
        let id: String
        package let document: JSONObject
        package let digest: Digest
        package let tag: Digest
        let nonce: Digest
        let salt: Digest

        var anchor: Digest { Commitment.anchor(salt: salt, credDigest: digest, tag: tag) }
    }

    /// Binds a draft to its owner and signs what has no proof yet: first what is nested, then the whole.
    ///
    /// - Parameters:
    ///   - owner: the learner's key and the commitment to the next one; nil leaves the credential unowned.
    ///   - firstListIndex: of the status list; each credential takes one, in the order of the result.
    /// - Returns: the nested ones that were signed now, then the whole.
    package func sign(
        _ draft: JSONObject, owner: (key: Ed25519.PublicKey, commit: Digest)?, firstListIndex: UInt64, created: String
    ) throws -> [Signed] {
        var nonces: [String: Digest] = [:]
        let commit = owner?.commit ?? Commitment.unowned
        var listIndex = firstListIndex
        let bound = CredentialDrafts.bind(draft, owner: owner.map { DIDKey.identifier(of: $0.key) }) { id in
            let nonce = SecureRandom.digest()
            nonces[id] = nonce
            defer { listIndex += 1 }
            return StatusEntry(
                tag: Commitment.tag(nonce: nonce, ownerCommit: commit), base: statusBase,
                listCredential: "\(statusBase)/lists/\(listIndex / Self.listLength)",
                listIndex: listIndex % Self.listLength)
        }
        var signed: [Signed] = []
        var failure: (any Error)?
        let inner = CredentialDrafts.mapNested(bound) { nested in
            guard nested["proof"] == nil, failure == nil else { return nested }
            do {
                let one = try finish(nested, nonces, created: created)
                signed.append(one)
                return one.document
            } catch {
                failure = error
                return nested
            }
        }
        if let failure { throw failure }
        signed.append(try finish(inner, nonces, created: created))
        return signed
    }

    /// How many credentials `sign` would sign.
    static func count(_ draft: JSONObject) -> Int {
        let nested = draft["credentialSubject"]?["verifiableCredential"]?.array ?? []
        return nested.count { $0["proof"] == nil } + 1
    }

    /// A credential without owner and status, such as a status list.
    func sign(_ document: JSONObject, created: String) throws -> JSONObject {
        try DataIntegrity.addProof(to: document, options: options(created), key: key)
    }

    private func options(_ created: String) -> ProofOptions {
        ProofOptions(
            cryptosuite: suite, verificationMethod: "\(did)#\(Multikey.encode(.ed25519(key.publicKey)))",
            created: created, proofPurpose: "assertionMethod")
    }

    private func finish(_ document: JSONObject, _ nonces: [String: Digest], created: String) throws -> Signed {
        let signed = try sign(document, created: created)
        guard let id = signed["id"]?.string, let nonce = nonces[id], let tag = StatusTag.of(.object(signed)) else {
            throw ServiceError(.failure, "a draft has no id or no status entry; nothing was issued")
        }
        return Signed(
            id: id, document: signed, digest: try DataIntegrity.credentialDigest(signed), tag: tag, nonce: nonce,
            salt: SecureRandom.digest())
    }
}
