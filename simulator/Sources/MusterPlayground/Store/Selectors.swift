/// A label selector: all requirements must hold.
struct LabelSelector: Sendable, Equatable {
    enum Operator: String, Sendable {
        case isIn, notIn, exists, doesNotExist
    }
    struct Requirement: Sendable, Equatable {
        var key: String
        var operation: Operator
        var values: [String] = []
    }

    var requirements: [Requirement] = []

    func matches(_ labels: JSONValue?) -> Bool {
        requirements.allSatisfy { requirement in
            let value = labels?[requirement.key]?.string
            switch requirement.operation {
            case .isIn: return value.map(requirement.values.contains) ?? false
            case .notIn: return value.map { !requirement.values.contains($0) } ?? true
            case .exists: return value != nil
            case .doesNotExist: return value == nil
            }
        }
    }

    /// Of an object's `selector` field: `matchLabels` and `matchExpressions`.
    ///
    /// An absent selector matches nothing, an empty one everything.
    init?(object: JSONValue?) {
        guard let object, !object.isNull else { return nil }
        for (key, value) in (object["matchLabels"] ?? .null).stringMembers {
            requirements.append(Requirement(key: key, operation: .isIn, values: [value]))
        }
        for expression in object.list("matchExpressions") {
            let values = expression.list("values").compactMap(\.string)
            let operation: Operator
            switch expression.string("operator") {
            case "In": operation = .isIn
            case "NotIn": operation = .notIn
            case "Exists": operation = .exists
            default: operation = .doesNotExist
            }
            requirements.append(
                Requirement(
                    key: expression.string("key") ?? "", operation: operation, values: values))
        }
    }

    /// Of a query parameter: `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
    init(query: String) throws {
        var tokens = Self.tokens(query)[...]
        while !tokens.isEmpty {
            requirements.append(try Self.requirement(&tokens))
            if let next = tokens.first {
                guard next == "," else {
                    throw Self.unexpected(next, "',' or 'end of string'")
                }
                tokens.removeFirst()
                if tokens.isEmpty { throw Self.unexpected("", "identifier after ','") }
            }
        }
    }

    private static func unexpected(_ found: String, _ expected: String) -> APIError {
        .badRequest(
            "unable to parse requirement: found '\(found)', expected: \(expected)")
    }

    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var word = ""
        func finish() {
            if !word.isEmpty { tokens.append(word) }
            word = ""
        }
        for character in text {
            switch character {
            case " ", "\t": finish()
            case ",", "(", ")":
                finish()
                tokens.append(String(character))
            case "=", "!":
                finish()
                if character == "=", let last = tokens.last, last == "=" || last == "!" {
                    tokens[tokens.count - 1] = last + "="
                } else {
                    tokens.append(String(character))
                }
            default: word.append(character)
            }
        }
        finish()
        return tokens
    }

    private static func isWord(_ token: String) -> Bool {
        !["=", "==", "!=", "!", ",", "(", ")"].contains(token)
    }

    private static func word(_ tokens: inout ArraySlice<String>) throws -> String {
        guard let token = tokens.first, isWord(token) else {
            throw unexpected(tokens.first ?? "", "identifier")
        }
        tokens.removeFirst()
        return token
    }

    private static func requirement(_ tokens: inout ArraySlice<String>) throws -> Requirement {
        if tokens.first == "!" {
            tokens.removeFirst()
            return Requirement(key: try word(&tokens), operation: .doesNotExist)
        }
        let key = try word(&tokens)
        guard let sign = tokens.first, sign != "," else {
            return Requirement(key: key, operation: .exists)
        }
        tokens.removeFirst()
        switch sign {
        case "=", "==", "!=":
            // A value may be empty.
            var value = ""
            if let next = tokens.first, next != "," { value = try word(&tokens) }
            _ = value
            return Requirement(
                key: key, operation: sign == "!=" ? .notIn : .isIn, values: [value])
        case "in", "notin":
            guard tokens.popFirst() == "(" else { throw unexpected(sign, "'('") }
            var values: [String] = []
            while let token = tokens.popFirst(), token != ")" {
                if isWord(token) { values.append(token) }
            }
            return Requirement(
                key: key, operation: sign == "in" ? .isIn : .notIn, values: values)
        default:
            throw unexpected(sign, "in, notin, =, ==, !=, gt, lt")
        }
    }
}

/// A field selector: paths that must, or must not, have a value.
///
/// An absent field counts as empty.
struct FieldSelector: Sendable, Equatable {
    struct Requirement: Sendable, Equatable {
        var path: [String]
        var value: String
        var equal: Bool
    }

    var requirements: [Requirement] = []

    /// Paths that may be asked for besides `metadata.name` and `metadata.namespace`.
    private static let supported: [String: Set<String>] = [
        "pods": [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
            "spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs",
            "status.nominatedNodeName",
        ],
        "nodes": ["spec.unschedulable"],
        "namespaces": ["status.phase"],
        "secrets": ["type"],
        "jobs": ["status.successful"],
        "replicasets": ["status.replicas"],
        "replicationcontrollers": ["status.replicas"],
        "services": ["spec.clusterIP", "spec.type"],
        "resourceslices": ["spec.nodeName", "spec.driver"],
        "events": [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name",
            "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
            "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
            "regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid",
            "regarding.apiVersion", "regarding.resourceVersion", "regarding.fieldPath",
            "reportingController",
        ],
    ]

    init(query: String, of definition: ResourceDefinition) throws {
        for part in query.split(separator: ",") where !part.isEmpty {
            var text = part
            var equal = true
            guard let sign = text.firstIndex(of: "=") else {
                throw APIError.badRequest(
                    "invalid selector: '\(query)'; can't understand '\(part)'")
            }
            var value = String(text[text.index(after: sign)...])
            if value.hasPrefix("=") { value.removeFirst() }
            text = text[..<sign]
            if text.hasSuffix("!") {
                text = text.dropLast()
                equal = false
            }
            let known =
                text == "metadata.name" || text == "metadata.namespace"
                || Self.supported[definition.plural]?.contains(String(text)) == true
            guard known else {
                throw APIError.badRequest("field label not supported: \(text)")
            }
            var path = text.split(separator: ".").map(String.init)
            if definition.isEvent {
                if path[0] == "regarding" { path[0] = "involvedObject" }
                if path[0] == "reportingController" { path[0] = "reportingComponent" }
                if path[0] == "source" { path.append("component") }
            }
            requirements.append(Requirement(path: path, value: value, equal: equal))
        }
    }

    func matches(_ object: JSONValue) -> Bool {
        requirements.allSatisfy { requirement in
            let text: String
            switch object.at(requirement.path[...]) {
            case .string(let value): text = value
            case .bool(let flag): text = flag ? "true" : "false"
            case .integer(let number): text = String(number)
            default:
                text =
                    requirement.path.last == "unschedulable"
                        || requirement.path.last
                            == "hostNetwork"
                    ? "false" : ""
            }
            return (text == requirement.value) == requirement.equal
        }
    }

    /// The one name that is asked for, if there is one.
    var name: String? {
        requirements.first { $0.path == ["metadata", "name"] && $0.equal }?.value
    }
}
