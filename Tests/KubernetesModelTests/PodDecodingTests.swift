import KubernetesModel
import Testing

/// The recorded pod with nearly everything that a scheduler reads.
@Suite("A recorded pod")
struct PodDecodingTests {
    private let pod: Pod

    init() throws {
        pod = try Recording("pods/create-full").object()
    }

    @Test("Metadata")
    func metadata() {
        #expect(pod.metadata.name == "full")
        #expect(pod.metadata.namespace == "demo")
        #expect(pod.metadata.uid == "eb2dd828-3620-46a1-bdbc-0c1f0d50ccae")
        #expect(pod.metadata.resourceVersion == "397")
        #expect(pod.metadata.generation == 1)
        #expect(pod.metadata.creationTimestamp?.milliseconds == 1_795_237_933_000)
        #expect(pod.metadata.deletionTimestamp == nil)
        #expect(pod.metadata.labels == ["app": "demo", "tier": "batch"])
        #expect(
            pod.metadata.annotations["example.com/note"]
                == "a \"quoted\" value, ünïcode, 改行\n")
        #expect(pod.metadata.controller == nil)
    }

    @Test("Who places it, where, how urgently")
    func scheduling() {
        #expect(pod.spec.schedulerName == "other-scheduler")
        #expect(pod.spec.nodeName == "")
        #expect(pod.spec.priority == 100_000)
        #expect(pod.spec.priorityClassName == "urgent")
        #expect(pod.spec.preemptionPolicy == .lowerPriority)
        #expect(pod.spec.runtimeClassName == "sandbox")
        #expect(pod.spec.restartPolicy == .always)
        #expect(pod.spec.terminationGracePeriodSeconds == 5)
        #expect(pod.spec.activeDeadlineSeconds == 3600)
        #expect(pod.spec.schedulingGates.map(\.name) == ["example.com/wait", "example.com/quota"])
        #expect(!pod.spec.hostNetwork)
    }

    @Test("Containers and what they need")
    func containers() throws {
        #expect(pod.spec.containers.map(\.name) == ["main", "second"])
        let main = pod.spec.containers[0]
        #expect(main.image == "registry.example/app:1")
        #expect(
            main.resources.requests.map(\.key) == [
                "cpu", "ephemeral-storage", "example.com/dongle", "memory",
            ])
        #expect(try main.resources.requests["cpu"]?.milliUnits() == 1500)
        #expect(main.resources.requests["memory"]?.units == 536_870_912)
        #expect(main.resources.limits["memory"]?.units == 1_073_741_824)
        #expect(main.ports[0].hostPort == 18080)
        #expect(main.ports[0].containerPort == 80)
        #expect(main.ports[0].networkProtocol == "TCP")
        #expect(pod.spec.containers[1].resources.requests["cpu"] == Quantity(milliUnits: 500))
    }

    @Test("Init containers, one of them a sidecar")
    func initContainers() {
        #expect(pod.spec.initContainers.map(\.name) == ["prepare", "sidecar"])
        #expect(pod.spec.initContainers.map(\.restartPolicy) == [nil, .always])
        #expect(pod.spec.initContainers[1].resources.requests["memory"]?.units == 100_000_000)
    }

    @Test("The pod's own resources, and what the runtime needs")
    func podResources() {
        #expect(
            pod.spec.resources?.requests == [
                "cpu": Quantity(units: 4), "memory": Quantity(units: 2_147_483_648),
            ])
        #expect(pod.spec.resources?.limits["cpu"] == Quantity(units: 8))
        #expect(pod.spec.overhead["memory"]?.units == 125_829_120)
    }

    @Test("Node selector and affinity")
    func nodeAffinity() {
        #expect(pod.spec.nodeSelector == ["hollow": "true", "kubernetes.io/os": "linux"])
        let terms = pod.spec.affinity?.node?.required?.terms
        #expect(terms?.count == 2)
        #expect(
            terms?[0].matchExpressions == [
                NodeRequirement("topology.kubernetes.io/zone", .isIn, ["z0", "z1"]),
                NodeRequirement("cores", .isGreater, ["4"]),
            ])
        #expect(terms?[1].matchFields == [NodeRequirement("metadata.name", .isIn, ["node-0"])])
        let preferred = pod.spec.affinity?.node?.preferred
        #expect(preferred?.map(\.weight) == [10])
        #expect(preferred?[0].preference.matchExpressions == [NodeRequirement("fast", .exists)])
    }

    @Test("Affinity to pods, and against them")
    func podAffinity() {
        let near = pod.spec.affinity?.pod
        #expect(near?.required == [])
        #expect(near?.preferred.map(\.weight) == [100])
        #expect(near?.preferred[0].term.labelSelector?.matchLabels == ["app": "cache"])
        #expect(near?.preferred[0].term.namespaceSelector?.matchLabels == ["team": "a"])
        let apart = pod.spec.affinity?.podAnti?.required
        #expect(apart?.map(\.topologyKey) == ["kubernetes.io/hostname"])
        #expect(apart?[0].namespaces == ["demo"])
        #expect(apart?[0].matchLabelKeys == ["tier"])
        #expect(
            apart?[0].labelSelector?.matchExpressions == [
                .init("app", .isIn, ["demo"]), .init("tier", .isIn, ["batch"]),
            ])
    }

    @Test("Tolerations")
    func tolerations() {
        #expect(
            pod.spec.tolerations.map(\.key) == [
                "dedicated", "node.kubernetes.io/unreachable", "node.kubernetes.io/not-ready",
                "sandbox",
            ])
        #expect(
            pod.spec.tolerations[0]
                == Toleration(
                    "dedicated", .equal, "batch", effect: .noSchedule))
        #expect(pod.spec.tolerations[1].tolerationSeconds == 10)
        #expect(pod.spec.tolerations[3] == Toleration("sandbox", .exists))
    }

    @Test("Topology spread")
    func spread() {
        #expect(pod.spec.topologySpreadConstraints.count == 1)
        let spread = pod.spec.topologySpreadConstraints[0]
        #expect(spread.maxSkew == 1)
        #expect(spread.minDomains == 2)
        #expect(spread.topologyKey == "topology.kubernetes.io/zone")
        #expect(spread.whenUnsatisfiable == .doNotSchedule)
        #expect(spread.nodeAffinityPolicy == .honor)
        #expect(spread.nodeTaintsPolicy == .ignore)
        #expect(spread.matchLabelKeys == ["tier"])
        #expect(spread.labelSelector?.matchLabels == ["app": "demo"])
    }

    @Test("Volumes")
    func volumes() throws {
        #expect(
            pod.spec.volumes.map(\.name) == [
                "scratch", "conf", "data", "eph", "hp", "proj", "kube-api-access-xfvn9",
            ])
        #expect(pod.spec.volumes[0].source == .other)
        #expect(pod.spec.volumes[2].source == .claim(name: "data", isReadOnly: false))
        guard case .ephemeral(let template) = pod.spec.volumes[3].source else {
            throw DecodingExpectation.failed
        }
        #expect(template.spec.accessModes == ["ReadWriteOnce"])
        #expect(template.spec.storageClassName == "late")
        #expect(template.spec.resources.requests["storage"]?.units == 1_073_741_824)
    }

    @Test("Status")
    func status() {
        #expect(pod.status.phase == .pending)
        #expect(pod.status.conditions.count == 1)
        let scheduled = pod.status.condition("PodScheduled")
        #expect(scheduled?.status == .no)
        #expect(scheduled?.reason == "SchedulingGated")
        #expect(
            scheduled?.message == "Scheduling is blocked due to non-empty scheduling gates")
        #expect(scheduled?.lastTransitionTime?.seconds == "2026-11-21T05:12:13Z")
        #expect(pod.status.condition("Ready") == nil)
    }

    @Test("A pod as sent, not indented")
    func rawBytes() throws {
        let pod: Pod = try Recording("pods/get-raw-bytes").object()
        #expect(pod.metadata.name == "p0")
        #expect(pod.metadata.resourceVersion == "333")
        #expect(pod.spec.nodeName == "node-0")
        #expect(pod.status.phase == .running)
        #expect(pod.status.startTime?.seconds == "2026-11-21T05:10:33Z")
        #expect(pod.status.containerStatuses.map(\.name) == ["main"])
        #expect(pod.status.containerStatuses[0].isReady)
    }

    @Test("A pod of a PodGroup")
    func podGroup() throws {
        let pod: Pod = try Recording("gang/pod-create-0").object()
        #expect(pod.metadata.name == "gang-0")
        #expect(pod.spec.podGroupName == "train-workers")
    }
}

enum DecodingExpectation: Error {
    case failed
}
