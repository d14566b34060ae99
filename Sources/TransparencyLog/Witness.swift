public import Cryptography

/// What a witness answers, in the terms of HTTP.
public struct WitnessResponse: Sendable, Hashable {
    /// 200, 400, 403, 404, 409 or 422.
    public let status: Int
    /// Set for 409 only: `text/x.tlog.size`.
    public let contentType: String?
    /// Cosignature lines for 200, the size known to the witness for 409, else a sentence for people.
    public let body: String
}

/// The head up to which a witness has cosigned a log.
public struct WitnessedHead: Sendable, Hashable {
    public let origin: String
    public let size: UInt64
    public let root: Digest

    public init(origin: String, size: UInt64, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    public static func == (left: WitnessedHead, right: WitnessedHead) -> Bool {
        left.size == right.size && left.root == right.root && sameBytes(left.origin, right.origin)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(size)
        hasher.combine(root)
    }
}

/// A witness as a value (c2sp.org/tlog-witness, `add-checkpoint`): cosigns a log's checkpoints as long as each one is
/// consistent with the one before.
///
/// The shell keeps the order that the protocol needs: ``judge(_:now:)`` says what to answer and which head to store;
/// the head is stored durably and given to ``record(_:)``; then the answer is sent. A crash before storing leaves
/// nothing signed in the world; a crash after it leaves a head for which the log just asks again. Two requests must
/// not be judged before the first is recorded.
public struct Witness: Sendable {
    /// The answer to a checkpoint of the size already cosigned, but with another root, has changed.
    public enum Edition: Sendable {
        /// 422, like every other inconsistency (the specification since July 2026).
        case current
        /// 409, as witnesses deployed before that answer.
        case before2026
    }

    private struct Log {
        let keys: [NoteVerifierKey]
        var head: WitnessedHead
    }

    private let cosigner: NoteSigner
    private let edition: Edition
    /// By origin, as bytes.
    private var logs: [[UInt8]: Log] = [:]

    /// - Parameter cosigner: a signer of the kind `cosignatureV1`.
    /// - Throws: `unknownSignatureType` for another kind.
    public init(cosigner: NoteSigner, edition: Edition = .current) throws(NoteError) {
        guard cosigner.verifierKey.kind == .cosignatureV1 else {
            throw .unknownSignatureType(cosigner.verifierKey.signatureType)
        }
        self.cosigner = cosigner
        self.edition = edition
    }

    /// Makes a log known, or gives it other keys; `head` is what was stored of it, nil if nothing was cosigned yet.
    public mutating func follow(origin: String, keys: [NoteVerifierKey], head: WitnessedHead? = nil) {
        let start = WitnessedHead(origin: origin, size: 0, root: MerkleTree.emptyRoot)
        let key = Array(origin.utf8)
        logs[key] = Log(keys: keys, head: head ?? logs[key]?.head ?? start)
    }

    /// The head up to which a log was cosigned; nil for an unknown log.
    public func head(of origin: String) -> WitnessedHead? { logs[Array(origin.utf8)]?.head }

    /// Takes note of a stored head. Heads of unknown logs and smaller heads are ignored: a witness never goes back.
    public mutating func record(_ head: WitnessedHead) {
        let key = Array(head.origin.utf8)
        guard let log = logs[key], head.size >= log.head.size else { return }
        logs[key] = Log(keys: log.keys, head: head)
    }

    /// Judges and records in one step, for a witness whose state lives in memory.
    public mutating func addCheckpoint(_ body: [UInt8], now: UInt64) -> WitnessResponse {
        let judgement = judge(body, now: now)
        if let head = judgement.head { record(head) }
        return judgement.response
    }

    /// What to answer to a request, and the head to store before the answer is sent (nil: nothing).
    ///
    /// - Parameter now: POSIX seconds, not 0.
    public func judge(_ body: [UInt8], now: UInt64) -> (response: WitnessResponse, head: WitnessedHead?) {
        do {
            return try judge(AddCheckpointRequest(parsing: body), now: now)
        } catch {
            return (Self.response(to: error), nil)
        }
    }

    private static func response(to error: AddCheckpointError) -> WitnessResponse {
        let status =
            switch error {
            // Proof lines of the wrong length are a proof that does not verify.
            case .proofLineIsNoHash: 422
            case .badSignatures: 403
            default: 400
            }
        return WitnessResponse(status: status, contentType: nil, body: "\(error)\n")
    }

    /// The same for a request that is parsed already.
    public func judge(
        _ request: AddCheckpointRequest, now: UInt64
    ) -> (response: WitnessResponse, head: WitnessedHead?) {
        let checkpoint = request.checkpoint
        do throws(Refusal) {
            try check(request)
            guard let line = try? cosigner.sign(checkpoint.text, at: now) else {
                throw .malformed("the clock of the witness shows no time that can be signed")
            }
            let head = WitnessedHead(origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root)
            return (WitnessResponse(status: 200, contentType: nil, body: line.line + "\n"), head)
        } catch {
            return (error.response, nil)
        }
    }

    /// The checks in the order of the specification.
    private func check(_ request: AddCheckpointRequest) throws(Refusal) {
        let checkpoint = request.checkpoint
        guard let log = logs[Array(checkpoint.origin.utf8)] else { throw .unknownLog }
        do { _ = try request.note.verify(with: log.keys) } catch { throw .notSigned(error) }
        guard request.oldSize <= checkpoint.size else {
            throw .malformed("the old size is larger than the checkpoint")
        }
        guard request.oldSize == log.head.size else { throw .otherSize(log.head.size) }
        guard checkpoint.size > 0 || checkpoint.root == MerkleTree.emptyRoot else { throw .inconsistent(.rootMismatch) }
        if edition == .before2026, checkpoint.size == log.head.size, checkpoint.root != log.head.root {
            throw .otherSize(log.head.size)
        }
        if request.oldSize == 0 {
            // The empty tree is consistent with any tree, so a proof must not be there.
            guard request.proof.isEmpty else {
                throw .inconsistent(.wrongHashCount(expected: 0, got: request.proof.count))
            }
            return
        }
        let proof = ConsistencyProof(oldSize: request.oldSize, newSize: checkpoint.size, hashes: request.proof)
        do { try proof.check(oldRoot: log.head.root, newRoot: checkpoint.root) } catch { throw .inconsistent(error) }
    }

    private enum Refusal: Error {
        case malformed(String)
        case unknownLog
        case notSigned(NoteError)
        case otherSize(UInt64)
        case inconsistent(ProofError)

        var response: WitnessResponse {
            switch self {
            case .malformed(let why): WitnessResponse(status: 400, contentType: nil, body: why + "\n")
            case .notSigned(let error): WitnessResponse(status: 403, contentType: nil, body: "\(error)\n")
            case .unknownLog: WitnessResponse(status: 404, contentType: nil, body: "this log is not witnessed here\n")
            case .otherSize(let size): WitnessResponse(status: 409, contentType: "text/x.tlog.size", body: "\(size)\n")
            case .inconsistent(let error): WitnessResponse(status: 422, contentType: nil, body: "\(error)\n")
            }
        }
    }
}
