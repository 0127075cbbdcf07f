import FoundationEssentials
import Glibc
import KubernetesClient
import KubernetesModel
import YAMLDocument

/// The cluster, with what is made in it.
final class BenchCluster: Sendable {
    let client: APIClient
    let namespace: String
    /// What the names of the nodes begin with; numbers from 0 follow.
    let nodePrefix: String

    private static let callsAtOnce = 64

    init(kubeconfig: String) throws {
        client = try openClient(kubeconfig)
        let run = String(UInt32.random(in: .min ... .max), radix: 36)
        namespace = "muster-bench-\(run)"
        nodePrefix = "bench-\(run)-"
    }

    // MARK: What is there for all subjects

    func setUp(nodes count: Int) async throws {
        try await make("/api/v1/namespaces", #"{"metadata":{"name":"\#(namespace)"}}"#)
        // Where there is no controller manager nobody else makes it.
        try await make(
            "/api/v1/namespaces/\(namespace)/serviceaccounts", #"{"metadata":{"name":"default"}}"#)
        try await each(count) { self.create(at: "/api/v1/nodes", self.node($0)) }
        // The server has given them the taint of nodes that are not ready.
        try await each(count) { number in
            var request = Request(
                .patch, "/api/v1/nodes/\(self.nodePrefix)\(number)",
                headers: [Field("Content-Type", "application/merge-patch+json")])
            request.body = Array(#"{"spec":{"taints":null}}"#.utf8)
            return request
        }
    }

    /// Deletes what was made; what cannot be deleted is left.
    func tearDown(nodes count: Int) async {
        while let names = try? await podNames(), !names.isEmpty {
            guard (try? await delete(pods: names)) != nil else { break }
        }
        try? await each(count, isRemoval: true) {
            Request(.delete, "/api/v1/nodes/\(self.nodePrefix)\($0)")
        }
        try? await deleteEvents()
        _ = try? await client.send(Request(.delete, "/api/v1/namespaces/\(namespace)"))
    }

    private func node(_ number: Int) -> String {
        let name = "\(nodePrefix)\(number)"
        let amounts = #"{"cpu":"32","memory":"256Gi","pods":"110"}"#
        let now = Timestamp(microseconds: wallMicroseconds()).seconds
        return """
            {"metadata":{"name":"\(name)","labels":{"kubernetes.io/hostname":"\(name)",\
            "kubernetes.io/arch":"amd64","kubernetes.io/os":"linux",\
            "topology.kubernetes.io/zone":"zone-\(number % 3)"}},\
            "status":{"capacity":\(amounts),"allocatable":\(amounts),"conditions":[\
            {"type":"Ready","status":"True","reason":"KubeletReady","message":"hollow",\
            "lastHeartbeatTime":"\(now)","lastTransitionTime":"\(now)"}]}}
            """
    }

    // MARK: Pods

    /// Makes pods that wait for a scheduler.
    func createPods(_ names: [String], schedulerName: String) async throws {
        try await each(names.count) { self.podRequest(names[$0], schedulerName: schedulerName) }
    }

    func createPod(_ name: String, schedulerName: String) async throws {
        try check(await client.send(podRequest(name, schedulerName: schedulerName)))
    }

    private func podRequest(_ name: String, schedulerName: String) -> Request {
        create(
            at: "/api/v1/namespaces/\(namespace)/pods",
            """
            {"metadata":{"name":"\(name)","labels":{"app":"bench"}},\
            "spec":{"schedulerName":"\(schedulerName)","restartPolicy":"Never","containers":[\
            {"name":"main","image":"registry.k8s.io/pause:3.10","resources":{"requests":\
            {"cpu":"100m","memory":"128Mi"}}}]}}
            """)
    }

    func delete(pods names: [String]) async throws {
        try await each(names.count, isRemoval: true) { place in
            var request = Request(
                .delete, "/api/v1/namespaces/\(self.namespace)/pods/\(names[place])")
            request.body = Array(
                #"{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0}"#.utf8)
            return request
        }
    }

    private func podNames() async throws -> [String] {
        var request = Request(.get, "/api/v1/namespaces/\(namespace)/pods")
        request.query = [Field("limit", "1000")]
        let body = try check(await client.send(request)).body
        var decoder = ObjectDecoder()
        return try decoder.decodeList(of: Pod.self, from: body.span).items.map(\.metadata.name)
    }

    // MARK: Events

    /// How many events the namespace has.
    func eventCount() async throws -> Int {
        var request = Request(.get, Event.resource.path(namespace: namespace))
        request.query = [Field("limit", "1")]
        let body = try check(await client.send(request)).body
        let list = try JSONDecoder().decode(CountedList.self, from: Data(body))
        return list.items.count + (list.metadata.remainingItemCount ?? 0)
    }

    func deleteEvents() async throws {
        while try await eventCount() > 0 {
            var request = Request(.delete, Event.resource.path(namespace: namespace))
            // The server deletes one after the other, and gives up after a minute.
            request.query = [Field("limit", "2000")]
            request.timeout = .seconds(90)
            try check(await client.send(request))
        }
    }

    private struct CountedList: Decodable {
        struct Metadata: Decodable { var remainingItemCount: Int? }
        struct Item: Decodable {}
        var metadata: Metadata
        var items: [Item]
    }

    // MARK: Calls

    private func make(_ path: String, _ body: String) async throws {
        let response = try await client.send(create(at: path, body))
        if response.status != 409 { try check(response) }
    }

    private func create(at path: String, _ body: String) -> Request {
        Request(
            .post, path, headers: [Field("Content-Type", "application/json")],
            body: Array(body.utf8))
    }

    /// Makes many calls, some at a time.
    private func each(
        _ count: Int, isRemoval: Bool = false, _ request: @escaping @Sendable (Int) -> Request
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<Self.callsAtOnce {
                group.addTask {
                    for place in stride(from: worker, to: count, by: Self.callsAtOnce) {
                        let response = try await self.client.send(request(place))
                        if isRemoval, response.status == 404 { continue }
                        try check(response)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// The answer, if the server did what it was asked.
@discardableResult
func check(_ response: Response) throws -> Response {
    guard response.isSuccess else {
        let message = APIStatus(response.body)?.message ?? ""
        throw BenchError("the server answered with status \(response.status): \(message)")
    }
    return response
}

/// A client as the scheduler has it.
func openClient(_ kubeconfig: String) throws -> APIClient {
    let reading = readKubeconfig([kubeconfig])
    guard var server = reading.configuration else {
        throw BenchError(reading.problems.map(\.description).joined(separator: "\n"))
    }
    server.userAgent = "muster-bench-live"
    return try APIClient(server)
}

/// Microseconds since 1970.
func wallMicroseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}

/// Nanoseconds of a clock that does not go back.
func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
