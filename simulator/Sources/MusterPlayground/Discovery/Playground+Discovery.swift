/// What the server says about itself: health, version, and which resources there are.
extension Playground {
    /// nil if the path is no such question.
    func answerAboutServer(_ request: Request) throws -> Response? {
        let parts = request.path.split(separator: "/").map(String.init)
        let answer: Response?
        switch (parts.first, parts.count) {
        case ("healthz", _), ("livez", _), ("readyz", _): answer = health(request, parts[0])
        case ("version", 1): answer = .json(200, Self.version)
        case ("openapi", _): answer = openAPI(request, Array(parts.dropFirst()))
        case ("api", 1):
            answer =
                wantsAggregated(request)
                ? aggregated(legacy: true, request) : .json(200, Self.legacyVersions)
        case ("apis", 1):
            answer =
                wantsAggregated(request) ? aggregated(legacy: false, request) : .json(200, groups)
        case ("apis", 2): answer = group(parts[1]).map { .json(200, $0) }
        case ("api", 2): answer = resources("", parts[1]).map { .json(200, $0) }
        case ("apis", 3): answer = resources(parts[1], parts[2]).map { .json(200, $0) }
        case (nil, _): answer = .json(200, Self.paths)
        default: return nil
        }
        guard let answer else { return nil }
        guard request.method == "GET" || request.method == "HEAD" else {
            throw APIError.methodNotAllowed
        }
        return answer
    }

    private static let paths: JSONValue = [
        "paths": .strings([
            "/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3",
            "/readyz", "/version",
        ])
    ]

    private func health(_ request: Request, _ name: String) -> Response {
        guard request.query.contains(where: { $0.name == "verbose" }) else {
            return .plain(200, "ok")
        }
        return .plain(200, "[+]ping ok\n\(name) check passed\n")
    }

    private static let version: JSONValue = [
        "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36",
        "minCompatibilityMajor": "1", "minCompatibilityMinor": "35",
        "gitVersion": "v1.36.2+playground", "gitCommit": "", "gitTreeState": "clean",
        "buildDate": "1970-01-01T00:00:00Z", "goVersion": "", "compiler": "swiftc",
        "platform": "linux/amd64",
    ]

    private static let legacyVersions: JSONValue = [
        "kind": "APIVersions", "versions": ["v1"],
        "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": ""]],
    ]

    /// The names of the groups in the order of their definition, with their versions.
    private var groupVersions: [(group: String, versions: [String])] {
        var found: [(group: String, versions: [String])] = []
        let reviews = [("authentication.k8s.io", "v1"), ("authorization.k8s.io", "v1")]
        for (group, version) in catalogue.served.map({ ($0.group, $0.version) }) + reviews
        where !group.isEmpty {
            if let index = found.firstIndex(where: { $0.group == group }) {
                if !found[index].versions.contains(version) {
                    found[index].versions.append(version)
                }
            } else {
                found.append((group, [version]))
            }
        }
        return found
    }

    private func describe(_ group: String, _ versions: [String]) -> JSONValue {
        let all = versions.map { version -> JSONValue in
            ["groupVersion": .string("\(group)/\(version)"), "version": .string(version)]
        }
        return ["name": .string(group), "versions": .array(all), "preferredVersion": all[0]]
    }

    private var groups: JSONValue {
        [
            "kind": "APIGroupList", "apiVersion": "v1",
            "groups": .array(groupVersions.map { describe($0.group, $0.versions) }),
        ]
    }

    private func group(_ name: String) -> JSONValue? {
        guard let found = groupVersions.first(where: { $0.group == name }) else { return nil }
        var group = describe(found.group, found.versions)
        group["kind"] = "APIGroup"
        group["apiVersion"] = "v1"
        return group
    }

    private func definitions(_ group: String, _ version: String) -> [ResourceDefinition] {
        catalogue.served.filter { $0.group == group && $0.version == version }
            .sorted { $0.plural < $1.plural } + Self.reviewDefinitions(group)
    }

    /// Reviews are created, never kept.
    private static func reviewDefinitions(_ group: String) -> [ResourceDefinition] {
        let kinds: [String]
        switch group {
        case "authentication.k8s.io": kinds = ["SelfSubjectReview", "TokenReview"]
        case "authorization.k8s.io":
            kinds = ["SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"]
        default: return []
        }
        return kinds.map { kind in
            ResourceDefinition(
                group: group, version: "v1", plural: "\(kind.lowercased())s",
                singular: kind.lowercased(), kind: kind, isNamespaced: false, verbs: ["create"])
        }
    }

    private static func verbs(_ subresource: ResourceDefinition.Subresource) -> [String] {
        switch subresource {
        case .binding, .eviction: ["create"]
        case .log: ["get"]
        case .finalize: ["update"]
        default: ["get", "patch", "update"]
        }
    }

    private static func kind(
        _ subresource: ResourceDefinition.Subresource, of definition: ResourceDefinition
    ) -> (group: String, version: String, kind: String) {
        switch subresource {
        case .binding: ("", "", "Binding")
        case .eviction: ("policy", "v1", "Eviction")
        case .scale: ("autoscaling", "v1", "Scale")
        default: ("", "", definition.kind)
        }
    }

    private func resources(_ group: String, _ version: String) -> JSONValue? {
        let found = definitions(group, version)
        guard !found.isEmpty else { return nil }
        let list = found.flatMap { definition -> [JSONValue] in
            let own = JSONValue.compact([
                ("name", .string(definition.plural)),
                ("singularName", .string(definition.singular)),
                ("namespaced", .bool(definition.isNamespaced)),
                ("kind", .string(definition.kind)), ("verbs", .strings(definition.verbs)),
                (
                    "shortNames",
                    definition.shortNames.isEmpty ? nil : .strings(definition.shortNames)
                ),
                (
                    "categories",
                    definition.categories.isEmpty ? nil : .strings(definition.categories)
                ),
            ])
            return [own]
                + definition.subresources.map { subresource in
                    let (group, version, kind) = Self.kind(subresource, of: definition)
                    return .compact([
                        ("name", .string("\(definition.plural)/\(subresource.rawValue)")),
                        ("singularName", ""), ("namespaced", .bool(definition.isNamespaced)),
                        ("group", group.isEmpty ? nil : .string(group)),
                        ("version", version.isEmpty ? nil : .string(version)),
                        ("kind", .string(kind)), ("verbs", .strings(Self.verbs(subresource))),
                    ])
                }
        }
        let groupVersion = group.isEmpty ? version : "\(group)/\(version)"
        return [
            "kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": .string(groupVersion), "resources": .array(list),
        ]
    }

    // MARK: Aggregated discovery

    private func wantsAggregated(_ request: Request) -> Bool {
        let accept = (request.headers["accept"] ?? "").split(separator: ",").first ?? ""
        return accept.contains("as=APIGroupDiscoveryList") && accept.contains("v=v2")
    }

    private func aggregated(legacy: Bool, _ request: Request) -> Response {
        let all = legacy ? [(group: "", versions: ["v1"])] : groupVersions
        let items = all.map { group, versions -> JSONValue in
            let described = versions.map { version -> JSONValue in
                [
                    "version": .string(version), "freshness": "Current",
                    "resources": .array(definitions(group, version).map(Self.describe)),
                ]
            }
            return [
                "metadata": group.isEmpty ? .object(JSONObject()) : ["name": .string(group)],
                "versions": .array(described),
            ]
        }
        let isBeta =
            request.headers["accept"]?.hasPrefix(
                "application/json;g=apidiscovery.k8s.io;v=v2beta1") == true
        let body: JSONValue = [
            "kind": "APIGroupDiscoveryList",
            "apiVersion": isBeta ? "apidiscovery.k8s.io/v2beta1" : "apidiscovery.k8s.io/v2",
            "metadata": .object(JSONObject()), "items": .array(items),
        ]
        let bytes = body.encoded
        let tag = "\"\(Self.digest(bytes))\""
        let headers = [
            (
                "Content-Type",
                "application/json;g=apidiscovery.k8s.io;v=\(isBeta ? "v2beta1" : "v2");"
                    + "as=APIGroupDiscoveryList"
            ), ("Etag", tag), ("Vary", "Accept"),
        ]
        let isKnown = request.headers["if-none-match"] == tag
        return Response(status: isKnown ? 304 : 200, headers: headers, body: isKnown ? [] : bytes)
    }

    private static func describe(_ definition: ResourceDefinition) -> JSONValue {
        let subresources = definition.subresources.map { subresource -> JSONValue in
            let (group, version, kind) = Self.kind(subresource, of: definition)
            return [
                "subresource": .string(subresource.rawValue),
                "responseKind": [
                    "group": .string(group), "version": .string(version), "kind": .string(kind),
                ], "verbs": .strings(verbs(subresource)),
            ]
        }
        return .compact([
            ("resource", .string(definition.plural)),
            (
                "responseKind",
                ["group": "", "version": "", "kind": .string(definition.kind)]
            ), ("scope", definition.isNamespaced ? "Namespaced" : "Cluster"),
            ("singularResource", .string(definition.singular)),
            ("verbs", .strings(definition.verbs)),
            ("shortNames", definition.shortNames.isEmpty ? nil : .strings(definition.shortNames)),
            ("categories", definition.categories.isEmpty ? nil : .strings(definition.categories)),
            ("subresources", subresources.isEmpty ? nil : .array(subresources)),
        ])
    }

    /// Tells two documents apart: FNV-1a, 64 bits (draft-eastlake-fnv).
    static func digest(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Randomness.hexadecimal(hash).uppercased()
    }
}
