import Foundation
import KubernetesClient
import Synchronization
import Testing
import YAMLDocument

@testable import MusterPlayground

/// The cluster that the stories are told in: that of `MUSTER_E2E_KUBECONFIG`, else a playground.
final class TestCluster: Sendable {
    /// The one that is there while the stories are told.
    @TaskLocal static var current: TestCluster?

    /// Distinguishes what this run makes from everything else in the cluster.
    let run: String
    let folder: URL
    let kubectl: Kubectl
    let view: ClusterView
    let kubelets: Kubelets
    /// The scheduler of most stories.
    let scheduler: ChildProcess
    private let playground: ChildProcess?
    private let client: APIClient

    /// The name of the scheduler of most stories.
    var schedulerName: String { "muster-\(run)" }
    /// What all cluster-wide objects of this run have.
    var label: (key: String, value: String) { ("e2e.muster.dev/run", run) }

    /// Starts what is not there yet.
    init() async throws {
        run = String(UInt32.random(in: .min ... .max), radix: 36)
        folder = FileManager.default.temporaryDirectory.appending(path: "muster-e2e-\(run)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let kubeconfig: URL
        let given = ProcessInfo.processInfo.environment["MUSTER_E2E_KUBECONFIG"] ?? ""
        if !given.isEmpty {
            kubeconfig = URL(filePath: given)
            playground = nil
        } else {
            (playground, kubeconfig) = try Self.startPlayground(in: folder)
        }
        kubectl = Kubectl(kubeconfig: kubeconfig, home: folder)
        let reading = readKubeconfig([kubeconfig.path], context: nil)
        guard let server = reading.configuration else {
            throw Kubelets.Refusal(text: reading.problems.map(\.description).joined())
        }
        print("EndToEndTests: on \(server.server), as run \(run)")
        client = try APIClient(server)
        view = ClusterView(kubectl)
        kubelets = Kubelets(client)
        try view.start { [kubelets] in kubelets.note($0) }
        kubelets.renewLeases()
        let namespace = "e2e-\(run)"
        try await kubectl("create", [Self.namespace(namespace, run: run)])
        try await kubectl(
            "create", [Self.configuration(SharedQueues.text, settings: [:], in: namespace)])
        scheduler = try Self.startScheduler(
            "muster-\(run)", kubeconfig: kubeconfig, namespace: namespace, [])
    }

    /// Takes away what was made, and ends what was started.
    func close() async {
        scheduler.end()
        if playground == nil {
            // The nodes go last: until then there is somebody who takes their pods away.
            for kinds in ["namespaces", "nodes,persistentvolumes,storageclasses,priorityclasses"] {
                _ = try? await kubectl(
                    "delete \(kinds) -l \(label.key)=\(label.value) --timeout=120s")
            }
        }
        view.stop()
        client.close()
        playground?.end(by: SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    // MARK: Programs

    /// The built program: that of `MUSTER_E2E_PROGRAM`, else the one that lies beside the tests.
    private static let program: URL = {
        if let given = ProcessInfo.processInfo.environment["MUSTER_E2E_PROGRAM"] {
            return URL(filePath: given)
        }
        let runner = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let bundles = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
        let package = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../.build/debug").standardizedFileURL
        return ([runner] + bundles + [package]).map { $0.appending(path: "muster") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
            ?? runner.appending(path: "muster")
    }()

    private static func startPlayground(in folder: URL) throws -> (ChildProcess, URL) {
        let kubeconfig = folder.appending(path: "playground.yaml")
        let isReady = DispatchSemaphore(value: 0)
        let playground = try ChildProcess(
            program,
            [
                "playground", "--port", "0", "--nodes", "0", "--write-kubeconfig",
                kubeconfig.path,
            ], environment: [:]
        ) { _ in isReady.signal() }
        isReady.wait()
        guard playground.isRunning else { throw Kubelets.Refusal(text: playground.errors) }
        return (playground, kubeconfig)
    }

    /// Starts a scheduler.
    static func startScheduler(
        _ name: String, kubeconfig: URL, namespace: String, _ arguments: [String]
    ) throws -> ChildProcess {
        try ChildProcess(
            program,
            [
                "scheduler", "--kubeconfig", kubeconfig.path, "--scheduler-name", name,
                "--namespace", namespace,
            ] + arguments,
            environment: [
                "HOSTNAME": "e2e", "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
            ])
    }

    // MARK: Objects

    static func namespace(
        _ name: String, run: String, annotations: JSONValue = [:]
    ) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": [
                "name": .string(name), "labels": ["e2e.muster.dev/run": .string(run)],
                "annotations": annotations,
            ],
        ]
    }

    /// The config map of a scheduler.
    static func configuration(
        _ queues: String, settings: JSONValue, in namespace: String
    ) -> JSONValue {
        var data = settings
        if !queues.isEmpty { data["queues.yaml"] = .string(queues) }
        return [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "muster-configs", "namespace": .string(namespace)],
            "data": data,
        ]
    }

    /// Waits until a namespace has what pods need.
    func furnish(_ namespace: String) async throws {
        let path = "/api/v1/namespaces/\(namespace)/serviceaccounts/default"
        for _ in 0..<1000 {
            if try await client.send(KubernetesClient.Request(.get, path)).isSuccess { return }
        }
        throw Kubelets.Refusal(text: "namespace \(namespace) gets no service account")
    }
}

/// Gives a suite its cluster.
struct ClusterTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let cluster = try await TestCluster()
        do {
            try await TestCluster.$current.withValue(cluster) { try await function() }
        } catch {
            await cluster.close()
            throw error
        }
        #expect(cluster.view.moved == [], "a pod was bound twice")
        await cluster.close()
    }
}

extension Trait where Self == ClusterTrait {
    /// A cluster is there while the tests of the suite run.
    static var cluster: ClusterTrait { ClusterTrait() }
}
