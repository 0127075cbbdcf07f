import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

private typealias NodeSelector = MusterCore.NodeSelector
private typealias Toleration = MusterCore.Toleration
private typealias PodAffinityTerm = MusterCore.PodAffinityTerm

private func constraints(
    _ spec: String, metadata: String = ""
) throws -> PlacementConstraints {
    try PodPlacement(pod(spec: spec, metadata: metadata), storage: Storage()).constraints
}

/// Rows from kubernetes.io: "Assigning Pods to Nodes", "Taints and Tolerations", "Pod Topology
/// Spread Constraints".
@Suite("Where a pod may run: nodes")
struct NodePlacementTests {
    private static let zoneA = LabelRequirement("zone", .isIn, ["a"])

    private func required(_ terms: String) throws -> [NodeSelector] {
        let key = "requiredDuringSchedulingIgnoredDuringExecution"
        let affinity = #""nodeAffinity": {"\#(key)": {"nodeSelectorTerms": [\#(terms)]}}"#
        return try constraints(#""affinity": {\#(affinity)}"#).nodes
    }

    @Test("Nothing is asked for: any node will do")
    func none() throws {
        #expect(try constraints("") == .none)
    }

    @Test("B077 a node selector is one requirement per label")
    func nodeSelector() throws {
        let nodes = try constraints(#""nodeSelector": {"zone": "a", "disk": "ssd"}"#).nodes
        #expect(nodes == [NodeSelector(labels: ["disk": "ssd", "zone": "a"])])
    }

    @Test("B078 terms of required affinity are alternatives")
    func affinity() throws {
        let nodes = try required(
            """
            {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a"]},
             {"key": "cores", "operator": "Gt", "values": ["15"]}]},
            {"matchFields": [{"key": "metadata.name", "operator": "NotIn", "values": ["n1"]}]}
            """)
        let name = LabelRequirement("metadata.name", .isNotIn, ["n1"])
        let both = [Self.zoneA, LabelRequirement("cores", .isGreater, ["15"])]
        #expect(nodes == [NodeSelector(terms: [.init(labels: both), .init(names: [name])])])
    }

    @Test(
        "What the server would refuse selects no node",
        arguments: [
            #"{"key": "zone", "operator": "NotIn", "values": []}"#,
            #"{"key": "zone", "operator": "Exists", "values": ["a"]}"#,
            #"{"key": "zone", "operator": "Lt", "values": ["many"]}"#,
            #"{"key": "zone", "operator": "Like", "values": ["a"]}"#,
        ])
    func impossible(requirement: String) throws {
        let nodes = try required(#"{"matchExpressions": [\#(requirement)]}"#)
        #expect(nodes.count == 1)
        #expect(!nodes[0].selects("n", ["zone": "a"]))
        #expect(!nodes[0].selects("n", [:]))
    }

    @Test("Other fields, and several names, select no node; nor does a term without requirements")
    func fields() throws {
        let field = #"{"matchFields": [{"key": "spec.x", "operator": "In", "values": ["n"]}]}"#
        let names =
            #"{"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n", "m"]}]}"#
        for term in [field, names, "{}"] {
            #expect(try required(term).map { $0.selects("n", ["zone": "a"]) } == [false])
        }
        #expect(try required("") == [NodeSelector(terms: [])])
    }

    @Test("B080 preferred nodes keep their weights; empty terms prefer nothing")
    func preferred() throws {
        let preferred = """
            {"weight": 80, "preference": {"matchExpressions": [
             {"key": "zone", "operator": "In", "values": ["a"]}]}},
            {"weight": 5, "preference": {}}
            """
        let key = "preferredDuringSchedulingIgnoredDuringExecution"
        let spec = #""affinity": {"nodeAffinity": {"\#(key)": [\#(preferred)]}}"#
        #expect(
            try constraints(spec).preferredNodes
                == [PreferredNodes(weight: 80, .init(labels: [Self.zoneA]))])
    }

    @Test("B130 the pod of a DaemonSet is bound to its node, and alike to the others")
    func daemonSet() throws {
        let affinity = """
            "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
             {"nodeSelectorTerms": [{"matchFields": [
              {"key": "metadata.name", "operator": "In", "values": ["n7"]}]}]}}}
            """
        let owner = #""ownerReferences": [{"kind": "DaemonSet", "name": "d", "uid": "d"}]"#
        let daemon = try PodPlacement(pod(spec: affinity, metadata: owner), storage: Storage())
        #expect(daemon.requiredNodeName == "n7")
        #expect(daemon.constraints == .none)
        let other = try PodPlacement(pod(spec: affinity), storage: Storage())
        #expect(other.requiredNodeName == nil)
        #expect(other.constraints.nodes.map { $0.selects("n7", [:]) } == [true])
        #expect(other.constraints.nodes.map { $0.selects("n8", [:]) } == [false])
    }

    @Test("B079 tolerations: no key stands for all, no effect for all, Exists for all values")
    func tolerations() throws {
        let tolerations = try constraints(
            """
            "tolerations": [{"key": "gpu", "operator": "Equal", "value": "yes",
              "effect": "NoSchedule"}, {"operator": "Exists"}, {"key": "a", "value": "b"},
             {"key": "spot", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60},
             {"key": "n", "operator": "Gt", "value": "1"}, {"key": "m", "effect": "NoTea"},
             {"key": "n", "operator": "Lt", "value": "-5"},
             {"key": "n", "operator": "Lt", "value": "05"}]
            """
        ).tolerations
        #expect(
            tolerations == [
                Toleration(key: "gpu", value: "yes", effect: .noSchedule), Toleration(),
                Toleration(key: "a", value: "b"), Toleration(key: "spot", effect: .noExecute),
                Toleration(key: "n", .above(1)), Toleration(key: "n", .below(-5)),
            ])
    }

    @Test("B081 host ports of containers and sidecars, each once")
    func hostPorts() throws {
        let ports = try constraints(
            """
            "containers": [{"ports": [{"containerPort": 80, "hostPort": 8080}, {"hostPort": 53,
              "protocol": "UDP", "hostIP": "10.0.0.1"}, {"containerPort": 9}]},
             {"ports": [{"hostPort": 8080}]}],
            "initContainers": [{"restartPolicy": "Always", "ports": [{"hostPort": 70}]},
             {"ports": [{"hostPort": 71}]}]
            """
        ).hostPorts
        #expect(
            ports == [
                HostPort(8080), HostPort(53, transport: "UDP", address: "10.0.0.1"), HostPort(70),
            ])
    }

    @Test("With the network of the host each port is one of the node")
    func hostNetwork() throws {
        let spec = #""hostNetwork": true, "containers": [{"ports": [{"containerPort": 80}]}]"#
        #expect(try constraints(spec).hostPorts == [HostPort(80)])
    }

    /// The words are recorded from YuniKorn.
    @Test("B152 a pod waits for its gates before all else")
    func gates() throws {
        let pod = try pod(
            spec: """
                "schedulingGates": [{"name": "acme.com/wait"}, {"name": "b"}],
                "volumes": [{"persistentVolumeClaim": {"claimName": "c1"}}]
                """)
        let gates = PodObstacle.gates(["acme.com/wait", "b"])
        #expect(throws: gates) { try PodPlacement(pod, storage: Storage()) }
        #expect(gates.description == "waiting for scheduling gates: acme.com/wait,b")
    }

    @Test("Claimed devices keep a pod waiting")
    func devices() throws {
        let pod = try pod(
            spec: """
                "resourceClaims": [{"name": "gpu", "resourceClaimTemplateName": "one-gpu"},
                  {"name": "nic", "resourceClaimName": "fast"}]
                """)
        let claims = PodObstacle.deviceClaims(["gpu (template one-gpu)", "nic (claim fast)"])
        #expect(throws: claims) { try PodPlacement(pod, storage: Storage()) }
        #expect(
            claims.description
                == "this scheduler does not allocate the devices of resourceClaims: gpu (template"
                + " one-gpu), nic (claim fast); request them as an extended resource in"
                + " resources.limits, or name a scheduler in schedulerName that allocates them")
    }
}

@Suite("Where a pod may run: other pods")
struct PodNeighbourTests {
    private static let app = LabelRequirement("app", .isIn, ["web"])

    private func affinity(_ kind: String, _ terms: String, labels: String = "{}") throws
        -> PlacementConstraints
    {
        let key = "requiredDuringSchedulingIgnoredDuringExecution"
        return try constraints(
            #""affinity": {"\#(kind)": {"\#(key)": [\#(terms)]}}"#,
            metadata: #""labels": \#(labels)"#)
    }

    @Test("B082 affinity and anti-affinity: without namespaces the pod's own is meant")
    func ownNamespace() throws {
        let term = """
            {"topologyKey": "zone", "labelSelector": {"matchLabels": {"app": "web"}}}
            """
        let pods = PodSelector(labels: [Self.app], in: NamespaceSelector(["shop"]))
        let expected = [PodAffinityTerm(pods, topologyKey: "zone")]
        #expect(try affinity("podAntiAffinity", term).podAntiAffinity == expected)
        #expect(try affinity("podAffinity", term).podAffinity == expected)
    }

    @Test("Namespaces by name and by label; an empty selector means all, none means none")
    func namespaces() throws {
        let terms = """
            {"topologyKey": "k", "namespaces": ["a"], "namespaceSelector": {"matchExpressions": [
              {"key": "team", "operator": "Exists"}]}, "labelSelector": {}},
            {"topologyKey": "k", "namespaceSelector": {}}
            """
        let found = try affinity("podAffinity", terms).podAffinity.map(\.pods)
        let team = LabelRequirement("team", .exists)
        #expect(
            found == [
                PodSelector(labels: [], in: NamespaceSelector(["a"], labels: [team])),
                PodSelector(labels: nil, in: NamespaceSelector([], labels: [])),
            ])
    }

    @Test("Keys to match become requirements, unless the server has added them")
    func matchLabelKeys() throws {
        let term = """
            {"topologyKey": "k", "matchLabelKeys": ["hash", "none"],
             "mismatchLabelKeys": ["tenant"], "labelSelector": {"matchExpressions": [
              {"key": "hash", "operator": "In", "values": ["old"]}]}}
            """
        let found = try affinity(
            "podAffinity", term, labels: #"{"hash": "new", "tenant": "t1"}"#)
        #expect(
            found.podAffinity[0].pods.labels == [
                LabelRequirement("hash", .isIn, ["old"]),
                LabelRequirement("tenant", .isNotIn, ["t1"]),
            ])
    }

    @Test("Preferences: above 0 for near, below 0 for apart, without weight none")
    func preferred() throws {
        let term = #""podAffinityTerm": {"topologyKey": "k", "labelSelector": {}}"#
        let key = "preferredDuringSchedulingIgnoredDuringExecution"
        let found = try constraints(
            """
            "affinity": {
             "podAffinity": {"\(key)": [{"weight": 10, \(term)}, {"weight": 0, \(term)}]},
             "podAntiAffinity": {"\(key)": [{"weight": 100, \(term)}]}}
            """
        ).preferredPods
        #expect(found.map(\.weight) == [10, -100])
        #expect(found[0].term == found[1].term)
    }

    @Test("B083 spreading, with the defaults of Kubernetes and without")
    func spread() throws {
        let found = try constraints(
            """
            "topologySpreadConstraints": [
             {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule",
              "labelSelector": {"matchLabels": {"app": "web"}}, "matchLabelKeys": ["hash"]},
             {"maxSkew": 2, "topologyKey": "host", "whenUnsatisfiable": "ScheduleAnyway",
              "minDomains": 3, "nodeAffinityPolicy": "Ignore", "nodeTaintsPolicy": "Honor"}]
            """, metadata: #""labels": {"hash": "h1"}"#
        ).spread
        let hash = LabelRequirement("hash", .isIn, ["h1"])
        #expect(
            found == [
                TopologySpread(maxSkew: 1, topologyKey: "zone", labels: [Self.app, hash]),
                TopologySpread(
                    maxSkew: 2, topologyKey: "host", isRequired: false, labels: nil, minDomains: 3,
                    honorsNodeAffinity: false, honorsTaints: true),
            ])
    }

    @Test("Others see of a pod that runs its ports and whom it keeps away")
    func occupying() throws {
        let key = "requiredDuringSchedulingIgnoredDuringExecution"
        let pod = try pod(
            spec: """
                "nodeSelector": {"a": "b"}, "containers": [{"ports": [{"hostPort": 80}]}],
                "affinity": {"podAntiAffinity": {"\(key)": [
                 {"topologyKey": "k", "labelSelector": {"matchLabels": {"app": "web"}}}]}}
                """)
        let seen = PodPlacement(occupying: pod, storage: Storage()).constraints
        #expect(seen.hostPorts == [HostPort(80)])
        #expect(seen.podAntiAffinity.map(\.topologyKey) == ["k"])
        #expect(seen.nodes.isEmpty)
    }
}
