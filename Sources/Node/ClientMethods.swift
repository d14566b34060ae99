import Cryptography
import Exchange
import JSON
import Ledger
import Logging
import Multiformats
import Store

/// What the node answers to anybody who asks over TLS. Payloads are JSON; who asks is not known and does not matter.
public struct ClientMethods: Sendable {
    let services: NodeServices

    public init(_ services: NodeServices) {
        self.services = services
    }

    /// Whatever goes wrong reaches the asker as a ``ServiceError``; what is wrong on this machine only as the fact.
    public func answer(_ method: UInt8, _ payload: [UInt8]) async throws -> [UInt8] {
        do {
            return try await answerUnchecked(method, payload)
        } catch let error as StoreError {
            services.logger.error("a question could not be answered", metadata: ["error": "\(error)"])
            throw ServiceError(.failure, "this node cannot answer now; its operator finds the reason in its log")
        } catch {
            throw ServiceError(error)
        }
    }

    private func answerUnchecked(_ method: UInt8, _ payload: [UInt8]) async throws -> [UInt8] {
        guard let method = ClientMethod(rawValue: method) else {
            throw ServiceError(.usage, "this node does not know the request \(method)")
        }
        let question: JSONValue
        do {
            question = try JSONValue(parsing: payload)
        } catch {
            throw ServiceError(.malformed, "the request is not JSON: \(error)")
        }
        return try await answer(method, question).serialized()
    }

    private func answer(_ method: ClientMethod, _ question: JSONValue) async throws -> JSONValue {
        switch method {
        case .offer: .object(try await registrar.offer(id: question.requiredText("id")).document)
        case .accept: try await registrar.accept(Acceptance(question)).json
        case .request: .object(try await verifier.openRequest(question.requiredText("id")).document)
        case .present: try await verifier.receive(Presentation(question))
        case .statusProof: try await statusProof(ProofOrder(question))
        case .owners: try await owners(question)
        case .rotate: try await rotate(question)
        }
    }

    private var registrar: Registrar {
        get throws {
            guard let registrar = services.registrar else { throw ServiceError(.usage, "this node does not issue") }
            return registrar
        }
    }

    private var verifier: Verifier {
        get throws {
            guard let verifier = services.verifier else { throw ServiceError(.usage, "this node does not verify") }
            return verifier
        }
    }

    private func statusProof(_ order: ProofOrder) async throws -> JSONValue {
        guard let proofs = services.proofs else { throw ServiceError(.usage, "this node keeps no logs") }
        let made = try await proofs.makeForStranger(order)
        return ["proof": JSONValue(Base64URL.encode(made.proof)), "attested": JSONValue(made.attested)]
    }

    private func owners(_ question: JSONValue) async throws -> JSONValue {
        let origin = try Origin(question.requiredText("origin"))
        let tags = try question.required("tags").array ?? []
        guard tags.count <= ProofOrder.maximumItems, let replicator = services.replicator,
            let state = await replicator.logState(of: origin)
        else { throw ServiceError(.usage, "this node does not keep the log \(origin.text)") }
        return [
            "owners": .array(
                try tags.map { item in
                    guard let tag = Digest(hex: item.string ?? "") else { throw ServiceError.missing("tags") }
                    let standing = state.standing(of: tag)
                    return [
                        "ownerSequence": JSONValue.count(standing.ownerSequence),
                        "ownerCommit": JSONValue(standing.ownerCommit.hex),
                    ]
                })
        ]
    }

    private func rotate(_ question: JSONValue) async throws -> JSONValue {
        let registrar = try registrar
        guard try question.requiredText("origin") == registrar.origin.text else {
            throw ServiceError(.usage, "this node does not write that log")
        }
        let rotations = try (question.required("rotations").array ?? []).map { item in
            try Rotation(parsing: Base64URL.decode(item.string ?? ""))
        }
        let published = try await registrar.rotate(rotations)
        return ["index": JSONValue.count(published.firstIndex), "size": JSONValue.count(published.size)]
    }
}
