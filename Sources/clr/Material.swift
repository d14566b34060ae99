import Credentials
import DID
import JSON
import NodeHome
import WebFetch

/// What a verification needs beside the credential: DID documents and status lists, from files, from the shelf, and from
/// the web where that is allowed.
struct Material {
    private(set) var documents: [DIDDocument]
    private(set) var lists: [JSONString: StatusListText]
    /// Why something could not be had.
    private var absences: [JSONString: String] = [:]
    private let shelf: Shelf
    private let web: WebReader

    /// How old what was read may be, in milliseconds, before it is read again; and how old at most without a network. A
    /// status list says itself how long it may be relied on, and the policy has a limit too.
    private enum Age {
        static let freshDocument: UInt64 = 3_600_000
        static let freshList: UInt64 = 300_000
        static let oldestDocument: UInt64 = 7 * 86_400_000
    }
    /// A list that names another, a document that is needed for a list: more rounds than these have no reason.
    private static let rounds = 4
    /// Milliseconds after which nothing more is read: a credential can name many slow servers.
    private static let patience: UInt64 = 60_000

    private let begin = Timestamp.milliseconds()
    private var isTimeUp: Bool { web.isOnline && Timestamp.milliseconds() > begin &+ Self.patience }
    private static let timeUp = StatusListAbsence("reading took a minute already, and this was not tried any more")

    init(documents: [DIDDocument], lists: [JSONString: StatusListText], shelf: Shelf, web: WebReader) {
        self.documents = documents
        self.lists = lists
        self.shelf = shelf
        self.web = web
    }

    /// Verifies, finds what was missing, and verifies again, until nothing more can be found.
    mutating func verify(with judge: (Material) -> Report) async throws -> Report {
        var report = judge(self)
        for _ in 0..<Self.rounds {
            guard try await add(report.needs) else { break }
            report = judge(self)
        }
        return report
    }

    func list(_ url: String) -> Result<StatusListText, StatusListAbsence> {
        if let list = lists[JSONString(url)] { return .success(list) }
        return .failure(absences[JSONString(url)].map { StatusListAbsence($0) } ?? .offline)
    }

    /// Whether anything was found, or is known now not to be found, which the report says as well.
    private mutating func add(_ needs: VerificationNeeds) async throws -> Bool {
        var isChanged = false
        for did in needs.documents where absences[JSONString(did)] == nil {
            switch try await document(of: did) {
            case .success(let document):
                documents.append(document)
                isChanged = true
            case .failure(let absence):
                absences[JSONString(did)] = absence.reason
                Terminal.note("\(did) was not resolved: \(absence.reason).")
            }
        }
        for url in needs.statusLists where absences[JSONString(url)] == nil {
            switch await statusList(url) {
            case .success(let list): lists[JSONString(url)] = list
            case .failure(let absence): absences[JSONString(url)] = absence.reason
            }
            isChanged = true
        }
        return isChanged
    }

    // MARK: One document

    /// The pinned one, the one read lately, or the one at its address.
    private func document(of did: String) async throws -> Result<DIDDocument, StatusListAbsence> {
        let pinned = try wrapping { () throws(NodeHomeError) in try shelf.didDocuments.document(did) }
        if let pinned { return Self.document(pinned, of: did) }
        if isTimeUp { return .failure(Self.timeUp) }
        let resolver = DIDResolver(shelf: shelf, web: web)
        let limit = web.isOnline ? Age.freshDocument : Age.oldestDocument
        do {
            let found = try await resolver.bytes(of: did, noOlderThan: limit)
            return Self.document(try JSONValue(parsing: found.bytes), of: did)
        } catch let failure as Failure {
            return .failure(StatusListAbsence(failure.message))
        } catch {
            return .failure(StatusListAbsence("what was read is not JSON"))
        }
    }

    private static func document(_ value: JSONValue, of did: String) -> Result<DIDDocument, StatusListAbsence> {
        do throws(DIDDocumentError) {
            return .success(try DIDDocument(value, about: did))
        } catch {
            return .failure(StatusListAbsence("\(error)"))
        }
    }

    private func statusList(_ url: String) async -> Result<StatusListText, StatusListAbsence> {
        let kept = shelf.web.entry(url)
        if let kept, !web.isOnline || Timestamp.milliseconds() < kept.fetched &+ Age.freshList {
            return .success(StatusListText(kept.bytes, obtained: kept.fetched, delivery: .retrieved))
        }
        guard web.isOnline else {
            return .failure(
                StatusListAbsence("it is not at hand; read it with --online, or give it with --status-list"))
        }
        if isTimeUp { return .failure(Self.timeUp) }
        do throws(FetchError) {
            let bytes = try await web.read(
                url, types: ["application/vc", "application/vc+jwt", "application/json"], keepingOn: shelf.web)
            return .success(StatusListText(bytes, obtained: Timestamp.milliseconds(), delivery: .retrieved))
        } catch {
            return .failure(StatusListAbsence("\(error)"))
        }
    }
}
