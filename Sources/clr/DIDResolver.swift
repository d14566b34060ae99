import Credentials
import DID
import NodeHome
import WebFetch

/// Reads the documents of did:web identifiers, from the shelf or their address.
struct DIDResolver {
    let shelf: Shelf
    let web: WebReader

    struct Found {
        let bytes: [UInt8]
        let url: String
        /// Milliseconds since 1970.
        let read: UInt64
    }

    /// The text of the document of `did`; throws a `Failure` that says why there is none.
    ///
    /// - Parameter limit: how old what was read before may be, in milliseconds.
    func bytes(of did: String, noOlderThan limit: UInt64) async throws -> Found {
        let place: DIDWeb
        do throws(DIDError) {
            place = try DIDWeb(did, allowsLocalNames: web.localNetwork)
        } catch {
            throw Failure(.malformed, "\(error)")
        }
        let now = Timestamp.milliseconds()
        if let kept = shelf.web.entry(place.url), now < kept.fetched &+ limit {
            let time = DateTime(milliseconds: kept.fetched).map { " on \($0)" } ?? ""
            Terminal.note("\(did): its document as it was read\(time).")
            return Found(bytes: kept.bytes, url: place.url, read: kept.fetched)
        }
        guard web.isOnline else {
            throw Failure(.unknown, "its document is not at hand; read it with --online, or pin it with 'clr did pin'")
        }
        do throws(FetchError) {
            let types = ["application/did+json", "application/did+ld+json", "application/json"]
            let bytes = try await web.read(place.url, types: types, keepingOn: shelf.web)
            return Found(bytes: bytes, url: place.url, read: now)
        } catch {
            throw Failure(.unreachable, "\(error)")
        }
    }
}
