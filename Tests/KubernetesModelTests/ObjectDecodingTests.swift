import KubernetesModel
import Testing

@Suite("Recorded objects")
struct ObjectDecodingTests {
    @Test("A node")
    func node() throws {
        let node: Node = try Recording("nodes/get").object()
        #expect(node.metadata.name == "node-0")
        #expect(node.metadata.labels["topology.kubernetes.io/zone"] == "z0")
        #expect(
            node.allocatable == [
                "cpu": Quantity(units: 16), "ephemeral-storage": Quantity(units: 107_374_182_400),
                "memory": Quantity(units: 68_719_476_736), "pods": Quantity(units: 110),
            ])
        #expect(node.capacity == node.allocatable)
        #expect(
            node.conditions.map(\.type) == [
                "Ready", "MemoryPressure", "DiskPressure", "PIDPressure",
            ])
        #expect(node.isReady && !node.isUnschedulable && node.taints.isEmpty)
    }

    @Test("A cordoned node")
    func cordonedNode() throws {
        let node: Node = try Recording("nodes/cordoned-get").object()
        #expect(node.isUnschedulable)
        var taint = Taint("node.kubernetes.io/unschedulable", "", .noSchedule)
        taint.timeAdded = Timestamp("2026-11-21T05:17:33Z")
        #expect(node.taints == [taint])
        #expect(node.isReady)
        #expect(node.allocatable["nvidia.com/gpu"] == Quantity(units: 4))
        #expect(node.allocatable["cpu"] == Quantity(milliUnits: 7500))
        #expect(node.capacity["cpu"] == Quantity(units: 8))
    }

    @Test("A namespace that is going, a priority class")
    func namespaceAndClass() throws {
        let namespace: Namespace = try Recording("namespaces/terminating-get").object()
        #expect(namespace.metadata.name == "short")
        #expect(namespace.isTerminating)
        let urgent: PriorityClass = try Recording("cluster/priorityclass-create").object()
        #expect(urgent.value == 100_000)
        #expect(urgent.preemptionPolicy == .lowerPriority && !urgent.isGlobalDefault)
    }

    @Test("A config map with every byte, and with the server's own escapes")
    func configMap() throws {
        let map: ConfigMap = try Recording("cluster/configmap-raw-bytes").object()
        #expect(map.data == ["text": "ünï\ttab\u{2028}\u{1}"])
        #expect(map.binaryData["raw"] == Array(0...255))
    }

    @Test(
        "Base 64",
        arguments: [
            ("", []), ("QQ==", [65]), ("QUI=", [65, 66]), ("QUJD", [65, 66, 67]),
            ("+/+/", [251, 255, 191]), ("QQ", nil), ("QQ=A", nil), ("====", nil), ("Q Q=", nil),
            ("QQ-_", nil),
        ] as [(String, [UInt8]?)])
    func base64(text: String, expected: [UInt8]?) {
        let map: ConfigMap? = try? decode(#"{"binaryData": {"k": "\#(text)"}}"#)
        #expect(map?.binaryData["k"] == expected)
    }

    @Test("A disruption budget")
    func budget() throws {
        let budget: PodDisruptionBudget = try Recording("cluster/pdb-status").object()
        #expect(budget.selector?.matchLabels == ["app": "guarded"])
        #expect(budget.disruptionsAllowed == 0)
        #expect(budget.currentHealthy == 1 && budget.desiredHealthy == 1)
        #expect(budget.expectedPods == 1 && budget.observedGeneration == 1)
    }

    @Test("A lease, to the microsecond")
    func lease() throws {
        let lease: Lease = try Recording("lease/create").object()
        #expect(lease.holderIdentity == "a")
        #expect(lease.durationSeconds == 15)
        #expect(lease.renewTime?.microseconds == 1_767_225_600_000_000)
        #expect(lease.metadata.resourceVersion == "679")
        #expect(lease.transitions == 0)
    }

    @Test("An event that was repeated")
    func event() throws {
        let event: Event = try Recording("events/series").object()
        #expect(event.series?.count == 2)
        #expect(event.series?.lastObservedTime?.micro == "2026-01-01T00:01:00.000001Z")
        #expect(event.regarding.name == "minimal" && event.regarding.kind == "Pod")
        #expect(event.note == "0/3 nodes are available")
        #expect(event.reason == "FailedScheduling" && event.type == "Warning")
    }

    @Test("A claim and its volume")
    func claimAndVolume() throws {
        let claim: PersistentVolumeClaim = try Recording("storage/pvc-bound").object()
        #expect(claim.spec.volumeName == "pv0" && claim.phase == "Bound")
        #expect(claim.spec.storageClassName == "late")
        #expect(claim.spec.resources.requests["storage"]?.units == 1_073_741_824)
        #expect(claim.capacity["storage"]?.units == 2_147_483_648)
        let volume: PersistentVolume = try Recording("storage/pv-bound").object()
        #expect(volume.claim?.uid == claim.metadata.uid)
        #expect(volume.capacity["storage"]?.units == 2_147_483_648)
        #expect(volume.accessModes == ["ReadWriteOnce"] && volume.phase == "Bound")
        #expect(
            volume.requiredNodes?.matches(
                name: "n", labels: ["kubernetes.io/hostname": "node-0"]) == true)
        #expect(volume.driver == "" && volume.disk == nil)
    }

    @Test("A storage class, and room for it")
    func storageClass() throws {
        let late: StorageClass = try Recording("storage/storageclass-create").object()
        #expect(late.bindingMode == .waitForFirstConsumer)
        #expect(late.provisioner == "example.com/prov")
        #expect(late.allowedTopologies[0].matches(["topology.kubernetes.io/zone": "z0"]))
        let room: CSIStorageCapacity = try Recording("storage/csistoragecapacity-create").object()
        #expect(room.capacity?.units == 107_374_182_400)
        #expect(room.storageClassName == "late")
        #expect(room.nodeTopology?.matchLabels == ["topology.kubernetes.io/zone": "z0"])
        #expect(room.maximumVolumeSize == nil)
    }

    @Test("Drivers, and volumes of drivers")
    func drivers() throws {
        let node: CSINode = try decode(
            """
            {"metadata": {"name": "n"}, "spec": {"drivers": [{"name": "d", "nodeID": "i-1",
             "topologyKeys": ["zone"], "allocatable": {"count": 25}}, {"name": "e"}]}}
            """)
        #expect(node.drivers.map(\.allocatableCount) == [25, nil])
        #expect(node.drivers[0].nodeID == "i-1" && node.drivers[0].topologyKeys == ["zone"])
        let driver: CSIDriver = try decode(
            #"{"spec": {"attachRequired": false, "storageCapacity": true}}"#)
        #expect(!driver.requiresAttachment && driver.tellsCapacity)
        let volume: PersistentVolume = try decode(
            #"{"spec": {"csi": {"driver": "d", "volumeHandle": "h"}}}"#)
        #expect(volume.driver == "d" && volume.handle == "h")
    }

    @Test("Refusals by the server, and what they say to do")
    func statuses() throws {
        let eviction: ServerStatus = try Recording("eviction/refused").object()
        #expect(!eviction.isSuccess && eviction.code == 429)
        #expect(eviction.reason == "TooManyRequests")
        #expect(eviction.causes.map(\.reason) == ["DisruptionBudget"])
        #expect(
            eviction.causes[0].message
                == "The disruption budget keep needs 1 healthy pods and has 1 currently")
        let binding: ServerStatus = try Recording("binding/success").object()
        #expect(binding.isSuccess && binding.code == 201)
        let future: ServerStatus = try Recording("errors/504-resourceversion-future").object()
        #expect(future.retryAfterSeconds == 1 && future.reason == "Timeout")
        let expired: ServerStatus = try Recording("pods/list-continue-expired").object()
        #expect(expired.code == 410 && expired.continueToken.hasPrefix("eyJ2IjoibWV0"))
        let conflict: ServerStatus = try Recording("delete/precondition-uid").object()
        #expect(conflict.name == "minimal" && conflict.kind == "Pod" && conflict.code == 409)
    }
}
