import KubernetesModel
import Testing

/// Bodies, compared with those that the real server was sent.
@Suite("Requests")
struct RequestTests {
    @Test("A binding, with and without more than the node")
    func binding() throws {
        let plain = Binding(podName: "p0", podUID: "", nodeName: "node-0")
        #expect(text(plain.json) == compact(try Recording("binding/success").request))
        let full = Binding(
            podName: "p2", podUID: "f1cf2ef2-1b47-4731-893b-b0830918be58", nodeName: "node-1",
            annotations: ["example.com/gpu": "0,1"])
        let recorded = compact(try Recording("binding/annotations").request)
        #expect(text(full.json) == recorded.replacing(#","labels":{"bound":"yes"}"#, with: ""))
    }

    @Test("An eviction, of any pod of the name or of one pod alone")
    func eviction() throws {
        var eviction = Eviction(podName: "free", podNamespace: "demo")
        #expect(text(eviction.json) == compact(try Recording("eviction/allowed").request))
        eviction.deleteOptions.uid = "u"
        eviction.deleteOptions.gracePeriodSeconds = 0
        #expect(
            text(eviction.json) == #"{"apiVersion":"policy/v1","kind":"Eviction","metadata":"#
                + #"{"name":"free","namespace":"demo"},"deleteOptions":{"gracePeriodSeconds":0,"#
                + #""preconditions":{"uid":"u"}}}"#)
    }

    @Test("Options of a deletion")
    func deleteOptions() throws {
        var precondition = DeleteOptions()
        precondition.uid = "00000000-0000-0000-0000-000000000000"
        #expect(
            text(precondition.json) == compact(try Recording("delete/precondition-uid").request))
        var grace = DeleteOptions()
        grace.gracePeriodSeconds = 20
        grace.propagationPolicy = "Background"
        #expect(text(grace.json) == compact(try Recording("delete/grace-bound").request))
    }

    @Test("The condition of a pod that waits")
    func unschedulable() throws {
        var condition = Condition()
        condition.type = "PodScheduled"
        condition.status = .no
        condition.reason = "Unschedulable"
        condition.message = "0/3 nodes are available: 3 Insufficient cpu."
        condition.lastTransitionTime = Timestamp("2026-01-01T00:00:00Z")
        condition.observedGeneration = 1
        var patch = PodStatusPatch(podUID: "2f08133d-473b-4673-a90f-7288b5e97c0b")
        patch.conditions = [condition]
        let recorded = compact(try Recording("patch/status-condition-unschedulable").request)
        #expect(text(patch.json) == recorded)
        patch.resourceVersion = "617"
        #expect(text(patch.json).contains(#"b5e97c0b","resourceVersion":"617"},"status""#))
    }

    @Test("A nominated node is set and taken away")
    func nominated() throws {
        var patch = PodStatusPatch(podUID: "")
        patch.nominatedNodeName = "node-1"
        let recorded = compact(try Recording("patch/status-nominated").request)
        #expect(recorded.hasPrefix(#"{"status":{"nominatedNodeName":"node-1","#))
        #expect(text(patch.json) == #"{"status":{"nominatedNodeName":"node-1"}}"#)
        patch.nominatedNodeName = ""
        #expect(text(patch.json) == #"{"status":{"nominatedNodeName":null}}"#)
    }

    @Test("A pod that failed for good")
    func failedPod() {
        var patch = PodStatusPatch(podUID: "u")
        patch.phase = .failed
        patch.reason = "ResourceReservationTimeout"
        patch.message = "Scheduling has timed out due to insufficient resources"
        #expect(
            text(patch.json) == #"{"metadata":{"uid":"u"},"status":{"phase":"Failed","reason":"#
                + #""ResourceReservationTimeout","message":"Scheduling has timed out due to "#
                + #"insufficient resources"}}"#)
    }

    @Test("A lease, created and given back")
    func lease() throws {
        let created: Lease = try Recording("lease/create").object()
        var lease = Lease()
        lease.metadata.name = "lead"
        lease.holderIdentity = "a"
        lease.durationSeconds = 15
        lease.acquireTime = created.acquireTime
        lease.renewTime = created.renewTime
        #expect(text(lease.json) == compact(try Recording("lease/create").request))
        // What is written after a read carries the version, and reads as what was sent.
        let released: Lease = try decode(try Recording("lease/release").request)
        #expect(text(released.json).contains(#""resourceVersion":"826""#))
        var expected = released
        expected.metadata.creationTimestamp = nil
        #expect(try decode(released.json, as: Lease.self) == expected)
    }

    @Test("An event, and its repetition")
    func event() throws {
        var event: Event = try decode(try Recording("events/create").request)
        #expect(try decode(event.json, as: Event.self) == event)
        #expect(event.reportingInstance == "example-0" && event.action == "Scheduling")
        #expect(
            text(event.json).utf8.count
                == compact(try Recording("events/create").request).utf8.count)
        var series = Event.Series()
        series.count = 2
        series.lastObservedTime = Timestamp("2026-01-01T00:01:00.000001Z")
        #expect(text(series.patch) == compact(try Recording("events/series").request))
        event.note = String(repeating: "ü", count: 600) + "x"
        #expect(try decode(event.json, as: Event.self).note.utf8.count == 1024)
        event.note = "x" + String(repeating: "ü", count: 600)
        #expect(try decode(event.json, as: Event.self).note.utf8.count == 1023)
    }

    @Test("A claim is told its node, and a volume its claim")
    func volumes() throws {
        #expect(
            text(PersistentVolumeClaim.selectedNodePatch(nodeName: "node-0"))
                == compact(try Recording("storage/pvc-selected-node").request))
        var claim = PersistentVolumeClaim()
        claim.metadata.name = "data"
        claim.metadata.namespace = "demo"
        claim.metadata.uid = "22df4916-bd17-4512-bd61-76933b0e151f"
        claim.metadata.resourceVersion = "750"
        let patch = PersistentVolume.claimPatch(claim: claim, resourceVersion: "")
        let recorded: PersistentVolume = try decode(try Recording("storage/pv-prebind").request)
        #expect(try decode(patch, as: PersistentVolume.self) == recorded)
    }

    @Test("A placeholder")
    func placeholder() throws {
        var pod = PlaceholderPod()
        pod.metadata.name = "tg-app-1-w-0123456789"
        pod.metadata.labels = ["yunikorn.apache.org/app-id": "app-1"]
        pod.schedulerName = "yunikorn"
        pod.priorityClassName = "urgent"
        pod.runAsUser = 1000
        pod.taskGroup = try decode(
            #"{"minResource": {"cpu": "1500m"}, "nodeSelector": {"a": "b"}, "affinity": {}}"#)
        #expect(text(pod.json) == placeholderBody)
        let read: Pod = try decode(pod.json)
        #expect(read.spec.terminationGracePeriodSeconds == 0 && read.spec.restartPolicy == .never)
        #expect(read.spec.containers[0].resources.limits["cpu"] == Quantity(milliUnits: 1500))
    }

    private let placeholderBody =
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"tg-app-1-w-0123456789","#
        + #""labels":{"yunikorn.apache.org/app-id":"app-1"}},"spec":{"containers":[{"#
        + #""name":"pause","image":"registry.k8s.io/pause:3.7","imagePullPolicy":"#
        + #""IfNotPresent","resources":{"requests":{"cpu":"1500m"},"limits":{"cpu":"1500m"}},"#
        + #""securityContext":{"privileged":false,"allowPrivilegeEscalation":false,"#
        + #""readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"]}}}],"#
        + #""restartPolicy":"Never","terminationGracePeriodSeconds":0,"schedulerName":"#
        + #""yunikorn","hostNetwork":false,"securityContext":{"runAsNonRoot":true,"#
        + #""runAsUser":1000,"seccompProfile":{"type":"RuntimeDefault"}},"priorityClassName":"#
        + #""urgent","nodeSelector":{"a":"b"},"affinity":{}}}"#

    @Test("Every character is written so that it is read again")
    func escapes() throws {
        var lease = Lease()
        lease.holderIdentity = "\"\\/\u{0}\u{8}\n\r\t\u{1f}\u{7f}ü😀\u{2028}"
        #expect(try decode(lease.json, as: Lease.self) == lease)
        lease.holderIdentity = "\u{1}\n\"\\"
        #expect(text(lease.json).contains(#""holderIdentity":"\u0001\n\"\\""#))
    }

    @Test("Owners and finalizers survive an update")
    func metadata() throws {
        var lease = Lease()
        var owner = OwnerReference()
        owner.apiVersion = "v1"
        owner.kind = "Pod"
        owner.name = "p"
        owner.uid = "u"
        owner.blocksOwnerDeletion = true
        lease.metadata.ownerReferences = [owner, owner]
        lease.metadata.finalizers = ["a", "b"]
        lease.metadata.annotations = ["x": "y", "z": ""]
        #expect(try decode(lease.json, as: Lease.self) == lease)
    }

    @Test("Paths")
    func paths() {
        #expect(Pod.resource.path() == "/api/v1/pods")
        #expect(
            Pod.resource.path(namespace: "demo", name: "p0", subresource: "binding")
                == "/api/v1/namespaces/demo/pods/p0/binding")
        #expect(Node.resource.path(namespace: "demo", name: "n") == "/api/v1/nodes/n")
        #expect(
            Lease.resource.path(namespace: "demo", name: "lead")
                == "/apis/coordination.k8s.io/v1/namespaces/demo/leases/lead")
    }
}
