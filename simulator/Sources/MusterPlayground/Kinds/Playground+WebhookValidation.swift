/// What a configuration of webhooks says that it may not say.
extension Playground {
    static func causes(inWebhooks configuration: JSONValue) -> [APIError.Cause] {
        let isMutating = configuration.string("kind") == "MutatingWebhookConfiguration"
        return configuration.list("webhooks").enumerated().flatMap { index, webhook in
            let path = "webhooks[\(index)]"
            return nameCauses(webhook, path) + choiceCauses(webhook, path, isMutating: isMutating)
                + clientCauses(webhook["clientConfig"] ?? .null, "\(path).clientConfig")
                + conditionCauses(webhook, path) + versionCauses(webhook, path)
        }
    }

    private static func nameCauses(_ webhook: JSONValue, _ path: String) -> [APIError.Cause] {
        let name = webhook.string("name") ?? ""
        if name.isEmpty { return [.required("\(path).name")] }
        if let text = Names.problem(subdomain: name) {
            return [.invalid("\(path).name", "\"\(name)\"", text)]
        }
        guard name.split(separator: ".").count < 3 else { return [] }
        return [
            .invalid(
                "\(path).name", "\"\(name)\"",
                "should be a domain with at least three segments separated by dots")
        ]
    }

    private static func choiceCauses(
        _ webhook: JSONValue, _ path: String, isMutating: Bool
    ) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        func check(_ field: String, _ known: [String]) {
            guard let value = webhook.string(field), !known.contains(value) else { return }
            causes.append(.unsupported("\(path).\(field)", value, known))
        }
        check("failurePolicy", ["Fail", "Ignore"])
        check("matchPolicy", ["Equivalent", "Exact"])
        if webhook.string("sideEffects") == nil {
            causes.append(
                .required("\(path).sideEffects", "must specify one of None, NoneOnDryRun"))
        }
        check("sideEffects", ["None", "NoneOnDryRun"])
        if let seconds = webhook.integer("timeoutSeconds"), !(1...30).contains(seconds) {
            causes.append(
                .invalid(
                    "\(path).timeoutSeconds", String(seconds),
                    "the timeout value must be between 1 and 30 seconds"))
        }
        if isMutating { check("reinvocationPolicy", ["IfNeeded", "Never"]) }
        return causes
    }

    private static func clientCauses(_ client: JSONValue, _ path: String) -> [APIError.Cause] {
        let form = "; desired format: https:" + "//host[/path]"
        switch (client.string("url"), client["service"]) {
        case (let url?, nil):
            let parts = url.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
            let rest = parts.count == 2 ? parts[1] : ""
            if parts.count < 2 || parts[0] != "https" {
                return [
                    .invalid(
                        "\(path).url", "\"\(parts.count == 2 ? parts[0] : "")\"",
                        "'https' is the only allowed URL scheme\(form)")
                ]
            }
            if rest.prefix(while: { !"/?#".contains($0) }).isEmpty {
                return [.invalid("\(path).url", "\"\"", "host must be specified\(form)")]
            }
            guard let query = rest.firstIndex(of: "?") else { return [] }
            let text = rest[rest.index(after: query)...]
            return [
                .invalid(
                    "\(path).url", "\"\(text)\"",
                    "query parameters are not permitted in the URL")
            ]
        case (nil, let service?):
            return ["name", "namespace"].filter { service.string($0) ?? "" == "" }.map {
                .required("\(path).service.\($0)")
            }
        default: return [.required(path, "exactly one of url or service is required")]
        }
    }

    private static func conditionCauses(_ webhook: JSONValue, _ path: String) -> [APIError.Cause] {
        guard !webhook.list("matchConditions").isEmpty else { return [] }
        return [
            .forbidden(
                "\(path).matchConditions",
                "this playground evaluates no CEL; select by rules, namespaceSelector and "
                    + "objectSelector")
        ]
    }

    private static func versionCauses(_ webhook: JSONValue, _ path: String) -> [APIError.Cause] {
        let field = "\(path).admissionReviewVersions"
        let versions = webhook.list("admissionReviewVersions")
        if versions.isEmpty { return [.required(field, "must specify one of v1, v1beta1")] }
        guard !versions.contains("v1") else { return [] }
        let text =
            versions.contains("v1beta1")
            ? "this playground asks in v1 only" : "must include at least one of v1, v1beta1"
        return [.invalid(field, JSONValue.array(versions).text, text)]
    }
}
