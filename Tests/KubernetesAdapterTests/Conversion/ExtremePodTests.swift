import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

/// Nothing that a user can write may stop the process: each value of a pod with nearly everything
/// in it is replaced by what nobody expects there.
@Suite("Extreme pods")
struct ExtremePodTests {
    private static let extremes = [
        "9223372036854775807", "-9223372036854775808", "2147483647", "-2147483648", "0", #""""#,
        #""-1""#, #""9223372036854775807""#, #""1e30""#, #""\u0000=,:_""#, "null", "[]", "{}",
        "[{}]", "true",
    ]

    private static let term = """
        {"topologyKey": "host", "labelSelector": {"matchLabels": {"app": "web"},
         "matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]},
         "namespaces": ["shop"], "namespaceSelector": {"matchLabels": {"a": "b"}},
         "matchLabelKeys": ["app"], "mismatchLabelKeys": ["app"]}
        """
    private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
    private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
    private static let nodeTerm = """
        {"matchExpressions": [{"key": "zone", "operator": "Gt", "values": ["1"]}],
         "matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n"]}]}
        """
    private static let container = """
        {"name": "a", "resources": {"requests": {"cpu": "1", "memory": "1Gi"}},
         "restartPolicy": "Always", "ports": [{"containerPort": 80, "hostPort": 80}]}
        """
    private static let text = """
        {"metadata": {"name": "web", "namespace": "shop", "uid": "u1",
          "creationTimestamp": "2026-11-21T05:12:13Z", "labels": {"app": "web"},
          "ownerReferences": [{"kind": "Job", "name": "j", "uid": "u", "controller": true}],
          "annotations": {"muster.dev/min-members": "3"}},
         "spec": {"priority": 5, "nodeSelector": {"zone": "1"}, "overhead": {"cpu": "1"},
          "resources": {"requests": {"cpu": "1"}}, "containers": [\(container)],
          "initContainers": [\(container)], "hostNetwork": true,
          "tolerations": [{"key": "k", "operator": "Equal", "value": "v", "effect": "NoExecute"}],
          "volumes": [{"name": "d", "rbd": {"image": "i", "monitors": ["m"]}}],
          "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone", "minDomains": 2,
           "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {"matchLabels": {"app": "web"}},
           "matchLabelKeys": ["app"]}],
          "affinity": {
           "nodeAffinity": {"\(required)": {"nodeSelectorTerms": [\(nodeTerm)]},
            "\(preferred)": [{"weight": 1, "preference": \(nodeTerm)}]},
           "podAffinity": {"\(required)": [\(term)],
            "\(preferred)": [{"weight": 1, "podAffinityTerm": \(term)}]},
           "podAntiAffinity": {"\(required)": [\(term)],
            "\(preferred)": [{"weight": 1, "podAffinityTerm": \(term)}]}}},
         "status": {"resize": "", "allocatedResources": {"cpu": "1"}, "containerStatuses": [
          {"name": "a", "allocatedResources": {"cpu": "2"}}]}}
        """

    /// The text with the value at one place replaced; `nil` beyond the last one.
    private func variant(_ place: Int, _ value: String) -> String? {
        let values = Self.text.matches(of: /(: ?|\[)("[^"]*"|[0-9]+|true)/)
        guard place < values.count else { return nil }
        var text = Self.text
        text.replaceSubrange(
            values[place].output.2.startIndex..<values[place].output.2.endIndex,
            with: value)
        return text
    }

    /// Places one pod on one node with all that it asks for, three times as a gang.
    private func schedule(_ pod: Pod) {
        var catalog = ResourceCatalog()
        guard let request = try? podRequest(of: pod, catalog: &catalog),
            var placement = try? PodPlacement(pod, storage: Storage())
        else { return }
        var keys = RelevantLabelKeys()
        _ = keys.add(placement.constraints)
        keys.project(pod, into: &placement.constraints)
        let member = MemberPod(pod, request: request, constraints: placement.constraints)
        let directory = GangDirectory()
        var gang: NamedGang?
        if let source = GangSource(pod, in: directory) {
            gang = GangFinding(source, members: [member], in: directory, catalog: &catalog).named
        }
        var scheduler = Scheduler()
        scheduler.apply(.nodeChanged(MusterCore.Node(id: NodeID(0), name: "n", capacity: request)))
        let identity = PodIdentity(pod, generatesUniqueIDs: true)
        let queue = QueueChoice.rules(placementRequest(of: pod, identity, in: nil))
        scheduler.apply(
            .applicationSubmitted(
                Application(
                    id: ApplicationID(0), queue: queue, user: identity.user,
                    groups: identity.groups, submitted: .zero, gang: gang?.gang)))
        scheduler.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(0), count: 3), application: ApplicationID(0),
                    request: request, priority: pod.spec.priority,
                    taskGroup: gang?.taskGroup(of: member, in: directory),
                    constraints: placement.constraints)))
        scheduler.apply(.timeReached(Tick(seconds: 1)))
        _ = keys.remove(placement.constraints)
    }

    @Test("Every value replaced by every extreme ends in a value or a problem")
    func replaced() throws {
        var read = 0
        var place = 0
        while variant(place, "0") != nil {
            for value in Self.extremes {
                guard let text = variant(place, value), let pod: Pod = try? object(text) else {
                    continue
                }
                schedule(pod)
                read += 1
            }
            place += 1
        }
        #expect(place == 95)
        #expect(read > 300)
    }
}
