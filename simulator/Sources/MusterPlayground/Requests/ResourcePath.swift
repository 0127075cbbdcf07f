/// What a path under `/api` or `/apis` names.
struct ResourcePath: Sendable {
    var definition: ResourceDefinition
    /// nil: all namespaces, or a cluster-wide kind.
    var namespace: String?
    var name: String?
    var subresource: ResourceDefinition.Subresource?
    /// The old form `/api/v1/watch/...`.
    var isWatch = false

    /// nil if no group version is served under this path: the server then answers in plain text.
    init?(_ path: String, in catalogue: ResourceCatalogue) throws {
        var parts = path.split(separator: "/").map(String.init)[...]
        let group: String
        switch parts.popFirst() {
        case "api": group = ""
        case "apis": group = parts.popFirst() ?? ""
        default: return nil
        }
        guard let version = parts.popFirst(),
            catalogue.served.contains(where: { $0.group == group && $0.version == version })
        else { return nil }
        if parts.first == "watch" {
            isWatch = true
            parts.removeFirst()
        }
        func find(_ plural: String) -> ResourceDefinition? {
            catalogue.find(group: group, version: version, plural: plural)
        }
        // `/namespaces/NAME/RESOURCE` unless what follows is a subresource of the namespace.
        if parts.first == "namespaces", parts.count >= 3 {
            let third = parts[parts.startIndex + 2]
            let isSubresource =
                parts.count == 3
                && find("namespaces")?.subresources.contains { $0.rawValue == third }
                    == true
            if !isSubresource {
                namespace = parts[parts.startIndex + 1]
                parts = parts.dropFirst(2)
            }
        }
        guard let plural = parts.popFirst(), let found = find(plural), !found.verbs.isEmpty,
            found.isNamespaced || namespace == nil
        else { throw APIError.noSuchResource }
        definition = found
        name = parts.popFirst()
        if let last = parts.popFirst() {
            guard let known = ResourceDefinition.Subresource(rawValue: last), found.has(known),
                parts.isEmpty
            else { throw APIError.noSuchResource }
            subresource = known
        }
        if found.isNamespaced, name != nil, namespace == nil { throw APIError.noSuchResource }
    }

    /// The key of the object with this name.
    func key(_ name: String) -> ObjectKey {
        ObjectKey(storage: definition.storage, namespace: namespace ?? "", name: name)
    }
}
