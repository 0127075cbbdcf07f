import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

/// YuniKorn's annotations, with its rules and the texts of its events.
@Suite("Gangs of YuniKorn's annotations")
struct AnnotatedGangTests {
    private var catalog = ResourceCatalog()

    private func first(_ groups: String, parameters: String? = nil) -> Pod {
        var pod = Pod()
        pod.metadata.namespace = "shop"
        pod.spec.priority = 5
        pod.metadata.annotations["yunikorn.apache.org/task-groups"] = groups
        pod.metadata.annotations["yunikorn.apache.org/schedulingPolicyParameters"] = parameters
        return pod
    }

    private mutating func finding(_ pod: Pod) throws -> GangFinding {
        let directory = GangDirectory()
        let source = try #require(GangSource(pod, in: directory))
        let member = MemberPod(pod, request: .none, constraints: .none)
        return GangFinding(source, members: [member], in: directory, catalog: &catalog)
    }

    private mutating func gang(_ pod: Pod) throws -> NamedGang? {
        if case .gang(let gang) = try finding(pod) { gang } else { nil }
    }

    @Test("B090 names, minimums, sizes; keys in any case, unknown ones passed over")
    mutating func groups() throws {
        let gang = try #require(
            try gang(
                first(
                    """
                    [{"name": "driver", "minMember": 1,
                      "minResource": {"cpu": "1.5", "memory": "2G"}},
                     {"Name": "executor", "MINMEMBER": 10, "minResource": {"vcore": "500m"}}]
                    """)))
        #expect(gang.names == ["driver", "executor"])
        #expect(gang.gang.taskGroups.map(\.minMember) == [1, 10])
        #expect(
            gang.gang.taskGroups.map { text($0.request, catalog) }
                == ["memory 2000000000, pods 1, vcore 1500", "pods 1, vcore 500"])
        #expect(gang.gang.taskGroups.map(\.priority) == [5, 5])
        #expect(gang.gang.style == .soft)
    }

    @Test("Where members may run")
    mutating func constraints() throws {
        let gang = try #require(
            try gang(
                first(
                    """
                    [{"name": "g", "minMember": 2, "minResource": {"cpu": "1"},
                      "labels": {"app": "x"}, "tea": 1, "nodeSelector": {"zone": "a"},
                      "tolerations": [{"key": "gpu", "operator": "Exists"}],
                      "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone",
                       "whenUnsatisfiable": "DoNotSchedule",
                       "labelSelector": {"matchLabels": {"app": "x"}}}]}]
                    """)))
        let constraints = gang.gang.taskGroups[0].constraints
        #expect(constraints.nodes == [MusterCore.NodeSelector(labels: ["zone": "a"])])
        #expect(constraints.tolerations == [MusterCore.Toleration(key: "gpu")])
        #expect(constraints.spread.map(\.topologyKey) == ["zone"])
    }

    @Test("Its own spread makes the labels of its members matter")
    mutating func projection() throws {
        var gang = try #require(
            try gang(
                first(
                    """
                    [{"name": "g", "minMember": 2, "minResource": {"cpu": "1"},
                      "labels": {"app": "x", "b": "y"}, "topologySpreadConstraints": [
                       {"maxSkew": 1, "topologyKey": "zone",
                        "labelSelector": {"matchLabels": {"app": "x"}}}]}]
                    """)))
        var keys = RelevantLabelKeys()
        _ = keys.add(gang.gang.taskGroups[0].constraints)
        gang.project(keys)
        #expect(gang.gang.taskGroups[0].constraints.labels == ["app": "x"])
        #expect(gang.gang.taskGroups[0].constraints.namespace == "shop")
    }

    @Test(
        "B104 B105 style and timeout",
        arguments: [
            (nil, Gang.Style.soft, 900), ("gangSchedulingStyle=Hard", .hard, 900),
            ("gangSchedulingStyle=hard", .soft, 900),
            ("placeholderTimeoutInSeconds=30 gangSchedulingStyle=Hard", .hard, 30),
            ("placeholderTimeoutInSeconds=0", .soft, 900),
            ("placeholderTimeoutInSeconds=soon", .soft, 900),
            ("placeholderTimeoutInSeconds=1=2 junk", .soft, 900),
        ] as [(String?, Gang.Style, Int64)])
    mutating func parameters(text: String?, style: Gang.Style, seconds: Int64) throws {
        let groups = #"[{"name": "g", "minMember": 1, "minResource": {"cpu": "1"}}]"#
        let gang = try #require(try gang(first(groups, parameters: text)))
        #expect(gang.gang.style == style)
        #expect(gang.gang.timeout == Tick(seconds: seconds))
    }

    /// As recorded from YuniKorn.
    @Test("B106 no members: the text of the event has the annotation in it")
    mutating func recorded() throws {
        let text = #"[{"name": "zero", "minMember": 0, "minResource": {"cpu": "1"}}]"#
        #expect(
            try finding(first(text))
                == .invalid(
                    "unable to get taskGroups for pod, reason:"
                        + " can't get taskGroup MinMember from pod annotation, \(text)"))
    }

    private static func group(_ members: String, _ resources: String) -> String {
        #"[{"name": "g", "minMember": \#(members), "minResource": {\#(resources)}}]"#
    }

    @Test(
        "What is wrong with an annotation",
        arguments: [
            (
                #"[{"minMember": 1, "minResource": {"cpu": "1"}}]"#,
                "can't get taskGroup Name from pod annotation, "
            ),
            (
                #"[{"name": "g", "minMember": 1}]"#,
                "can't get taskGroup MinResource from pod annotation, "
            ),
            (group("-1", #""cpu": "1""#), "minMember cannot be negative, "),
            (
                group("1", #""cpu": "-1""#),
                #"minResource "cpu" in taskGroup "g" cannot be negative"#
            ),
            (
                group("1", #""pods": "1""#),
                #"minResource "pods" in taskGroup "g" collides with another resource"#
                    + #" under canonical key "pods""#
            ),
            (
                group("1", #""cpu": "1", "vcore": "1""#),
                #"minResource "vcore" in taskGroup "g" collides with another resource"#
                    + #" under canonical key "vcore""#
            ),
            (
                group("3", #""memory": "4000000000000000000""#),
                #"minResource "memory" in taskGroup "g" overflows int64 when scaled by minMember 3"#
            ),
            (
                group("1", #""cpu": "lots""#),
                "annotation yunikorn.apache.org/task-groups cannot be read:"
                    + " [0].minResource.cpu: found \"lots\", expected a quantity"
            ),
            ("tea", "annotation yunikorn.apache.org/task-groups cannot be read: found a text"),
        ])
    mutating func invalid(text: String, reason: String) throws {
        guard case .invalid(let found) = try finding(first(text)) else {
            Issue.record("\(text) was taken")
            return
        }
        #expect(found.hasPrefix("unable to get taskGroups for pod, reason: " + reason))
    }

    @Test("All groups together have to be countable")
    mutating func aggregate() throws {
        let one = #"{"name": "g", "minMember": 1, "minResource": {"memory": "5E"}}"#
        #expect(
            try finding(first("[\(one), \(one)]"))
                == .invalid(
                    "unable to get taskGroups for pod, reason: aggregate placeholder request for"
                        + " \"memory\" overflows int64 across taskGroups"))
    }

    @Test("B110 a pod belongs to the group it names, or to none")
    mutating func membership() throws {
        let text = """
            [{"name": "a", "minMember": 1, "minResource": {"cpu": "1"}},
             {"name": "b", "minMember": 2, "minResource": {"cpu": "1"}}]
            """
        let gang = try #require(try gang(first(text)))
        let groups = try ["b", "a", "tea"].map { name in
            let annotation = #""annotations": {"yunikorn.apache.org/task-group-name": "\#(name)"}"#
            let member = MemberPod(
                try pod(metadata: annotation), request: .none, constraints: .none)
            return gang.taskGroup(of: member, in: GangDirectory())
        }
        #expect(groups == [1, 0, nil])
    }

    @Test("An empty list is no gang")
    mutating func empty() throws {
        #expect(try finding(first("[]")) == .plain)
    }
}
