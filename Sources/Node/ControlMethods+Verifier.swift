import Exchange
import JSON
import NodeHome

extension ControlMethods {
    mutating func addVerifier(_ services: NodeServices) {
        guard let verifier = services.verifier else { return }
        add("request.create") { params in
            let terms = PresentationRequest.Terms(
                verifierName: try params.text("name") ?? services.configuration.name,
                purpose: try params.requiredText("purpose"), retention: try params.requiredText("retention"))
            let minutes = try params.number("minutes", in: 1...10_080, default: 15)
            let (request, link) = try await verifier.createRequest(terms, minutes: minutes)
            return [
                "id": JSONValue(request.id), "link": JSONValue(link.description), "expires": JSONValue(request.expires),
                "request": .object(request.document),
            ]
        }
        add("request.get") { params in try await verifier.answer(params.requiredText("id")) }
        add("credential.verify") { params in
            try await verifier.verify(params.required("document")).controlJSON
        }
    }
}
