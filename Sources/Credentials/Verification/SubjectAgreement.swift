import JSON

/// Whether two credentials are about the same person, going by subject ids and identifiers. Nothing requires that what
/// a CLR nests is about its learner, so whoever reads it should be told.
enum SubjectAgreement {
    case match
    case different
    case notComparable

    init(_ a: VerifiableCredential, _ b: VerifiableCredential) {
        let ids = (a.subjectID.map { JSONString($0) }, b.subjectID.map { JSONString($0) })
        if let left = ids.0, left == ids.1 {
            self = .match
            return
        }
        // Ids may differ for one person, who has rotated keys; a common identifier settles it.
        var canDiffer = ids.0 != nil && ids.1 != nil
        let others = b.subjectIdentifiers
        for identity in a.subjectIdentifiers {
            for other in others where identity.isComparable(with: other) {
                if identity.isSame(as: other) {
                    self = .match
                    return
                }
                canDiffer = true
            }
        }
        self = canDiffer ? .different : .notComparable
    }
}

extension IdentityObject {
    /// Two plain texts of one type, or two hashes of one type under one salt.
    fileprivate func isComparable(with other: IdentityObject) -> Bool {
        guard let type, type == other.type, hash != nil, other.hash != nil, isHashed == other.isHashed else {
            return false
        }
        return isHashed == false || json["salt"] == other.json["salt"]
    }

    fileprivate func isSame(as other: IdentityObject) -> Bool {
        guard let hash, let otherHash = other.hash else { return false }
        return isHashed == true
            ? hash.lowercased().utf8.elementsEqual(otherHash.lowercased().utf8)
            : hash.utf8.elementsEqual(otherHash.utf8)
    }
}
