extension Playground {
    mutating func patch(_ name: String, _ operation: inout Operation) throws -> Response {
        let definition = operation.definition
        guard definition.verbs.contains("patch") else { throw APIError.methodNotAllowed }
        let type = operation.contentType
        switch type {
        case "application/apply-patch+yaml": return try apply(name, &operation)
        case "application/json-patch+json", "application/merge-patch+json": break
        case "application/strategic-merge-patch+json":
            if definition.custom != nil {
                throw APIError.unknownFormat(accepted: [
                    "application/json-patch+json", "application/merge-patch+json",
                    "application/apply-patch+yaml",
                ])
            }
        default: throw APIError.unsupportedPatch
        }
        let document = try operation.document()
        let transform = try Self.transformation(type, document, definition)
        if operation.path.subresource == .scale {
            return try rescale(name, &operation, transform)
        }
        let converts = definition.isEvent && !definition.group.isEmpty
        let stored = try modify(name, &operation) { old in
            if converts { return Self.eventAsOld(try transform(Self.eventAsNew(old))) }
            var new = try transform(old)
            if new["metadata"]?.object == nil { new["metadata"] = old["metadata"] }
            return new
        }
        return answer(200, stored, operation)
    }

    private static func transformation(
        _ type: String, _ document: JSONValue, _ definition: ResourceDefinition
    ) throws -> (JSONValue) throws -> JSONValue {
        if type == "application/json-patch+json" {
            guard let patch = JSONPatch(document) else {
                throw APIError.badRequest(
                    "error decoding patch: json: cannot unmarshal object into Go value of type "
                        + "[]handlers.jsonPatchOp")
            }
            return { old in
                do {
                    return try patch.applied(to: old)
                } catch is JSONPatch.Inapplicable {
                    throw APIError.inapplicablePatch
                }
            }
        }
        guard document.object != nil else {
            throw APIError.badRequest(
                "error decoding patch: json: cannot unmarshal into Go value of type "
                    + "map[string]interface {}")
        }
        if type == "application/merge-patch+json" { return { $0.merged(with: document) } }
        return { $0.strategicallyMerged(with: document) }
    }
}
