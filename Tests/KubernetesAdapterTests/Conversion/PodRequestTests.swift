import KubernetesModel
import MusterCore
import Testing

@testable import KubernetesAdapter

/// Rows from kubernetes.io: "Init Containers", "Sidecar Containers", "Pod Overhead", "Resize CPU
/// and Memory Resources", "Assign Pod-level CPU and memory resources".
@Suite("What a pod needs")
struct PodRequestTests {
    private func request(_ spec: String, _ status: String = "") throws -> String {
        var catalog = ResourceCatalog()
        let pod = try pod(spec: spec, status: status)
        return text(try podRequest(of: pod, catalog: &catalog), catalog)
    }

    private func problem(_ spec: String) throws -> String {
        var catalog = ResourceCatalog()
        let pod = try pod(spec: spec)
        do throws(PodRequestProblem) {
            return text(try podRequest(of: pod, catalog: &catalog), catalog)
        } catch {
            return error.description
        }
    }

    private static func container(_ name: String, _ requests: String, _ more: String = "") -> String
    {
        #"{"name": "\#(name)", "resources": {"requests": {\#(requests)}}\#(more)}"#
    }

    @Test("Containers add up, cpu in thousandths of a vcore, memory in bytes")
    func sum() throws {
        let two = [
            Self.container("a", #""cpu": "250m", "memory": "64Mi""#),
            Self.container("b", #""cpu": "0.5", "memory": "128Mi", "nvidia.com/gpu": "2""#),
        ].joined(separator: ",")
        #expect(
            try request(#""containers": [\#(two)]"#)
                == "memory 201326592, nvidia.com/gpu 2, pods 1, vcore 750")
    }

    @Test("A pod that requests nothing takes one place for a pod")
    func bestEffort() throws {
        #expect(try request(#""containers": [{"name": "a"}]"#) == "pods 1")
    }

    @Test("The largest init container counts where it is more than all containers")
    func initContainers() throws {
        let spec = """
            "initContainers": [\(Self.container("i", #""cpu": "2", "memory": "1Mi""#)),
                \(Self.container("j", #""cpu": "1", "memory": "3Mi""#))],
            "containers": [\(Self.container("a", #""cpu": "1.5", "memory": "2Mi""#))]
            """
        #expect(try request(spec) == "memory 3145728, pods 1, vcore 2000")
    }

    /// Sidecar 0.3, then init 1 with it 1.3, sidecar 0.4 with it 0.7; running 0.5 + 0.7 = 1.2.
    @Test("Sidecars count with containers, and with the init containers after them")
    func sidecars() throws {
        let always = #", "restartPolicy": "Always""#
        let spec = """
            "initContainers": [\(Self.container("s", #""cpu": "300m""#, always)),
                \(Self.container("i", #""cpu": "1""#)),
                \(Self.container("t", #""cpu": "400m""#, always))],
            "containers": [\(Self.container("a", #""cpu": "500m""#))]
            """
        #expect(try request(spec) == "pods 1, vcore 1300")
    }

    @Test("Overhead comes on top")
    func overhead() throws {
        let spec = """
            "overhead": {"cpu": "250m", "memory": "120Mi"},
            "containers": [\(Self.container("a", #""cpu": "500m", "memory": "100Mi""#))]
            """
        #expect(try request(spec) == "memory 230686720, pods 1, vcore 750")
    }

    @Test("Requests of the pod replace those of containers for cpu, memory and huge pages alone")
    func podLevel() throws {
        let spec = """
            "resources": {"requests": {"cpu": "1", "hugepages-2Mi": "4Mi", "other/x": "9"}},
            "overhead": {"cpu": "100m"},
            "containers": [\(Self.container("a", #""cpu": "3", "memory": "7", "other/x": "1""#))]
            """
        #expect(
            try request(spec)
                == "hugepages-2Mi 4194304, memory 7, other/x 1, pods 1, vcore 1100")
    }

    private static let wants2 = #""containers": [\#(container("a", #""cpu": "2""#))]"#

    @Test(
        "B155 B156 a resize counts with the largest of what is wanted, set aside and in use",
        arguments: [
            ("", "pods 1, vcore 2000"),
            (#""allocatedResources": {"cpu": "3"}"#, "pods 1, vcore 3000"),
            (
                #""allocatedResources": {"cpu": "1"}, "resources": {"requests": {"cpu": "4"}}"#,
                "pods 1, vcore 4000"
            ),
            (#""resources": {"requests": {"cpu": "1"}}"#, "pods 1, vcore 2000"),
        ])
    func resize(status: String, expected: String) throws {
        let name = status.isEmpty ? #""name": "a""# : #""name": "a", "#
        #expect(
            try request(Self.wants2, #""containerStatuses": [{\#(name)\#(status)}]"#) == expected)
    }

    @Test(
        "B156 what is wanted does not count when the node can never give it",
        arguments: [
            #""resize": "Infeasible""#,
            #""conditions": [{"type": "PodResizePending", "reason": "Infeasible"}]"#,
        ])
    func infeasible(status: String) throws {
        let held = #"{"name": "a", "allocatedResources": {"cpu": "1"}}"#
        let waiting = #""conditions": [{"type": "PodResizePending", "reason": "Deferred"}]"#
        let all = #", "containerStatuses": [\#(held)]"#
        #expect(try request(Self.wants2, status + all) == "pods 1, vcore 1000")
        #expect(try request(Self.wants2, waiting + all) == "pods 1, vcore 2000")
    }

    @Test("Infeasible without a word of what is held: what is wanted counts")
    func infeasibleUntold() throws {
        #expect(try request(Self.wants2, #""resize": "Infeasible""#) == "pods 1, vcore 2000")
    }

    /// Wanted 2; the node reports 3 with the overhead of 0.5 in it.
    @Test("What the node reports of a pod's own resources has the overhead in it")
    func podLevelResize() throws {
        let spec = #""resources": {"requests": {"cpu": "2"}}, "overhead": {"cpu": "500m"}"#
        #expect(try request(spec, #""allocatedResources": {"cpu": "3"}"#) == "pods 1, vcore 3000")
    }

    @Test(
        "What cannot be counted names the part and the resource",
        arguments: [
            (
                #""cpu": "9223372036854775807""#, #""cpu": "1""#,
                "container a requests more cpu than can be counted"
            ),
            (
                #""memory": "5000000000000000000""#, #""memory": "5000000000000000000""#,
                "container b requests more memory than can be counted"
            ),
            (#""cpu": "1""#, #""memory": "-1""#, "container b requests less than no memory"),
        ])
    func tooLarge(first: String, second: String, expected: String) throws {
        let containers = Self.container("a", first) + "," + Self.container("b", second)
        #expect(try problem(#""containers": [\#(containers)]"#) == expected)
    }

    @Test("Overhead that cannot be counted is named too")
    func tooLargeOverhead() throws {
        let spec = """
            "overhead": {"memory": "9223372036854775807"},
            "containers": [\(Self.container("a", #""memory": "1""#))]
            """
        #expect(try problem(spec) == "overhead requests more memory than can be counted")
    }

    @Test(
        "A pod that is told of again needs the same unless something of what it needs has changed",
        arguments: [
            ("", "", true),
            (#""nodeName": "n1", "schedulingGates": []"#, #""phase": "Running""#, true),
            (#""containers": [\#(container("a", #""cpu": "3""#))]"#, "", false),
            (#""initContainers": [\#(container("i", #""cpu": "9""#))]"#, "", false),
            (#""resources": {"requests": {"cpu": "9"}}"#, "", false),
            (#""overhead": {"cpu": "1"}"#, "", false),
            (
                "", #""containerStatuses": [{"name": "a", "allocatedResources": {"cpu": "3"}}]"#,
                false
            ),
            ("", #""initContainerStatuses": [{"name": "i"}]"#, false),
            ("", #""allocatedResources": {"cpu": "3"}"#, false),
            ("", #""resources": {"requests": {"cpu": "3"}}"#, false),
            ("", #""resize": "Infeasible""#, false),
            ("", #""conditions": [{"type": "PodScheduled", "status": "True"}]"#, true),
        ])
    func same(spec: String, status: String, expected: Bool) throws {
        let isOther = spec.contains("\"containers\"")
        let containers =
            isOther
            ? spec
            : [Self.wants2, spec].filter { !$0.isEmpty }
                .joined(separator: ", ")
        let told = try pod(spec: containers, status: status)
        #expect(try told.needsSame(as: pod(spec: Self.wants2)) == expected)
    }
}
