extension Playground {
    func scale(of object: StoredObject, _ definition: ResourceDefinition) -> JSONValue {
        var metadata = JSONValue.object(JSONObject())
        for field in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata[field] = object.value.at("metadata", field)
        }
        let labels = (object.value.at("spec", "selector", "matchLabels") ?? .null).stringMembers
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata,
            "spec": ["replicas": object.value.at("spec", "replicas") ?? 0],
            "status": [
                "replicas": object.value.at("status", "replicas") ?? 0,
                "selector": .string(labels.map { "\($0.key)=\($0.value)" }.joined(separator: ",")),
            ],
        ]
    }

    /// Changes the number of replicas through the scale subresource.
    mutating func rescale(
        _ name: String, _ operation: inout Operation,
        _ transform: (JSONValue) throws -> JSONValue
    ) throws -> Response {
        guard let old = store[operation.path.key(name)] else {
            throw APIError.notFound(operation.definition, name)
        }
        let wanted = try transform(scale(of: old, operation.definition))
        guard let replicas = wanted.integer("spec", "replicas"), replicas >= 0 else {
            throw APIError.badRequest("spec.replicas: must be greater than or equal to 0")
        }
        if let version = wanted.string("metadata", "resourceVersion"), !version.isEmpty,
            version != String(old.revision)
        {
            throw APIError.conflict(operation.definition, name)
        }
        operation.path.subresource = nil
        let stored = try modify(name, &operation) { value in
            var new = value
            new.set("spec", "replicas", to: .integer(replicas))
            return new
        }
        return .json(200, scale(of: stored, operation.definition))
    }
}
