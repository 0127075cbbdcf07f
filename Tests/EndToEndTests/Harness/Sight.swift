@testable import MusterPlayground

/// A pod as it was seen last.
struct SeenPod: Sendable {
    var value: JSONValue

    var name: String { value.string("metadata", "name") ?? "" }
    var namespace: String { value.string("metadata", "namespace") ?? "" }
    var uid: String { value.string("metadata", "uid") ?? "" }
    /// "" for none.
    var node: String { value.string("spec", "nodeName") ?? "" }
    var phase: String { value.string("status", "phase") ?? "" }
    var isBeingDeleted: Bool { value.at("metadata", "deletionTimestamp") != nil }

    /// A condition of the pod.
    func condition(_ type: String) -> JSONValue? {
        value.list("status", "conditions").first { $0.string("type") == type }
    }
}

/// What is known of a namespace.
struct Sight: Sendable {
    var pods: [String: SeenPod] = [:]
    var events: [String: JSONValue] = [:]

    /// The node of a pod without the name of its story; "" for none.
    func node(of name: String) -> String {
        String(pods[name]?.node.split(separator: "-").last ?? "")
    }

    /// `name: node` of every pod, by name; `-` for no node.
    var placements: [String] {
        pods.keys.sorted().map { "\($0): \(node(of: $0).isEmpty ? "-" : node(of: $0))" }
    }

    /// The names of those that have a node, sorted.
    var placed: [String] { pods.keys.filter { !node(of: $0).isEmpty }.sorted() }

    func isPlaced(_ names: String...) -> Bool { names.allSatisfy { !node(of: $0).isEmpty } }

    /// Status and reason of `PodScheduled`, such as `False SchedulingSkipped`; "" for none.
    func condition(of name: String) -> String {
        guard let condition = pods[name]?.condition("PodScheduled") else { return "" }
        return [condition.string("status"), condition.string("reason")]
            .compactMap { $0 }.joined(separator: " ")
    }

    /// Whether the pod was told that there is no node for it now.
    func isUnschedulable(_ names: String...) -> Bool {
        names.allSatisfy { condition(of: $0) == "False Unschedulable" }
    }

    /// The message of `PodScheduled`.
    func message(of name: String) -> String {
        pods[name]?.condition("PodScheduled")?.string("message") ?? ""
    }

    /// `reason: note` of the events about an object.
    func events(about name: String) -> [String] {
        events.values.filter { $0.string("regarding", "name") == name }
            .map { "\($0.string("reason") ?? ""): \($0.string("note") ?? "")" }.sorted()
    }
}
