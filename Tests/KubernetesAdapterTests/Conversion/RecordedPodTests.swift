import FoundationEssentials
import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

/// The pod that kube-apiserver 1.36 has stored with nearly everything in it that a scheduler reads.
@Suite("A recorded pod in the core's words")
struct RecordedPodTests {
    private let pod: Pod

    init() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "KubernetesModelTests/Fixtures/pods/create-full.http")
        let text = try String(contentsOf: file, encoding: .utf8)
        let answer = try #require(text.firstRange(of: "\nHTTP/1.1 201"))
        let body = try #require(text[answer.upperBound...].firstRange(of: "\n\n"))
        pod = try object(String(text[body.upperBound...]))
    }

    private func constraints() throws -> PlacementConstraints {
        var pod = pod
        pod.spec.schedulingGates = []
        pod.spec.volumes = []
        return try PodPlacement(pod, storage: Storage()).constraints
    }

    /// 4 and 2 GiB of the pod, 250m and 120 MiB of overhead; the rest of its main container.
    @Test("What it needs")
    func request() throws {
        var catalog = ResourceCatalog()
        let request = try podRequest(of: pod, catalog: &catalog)
        #expect(
            text(request, catalog)
                == "ephemeral-storage 1073741824, example.com/dongle 1, memory 2273312768, pods 1,"
                + " vcore 4250")
    }

    @Test("Its nodes")
    func nodes() throws {
        let nodes = try constraints().nodes
        let selected: Labels = ["hollow": "true", "kubernetes.io/os": "linux"]
        #expect(nodes.count == 2)
        #expect(nodes[0].selects("node-9", selected))
        #expect(nodes[1].selects("node-0", [:]))
        let zone: Labels = ["topology.kubernetes.io/zone": "z1", "cores": "5"]
        #expect(nodes[1].selects("node-9", zone))
        #expect(!nodes[1].selects("node-9", ["topology.kubernetes.io/zone": "z1", "cores": "4"]))
    }

    @Test("Its neighbours: the server has put the keys to match into the selectors")
    func neighbours() throws {
        let constraints = try constraints()
        let tier = LabelRequirement("tier", .isIn, ["batch"])
        let app = LabelRequirement("app", .isIn, ["demo"])
        #expect(constraints.podAntiAffinity.map(\.pods.labels) == [[app, tier]])
        #expect(constraints.spread.map(\.labels) == [[app, tier]])
        #expect(constraints.spread.map(\.minDomains) == [2])
        #expect(constraints.preferredPods.map(\.weight) == [100])
    }

    @Test("B152 it waits for its gates, and then for its claim")
    func obstacles() {
        #expect(throws: PodObstacle.gates(["example.com/wait", "example.com/quota"])) {
            try PodPlacement(pod, storage: Storage())
        }
        var opened = pod
        opened.spec.schedulingGates = []
        #expect(throws: PodObstacle.claimMissing("data")) {
            try PodPlacement(opened, storage: Storage())
        }
    }
}
