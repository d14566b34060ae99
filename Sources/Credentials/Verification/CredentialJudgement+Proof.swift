import DataIntegrity
import JSON

extension CredentialJudgement {
    /// The check `proof` and the keys whose signatures hold.
    func proofs() -> (Check, [Signer]) {
        ProofJudgement(finder: finder, contexts: contexts, place: place)
            .judge(credential.json, securing)
    }
}
