import DID

/// What a verification would have had to read from elsewhere. It reads nothing itself: whoever may use a network reads these
/// and verifies again.
public struct VerificationNeeds: Hashable, Sendable {
    /// DIDs whose documents say which keys are theirs.
    public internal(set) var documents: [String] = []
    /// Addresses of status lists.
    public internal(set) var statusLists: [String] = []

    public var isEmpty: Bool { documents.isEmpty && statusLists.isEmpty }
}

/// Collects needs during one verification.
final class NeedsCollector {
    /// Most of each kind: a document that names more is not worth asking around for.
    static let limit = 64

    private(set) var needs = VerificationNeeds()

    /// Of the DIDs only those that somebody could resolve here.
    func needsDocument(of did: String) {
        guard DIDWeb.isDIDWeb(did) else { return }
        Self.add(did, to: &needs.documents)
    }

    func needsStatusList(_ url: String) { Self.add(url, to: &needs.statusLists) }

    private static func add(_ name: String, to names: inout [String]) {
        guard names.count < limit, !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else { return }
        names.append(name)
    }
}
