import Exchange
import JSON
import Ledger

extension ControlMethods {
    mutating func addWallet(_ services: NodeServices) {
        guard let wallet = services.wallet else { return }
        add("wallet.keyFile.get") { _ in try await wallet.keyFile() }
        add("wallet.keyFile.put") { params in
            try await wallet.putKeyFile(params.required("keyFile"), replacing: params["replaces"] ?? .null)
            return [:]
        }
        add("wallet.list") { _ in ["credentials": .array(try await wallet.records().map(\.summary))] }
        add("wallet.get") { params in
            let record = try await wallet.record(params.text("id"))
            var object = record.summary.object ?? [:]
            object["credential"] = record.bundle.credential
            object["ownerKey"] = record.ownerKey.map { JSONValue($0) } ?? .null
            return .object(object)
        }
        add("wallet.export") { params in try await wallet.record(params.text("id")).bundle.json }
        add("wallet.refresh") { _ in
            let (credentials, fresh) = try await wallet.refreshAll()
            return [
                "credentials": JSONValue.count(credentials), "fresh": JSONValue.count(fresh),
                "stale": JSONValue.count(credentials - fresh),
            ]
        }
        add("wallet.import") { params in
            let record = try await wallet.take(
                CredentialBundle(params.required("bundle")), ownerKey: params.requiredText("ownerKey"),
                nextCommit: params.requiredText("nextCommit"))
            return record.summary
        }
        add("wallet.rotation.prepare") { params in try await wallet.prepareRotation(params.requiredText("id")) }
        add("wallet.rotation.send") { params in
            try await wallet.rotate(
                params.requiredText("id"), origin: params.requiredText("origin"),
                rotations: params.required("rotations"),
                ownerKey: params.requiredText("ownerKey"), nextCommit: params.requiredText("nextCommit"))
        }
        add("offer.fetch") { params in try await wallet.fetchOffer(params.requiredText("link")) }
        add("offer.inspect") { params in
            let offer = try Offer(params.required("offer"))
            let nested = offer.draft["credentialSubject"]?["verifiableCredential"]?.array?.count ?? 0
            return [
                "trust": JSONValue(await wallet.trust(in: offer)),
                "acceptance": try await wallet.acceptance(of: offer) ?? .null,
                "summary": JSONValue("\(offer.draft["name"]?.string ?? "a credential") with \(nested) credentials"),
            ]
        }
        add("offer.accept") { params in
            let record = try await wallet.accept(
                Offer(params.required("offer")), Acceptance(params.required("acceptance")))
            return record.summary
        }
        add("request.fetch") { params in try await wallet.fetchRequest(params.requiredText("link")) }
        add("presentation.send") { params in
            try await wallet.send(
                Presentation(params.required("presentation")), of: params.requiredText("id"),
                to: params.requiredText("link"))
        }
    }
}

extension WalletRecord {
    var summary: JSONValue {
        let credential = bundle.credential
        let nested = credential["credentialSubject"]?["verifiableCredential"]?.array?.count ?? 0
        return [
            "id": JSONValue(id), "name": credential["name"] ?? .null, "issuer": credential["issuer"]?["name"] ?? .null,
            "validFrom": credential["validFrom"] ?? .null, "nested": JSONValue.count(nested),
            "attested": attested.map { JSONValue($0) } ?? .null,
        ]
    }
}
