import Foundation
import TestKit

@testable import MusterPlayground

/// Schedulers of a story's own, and objects that are in no namespace.
extension Story {
    /// Puts queues and settings into the config map of the story's own scheduler.
    func configure(_ queues: String, _ settings: JSONValue = [:]) async throws {
        try await apply(TestCluster.configuration(queues, settings: settings, in: name))
    }

    /// Starts a scheduler that is called like the story, and gets to the server as `kubectl` does
    /// unless there is another kubeconfig; its successor need not wait for long.
    func startScheduler(
        _ arguments: [String] = [], kubeconfig: URL? = nil
    ) throws -> ChildProcess {
        let election = [
            "--lease-duration", "5s", "--renew-deadline", "3s", "--retry-period", "1s",
        ]
        return try TestCluster.startScheduler(
            name, kubeconfig: kubeconfig ?? kubectl.kubeconfig, namespace: name,
            election + arguments)
    }

    /// A way to the server that can be cut, and the kubeconfig that leads there.
    func makeProxy() async throws -> (proxy: ServerProxy, kubeconfig: URL) {
        let text = try await kubectl("config view --raw --flatten --minify -o json")
        var config = JSONValue.parse(text) ?? .null
        var entry = config.list("clusters").first ?? .null
        let server = URLComponents(string: entry.string("cluster", "server") ?? "")
        let host = server?.host?.trimmingCharacters(in: ["[", "]"]) ?? ""
        let isSecure = server?.scheme == "https"
        let proxy = try ServerProxy(
            toHost: host, port: UInt16(server?.port ?? (isSecure ? 443 : 80)))
        let address = "\(isSecure ? "https" : "http")://\(ServerProxy.host):\(proxy.port)"
        entry.set("cluster", "server", to: .string(address))
        if isSecure, entry.at("cluster", "tls-server-name") == nil {
            entry.set("cluster", "tls-server-name", to: .string(host))
        }
        config["clusters"] = [entry]
        let kubeconfig = cluster.folder.appending(path: "\(name).json")
        try Data(config.encoded).write(to: kubeconfig)
        return (proxy, kubeconfig)
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
