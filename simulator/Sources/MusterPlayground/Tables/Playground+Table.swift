/// Objects as a table, with the columns that `kubectl get` shows.
extension Playground {
    /// One column: how it is called and what an object has in it.
    struct Column: Sendable {
        var name: String
        var type = "string"
        var format = ""
        /// 0: always shown; 1: with `-o wide`.
        var priority: Int64 = 0
        var cell: @Sendable (StoredObject, Instant) -> JSONValue

        init(
            _ name: String, type: String = "string", format: String = "", priority: Int64 = 0,
            _ cell: @escaping @Sendable (StoredObject, Instant) -> JSONValue
        ) {
            self.name = name
            self.type = type
            self.format = format
            self.priority = priority
            self.cell = cell
        }

        static let name = Column("Name", format: "name") { object, _ in .string(object.name) }
        static let age = Column("Age") { object, now in
            .string(Self.age(object.value.at("metadata", "creationTimestamp"), now))
        }

        static func age(_ timestamp: JSONValue?, _ now: Instant) -> String {
            guard let text = timestamp?.string, let start = Instant(timestamp: text) else {
                return "<unknown>"
            }
            return now.age(since: start)
        }
    }

    func table(
        _ objects: [StoredObject], _ definition: ResourceDefinition, metadata: JSONValue,
        include: String?
    ) -> JSONValue {
        let columns = columns(of: definition)
        let described = columns.map { column -> JSONValue in
            [
                "name": .string(column.name), "type": .string(column.type),
                "format": .string(column.format), "description": "",
                "priority": .integer(column.priority),
            ]
        }
        let rows = objects.map { object -> JSONValue in
            let cells = columns.map { $0.cell(object, now) }
            let shown: JSONValue
            switch include {
            case "None": shown = .null
            case "Object": shown = object.value
            default: shown = Self.partial(object)
            }
            return ["cells": .array(cells), "object": shown]
        }
        return [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
            "columnDefinitions": .array(described), "rows": .array(rows),
        ]
    }

    private func columns(of definition: ResourceDefinition) -> [Column] {
        if let custom = definition.custom { return Self.columns(of: custom) }
        switch definition.kind {
        case "Pod": return Self.podColumns
        case "Node": return Self.nodeColumns
        case "Event": return Self.eventColumns
        default: return Self.simpleColumns[definition.kind] ?? [.name, .age]
        }
    }

    private static func columns(of custom: ResourceDefinition.CustomVersion) -> [Column] {
        guard !custom.columns.isEmpty else { return [.name, .age] }
        return [.name]
            + custom.columns.map { column in
                let path = (column.string("jsonPath") ?? "").split(separator: ".").map(String.init)
                let type = column.string("type") ?? "string"
                return Column(
                    column.string("name") ?? "", type: type,
                    format: column.string("format") ?? "",
                    priority: column.integer("priority") ?? 0
                ) { object, now in
                    let value = object.value.at(path[...])
                    if type == "date" { return .string(Column.age(value, now)) }
                    return value ?? .null
                }
            }
    }

    /// What stands at a path, as text; `fallback` if nothing.
    static func text(
        _ name: String, _ path: String..., priority: Int64 = 0, fallback: String = "<none>"
    ) -> Column {
        Column(name, priority: priority) { object, _ in
            switch object.value.at(path[...]) {
            case .string(let text): .string(text.isEmpty ? fallback : text)
            case .integer(let number): .string(String(number))
            case .bool(let flag): .string(flag ? "true" : "false")
            default: .string(fallback)
            }
        }
    }

    static func number(_ name: String, _ path: String...) -> Column {
        Column(name, type: "integer") { object, _ in
            .integer(object.value.at(path[...])?.integer ?? 0)
        }
    }

    private static let eventColumns: [Column] = [
        Column("Last Seen") { event, now in
            let last =
                event.value.string("series", "lastObservedTime")
                ?? event.value.string("lastTimestamp") ?? event.value.string("eventTime")
            return .string(Column.age(last.map { .string($0) }, now))
        },
        text("Type", "type", fallback: ""), text("Reason", "reason", fallback: ""),
        Column("Object") { event, _ in
            let kind = event.value.string("involvedObject", "kind")?.lowercased() ?? ""
            return .string("\(kind)/\(event.value.string("involvedObject", "name") ?? "")")
        },
        text("Subobject", "involvedObject", "fieldPath", priority: 1, fallback: ""),
        Column("Source", priority: 1) { event, _ in
            let component = event.value.string("source", "component") ?? ""
            let controller = event.value.string("reportingComponent") ?? ""
            return .string(component.isEmpty ? controller : component)
        },
        text("Message", "message", fallback: ""),
        Column("First Seen", priority: 1) { event, now in
            let first = event.value.string("firstTimestamp") ?? event.value.string("eventTime")
            return .string(Column.age(first.map { .string($0) }, now))
        },
        Column("Count", type: "integer", format: "", priority: 1) { event, _ in
            .integer(event.value.integer("series", "count") ?? event.value.integer("count") ?? 1)
        },
        Column("Name", format: "name", priority: 1) { event, _ in .string(event.name) },
    ]

    private static let nodeColumns: [Column] = [
        .name,
        Column("Status") { node, _ in
            let ready = node.value.list("status", "conditions").first { $0["type"] == "Ready" }
            var words = [
                ready?["status"] == "True" ? "Ready" : ready == nil ? "Unknown" : "NotReady"
            ]
            if node.value.at("spec", "unschedulable") == true { words.append("SchedulingDisabled") }
            return .string(words.joined(separator: ","))
        },
        Column("Roles") { node, _ in
            let prefix = "node-role.kubernetes.io/"
            let roles = (node.value.at("metadata", "labels") ?? .null).stringMembers
                .filter { $0.key.hasPrefix(prefix) }.map { String($0.key.dropFirst(prefix.count)) }
            return .string(roles.isEmpty ? "<none>" : roles.joined(separator: ","))
        },
        .age, text("Version", "status", "nodeInfo", "kubeletVersion", fallback: ""),
        address("Internal-IP", "InternalIP"), address("External-IP", "ExternalIP"),
        text("OS-Image", "status", "nodeInfo", "osImage", priority: 1, fallback: "<unknown>"),
        Column("Kernel-Version", priority: 1) { node, _ in
            let information = node.value.at("status", "nodeInfo") ?? .null
            let kernel = information.string("kernelVersion") ?? "<unknown>"
            let machine = information.string("architecture") ?? ""
            return .string(machine.isEmpty ? kernel : "\(kernel) (\(machine))")
        },
        text(
            "Container-Runtime", "status", "nodeInfo", "containerRuntimeVersion", priority: 1,
            fallback: "<unknown>"),
    ]

    private static func address(_ name: String, _ type: String) -> Column {
        Column(name, priority: 1) { node, _ in
            let found = node.value.list("status", "addresses").first { $0.string("type") == type }
            return .string(found?.string("address") ?? "<none>")
        }
    }
}
