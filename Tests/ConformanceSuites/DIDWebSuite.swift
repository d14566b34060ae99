import DID
import JSON
import TestSupport

/// did:web: the address of a document, and documents that must be read.
///
/// A document counts as read if every verification method in it has a key, or says that its type is not known here.
func didWebSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for table in try folder.tables() {
        for item in try folder.json(table)["cases"]?.array ?? [] {
            let id = item["id"]?.string ?? "?"
            result.check("\(table)#\(id)") {
                guard let document = item["document"] else { return try urlFailure(item) }
                return try documentFailure(document)
            }
        }
    }
    return result
}

private func urlFailure(_ item: JSONValue) throws -> String? {
    let url = try DIDWeb(item["did"]?.string ?? "").url
    return url == item["url"]?.string ? nil : "the address is \(url)"
}

private let knownTypes = ["Multikey", "JsonWebKey", "JsonWebKey2020", "Ed25519VerificationKey2020"]

private func documentFailure(_ value: JSONValue) throws -> String? {
    let document = try DIDDocument(value, about: value["id"]?.string ?? "")
    guard document.methods.count == value["verificationMethod"]?.array?.count else { return "methods are missing" }
    for method in document.methods {
        switch method.material {
        case .key where knownTypes.contains(method.type): break
        case .unusable where !knownTypes.contains(method.type): break
        case .key: return "\(method.id) has a key of an unknown type"
        case .unusable(let reason): return "\(method.id): \(reason)"
        }
    }
    for relationship in DIDDocument.Relationship.allCases {
        let names = value[JSONString(relationship.rawValue)]?.array?.compactMap(\.string) ?? []
        guard document.methods(for: relationship).map(\.id) == names else { return "\(relationship) differs" }
    }
    return nil
}
