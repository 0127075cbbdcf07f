import FoundationEssentials

extension Playground {
    mutating func read(_ operation: Operation) throws -> Answer {
        let path = operation.path
        guard let name = path.name else {
            if path.isWatch || operation.request.flag("watch") {
                return .watch(try watch(operation))
            }
            return .response(try list(operation))
        }
        if path.isWatch { return .watch(try watch(operation)) }
        if operation.request.flag("watch") { return .watch(try watch(operation)) }
        guard let stored = store[path.key(name)] else {
            throw APIError.notFound(path.definition, name)
        }
        switch path.subresource {
        case nil, .status, .resize, .ephemeralcontainers:
            return .response(answer(200, stored, operation))
        case .scale: return .response(.json(200, scale(of: stored, path.definition)))
        case .log:
            let node = stored.value.string("spec", "nodeName") ?? ""
            throw APIError.unforeseen(
                "Get \"https://\(node):10250/containerLogs/\(stored.namespace)/\(name)\": "
                    + "the nodes of this playground are hollow and have no logs")
        default: throw APIError.methodNotAllowed
        }
    }

    /// The answer that carries one object, in the form that was asked for.
    func answer(_ status: Int, _ stored: StoredObject, _ operation: Operation) -> Response {
        var response: Response
        switch operation.representation.form {
        case .object:
            response = .json(status, text(stored, operation.definition))
        case .table:
            response = .json(
                status,
                table(
                    [stored], operation.definition,
                    metadata: ["resourceVersion": .string(String(stored.revision))],
                    include: operation.request.parameter("includeObject")))
        case .partialMetadata:
            response = .json(status, Self.partial(stored))
        }
        if operation.representation.isYAML {
            // JSON is YAML; a client that reads the one reads the other.
            response.headers = [("Content-Type", "application/yaml")]
        }
        response.warn(operation.warnings)
        return response
    }

    /// The text of an object with kind and version.
    func text(_ stored: StoredObject, _ definition: ResourceDefinition) -> [UInt8] {
        var body = stored.encoded
        if definition.isEvent, !definition.group.isEmpty {
            body = Self.eventAsNew(stored.value).encoded
        }
        var bytes = Array(
            "{\"kind\":\"\(definition.kind)\",\"apiVersion\":\"\(definition.groupVersion)\"".utf8)
        if body.count > 2 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(contentsOf: body.dropFirst())
        return bytes
    }

    static func partial(_ stored: StoredObject) -> JSONValue {
        [
            "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
            "metadata": stored.metadata,
        ]
    }

    // MARK: Lists

    private struct Page {
        var objects: [StoredObject]
        var metadata: JSONValue
    }

    private func list(_ operation: Operation) throws -> Response {
        let page = try page(operation)
        let definition = operation.definition
        switch operation.representation.form {
        case .table:
            return .json(
                200,
                table(
                    page.objects, definition, metadata: page.metadata,
                    include: operation.request.parameter("includeObject")))
        case .partialMetadata:
            return .json(
                200,
                [
                    "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
                    "metadata": page.metadata,
                    "items": .array(page.objects.map { Self.partial($0) }),
                ])
        case .object:
            var metadata = page.metadata
            // What comes from custom resources says even that there is no more.
            if definition.custom != nil, metadata["continue"] == nil { metadata["continue"] = "" }
            var response = Response.json(200, listText(page.objects, definition, metadata))
            if operation.representation.isYAML {
                response.headers = [("Content-Type", "application/yaml")]
            }
            return response
        }
    }

    func listText(
        _ objects: [StoredObject], _ definition: ResourceDefinition, _ metadata: JSONValue
    ) -> [UInt8] {
        var bytes = Array(
            "{\"kind\":\"\(definition.listKind)\",\"apiVersion\":\"\(definition.groupVersion)\","
                .utf8)
        bytes.reserveCapacity(objects.reduce(256) { $0 + $1.encoded.count + 1 })
        bytes.append(contentsOf: "\"metadata\":".utf8)
        metadata.encode(into: &bytes)
        bytes.append(contentsOf: ",\"items\":[".utf8)
        let needsKind = definition.custom != nil
        let converts = definition.isEvent && !definition.group.isEmpty
        for (index, object) in objects.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if needsKind {
                bytes.append(contentsOf: text(object, definition))
            } else if converts {
                Self.eventAsNew(object.value).encode(into: &bytes)
            } else {
                bytes.append(contentsOf: object.encoded)
            }
        }
        bytes.append(contentsOf: "]}".utf8)
        return bytes
    }

    private func page(_ operation: Operation) throws -> Page {
        let request = operation.request
        let labels = try LabelSelector(query: request.parameter("labelSelector") ?? "")
        let fields = try FieldSelector(
            query: request.parameter("fieldSelector") ?? "", of: operation.definition)
        let limit = request.parameter("limit").flatMap(Int.init) ?? 0
        var token: ContinueToken?
        if let text = request.parameter("continue"), !text.isEmpty {
            token = try ContinueToken(text)
        }
        let version = try version(of: request, continuing: token, limit: limit)
        let storage = operation.definition.storage
        let namespace = operation.path.namespace
        guard
            var objects = store.list(
                storage: storage, namespace: namespace, at: version ?? store.revision)
        else { throw Self.tooOld(token) }
        if let token {
            objects.removeAll { "/\($0.namespace)/\($0.name)" < token.start }
        }
        let selects = !labels.requirements.isEmpty || !fields.requirements.isEmpty
        if selects {
            objects.removeAll {
                !labels.matches($0.value.at("metadata", "labels")) || !fields.matches($0.value)
            }
        }
        let shown = version ?? store.revision
        var metadata: JSONValue = ["resourceVersion": .string(String(shown))]
        if limit > 0, objects.count > limit, let last = objects.prefix(limit).last {
            let next = ContinueToken(
                version: shown, start: "/\(last.namespace)/\(last.name)\u{0}")
            metadata["continue"] = .string(next.text)
            if !selects {
                metadata["remainingItemCount"] = .integer(Int64(objects.count - limit))
            }
            objects.removeSubrange(limit...)
        }
        return Page(objects: objects, metadata: metadata)
    }

    private static func tooOld(_ token: ContinueToken?) -> APIError {
        guard let token else {
            return .expired("The resourceVersion for the provided list is too old.")
        }
        return .expired(
            "The provided continue parameter is too old to display a consistent list result. "
                + "You can start a new list without the continue parameter, or use the continue "
                + "token in this response to retrieve the remainder of the results. Continuing "
                + "with the provided token results in an inconsistent list - objects that were "
                + "created, modified, or deleted between the time the first chunk was returned "
                + "and now may show up in the list.",
            continueToken: ContinueToken(version: -1, start: token.start).text)
    }

    /// The version that a list has to show; nil for the latest.
    private func version(
        of request: Request, continuing token: ContinueToken?, limit: Int
    ) throws -> Int64? {
        let match = request.parameter("resourceVersionMatch") ?? ""
        let text = request.parameter("resourceVersion") ?? ""
        var causes: [APIError.Cause] = []
        if !match.isEmpty, text.isEmpty {
            causes.append(
                .forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden unless resourceVersion is provided"))
        }
        if !match.isEmpty, match != "Exact", match != "NotOlderThan" {
            causes.append(.unsupported("resourceVersionMatch", match, ["Exact", "NotOlderThan"]))
        }
        if request.flag("sendInitialEvents") {
            causes.append(
                .forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
        }
        guard causes.isEmpty else { throw APIError.invalidOptions("ListOptions", causes) }
        if let token { return token.version < 0 ? nil : token.version }
        guard !text.isEmpty else { return nil }
        guard let asked = Int64(text), asked >= 0 else {
            throw APIError.badRequest("invalid resource version: \(Self.malformedVersion(text))")
        }
        if asked > store.revision {
            throw APIError.futureVersion(asked, current: store.revision)
        }
        let isExact = match == "Exact" || (match.isEmpty && limit > 0 && asked > 0)
        return isExact ? asked : nil
    }

    static func malformedVersion(_ text: String) -> String {
        "resourceVersion: Invalid value: \"\(text)\": strconv.ParseUint: parsing \"\(text)\": "
            + "invalid syntax"
    }
}

/// Where a list goes on: the version that its first page showed, and the first path of the next.
///
/// The form is that of the API server: base64url of a JSON object.
struct ContinueToken: Sendable, Equatable {
    /// -1: the latest, whatever the first page showed.
    var version: Int64
    var start: String

    init(version: Int64, start: String) {
        self.version = version
        self.start = start
    }

    init(_ text: String) throws {
        var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.count % 4) % 4)
        guard let data = Data(base64Encoded: base64) else {
            throw APIError.badRequest(
                "invalid continue token: continue key is not valid: illegal base64 data")
        }
        let document = JSONValue.parse(Array(data))
        guard let version = document?.integer("rv"), let start = document?.string("start") else {
            let first = data.first.map { String(UnicodeScalar($0)) } ?? ""
            throw APIError.badRequest(
                "invalid continue token: continue key is not valid: invalid character '\(first)' "
                    + "looking for beginning of value")
        }
        self.version = version
        self.start = start
    }

    var text: String {
        let document: JSONValue = [
            "v": "meta.k8s.io/v1", "rv": .integer(version), "start": .string(start),
        ]
        return Data(document.encoded).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
