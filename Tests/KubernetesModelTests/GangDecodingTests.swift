import KubernetesModel
import Testing

@Suite("Gangs")
struct GangDecodingTests {
    @Test("A recorded Workload")
    func workload() throws {
        let workload: Workload = try Recording("gang/workload-create").object()
        #expect(workload.metadata.name == "train")
        #expect(workload.controller?.apiVersion == "batch")
        #expect(workload.controller?.kind == "Job" && workload.controller?.name == "train")
        #expect(workload.templates.map(\.name) == ["workers"])
        #expect(workload.templates[0].minimumMembers == 2)
    }

    @Test("Recorded PodGroups")
    func podGroups() throws {
        let gang: PodGroup = try Recording("gang/podgroup-status").object()
        #expect(gang.metadata.name == "train-workers")
        #expect(gang.apiVersion == "scheduling.k8s.io/v1alpha2")
        #expect(gang.minimumMembers == 2)
        #expect(gang.workloadName == "train" && gang.templateName == "workers")
        #expect(gang.disruptionMode == "Pod")
        #expect(gang.conditions.map(\.message) == ["no room"])
        let basic: PodGroup = try Recording("gang/podgroup-create-standalone").object()
        #expect(basic.metadata.name == "alone")
        #expect(basic.minimumMembers == nil && basic.workloadName == "")
    }

    @Test("PodGroups of scheduler-plugins and of Volcano")
    func foreignPodGroups() throws {
        let plugins: PodGroup = try decode(
            """
            {"apiVersion": "scheduling.x-k8s.io/v1alpha1", "spec": {"minMember": 3,
             "minResources": {"cpu": "3"}, "scheduleTimeoutSeconds": 60}}
            """)
        #expect(plugins.minimumMembers == 3 && plugins.scheduleTimeoutSeconds == 60)
        #expect(plugins.minimumResources == ["cpu": Quantity(units: 3)])
        let volcano: PodGroup = try decode(
            """
            {"spec": {"minMember": 5, "minTaskMember": {"ps": 1, "worker": 4},
             "queue": "q", "priorityClassName": "high"}}
            """)
        #expect(volcano.minimumTaskMembers == ["ps": 1, "worker": 4])
        #expect(volcano.queue == "q" && volcano.priorityClassName == "high")
    }

    @Test("A Workload as 1.35 writes it, and topology")
    func olderWorkload() throws {
        let workload: Workload = try decode(
            """
            {"spec": {"podGroups": [{"name": "g", "policy": {"gang": {"minCount": 4}},
             "schedulingConstraints": {"topology": [{"key": "rack"}]}}]}}
            """)
        #expect(workload.templates[0].minimumMembers == 4)
        #expect(workload.templates[0].topologyKeys == ["rack"])
    }

    @Test("A recorded Job")
    func job() throws {
        let job: OwnerScale = try Recording("job/create").object()
        #expect(job.kind == "Job" && job.metadata.name == "work" && !job.isSuspended)
        #expect(job.groups.map(\.replicas) == [2])
        #expect(job.groups.map(\.completions) == [2])
    }

    @Test(
        "How many pods an owner wants",
        arguments: [
            ("{\"parallelism\": 4, \"suspend\": true}", [":4*1"]),
            ("{\"replicas\": 3}", [":3*1"]),
            ("{\"replicas\": 2, \"leaderWorkerTemplate\": {\"size\": 8}}", [":2*8"]),
            (
                """
                {"replicatedJobs": [{"name": "l", "replicas": 1, "template": {"spec": {}}},
                 {"name": "w", "replicas": 2, "template": {"spec": {"parallelism": 4}}}]}
                """, ["l:1*1", "w:2*4"]
            ),
            (
                """
                {"workerGroupSpecs": [{"groupName": "g", "replicas": 3, "minReplicas": 1,
                 "maxReplicas": 9, "numOfHosts": 2,
                 "template": {"spec": {}}}], "headGroupSpec": {"template": {}}}
                """, ["headgroup:1*1", "g:3*2"]
            ),
            (
                "{\"rayClusterSpec\": {\"headGroupSpec\": {}, \"workerGroupSpecs\": []}}",
                ["headgroup:1*1"]
            ),
            (
                "{\"pytorchReplicaSpecs\": {\"Master\": {\"replicas\": 1}, \"Worker\": {}}}",
                ["Master:1*1", "Worker:-*1"]
            ),
            ("{\"trainer\": {\"numNodes\": 5}}", ["trainer:5*1"]),
            (
                "{\"executor\": {\"instances\": 10}, \"driver\": {}}",
                ["driver:1*1", "executor:10*1"]
            ),
            (
                "{\"jobManager\": {\"replicas\": 1}, \"taskManager\": {\"replicas\": 2}}",
                ["jobmanager:1*1", "taskmanager:2*1"]
            ),
            ("{\"template\": {\"spec\": {}}}", []),
        ])
    func ownerScale(spec: String, expected: [String]) throws {
        let owner: OwnerScale = try decode("{\"spec\": \(spec)}")
        let groups = owner.groups.map { group in
            "\(group.name):\(group.replicas.map(String.init) ?? "-")*\(group.podsPerReplica)"
        }
        #expect(groups == expected)
    }

    /// The example of the operator's documentation, with numbers as texts and as numbers.
    @Test("Flink: tasks, slots, and what managers need")
    func flink() throws {
        let flink: OwnerScale = try decode(
            """
            {"spec": {"taskManager": {"resource": {"memory": "2048m", "cpu": 0.5}},
             "flinkConfiguration": {"taskmanager.numberOfTaskSlots": "2", "a": {"b": 1}},
             "jobManager": {"replicas": 1, "resource": {"memory": "1Gi", "cpu": 1}},
             "job": {"parallelism": 5, "state": "running"}}}
            """)
        #expect(flink.parallelism == 5 && flink.taskSlots == 2)
        #expect(flink.groups.map(\.name) == ["taskmanager", "jobmanager"])
        #expect(flink.groups[0].amounts == ["memory": "2048m", "cpu": "0.5"])
        #expect(flink.groups[1].amounts == ["memory": "1Gi", "cpu": "1"])
        let session: OwnerScale = try decode(
            #"{"spec": {"flinkConfiguration": {"taskmanager.numberOfTaskSlots": 3}}}"#)
        #expect(session.parallelism == nil && session.taskSlots == 3)
    }

    @Test("Executors that scale by themselves")
    func dynamicAllocation() throws {
        let spark: OwnerScale = try decode(
            """
            {"spec": {"driver": {}, "executor": {}, "dynamicAllocation": {"enabled": true,
             "initialExecutors": 2, "minExecutors": 1, "maxExecutors": 9}}}
            """)
        #expect(spark.groups.map(\.replicas) == [1, 2])
        #expect(spark.groups[1].minimum == 1 && spark.groups[1].maximum == 9)
    }

    @Test("Task groups of an annotation, without regard to case")
    func taskGroups() throws {
        let groups: [TaskGroup] = try decode(
            """
            [{"NAME": "w", "minMember": 4, "minResource": {"cpu": 0.5, "memory": "2Gi"},
              "nodeSelector": {"a": "b"}, "tolerations": [{"key": "k", "operator": "Exists"}],
              "topologySpreadConstraints": [], "x": 1}]
            """)
        #expect(groups.map(\.name) == ["w"])
        #expect(groups[0].minMember == 4)
        #expect(groups[0].minResource["cpu"] == Quantity(milliUnits: 500))
        #expect(groups[0].tolerations == [Toleration("k", .exists)])
        #expect(
            groups[0].constraintTexts == [
                "tolerations": #"[{"key":"k","operator":"Exists"}]"#,
                "topologySpreadConstraints": "[]",
            ])
        let user: UserInformation = try decode(#"{"user": "u", "groups": ["g"]}"#)
        #expect(user.user == "u" && user.groups == ["g"])
    }

    @Test("A mistake in a task group is told with its place")
    func badTaskGroup() {
        #expect(
            problem(#"[{"name": "a"}, {"minMember": "4"}]"#, as: [TaskGroup].self)
                == #"[1].minMember: found "4", expected an integer of 32 bits"#)
        #expect(
            problem(#"[{"minMember": 3000000000}]"#, as: [TaskGroup].self)
                == "[0].minMember: found the number 3000000000, expected an integer of 32 bits")
    }
}
