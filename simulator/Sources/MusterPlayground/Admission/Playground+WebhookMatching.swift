/// Which webhooks see a request, and what they are sent.
extension Playground {
    /// All webhooks of a kind, in the order of their configurations, for a request that they may
    /// see.
    func webhooks(_ plural: String, _ operation: Operation) -> [JSONValue] {
        let group = "admissionregistration.k8s.io"
        // Otherwise nobody could repair a webhook that refuses everything.
        if operation.definition.group == group { return [] }
        let storage = catalogue.core(plural, group: group).storage
        return store.list(storage: storage, namespace: nil).flatMap { $0.value.list("webhooks") }
    }

    /// As which version of its resource a webhook wants to see this request; nil if it does not.
    func definition(
        for webhook: JSONValue, _ object: JSONValue, _ old: JSONValue?, _ verb: String,
        _ operation: Operation
    ) -> ResourceDefinition? {
        let own = operation.definition
        let rules = webhook.list("rules")
        func wants(_ definition: ResourceDefinition) -> Bool {
            rules.contains { Self.matches($0, verb, definition, operation.path.subresource) }
        }
        var seen = wants(own) ? own : nil
        if seen == nil, webhook.string("matchPolicy") != "Exact" {
            seen = catalogue.served.first { $0.storage == own.storage && wants($0) }
        }
        guard let seen, isSelected(webhook, object, old, operation) else { return nil }
        return seen
    }

    private func isSelected(
        _ webhook: JSONValue, _ object: JSONValue, _ old: JSONValue?, _ operation: Operation
    ) -> Bool {
        let namespaces = catalogue.core("namespaces").storage
        var space: JSONValue?
        if let name = operation.path.namespace {
            space = store[ObjectKey(storage: namespaces, namespace: "", name: name)]?.value
        } else if operation.definition.kind == "Namespace" {
            space = object.isNull ? old : object
        }
        if let space,
            LabelSelector(object: webhook["namespaceSelector"])?
                .matches(space.at("metadata", "labels")) == false
        {
            return false
        }
        guard let selector = LabelSelector(object: webhook["objectSelector"]) else { return true }
        return selector.matches(object.at("metadata", "labels"))
            || (old.map { selector.matches($0.at("metadata", "labels")) } ?? false)
    }

    private static func matches(
        _ rule: JSONValue, _ verb: String, _ definition: ResourceDefinition,
        _ subresource: ResourceDefinition.Subresource?
    ) -> Bool {
        func lists(_ field: String, _ value: String) -> Bool {
            rule.list(field).contains { $0 == "*" || $0.string == value }
        }
        let plural = definition.plural
        let isResource: Bool
        if let subresource = subresource?.rawValue {
            isResource = rule.list("resources").contains {
                ["*/*", "\(plural)/*", "*/\(subresource)", "\(plural)/\(subresource)"]
                    .contains($0.string ?? "")
            }
        } else {
            isResource = rule.list("resources").contains {
                ["*", "*/*", plural].contains($0.string ?? "")
            }
        }
        let scope = rule.string("scope") ?? "*"
        let isScope = scope == "*" || (scope == "Namespaced") == definition.isNamespaced
        return isResource && isScope && lists("operations", verb)
            && lists("apiGroups", definition.group) && lists("apiVersions", definition.version)
    }

    // MARK: What is sent

    /// The call to a webhook, with an AdmissionReview.
    ///
    /// - Throws: ``WebhookFailure`` where nobody is known to be behind its service.
    func call(_ webhook: JSONValue, _ review: () -> JSONValue) throws -> WebhookCall {
        let client = webhook["clientConfig"] ?? .null
        var url = client.string("url") ?? ""
        let service = client["service"]
        if let service {
            let path = service.string("path") ?? "/"
            url =
                "https://\(service.string("name") ?? "").\(service.string("namespace") ?? "").svc"
                + ":\(service.integer("port") ?? 443)" + (path.hasPrefix("/") ? path : "/\(path)")
        }
        let timeout = webhook.integer("timeoutSeconds") ?? 10
        url += "?timeout=\(timeout)s"
        return WebhookCall(
            url: url, serviceAddress: try service.map { try address(of: $0, url) },
            caBundle: client.string("caBundle") ?? "", timeoutSeconds: timeout,
            body: review().encoded)
    }

    /// Where a service is on this machine, as its annotation says: pods do not really run.
    private func address(of service: JSONValue, _ url: String) throws -> String {
        let name = service.string("name") ?? ""
        let key = ObjectKey(
            storage: catalogue.core("services").storage,
            namespace: service.string("namespace") ?? "", name: name)
        func failure(_ text: String) -> WebhookFailure {
            WebhookFailure(text: "failed to call webhook: Post \"\(url)\": \(text)")
        }
        guard let found = store[key]?.value else { throw failure("service \"\(name)\" not found") }
        let port = service.integer("port") ?? 443
        guard found.list("spec", "ports").contains(where: { $0.integer("port") == port }) else {
            throw failure("no service port \(port) found for service \"\(name)\"")
        }
        guard let address = found.string("metadata", "annotations", "hollow/address") else {
            throw failure(
                "no endpoints available for service \"\(name)\"; in a playground its annotation "
                    + "hollow/address says where it listens, as in 127.0.0.1:9443")
        }
        return address
    }

    private static func kind(
        _ definition: ResourceDefinition, _ subresource: ResourceDefinition.Subresource?
    ) -> JSONValue {
        switch subresource {
        case .eviction: return ["group": "policy", "version": "v1", "kind": "Eviction"]
        case .binding:
            return [
                "group": .string(definition.group), "version": .string(definition.version),
                "kind": "Binding",
            ]
        default:
            return [
                "group": .string(definition.group), "version": .string(definition.version),
                "kind": .string(definition.kind),
            ]
        }
    }

    private static func resource(_ definition: ResourceDefinition) -> JSONValue {
        [
            "group": .string(definition.group), "version": .string(definition.version),
            "resource": .string(definition.plural),
        ]
    }

    /// An object as one version of its resource has it.
    func shown(_ object: JSONValue, as seen: ResourceDefinition) -> JSONValue {
        guard object["metadata"] != nil else { return object }
        var result =
            seen.isEvent && !seen.group.isEmpty ? Self.eventAsNew(object) : object
        if result["apiVersion"] != nil, seen.custom != nil {
            result["apiVersion"] = .string(seen.groupVersion)
        }
        return result
    }

    /// The other way round: a changed object as it is kept.
    func taken(
        _ changed: JSONValue, from seen: ResourceDefinition, _ object: JSONValue
    ) -> JSONValue {
        var result =
            seen.isEvent && !seen.group.isEmpty ? Self.eventAsOld(changed) : changed
        result["apiVersion"] = object["apiVersion"]
        return result
    }

    func review(
        _ uid: String, _ seen: ResourceDefinition, _ object: JSONValue, _ old: JSONValue?,
        _ verb: String, _ operation: Operation
    ) -> JSONValue {
        let path = operation.path
        let subresource = path.subresource.map { JSONValue.string($0.rawValue) }
        let name = path.name ?? object.string("metadata", "name")
        let options = verb == "CREATE" ? "Create" : verb == "UPDATE" ? "Update" : "Delete"
        let request = JSONValue.compact([
            ("uid", .string(uid)), ("kind", Self.kind(seen, path.subresource)),
            ("resource", Self.resource(seen)), ("subResource", subresource),
            ("requestKind", Self.kind(operation.definition, path.subresource)),
            ("requestResource", Self.resource(operation.definition)),
            ("requestSubResource", subresource), ("name", name.map { .string($0) }),
            ("namespace", path.namespace.map { .string($0) }), ("operation", .string(verb)),
            (
                "userInfo",
                .compact([
                    ("username", .string(operation.user.name)),
                    ("uid", operation.user.uid.map { .string($0) }),
                    ("groups", .strings(operation.user.groups)),
                ])
            ), ("object", shown(object, as: seen)), ("oldObject", shown(old ?? .null, as: seen)),
            ("dryRun", .bool(operation.isDryRun)),
            (
                "options",
                ["kind": .string("\(options)Options"), "apiVersion": "meta.k8s.io/v1"]
            ),
        ])
        return [
            "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request,
        ]
    }
}
