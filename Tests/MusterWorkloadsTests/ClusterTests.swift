import MusterConfiguration
import MusterCore
import MusterWorkloads
import Testing

@Suite("Clusters")
struct ClusterTests {
    @Test("Counted nodes are named in order of their indices")
    func counted() throws {
        let text = """
            kind: Cluster
            name: c
            nodes:
              - {name: login, resources: {vcore: 4, pods: 0}}
              - name: worker
                count: 10
                resources: {vcore: 7500m, memory: 30Gi}
                occupied: {memory: 1Gi}
            """
        var catalog = ResourceCatalog()
        let reading = readCluster(Array(text.utf8), file: "c.yaml", catalog: &catalog)
        let cluster = try #require(reading.cluster)
        #expect(cluster.name == "c")
        #expect(cluster.nodes.map(\.id.rawValue) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        #expect(cluster.nodes[0].name == "login")
        #expect(cluster.nodes[1].name == "worker-01")
        #expect(cluster.nodes[10].name == "worker-10")
        #expect(cluster.nodes[0].capacity.quantities == [4000])
        #expect(cluster.nodes[1].capacity.quantities == [7500, 32_212_254_720, 110])
        #expect(cluster.nodes[1].occupied.quantities == [0, 1_073_741_824])
        #expect(cluster.nodes.allSatisfy { $0.isSchedulable })
    }

    @Test("HomeMax's cluster is read without a problem")
    func homeMax() throws {
        var catalog = ResourceCatalog()
        let bytes = try #require(packageFile("simulator/clusters/homemax.yaml"))
        let reading = readCluster(bytes, file: "homemax.yaml", catalog: &catalog)
        #expect(reading.problems.isEmpty)
        let nodes = try #require(reading.cluster).nodes
        #expect(nodes.map(\.name) == ["worker-1", "worker-2", "worker-3", "worker-4"])
        #expect(nodes[3].capacity.quantities == [7500, 32_212_254_720, 58])
    }

    @Test("Uniform clusters have the resources given and nothing else")
    func uniform() throws {
        var catalog = ResourceCatalog()
        let resources = try nodeResources("vcore=1,memory=4Gi,gpu=2", catalog: &catalog)
        #expect(resources.quantities == [1000, 4_294_967_296, 0, 2])
        let cluster = try uniformCluster(nodes: 100, resources: resources)
        #expect(cluster.nodes.count == 100)
        #expect(cluster.nodes[0].name == "node-001")
        #expect(cluster.nodes[99].name == "node-100")
        #expect(cluster.nodes[99].capacity == resources)
    }

    @Test("Places for pods are added where a workload needs them and no node has any")
    func fitted() throws {
        let core = Resources([(ResourceCatalog.vcore, 1000)])
        let cluster = try uniformCluster(nodes: 2, resources: core)
        var log = Workload(name: "log")
        log.requests = [core]
        var file = Workload(name: "file")
        file.requests = [Resources([(ResourceCatalog.vcore, 1000), (ResourceCatalog.pods, 1)])]
        #expect(cluster.fitted(to: log) == cluster)
        #expect(
            cluster.fitted(to: file).nodes.map(\.capacity.quantities) == [
                [1000, 0, 110], [1000, 0, 110],
            ])
        let small = try uniformCluster(
            nodes: 1, resources: Resources([(ResourceCatalog.pods, 5)]))
        #expect(small.fitted(to: file) == small)
    }

    @Test(
        "Wrong arguments are refused in words",
        arguments: [
            ("", "found ``, expected `resource=quantity`, such as `vcore=1`"),
            ("vcore", "found `vcore`, expected `resource=quantity`, such as `vcore=1`"),
            ("vcore=1,", "found ``, expected `resource=quantity`, such as `vcore=1`"),
            ("cpu=1", "wrong resource name `cpu`; processor time is called `vcore`"),
            (
                "memory=4GB",
                "wrong quantity of `memory`, found `4GB`, expected a whole number with or "
                    + "without a unit, such as `1000`, `2G` or `2Gi`; did you mean `4G`?"
            ),
            ("vcore=1,vcore=2", "`vcore` is given twice"),
        ])
    func arguments(text: String, message: String) {
        var catalog = ResourceCatalog()
        let error = #expect(throws: NodeArgumentError.self) {
            try nodeResources(text, catalog: &catalog)
        }
        #expect(error?.description == message)
    }

    @Test("A number of nodes out of range is refused", arguments: [-1, 0, 1_000_001])
    func numbers(nodes: Int) {
        let error = #expect(throws: NodeArgumentError.self) {
            try uniformCluster(nodes: nodes, resources: .none)
        }
        #expect(error?.description == "the number of nodes is \(nodes), expected 1 to 1000000")
    }
}
