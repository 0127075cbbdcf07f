import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

/// Objects and labels as the documentation of each project shows them.
@Suite("Gangs of owners")
struct OwnedGangTests {
    private var directory = GangDirectory()
    private var catalog = ResourceCatalog()

    private mutating func own(_ kind: String, _ spec: String, by owner: String? = nil) throws {
        let parent = owner.map { "\"ownerReferences\": [\(Self.reference($0))], " } ?? ""
        directory.update(
            try object(
                """
                {"metadata": {\(parent)"name": "my-\(kind.lowercased())", "namespace": "shop",
                  "uid": "uid-\(kind)"}, "spec": {\(spec)}}
                """), kind: kind)
    }

    private static func reference(_ kind: String) -> String {
        """
        {"kind": "\(kind)", "name": "my-\(kind.lowercased())", "uid": "uid-\(kind)",
         "controller": true}
        """
    }

    private func member(
        of kind: String, labels: String = "{}", vcore: Int64 = 1000
    ) throws -> MemberPod {
        let metadata = "\"labels\": \(labels), \"ownerReferences\": [\(Self.reference(kind))]"
        return MemberPod(
            try pod(metadata: metadata), request: Resources([(ResourceCatalog.vcore, vcore)]),
            constraints: .none)
    }

    private mutating func finding(_ members: MemberPod..., isComplete: Bool = false)
        -> GangFinding?
    {
        GangSource(members[0].pod, in: directory).map {
            GangFinding(
                $0, members: members, in: directory, catalog: &catalog, isComplete: isComplete)
        }
    }

    /// The names, minimums and sizes of the task groups.
    private func shape(_ finding: GangFinding?) -> [String] {
        guard case .gang(let gang) = finding else {
            return [finding.map { "\($0)" } ?? "none"]
        }
        return zip(gang.names, gang.gang.taskGroups).map { name, group in
            "\(name) \(group.minMember) x \(group.request[ResourceCatalog.vcore])"
        }
    }

    @Test(
        "A Job: its pods at one time",
        arguments: [
            (#""parallelism": 4"#, [" 4 x 1000"]),
            (#""parallelism": 4, "completions": 3"#, [" 3 x 1000"]),
            (#""parallelism": 1"#, ["plain"]), ("", ["none"]),
        ])
    mutating func job(spec: String, expected: [String]) throws {
        if !spec.isEmpty { try own("Job", spec) }
        #expect(shape(finding(try member(of: "Job"))) == expected)
    }

    @Test("An owner of that name with another UID is not the pod's; a ReplicaSet makes no gang")
    mutating func otherOwners() throws {
        try own("Job", #""parallelism": 4"#)
        var stranger = try member(of: "Job")
        stranger.pod.metadata.ownerReferences[0].uid = "other"
        #expect(finding(stranger) == nil)
        try own("ReplicaSet", #""replicas": 4"#)
        #expect(finding(try member(of: "ReplicaSet")) == nil)
    }

    @Test("Pods of an owner that name no application are one of their own")
    mutating func application() throws {
        try own("Job", #""parallelism": 4"#)
        let source = GangSource(try member(of: "Job").pod, in: directory)
        #expect(source?.applicationID(in: directory) == "shop-uid-Job")
    }

    @Test("A gang of an owner forms within 15 minutes, or goes on one by one")
    mutating func timeout() throws {
        try own("Job", #""parallelism": 4"#)
        let gang = try #require(finding(try member(of: "Job"))?.named)
        #expect(gang.gang.timeout == Tick(seconds: 900))
        #expect(gang.gang.style == .soft)
    }

    private static let jobSet = """
        "replicatedJobs": [
         {"name": "leader", "replicas": 1, "template": {"spec": {"parallelism": 1}}},
         {"name": "workers", "replicas": 2,
          "template": {"spec": {"parallelism": 4, "completions": 3}}}]
        """

    @Test("A JobSet: Jobs times pods, one group for each kind, once a pod of each is seen")
    mutating func jobSet() throws {
        try own("JobSet", Self.jobSet)
        try own("Job", #""parallelism": 4"#, by: "JobSet")
        let key = "jobset.sigs.k8s.io/replicatedjob-name"
        let leader = try member(of: "Job", labels: #"{"\#(key)": "leader"}"#, vcore: 500)
        let worker = try member(of: "Job", labels: #"{"\#(key)": "workers"}"#)
        #expect(finding(leader) == .waiting(.groups(["workers"])))
        #expect(shape(finding(leader, worker)) == ["leader 1 x 500", "workers 6 x 1000"])
        #expect(shape(finding(worker, isComplete: true)) == ["workers 6 x 1000"])
    }

    @Test("A TrainJob: its nodes start together, what prepares them does not")
    mutating func trainJob() throws {
        try own("TrainJob", #""trainer": {"numNodes": 3}"#)
        try own("JobSet", Self.jobSet, by: "TrainJob")
        try own("Job", #""parallelism": 1"#, by: "JobSet")
        let key = "jobset.sigs.k8s.io/replicatedjob-name"
        let node = try member(of: "Job", labels: #"{"\#(key)": "node"}"#)
        let data = try member(of: "Job", labels: #"{"\#(key)": "dataset-initializer"}"#)
        let found = finding(node, data)
        #expect(shape(found) == ["node 3 x 1000"])
        let gang = try #require(found?.named)
        #expect(gang.taskGroup(of: node, in: directory) == 0)
        #expect(gang.taskGroup(of: data, in: directory) == nil)
        #expect(GangSource(data.pod, in: directory) == nil)
    }

    @Test("A TrainJob that leaves the number to its runtime: that of the JobSet")
    mutating func trainJobOfRuntime() throws {
        try own("TrainJob", "")
        try own(
            "JobSet",
            #""replicatedJobs": [{"name": "node", "template": {"spec": {"parallelism": 8}}}]"#,
            by: "TrainJob")
        try own("Job", "", by: "JobSet")
        let labels = #"{"jobset.sigs.k8s.io/replicatedjob-name": "node"}"#
        #expect(shape(finding(try member(of: "Job", labels: labels))) == ["node 8 x 1000"])
    }

    @Test("A RayCluster: its head and the workers of each group")
    mutating func rayCluster() throws {
        try own(
            "RayCluster",
            """
            "headGroupSpec": {}, "workerGroupSpecs": [
             {"groupName": "small", "replicas": 0, "minReplicas": 3},
             {"groupName": "big", "replicas": 2, "numOfHosts": 4}, {"groupName": "idle",
             "replicas": 0}]
            """)
        let head = try member(
            of: "RayCluster", labels: #"{"ray.io/node-type": "head", "ray.io/group": "headgroup"}"#,
            vcore: 2000)
        let small = try member(of: "RayCluster", labels: #"{"ray.io/group": "small"}"#)
        let big = try member(of: "RayCluster", labels: #"{"ray.io/group": "big"}"#, vcore: 8000)
        #expect(
            shape(finding(head, small, big))
                == ["headgroup 1 x 2000", "small 3 x 1000", "big 8 x 8000"])
    }

    @Test("The training operator: replicas by type, in lower case on the pods")
    mutating func trainingOperator() throws {
        try own(
            "PyTorchJob",
            #""pytorchReplicaSpecs": {"Master": {"replicas": 1}, "Worker": {"replicas": 3}}"#)
        let key = "training.kubeflow.org/replica-type"
        let master = try member(of: "PyTorchJob", labels: #"{"\#(key)": "master"}"#, vcore: 500)
        let worker = try member(of: "PyTorchJob", labels: #"{"\#(key)": "worker"}"#)
        #expect(shape(finding(master, worker)) == ["master 1 x 500", "worker 3 x 1000"])
    }

    @Test("MPI: the launcher's pod belongs to a Job of the MPIJob")
    mutating func mpi() throws {
        try own(
            "MPIJob",
            #""mpiReplicaSpecs": {"Launcher": {"replicas": 1}, "Worker": {"replicas": 2}}"#)
        try own("Job", "", by: "MPIJob")
        let key = "training.kubeflow.org/job-role"
        let launcher = try member(of: "Job", labels: #"{"\#(key)": "launcher"}"#, vcore: 100)
        let worker = try member(of: "MPIJob", labels: #"{"\#(key)": "worker"}"#)
        #expect(shape(finding(worker, launcher)) == ["launcher 1 x 100", "worker 2 x 1000"])
    }

    @Test("A LeaderWorkerSet: each of its groups is a gang")
    mutating func leaderWorkerSet() throws {
        try own("LeaderWorkerSet", #""replicas": 3, "leaderWorkerTemplate": {"size": 4}"#)
        func pod(_ index: Int, _ vcore: Int64) throws -> MemberPod {
            let name = "leaderworkerset.sigs.k8s.io"
            return try member(
                of: "StatefulSet",
                labels: """
                    {"\(name)/name": "my-leaderworkerset", "\(name)/group-index": "2",
                     "\(name)/worker-index": "\(index)"}
                    """, vcore: vcore)
        }
        let leader = try pod(0, 500)
        #expect(shape(finding(leader, try pod(3, 1000))) == ["leader 1 x 500", "worker 3 x 1000"])
        let source = GangSource(leader.pod, in: directory)
        #expect(source?.applicationID(in: directory) == "shop-uid-LeaderWorkerSet-2")
    }

    private mutating func flink(_ spec: String) throws -> [MemberPod] {
        try own("Deployment", "", by: "FlinkDeployment")
        try own("FlinkDeployment", spec)
        let labels = #"{"component": "jobmanager", "app": "f"}"#
        let task = #"{"component": "taskmanager"}"#
        return [
            try member(of: "Deployment", labels: labels),
            try member(of: "Deployment", labels: task, vcore: 250),
        ]
    }

    @Test("Flink: a number of task managers, where it is told")
    mutating func flinkReplicas() throws {
        let pods = try flink(#""jobManager": {}, "taskManager": {"replicas": 2}"#)
        #expect(finding(pods[0]) == .waiting(.groups(["taskmanager"])))
        #expect(shape(finding(pods[0], pods[1])) == ["jobmanager 1 x 1000", "taskmanager 2 x 250"])
    }

    @Test("Flink: the task managers of a session come as jobs need them")
    mutating func flinkSession() throws {
        let pods = try flink(
            #""jobManager": {}, "taskManager": {"resource": {"memory": "1g", "cpu": 1}}"#)
        #expect(finding(pods[0]) == .plain)
    }

    /// 5 tasks, 2 on each, make 3.
    @Test("Flink: places are held for the task managers that the job manager will create")
    mutating func flinkNative() throws {
        let pods = try flink(
            """
            "flinkConfiguration": {"taskmanager.numberOfTaskSlots": "2"}, "jobManager": {},
            "taskManager": {"resource": {"memory": "2048m", "cpu": 0.5}},
            "job": {"parallelism": 5}
            """)
        let gang = try #require(finding(pods[0])?.named)
        #expect(gang.names == ["jobmanager", "taskmanager"])
        #expect(gang.gang.taskGroups.map(\.minMember) == [1, 3])
        #expect(
            text(gang.gang.taskGroups[1].request, catalog)
                == "memory 2147483648, pods 1, vcore 500")
        #expect(gang.taskGroup(of: pods[1], in: directory) == 1)
    }

    @Test("Owners in a circle end")
    mutating func circle() throws {
        try own("JobSet", Self.jobSet, by: "Job")
        try own("Job", #""parallelism": 2"#, by: "JobSet")
        let labels = #"{"jobset.sigs.k8s.io/replicatedjob-name": "workers"}"#
        #expect(GangSource(try member(of: "Job", labels: labels).pod, in: directory) != nil)
    }
}
