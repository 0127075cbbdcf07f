import Foundation
import KubernetesClient
import Synchronization

@testable import MusterPlayground

private typealias APIRequest = KubernetesClient.Request

/// Plays the machines of the nodes that stories make: registers them, keeps their leases, says that
/// pods bound to them run, and takes away those that were deleted.
///
/// A cluster of an API server and its controllers has nobody else who does that.
final class Kubelets: Sendable {
    private struct State {
        var nodes: Set<String> = []
        /// What was done for a pod, by its UID.
        var running: Set<String> = []
        var ended: Set<String> = []
        var removed: Set<String> = []
    }

    private let client: APIClient
    private let state = Mutex(State())

    /// A pod with this annotation ends well as soon as it runs.
    static let endAnnotation = "e2e.muster.dev/end"

    init(_ client: APIClient) { self.client = client }

    /// Renews the leases every ten seconds, for as long as it lives.
    func renewLeases() {
        for name in state.withLock(\.nodes) {
            send(.patch, "\(Self.leases)/\(name)", ["spec": Self.lease(of: name)])
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + 10) { [weak self] in
            self?.renewLeases()
        }
    }

    // MARK: Nodes

    /// Makes a node that is ready.
    func register(_ name: String, capacity: JSONValue, labels: JSONValue, taints: JSONValue)
        async throws
    {
        let now = Self.timestamp
        let ready: JSONValue = [
            "type": "Ready", "status": "True", "reason": "KubeletReady",
            "lastHeartbeatTime": .string(now), "lastTransitionTime": .string(now),
        ]
        let status: JSONValue = [
            "capacity": capacity, "allocatable": capacity, "conditions": [ready],
        ]
        try await demand(
            .post, "/api/v1/nodes",
            [
                "metadata": ["name": .string(name), "labels": labels],
                "spec": ["taints": taints], "status": status,
            ])
        try await demand(
            .post, Self.leases,
            ["metadata": ["name": .string(name)], "spec": Self.lease(of: name)])
        _ = state.withLock { $0.nodes.insert(name) }
    }

    /// Changes what a node offers.
    func setCapacity(_ capacity: JSONValue, of name: String) async throws {
        try await demand(
            .patch, "/api/v1/nodes/\(name)/status",
            ["status": ["capacity": capacity, "allocatable": capacity]])
    }

    private static let leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"

    private static func lease(of name: String) -> JSONValue {
        [
            "holderIdentity": .string(name), "leaseDurationSeconds": 40,
            "renewTime": .string(microTimestamp),
        ]
    }

    // MARK: Pods

    /// Does for a pod what its node would.
    func note(_ pod: SeenPod) {
        guard state.withLock({ $0.nodes.contains(pod.node) }) else { return }
        let path = "/api/v1/namespaces/\(pod.namespace)/pods/\(pod.name)"
        if pod.isBeingDeleted {
            guard state.withLock({ $0.removed.insert(pod.uid).inserted }) else { return }
            send(
                .delete, path,
                ["gracePeriodSeconds": 0, "preconditions": ["uid": .string(pod.uid)]])
        } else if pod.phase == "Pending" {
            guard state.withLock({ $0.running.insert(pod.uid).inserted }) else { return }
            send(.patch, "\(path)/status", Self.status(of: pod, phase: "Running"))
        } else if pod.phase == "Running",
            pod.value.at("metadata", "annotations", Self.endAnnotation) != nil
        {
            guard state.withLock({ $0.ended.insert(pod.uid).inserted }) else { return }
            send(.patch, "\(path)/status", Self.status(of: pod, phase: "Succeeded"))
        }
    }

    private static func status(of pod: SeenPod, phase: String) -> JSONValue {
        let isRunning = phase == "Running"
        let state: JSONValue =
            isRunning
            ? ["running": ["startedAt": .string(timestamp)]]
            : [
                "terminated": [
                    "exitCode": 0, "reason": "Completed", "startedAt": .string(timestamp),
                    "finishedAt": .string(timestamp),
                ]
            ]
        let conditions = ["Initialized", "ContainersReady", "Ready"].map { type -> JSONValue in
            [
                "type": .string(type),
                "status": isRunning || type == "Initialized" ? "True" : "False",
                "lastTransitionTime": .string(timestamp),
            ]
        }
        let containers = pod.value.list("spec", "containers").map { container -> JSONValue in
            [
                "name": container["name"] ?? "", "image": container["image"] ?? "",
                "imageID": "none", "ready": .bool(isRunning), "restartCount": 0, "state": state,
                "resources": container["resources"] ?? [:],
                "allocatedResources": container.at("resources", "requests") ?? [:],
            ]
        }
        return [
            "metadata": ["uid": .string(pod.uid)],
            "status": [
                "phase": .string(phase), "startTime": .string(timestamp),
                "conditions": .array(conditions), "containerStatuses": .array(containers),
            ],
        ]
    }

    /// Changes what the container of a pod asks for, as `kubectl patch --subresource resize` does,
    /// which older ones do not know.
    func resize(_ pod: String, in namespace: String, cpu: String) async throws {
        let resources: JSONValue = ["requests": ["cpu": .string(cpu)]]
        try await demand(
            .patch, "/api/v1/namespaces/\(namespace)/pods/\(pod)/resize",
            ["spec": ["containers": [["name": "main", "resources": resources]]]])
    }

    /// Says that the node of a pod can never give what it was resized to.
    func refuseResize(of pod: String, in namespace: String) async throws {
        let condition: JSONValue = [
            "type": "PodResizePending", "status": "True", "reason": "Infeasible",
            "lastTransitionTime": .string(Self.timestamp),
        ]
        try await demand(
            .patch, "/api/v1/namespaces/\(namespace)/pods/\(pod)/status",
            ["status": ["conditions": [condition]]])
    }

    // MARK: Requests

    private func request(
        _ verb: APIRequest.Verb, _ path: String, _ body: JSONValue
    ) -> APIRequest {
        let type =
            verb == .patch ? "application/strategic-merge-patch+json" : "application/json"
        return APIRequest(
            verb, path, headers: [Field("Content-Type", type)], body: body.encoded)
    }

    /// Asks for something that need not be done: what it is about may be gone.
    private func send(_ verb: APIRequest.Verb, _ path: String, _ body: JSONValue) {
        client.send(request(verb, path, body)) { _ in }
    }

    /// Asks for something that has to be done.
    private func demand(
        _ verb: APIRequest.Verb, _ path: String, _ body: JSONValue
    ) async throws {
        let response = try await client.send(request(verb, path, body))
        guard response.isSuccess else {
            throw Refusal(text: "\(path): \(String(decoding: response.body, as: UTF8.self))")
        }
    }

    struct Refusal: Error, CustomStringConvertible {
        var text: String
        var description: String { text }
    }

    private static var timestamp: String {
        Date().formatted(Date.ISO8601FormatStyle())
    }

    private static var microTimestamp: String {
        Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            .replacing("Z", with: "000Z")
    }
}
