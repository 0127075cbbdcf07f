import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

/// Defaults and sums of spark.apache.org, "Spark Configuration" and "Running Spark on Kubernetes".
@Suite("Gangs of Spark")
struct SparkGangTests {
    private var directory = GangDirectory()
    private var catalog = ResourceCatalog()

    private func member(_ role: String, uid: String = "d", vcore: Int64 = 1000) throws -> MemberPod
    {
        var pod = try pod(
            metadata: #""labels": {"spark-role": "\#(role)", "spark-app-selector": "spark-1"}"#)
        pod.metadata.uid = uid
        pod.spec.priority = 3
        return MemberPod(
            pod, request: Resources([(ResourceCatalog.vcore, vcore)]), constraints: .none)
    }

    private mutating func finding(
        _ members: [MemberPod], isComplete: Bool = false
    ) throws -> GangFinding {
        let source = try #require(GangSource(members[0].pod, in: directory))
        return GangFinding(
            source, members: members, in: directory, catalog: &catalog, isComplete: isComplete)
    }

    /// Count and size of the executors that a driver with these properties has.
    private mutating func executors(_ properties: String) throws -> String {
        directory.setSparkProperties(properties, ofDriver: "d")
        guard case .gang(let gang) = try finding([member("driver")]) else { return "plain" }
        let group = gang.gang.taskGroups[1]
        return "\(group.minMember) x \(text(group.request, catalog))"
    }

    @Test("Without the driver's properties, which come after it, the application waits for them")
    mutating func unknown() throws {
        let driver = try member("driver")
        #expect(try finding([driver]) == .waiting(.driverProperties))
        #expect(
            GangWait.driverProperties.description
                == "waits for the ConfigMap with the properties of its driver")
        directory.setSparkProperties("", ofDriver: "d")
        #expect(try finding([driver]).named?.gang.taskGroups.map(\.minMember) == [1, 2])
    }

    @Test("Properties that never come, and executors without a driver: a plain application")
    mutating func unknowable() throws {
        #expect(try finding([member("driver")], isComplete: true) == .plain)
        #expect(try finding([member("executor", uid: "e")]) == .plain)
    }

    /// 1024 + 384 MiB; 2048 + 384; 10240 + 1024; 4096 + 1638 (0.4); 1024 + 384 + 512 + 256.
    @Test(
        "The properties of the driver tell what executors need",
        arguments: [
            ("#comment", "2 x memory 1476395008, pods 1, vcore 1000"),
            (
                "spark.executor.instances=4\nspark.executor.memory=2g\nspark.executor.cores=3",
                "4 x memory 2550136832, pods 1, vcore 3000"
            ),
            (
                "spark.executor.memory 10g\nspark.kubernetes.executor.request.cores=500m",
                "2 x memory 11811160064, pods 1, vcore 500"
            ),
            (
                "spark.executor.memory=4096\nspark.kubernetes.resource.type=python",
                "2 x memory 6012534784, pods 1, vcore 1000"
            ),
            (
                """
                spark.kubernetes.resource.type=python
                spark.executor.memoryOverhead=384m
                spark.executor.pyspark.memory=512m
                spark.memory.offHeap.enabled=true
                spark.memory.offHeap.size=268435456
                """, "2 x memory 2281701376, pods 1, vcore 1000"
            ),
            (
                "spark.executor.resource.gpu.vendor=nvidia.com\n"
                    + "spark.executor.resource.gpu.amount=2",
                "2 x memory 1476395008, nvidia.com/gpu 2, pods 1, vcore 1000"
            ),
            (
                "spark.dynamicAllocation.enabled=true\nspark.dynamicAllocation.minExecutors=3",
                "3 x memory 1476395008, pods 1, vcore 1000"
            ),
            ("spark.dynamicAllocation.enabled=true", "plain"),
            ("spark.executor.memory=much", "plain"),
            ("spark.executor.memory=9000000000t", "plain"),
        ])
    mutating func properties(text: String, expected: String) throws {
        #expect(try executors(text) == expected)
    }

    @Test("Keys and values with escapes, colons and blanks")
    mutating func escapes() throws {
        let text = #"spark.executor.instances : 5"# + "\n" + #" spark.executor.cores\= = 9"#
        #expect(try executors(text) == "5 x memory 1476395008, pods 1, vcore 1000")
    }

    @Test("Driver and executors are members by their role; executors have the driver's priority")
    mutating func members() throws {
        directory.setSparkProperties(
            "spark.kubernetes.node.selector.disk=ssd", ofDriver: "d")
        let driver = try member("driver", vcore: 700)
        let gang = try #require(try finding([driver]).named)
        #expect(gang.names == ["driver", "executor"])
        #expect(gang.gang.taskGroups[0].request[ResourceCatalog.vcore] == 700)
        #expect(gang.gang.taskGroups.map(\.priority) == [3, 3])
        #expect(
            gang.gang.taskGroups[1].constraints.nodes
                == [MusterCore.NodeSelector(labels: ["disk": "ssd"])])
        #expect(gang.taskGroup(of: driver, in: directory) == 0)
        #expect(gang.taskGroup(of: try member("executor", uid: "e"), in: directory) == 1)
    }

    @Test("The SparkApplication has the number, an executor that is there the size")
    mutating func application() throws {
        directory.update(
            try object(
                """
                {"metadata": {"name": "pi", "namespace": "shop", "uid": "app"},
                 "spec": {"driver": {}, "executor": {"instances": 6}}}
                """), kind: "SparkApplication")
        var driver = try member("driver")
        var owner = OwnerReference()
        (owner.kind, owner.name, owner.uid, owner.isController) =
            ("SparkApplication", "pi", "app", true)
        driver.pod.metadata.ownerReferences = [owner]
        #expect(try finding([driver]) == .waiting(.driverProperties))
        #expect(try finding([driver], isComplete: true) == .plain)
        let found = try finding([driver, member("executor", uid: "e", vcore: 250)])
        let gang = try #require(found.named)
        #expect(gang.gang.taskGroups[1].minMember == 6)
        #expect(gang.gang.taskGroups[1].request[ResourceCatalog.vcore] == 250)
    }
}
