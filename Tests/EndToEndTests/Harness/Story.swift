import Foundation
import Testing

@testable import MusterPlayground

/// What happens in one namespace, on nodes that nobody else uses.
struct Story: Sendable {
    let cluster: TestCluster
    /// The namespace, and what the names of the nodes begin with.
    let name: String
    /// Who places the pods.
    var schedulerName: String

    var kubectl: Kubectl { cluster.kubectl }

    /// A story with nodes `n0` and so on.
    ///
    /// - Parameters:
    ///   - cpus: The processors of each node.
    ///   - zones: The zones of the nodes; none if there are none.
    ///   - annotations: Those of the namespace.
    /// - Throws: ``Kubectl/Failure`` or ``Kubelets/Refusal`` if the cluster refuses something.
    init(nodes cpus: [Int], zones: [String] = [], annotations: JSONValue = [:]) async throws {
        cluster = try #require(TestCluster.current)
        let test = (Test.current?.name ?? "story").prefix { $0 != "(" }.lowercased()
        name = "\(test.prefix(24).replacing("_", with: "-"))-\(cluster.run)"
        schedulerName = cluster.schedulerName
        try await kubectl(
            "create", [TestCluster.namespace(name, run: cluster.run, annotations: annotations)])
        for (place, cpu) in cpus.enumerated() {
            let zone = zones.indices.contains(place) ? zones[place] : nil
            try await addNode("n\(place)", cpu: cpu, zone: zone)
        }
        try await cluster.furnish(name)
    }

    // MARK: Nodes

    /// The whole name of a node.
    func node(_ short: String) -> String { "\(name)-\(short)" }

    func addNode(
        _ short: String, cpu: Int, zone: String? = nil, labels: JSONValue = [:]
    ) async throws {
        var all = labels
        all[Self.label] = .string(name)
        all[cluster.label.key] = .string(cluster.label.value)
        all["kubernetes.io/hostname"] = .string(node(short))
        if let zone { all["topology.kubernetes.io/zone"] = .string(zone) }
        try await cluster.kubelets.register(
            node(short), capacity: Self.capacity(cpu: cpu), labels: all,
            taints: [["key": .string(Self.label), "value": .string(name), "effect": "NoSchedule"]])
    }

    static func capacity(cpu: Int) -> JSONValue {
        ["cpu": .integer(Int64(cpu)), "memory": "64Gi", "pods": 110]
    }

    /// What the nodes of a story are known by.
    private static let label = "e2e.muster.dev/story"

    /// What lets pods onto the nodes of this story, and onto no others.
    var place: JSONValue {
        [
            "nodeSelector": [Self.label: .string(name)],
            "tolerations": [["key": .string(Self.label), "operator": "Exists"]],
        ]
    }

    // MARK: Pods

    /// A pod that is to be placed, on the nodes of this story: `app` and `queue` are labels, and
    /// `spec` is more of its spec, which goes before what it has otherwise.
    func pod(
        _ pod: String, app: String = "", queue: String = "", cpu: String = "1",
        labels: JSONValue = [:], annotations: JSONValue = [:], spec: JSONValue = [:]
    ) -> JSONValue {
        var all = labels
        if !app.isEmpty { all["applicationId"] = .string(self.app(app)) }
        if !queue.isEmpty { all["queue"] = .string(queue) }
        return [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": [
                "name": .string(pod), "namespace": .string(name), "labels": all,
                "annotations": annotations,
            ],
            "spec": podSpec(cpu: cpu, spec),
        ]
    }

    /// The whole name of an application: a scheduler knows one of a name, whatever its namespace.
    func app(_ short: String) -> String { "\(name).\(short)" }

    /// The spec of a pod with one container.
    func podSpec(cpu: String, _ more: JSONValue = [:]) -> JSONValue {
        var spec = place
        spec["schedulerName"] = .string(schedulerName)
        spec["containers"] = [
            [
                "name": "main", "image": "registry.example/app:1",
                "resources": ["requests": ["cpu": .string(cpu), "memory": "64Mi"]],
            ]
        ]
        for member in more.object?.members ?? [] {
            if member.key == "nodeSelector" {
                for (key, value) in member.value.stringMembers {
                    spec.set("nodeSelector", key, to: .string(value))
                }
            } else if member.key == "tolerations" {
                spec["tolerations"] = .array(
                    spec.list("tolerations") + (member.value.array ?? []))
            } else {
                spec[member.key] = member.value
            }
        }
        return spec
    }

    /// Pods `prefix0` and so on, alike in all else.
    func pods(_ count: Int, _ prefix: String, _ pod: (String) -> JSONValue) -> [JSONValue] {
        (0..<count).map { pod("\(prefix)\($0)") }
    }

    /// A task group, of which each member needs so much, on the nodes of this story.
    func taskGroup(_ group: String, _ count: Int, cpu: String) -> JSONValue {
        var object = place
        object["name"] = .string(group)
        object["minMember"] = .integer(Int64(count))
        object["minResource"] = ["cpu": .string(cpu), "memory": "64Mi"]
        return object
    }

    /// Annotations of a pod that is a member of a group of a gang.
    func gang(
        _ groups: [JSONValue], member group: String, style: String = "Soft", timeout: Int = 600
    ) -> JSONValue {
        [
            "yunikorn.apache.org/task-group-name": .string(group),
            "yunikorn.apache.org/task-groups": .string(JSONValue.array(groups).text),
            "yunikorn.apache.org/schedulingPolicyParameters": .string(
                "placeholderTimeoutInSeconds=\(timeout) gangSchedulingStyle=\(style)"),
        ]
    }

    /// Annotations of a member of a gang of one group.
    func gang(
        _ count: Int, cpu: String = "1", style: String = "Soft", timeout: Int = 600
    ) -> JSONValue {
        gang(
            [taskGroup("workers", count, cpu: cpu)], member: "workers", style: style,
            timeout: timeout)
    }

    // MARK: What people do

    func apply(_ objects: JSONValue...) async throws { try await kubectl("apply", objects) }

    func apply(_ objects: [JSONValue]) async throws { try await kubectl("apply", objects) }

    /// Deletes pods, and waits until they are gone.
    func deletePods(_ names: String...) async throws {
        try await kubectl("delete pod \(names.joined(separator: " ")) -n \(name)")
    }

    func annotate(_ pod: String, _ annotation: String) async throws {
        try await kubectl("annotate pod \(pod) -n \(name) \(annotation)")
    }

    // MARK: What they see

    /// What is seen now.
    var sight: Sight { cluster.view.sight(of: name) }

    /// Waits until what is seen is as it should be.
    ///
    /// - Returns: What is seen then.
    /// - Throws: ``StoryFailure`` if it does not become so.
    @discardableResult
    func until(
        seconds: Int = 60, line: Int = #line, _ condition: @escaping @Sendable (Sight) -> Bool
    ) async throws -> Sight {
        guard await cluster.view.wait(for: name, seconds: seconds, condition) else {
            throw StoryFailure(self, line: line, seconds: seconds)
        }
        return sight
    }

    /// Waits until a scheduler has written a line that contains a text.
    func until(
        _ scheduler: ChildProcess, says text: String, seconds: Int = 60, line: Int = #line
    ) async throws {
        guard await scheduler.says(text, seconds: seconds) else {
            throw StoryFailure(self, line: line, seconds: seconds, scheduler: scheduler)
        }
    }
}

/// A story does not go on: all that may say why.
struct StoryFailure: Error, CustomStringConvertible {
    let description: String

    init(_ story: Story, line: Int, seconds: Int, scheduler: ChildProcess? = nil) {
        let sight = story.sight
        var lines = ["line \(line): did not come about within \(seconds) s in \(story.name)"]
        for pod in sight.pods.values.sorted(by: { $0.name < $1.name }).prefix(40) {
            lines.append(
                "  \(pod.name) on \(pod.node.isEmpty ? "no node" : pod.node), \(pod.phase)"
                    + (pod.isBeingDeleted ? ", being deleted" : "") + "; PodScheduled "
                    + "\(sight.condition(of: pod.name)): \(sight.message(of: pod.name))")
            for event in sight.events(about: pod.name) { lines.append("    \(event)") }
        }
        let log = (scheduler ?? story.cluster.scheduler).errors.split(separator: "\n")
        lines.append("  the scheduler's last lines:")
        lines += log.suffix(15).map { "    \($0)" }
        description = lines.joined(separator: "\n")
    }
}
