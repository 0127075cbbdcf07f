import KubernetesModel
import Testing

/// What no recording has.
@Suite("Fields of pods")
struct PodFieldTests {
    @Test("What is absent or null keeps its default")
    func defaults() throws {
        let pod: Pod = try decode(
            #"{"metadata": null, "spec": {"containers": null, "priority": null}}"#)
        #expect(pod == Pod())
        #expect(pod.spec.preemptionPolicy == .lowerPriority)
        #expect(try decode("{}", as: Pod.self) == Pod())
    }

    @Test("Owners")
    func owners() throws {
        let meta: ObjectMeta = try decode(
            """
            {"ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "a", "uid": "1"},
             {"apiVersion": "batch/v1", "kind": "Job", "name": "b", "uid": "2",
              "controller": true, "blockOwnerDeletion": true}],
             "finalizers": ["f"], "deletionTimestamp": "2026-01-01T00:00:00Z",
             "deletionGracePeriodSeconds": 30}
            """)
        #expect(meta.controller?.name == "b")
        #expect(meta.controller?.blocksOwnerDeletion == true)
        #expect(meta.ownerReferences[0].kind == "Pod")
        #expect(meta.finalizers == ["f"])
        #expect(meta.deletionTimestamp?.milliseconds == 1_767_225_600_000)
        #expect(meta.deletionGracePeriodSeconds == 30)
    }

    @Test("Disks and inline volumes")
    func disks() throws {
        let volumes: [Volume] = try decode(
            """
            [{"name": "a", "awsElasticBlockStore": {"volumeID": "vol-1", "readOnly": true}},
             {"name": "b", "gcePersistentDisk": {"pdName": "d"}},
             {"name": "c", "rbd": {"monitors": ["m1", "m2"], "image": "i"}},
             {"name": "d", "iscsi": {"targetPortal": "p", "iqn": "iqn.x", "lun": 0}},
             {"name": "e", "csi": {"driver": "ssh.example.com"}},
             {"name": "f", "persistentVolumeClaim": {"claimName": "c", "readOnly": true}},
             {"name": "g", "configMap": {"name": "settings", "items": []}}]
            """)
        let expected: [(AttachedDisk.Kind, String)] = [
            (.awsElasticBlockStore, "vol-1"), (.gcePersistentDisk, "d"), (.rbd, "rbd/i"),
            (.iscsi, "iqn.x"),
        ]
        for (volume, (kind, identifier)) in zip(volumes, expected) {
            guard case .disk(let disk) = volume.source else { throw DecodingExpectation.failed }
            #expect(disk.kind == kind && disk.identifier == identifier)
        }
        #expect(volumes[4].source == .inline(driver: "ssh.example.com"))
        #expect(volumes[5].source == .claim(name: "c", isReadOnly: true))
        #expect(volumes[6].source == .configMap("settings"))
    }

    @Test("A resize, as the node reports it")
    func resize() throws {
        let status: PodStatus = try decode(
            """
            {"containerStatuses": [{"name": "c", "allocatedResources": {"cpu": "1"},
              "resources": {"requests": {"cpu": "500m"}}, "restartCount": 2}],
             "resize": "Infeasible", "nominatedNodeName": "n", "observedGeneration": 4,
             "conditions": [{"type": "PodResizePending", "status": "True",
              "reason": "Deferred", "observedGeneration": 4}]}
            """)
        let container = status.containerStatuses[0]
        #expect(container.allocatedResources["cpu"] == Quantity(units: 1))
        #expect(container.resources?.requests["cpu"] == Quantity(milliUnits: 500))
        #expect(status.resize == "Infeasible")
        #expect(status.nominatedNodeName == "n")
        #expect(status.condition("PodResizePending")?.observedGeneration == 4)
    }

    @Test("Claims for devices, the Workload of 1.35, secrets, host ports")
    func others() throws {
        let spec: PodSpec = try decode(
            """
            {"resourceClaims": [{"name": "gpu", "resourceClaimTemplateName": "t"}],
             "containers": [{"name": "c", "resources": {"claims": [{"name": "gpu"}]},
              "ports": [{"hostPort": 53, "hostIP": "10.0.0.1", "protocol": "UDP"}]}],
             "workloadRef": {"name": "w", "podGroup": "g", "podGroupReplicaKey": "3"},
             "imagePullSecrets": [{"name": "s"}], "hostNetwork": true,
             "preemptionPolicy": "Never"}
            """)
        #expect(spec.resourceClaims[0].templateName == "t")
        #expect(spec.containers[0].resources.claims.map(\.name) == ["gpu"])
        #expect(spec.containers[0].ports[0].hostIP == "10.0.0.1")
        #expect(spec.containers[0].ports[0].networkProtocol == "UDP")
        #expect(spec.workloadReference?.replicaKey == "3")
        #expect(spec.imagePullSecrets.map(\.name) == ["s"])
        #expect(spec.hostNetwork && spec.preemptionPolicy == .never)
    }

    @Test("A word of a newer server is kept apart and matches nothing")
    func unknownWords() throws {
        let spec: PodSpec = try decode(
            """
            {"tolerations": [{"key": "a", "operator": "Like", "effect": "NoAdmit"},
              {"key": "a", "operator": "", "value": "", "effect": ""}],
             "topologySpreadConstraints": [{"whenUnsatisfiable": "Hope"}],
             "preemptionPolicy": "Sometimes"}
            """)
        #expect(spec.tolerations[0].comparison == .unrecognized)
        #expect(spec.tolerations[0].effect == .unrecognized)
        #expect(spec.tolerations[1] == Toleration("a", .equal))
        #expect(spec.topologySpreadConstraints[0].whenUnsatisfiable == .unrecognized)
        #expect(spec.preemptionPolicy == .unrecognized)
        #expect(try decode(#"{"phase": "Odd"}"#, as: PodStatus.self).phase == .unknown)
    }
}
