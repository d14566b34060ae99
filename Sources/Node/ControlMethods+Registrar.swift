import Cryptography
import Exchange
import JSON
import Ledger
import NodeHome
import RecordImport

extension ControlMethods {
    mutating func addRegistrar(_ services: NodeServices) {
        guard let registrar = services.registrar, let proofs = services.proofs else { return }
        add("issue.batch") { params in
            let dryRun = try params.flag("dryRun", default: false)
            let allowErrors = try params.flag("allowErrors", default: false)
            let results = try Self.readResults(params.requiredText("path"))
            return try await registrar.issue(results, dryRun: dryRun, allowErrors: allowErrors).json
        }
        add("learner.list") { params in
            try await registrar.learners(Registrar.Page(params)).json("learners")
        }
        add("learner.wallet") { params in
            try await registrar.setWallet(
                params.requiredText("learner"), params.flag("wallet", default: true))
            return [:]
        }
        add("offer.list") { _ in
            let offers = try await registrar.openOffers()
            return [
                "offers": .array(
                    offers.map {
                        [
                            "learner": JSONValue($0.learner), "credentials": JSONValue.count($0.credentials),
                            "expires": JSONValue($0.expires), "link": JSONValue($0.link.description),
                        ]
                    })
            ]
        }
        add("offer.get") { params in .object(try await registrar.offer(id: params.requiredText("id")).document) }
        add("credential.list") { params in
            guard let learner = try params.text("learner") else {
                return try await registrar.credentials(Registrar.Page(params)).json("credentials")
            }
            return ["credentials": .array(try await registrar.credentials(learner: learner))]
        }
        add("credential.export") { params in
            let id = try params.requiredText("id")
            let isToken = try params.flag("jwt", default: false)
            let bundle = isToken ? try await registrar.tokenBundle(id) : try await registrar.bundle(id)
            if try params.flag("bare", default: false) { return bundle.credential }
            return await proofs.fresh(bundle).json
        }
        add("status.set") { params in
            let states: [String: CredentialState] = ["active": .active, "suspended": .suspended, "revoked": .revoked]
            guard let state = states[try params.requiredText("value")] else { throw ServiceError.missing("value") }
            let changed = try await registrar.setStatus(
                params.requiredText("credential"), to: state,
                reason: UInt16(clamping: params.number("reason", in: 0...Int(UInt16.max), default: 0)))
            switch changed {
            case .entry(let published):
                return ["origin": JSONValue(published.origin.text), "index": JSONValue.count(published.firstIndex)]
            case .list(let url): return ["list": JSONValue(url)]
            }
        }
        add("status.lists") { _ in
            let lists: [JSONValue] = try await registrar.statusLists().map { list in
                ["url": JSONValue(list.url), "credential": .object(list.credential)]
            }
            return ["lists": .array(lists)]
        }
        add("claim.bind") { params in
            guard let commit = Digest(hex: try params.requiredText("ownerCommit")), !commit.isZero else {
                throw ServiceError(.usage, "an owner commitment is 64 hex digits; clr wallet claim prints it")
            }
            let (published, claims) = try await registrar.claim(params.requiredText("credential"), ownerCommit: commit)
            return ["origin": JSONValue(published.origin.text), "claims": JSONValue.count(claims)]
        }
    }

    private static func readResults(_ path: String) throws -> CourseResults {
        guard path.hasPrefix("/") else { throw ServiceError(.usage, "the path of the CSV file must be absolute") }
        do {
            return CourseResults.read(try SecureFile.read(path, limit: CSVLimits().fileBytes))
        } catch .missing {
            throw ServiceError(.failure, "\(path) does not exist; check the name of the CSV file")
        } catch {
            throw ServiceError(.failure, "\(error)")
        }
    }
}

extension Registrar.BatchSummary {
    var json: JSONValue {
        let found: [JSONValue] = errors.map {
            [
                "line": JSONValue.count($0.position.line), "column": JSONValue.count($0.position.column),
                "message": JSONValue($0.explanation),
            ]
        }
        let differing: [JSONValue] = changed.map { ["message": JSONValue($0)] }
        return [
            "rows": JSONValue.count(rows), "learners": JSONValue.count(learners),
            "credentials": JSONValue.count(credentials), "clrs": JSONValue.count(clrs),
            "offers": JSONValue.count(offers),
            "unchanged": JSONValue.count(unchanged), "errors": .array(found + differing),
            "errorCount": JSONValue.count(errorCount), "logSize": logSize.map { JSONValue.count($0) } ?? .null,
        ]
    }
}
