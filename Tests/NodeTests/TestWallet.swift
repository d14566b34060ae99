import Cryptography
import Exchange
import JSON
import Ledger
import Multiformats
import Synchronization
import Testing

@testable import Node

/// A learner with the keys that `clr` keeps in the sealed key file, doing with the wallet's node what `clr` does.
final class TestWallet: Sendable {
    let node: TestNode
    private let ring: Mutex<KeyRing>
    private let recovery: RecoveryCode

    init(_ node: TestNode) throws {
        self.node = node
        let (ring, recovery) = try KeyRing.create()
        self.ring = Mutex(ring)
        self.recovery = recovery
    }

    func makeOwner() throws -> (key: Ed25519.PrivateKey, nextCommit: Digest) {
        try ring.withLock { ring throws(ExchangeError) in try ring.makeOwner() }
    }

    /// Accepts what a link leads to.
    @discardableResult
    func accept(_ link: String, as owner: (key: Ed25519.PrivateKey, nextCommit: Digest)? = nil) async throws
        -> JSONValue
    {
        let json = try await node.call("offer.fetch", ["link": JSONValue(link)])
        return try await accept(offer: json, as: owner)
    }

    @discardableResult
    func accept(
        offer json: JSONValue, as owner: (key: Ed25519.PrivateKey, nextCommit: Digest)? = nil
    ) async throws -> JSONValue {
        let offer = try Offer(json)
        let owner = try owner ?? makeOwner()
        let acceptance = Acceptance.make(offer, ownerKey: owner.key, nextCommit: owner.nextCommit)
        return try await node.call("offer.accept", ["offer": json, "acceptance": acceptance.json])
    }

    /// Takes an unowned credential in and returns the commitment for the registrar.
    func claim(_ bundle: JSONValue) async throws -> String {
        let owner = try makeOwner()
        try await node.call(
            "wallet.import",
            [
                "bundle": bundle, "ownerKey": JSONValue(KeyText.encode(owner.key.publicKey)),
                "nextCommit": JSONValue(owner.nextCommit.hex),
            ])
        return Commitment.owner(owner.key.publicKey, next: owner.nextCommit).hex
    }

    func request(_ link: String) async throws -> PresentationRequest {
        try PresentationRequest(await node.call("request.fetch", ["link": JSONValue(link)]))
    }

    /// The answer to a request, signed with the owner's key or another one.
    func sign(
        _ request: PresentationRequest, id: String? = nil, key: Ed25519.PrivateKey? = nil
    ) async throws -> Presentation {
        let held = try await node.call("wallet.get", id.map { ["id": JSONValue($0)] } ?? [:])
        let credential = try #require(held["credential"])
        let owner = try #require(held["ownerKey"]?.string.flatMap(KeyText.decode))
        let signer = try key ?? ring.withLock { ring throws(ExchangeError) in try ring.privateKey(of: owner) }
        let document = try Presentation.sign([credential], for: request, keys: [signer], created: node.timestamp)
        return Presentation(requestID: request.id, presentation: document, statusProofs: [])
    }

    /// Answers a request; the code in the verifier's receipt, and the reason.
    func present(
        _ link: String, id: String? = nil, key: Ed25519.PrivateKey? = nil
    ) async throws -> (code: Int, reason: String) {
        let request = try await request(link)
        let answer = try await sign(request, id: id, key: key)
        let held = try await node.call("wallet.get", id.map { ["id": JSONValue($0)] } ?? [:])
        let result = try await node.call(
            "presentation.send", ["link": JSONValue(link), "id": held["id"] ?? .null, "presentation": answer.json])
        let receipt = try PresentationReceipt(result["receipt"] ?? .null)
        try receipt.check(request: request, presentation: answer.presentation)
        return (receipt.code, result["reason"]?.string ?? "")
    }

    /// Moves a credential and what it nests to the next key.
    func rotate(_ id: String) async throws {
        let plan = try await node.call("wallet.rotation.prepare", ["id": JSONValue(id)])
        let origin = try Origin(plan["origin"]?.string ?? "")
        let current = try #require(plan["ownerKey"]?.string.flatMap(KeyText.decode))
        let recovery = recovery
        let next = try ring.withLock { ring throws(ExchangeError) in try ring.rotate(current, recovery: recovery) }
        let owner = Commitment.owner(next.key.publicKey, next: next.nextCommit).hex
        let steps = (plan["steps"]?.array ?? []).filter { $0["ownerCommit"]?.string != owner }
        let rotations: [JSONValue] = try steps.map { step in
            let rotation = Rotation.sign(
                origin: origin, tag: try #require(Digest(hex: step["tag"]?.string ?? "")),
                sequence: UInt32(try #require(step["sequence"]?.int)),
                nonce: try #require(Digest(hex: step["nonce"]?.string ?? "")), currentKey: current, key: next.key,
                nextCommit: next.nextCommit)
            return JSONValue(Base64URL.encode(rotation.encoded()))
        }
        try await node.call(
            "wallet.rotation.send",
            [
                "id": JSONValue(id), "origin": JSONValue(origin.text), "rotations": .array(rotations),
                "ownerKey": JSONValue(KeyText.encode(next.key.publicKey)), "nextCommit": JSONValue(next.nextCommit.hex),
            ])
    }
}
