import JSON

/// The proofs of a document as they stand there.
struct ProofList {
    let proofs: [JSONValue]
    /// Whether they stand in an array, which shows in the pointers of findings.
    let isArray: Bool

    /// Nil if `proof` is neither an object nor an array.
    init?(_ document: JSONObject) {
        switch document["proof"] {
        case nil: (proofs, isArray) = ([], false)
        case .object(let proof): (proofs, isArray) = ([.object(proof)], false)
        case .array(let values): (proofs, isArray) = (values, true)
        default: return nil
        }
    }

    func pointer(_ index: Int) -> String { isArray ? "/proof/\(index)" : "/proof" }

    /// The proofs whose `id` is among `ids`, in document order (VC Data Integrity 1.0, sections 4.3 and 4.5); the first
    /// id that does not belong to exactly one proof is the error.
    func matching(_ ids: [String]) -> Result<[JSONValue], MissingProof> {
        guard !ids.isEmpty else { return .success([]) }
        for id in ids where proofs.filter({ hasID($0, id) }).count != 1 { return .failure(MissingProof(id: id)) }
        return .success(proofs.filter { proof in ids.contains { hasID(proof, $0) } })
    }

    struct MissingProof: Error {
        let id: String
    }

    private func hasID(_ proof: JSONValue, _ id: String) -> Bool { proof["id"] == .string(JSONString(id)) }
}
