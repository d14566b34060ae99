import DataIntegrity
import JSON

extension CredentialJudgement {
    /// The check `proof` and the keys whose signatures hold.
    func proofs() -> (Check, [Signer]) {
        ProofJudgement(finder: KeyFinder(policy: policy), contexts: contexts, place: place)
            .judge(credential.json, securing)
    }
}
