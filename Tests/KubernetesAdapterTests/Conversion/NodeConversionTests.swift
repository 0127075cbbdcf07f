import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

private typealias Taint = MusterCore.Taint

@Suite("A node in the core's words")
struct NodeConversionTests {
    private var catalog = ResourceCatalog()

    private mutating func convert(
        _ json: String, drivers: String? = nil
    ) throws -> MusterCore.Node {
        let csi = try drivers.map {
            try object(#"{"spec": {"drivers": [\#($0)]}}"#, as: CSINode.self)
        }
        return try MusterCore.Node(
            id: NodeID(7), object(json), drivers: csi, catalog: &catalog)
    }

    @Test("B086 it offers what is allocatable, not its capacity")
    mutating func allocatable() throws {
        let node = try convert(
            """
            {"metadata": {"name": "n1"}, "status": {"capacity": {"cpu": "16", "pods": "200"},
             "allocatable": {"cpu": "15500m", "memory": "60Gi", "pods": "110",
              "nvidia.com/gpu": "8", "attachable-volumes-aws-ebs": "25"}}}
            """)
        #expect(node.id == NodeID(7))
        #expect(node.name == "n1")
        #expect(
            text(node.capacity, catalog)
                == "memory 64424509440, nvidia.com/gpu 8, pods 110, vcore 15500")
        #expect(node.volumeLimits == [VolumeLimit("ebs.csi.aws.com", 25)])
    }

    @Test("Labels and taints; a taint with an effect of a newer server is left out")
    mutating func labelsAndTaints() throws {
        let node = try convert(
            """
            {"metadata": {"name": "n", "labels": {"zone": "a", "arch": "x"}}, "spec": {"taints": [
             {"key": "gpu", "value": "yes", "effect": "NoSchedule"},
             {"key": "node.kubernetes.io/not-ready", "effect": "NoExecute"},
             {"key": "spare", "effect": "PreferNoSchedule"}, {"key": "x", "effect": "NoTea"}]}}
            """)
        #expect(node.labels == ["arch": "x", "zone": "a"])
        #expect(
            node.taints == [
                Taint("gpu", "yes", .noSchedule),
                Taint("node.kubernetes.io/not-ready", "", .noExecute),
                Taint("spare", "", .preferNoSchedule),
            ])
        #expect(node.isSchedulable)
    }

    @Test("B084 a cordon is a taint, which the pods of a DaemonSet tolerate; never two of them")
    mutating func cordon() throws {
        let cordon = Taint("node.kubernetes.io/unschedulable", "", .noSchedule)
        let bare = try convert(#"{"spec": {"unschedulable": true}}"#)
        #expect(bare.taints == [cordon])
        let tainted = try convert(
            """
            {"spec": {"unschedulable": true, "taints": [
             {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}]}}
            """)
        #expect(tainted.taints == [cordon])
        #expect(tainted.isSchedulable)
    }

    @Test("Drivers limit volumes, and go before what the node says of their disks")
    mutating func drivers() throws {
        let node = try convert(
            #"{"status": {"allocatable": {"attachable-volumes-aws-ebs": "25"}}}"#,
            drivers: """
                {"name": "ebs.csi.aws.com", "allocatable": {"count": 12}},
                {"name": "nfs"}, {"name": "z", "allocatable": {"count": -1}}
                """)
        #expect(node.volumeLimits == [VolumeLimit("ebs.csi.aws.com", 12), VolumeLimit("z", 0)])
    }

    @Test("More than can be counted is a problem that names the resource")
    mutating func tooLarge() throws {
        #expect(throws: NodeProblem.tooLarge(resource: "cpu")) {
            _ = try convert(#"{"status": {"allocatable": {"cpu": "9223372036854775807"}}}"#)
        }
        #expect(throws: NodeProblem.negative(resource: "memory")) {
            _ = try convert(#"{"status": {"allocatable": {"memory": "-1"}}}"#)
        }
    }
}
