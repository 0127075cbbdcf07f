/// As much of OpenAPI as `kubectl` asks for before it creates or applies: which kinds there are and
/// that the server validates fields itself. There are no schemas.
extension Playground {
    func openAPI(_ request: Request, _ parts: [String]) -> Response? {
        switch (parts.first, parts.count) {
        case ("v2", 1): return openAPIv2(request)
        case ("v3", 1):
            var paths = JSONObject()
            for path in groupVersionPaths {
                let digest = Self.digest(document(path).encoded)
                paths[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(digest)")]
            }
            return .json(200, ["paths": .object(paths)])
        case ("v3", 3), ("v3", 4):
            let path = parts.dropFirst().joined(separator: "/")
            guard groupVersionPaths.contains(path) else { return nil }
            return .json(200, document(path))
        default: return nil
        }
    }

    /// `kubectl` reads version 2 as protobuf only; an empty document says that it knows no kinds,
    /// and that makes it use the types that it was built with.
    private func openAPIv2(_ request: Request) -> Response {
        let accept = request.headers["accept"] ?? ""
        guard accept.contains("protobuf") else {
            return .json(
                200,
                [
                    "swagger": "2.0", "info": ["title": "Kubernetes", "version": "v1.36.2"],
                    "paths": .object(JSONObject()), "definitions": .object(JSONObject()),
                ])
        }
        // Field 1, text: "2.0".
        return Response(
            status: 200,
            headers: [
                ("Content-Type", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
            ], body: [0x0A, 0x03] + Array("2.0".utf8))
    }

    private var groupVersionPaths: [String] {
        Set(catalogue.served.map { Self.prefix($0) }).sorted()
    }

    private static func prefix(_ definition: ResourceDefinition) -> String {
        definition.group.isEmpty
            ? "api/\(definition.version)" : "apis/\(definition.group)/\(definition.version)"
    }

    private func document(_ path: String) -> JSONValue {
        var paths = JSONObject()
        for definition in catalogue.served where Self.prefix(definition) == path {
            let space = definition.isNamespaced ? "namespaces/{namespace}/" : ""
            let collection = "/\(path)/\(space)\(definition.plural)"
            paths[collection] = ["post": Self.operation("post", definition)]
            paths["\(collection)/{name}"] = [
                "patch": Self.operation("patch", definition),
                "put": Self.operation("put", definition),
            ]
        }
        return [
            "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "v1.36.2"],
            "paths": .object(paths), "components": ["schemas": .object(JSONObject())],
        ]
    }

    private static func operation(_ action: String, _ definition: ResourceDefinition) -> JSONValue {
        let parameters = ["dryRun", "fieldManager", "fieldValidation"].map { name -> JSONValue in
            ["name": .string(name), "in": "query", "schema": ["type": "string"]]
        }
        return [
            "parameters": .array(parameters),
            "responses": ["200": ["description": "OK"]],
            "x-kubernetes-action": .string(action),
            "x-kubernetes-group-version-kind": [
                "group": .string(definition.group), "version": .string(definition.version),
                "kind": .string(definition.kind),
            ],
        ]
    }
}
