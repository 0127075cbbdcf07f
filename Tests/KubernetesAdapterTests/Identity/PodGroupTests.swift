import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

@Suite("Gangs of PodGroups")
struct PodGroupTests {
    private var directory = GangDirectory()
    private var catalog = ResourceCatalog()

    /// A member that needs so much of processor time.
    private func member(
        _ vcore: Int64 = 1000, spec: String = "", labels: String = "{}", annotations: String = "{}"
    ) throws -> MemberPod {
        let metadata = #""labels": \#(labels), "annotations": \#(annotations)"#
        return MemberPod(
            try pod(spec: spec, metadata: metadata),
            request: Resources([(ResourceCatalog.vcore, vcore)]), constraints: .none)
    }

    private mutating func finding(_ members: [MemberPod]) throws -> GangFinding {
        let source = try #require(GangSource(members[0].pod, in: directory))
        return GangFinding(source, members: members, in: directory, catalog: &catalog)
    }

    /// The sizes and minimums of the task groups.
    private func shape(_ finding: GangFinding) -> [String] {
        guard case .gang(let gang) = finding else { return ["\(finding)"] }
        return gang.gang.taskGroups.map { "\($0.minMember) x \($0.request[ResourceCatalog.vcore])" }
    }

    private mutating func podGroup(_ spec: String, form: PodGroupForm) throws {
        directory.update(
            try object(#"{"metadata": {"name": "g", "namespace": "shop"}, "spec": {\#(spec)}}"#),
            form: form)
    }

    private static let kubernetes = #""schedulingGroup": {"podGroupName": "g"}"#
    private static let gangOf3 = #""schedulingPolicy": {"gang": {"minCount": 3}}"#

    @Test("Pods wait for their PodGroup")
    mutating func missing() throws {
        #expect(
            try finding([member(spec: Self.kubernetes)]) == .waiting(.object("PodGroup shop/g")))
        #expect(
            GangWait.object("PodGroup shop/g").description
                == "waits for PodGroup shop/g, which does not exist")
    }

    @Test("Pods wait until there are enough, and have no timeout then")
    mutating func quorum() throws {
        try podGroup(Self.gangOf3, form: .kubernetes)
        let pods = try (0..<4).map { _ in try member(spec: Self.kubernetes) }
        #expect(try finding(Array(pods[..<2])) == .waiting(.pods(seen: 2, needed: 3)))
        let found = try finding(pods)
        #expect(shape(found) == ["3 x 1000"])
        let gang = try #require(found.named)
        #expect(gang.gang.timeout == nil)
        #expect(gang.taskGroup(of: pods[3], in: directory) == 0)
        #expect(gang.taskGroup(of: try member(7, spec: Self.kubernetes), in: directory) == nil)
    }

    @Test("Pods of several sizes make as many task groups, of the first pods that suffice")
    mutating func sizes() throws {
        try podGroup(Self.gangOf3, form: .kubernetes)
        let pods = try [4000, 1000, 1000, 1000, 500].map { try member($0, spec: Self.kubernetes) }
        #expect(shape(try finding(pods)) == ["1 x 4000", "2 x 1000"])
    }

    @Test("Without a minimum pods start one by one")
    mutating func basic() throws {
        try podGroup(#""schedulingPolicy": {"basic": {}}"#, form: .kubernetes)
        #expect(try finding([member(spec: Self.kubernetes)]) == .plain)
    }

    @Test("The Workload of 1.35: its template has the minimum, replicas are gangs of their own")
    mutating func workload() throws {
        let spec = """
            "workloadRef": {"name": "w", "podGroup": "workers", "podGroupReplicaKey": "r2"}
            """
        let pods = try [member(spec: spec), member(spec: spec)]
        #expect(try finding(pods) == .waiting(.object("Workload shop/w")))
        directory.update(
            try object(
                """
                {"metadata": {"name": "w", "namespace": "shop"}, "spec": {"podGroups": [
                 {"name": "workers", "policy": {"gang": {"minCount": 2}}}]}}
                """, as: Workload.self))
        #expect(shape(try finding(pods)) == ["2 x 1000"])
        let source = GangSource(pods[0].pod, in: directory)
        #expect(source?.applicationID(in: directory) == "workload.shop.w.workers.r2")
    }

    @Test("Scheduler-plugins: a label, old or new")
    mutating func schedulerPlugins() throws {
        try podGroup(#""minMember": 2, "scheduleTimeoutSeconds": 60"#, form: .schedulerPlugins)
        for label in ["scheduling.x-k8s.io/pod-group", "pod-group.scheduling.sigs.k8s.io"] {
            let pods = try (0..<2).map { _ in try member(labels: #"{"\#(label)": "g"}"#) }
            #expect(shape(try finding(pods)) == ["2 x 1000"])
        }
    }

    @Test("Volcano: each task has its minimum, the rest may be of any task")
    mutating func volcano() throws {
        try podGroup(#""minMember": 4, "minTaskMember": {"ps": 1, "worker": 2}"#, form: .volcano)
        func pod(_ task: String, _ vcore: Int64) throws -> MemberPod {
            try member(
                vcore,
                annotations: """
                    {"scheduling.k8s.io/group-name": "g", "volcano.sh/task-spec": "\(task)"}
                    """)
        }
        let workers = try (0..<4).map { _ in try pod("worker", 1000) }
        #expect(try finding(workers) == .waiting(.pods(seen: 3, needed: 4)))
        let pods = workers + [try pod("ps", 2000)]
        #expect(shape(try finding(pods)) == ["3 x 1000", "1 x 2000"])
    }

    @Test("A timeout of the annotation holds for PodGroups too")
    mutating func timeout() throws {
        try podGroup(Self.gangOf3, form: .kubernetes)
        let annotation = """
            {"yunikorn.apache.org/schedulingPolicyParameters":
             "placeholderTimeoutInSeconds=20 gangSchedulingStyle=Hard"}
            """
        let pods = try (0..<3).map { _ in
            try member(spec: Self.kubernetes, annotations: annotation)
        }
        let gang = try #require(try finding(pods).named)
        #expect(gang.gang.timeout == Tick(seconds: 20))
        #expect(gang.gang.style == .hard)
    }

    @Test("Muster.dev/min-members: one pod tells what the others are like")
    mutating func minMembers() throws {
        let pod = try member(annotations: #"{"muster.dev/min-members": "5"}"#)
        #expect(shape(try finding([pod])) == ["5 x 1000"])
        let single = try member(annotations: #"{"muster.dev/min-members": "1"}"#)
        #expect(try finding([single]) == .plain)
    }

    @Test("Who goes before whom")
    func precedence() throws {
        let groups = #""yunikorn.apache.org/task-groups": "[]""#
        let minimum = #""muster.dev/min-members": "2""#
        let volcano = #""scheduling.k8s.io/group-name": "v""#
        let label = #"{"scheduling.x-k8s.io/pod-group": "x"}"#
        func source(_ spec: String, _ labels: String, _ annotations: String...) throws
            -> GangSource?
        {
            let all = "{\(annotations.joined(separator: ","))}"
            let member = try member(spec: spec, labels: labels, annotations: all)
            return GangSource(member.pod, in: directory)
        }
        #expect(try source(Self.kubernetes, label, groups, minimum, volcano) == .taskGroups)
        #expect(try source(Self.kubernetes, label, minimum, volcano) == .minMembers(2))
        let name = ObjectName("shop", "g")
        #expect(try source(Self.kubernetes, label, volcano) == .podGroup(.kubernetes, name))
        let other = ObjectName("shop", "x")
        #expect(try source("", label, volcano) == .podGroup(.schedulerPlugins, other))
        #expect(try source("", "{}", volcano) == .podGroup(.volcano, ObjectName("shop", "v")))
        #expect(try source("", "{}", #""muster.dev/min-members": "0""#) == nil)
    }

    @Test("Pods of a PodGroup that name no application are one of their own")
    func application() {
        let source = GangSource.podGroup(.volcano, ObjectName("shop", "g"))
        #expect(source.applicationID(in: directory) == "volcano-podgroup.shop.g")
        #expect(GangSource.taskGroups.applicationID(in: directory) == nil)
    }
}
