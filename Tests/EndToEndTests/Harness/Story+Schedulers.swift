@testable import MusterPlayground

/// Schedulers of a story's own, and objects that are in no namespace.
extension Story {
    /// Puts queues and settings into the config map of the story's own scheduler.
    func configure(_ queues: String, _ settings: JSONValue = [:]) async throws {
        try await apply(TestCluster.configuration(queues, settings: settings, in: name))
    }

    /// Starts a scheduler that is called like the story, and gets to the server as `kubectl` does
    /// or through a proxy.
    func startScheduler(
        _ arguments: [String] = [], through proxy: ServerProxy? = nil
    ) throws -> ChildProcess {
        try TestCluster.startScheduler(
            name, kubeconfig: proxy?.kubeconfig ?? kubectl.kubeconfig, namespace: name, arguments)
    }

    /// The metadata of an object that is in no namespace.
    func clusterWide(_ object: String, annotations: JSONValue = [:]) -> JSONValue {
        [
            "name": .string(object),
            "labels": [cluster.label.key: .string(cluster.label.value)],
            "annotations": annotations,
        ]
    }

    func priorityClass(
        _ name: String, _ value: Int64, _ more: JSONValue, annotations: JSONValue = [:]
    ) -> JSONValue {
        var object = more
        object["apiVersion"] = "scheduling.k8s.io/v1"
        object["kind"] = "PriorityClass"
        object["metadata"] = clusterWide(name, annotations: annotations)
        object["value"] = .integer(value)
        return object
    }
}
