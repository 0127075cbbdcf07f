/// Claims for volumes: bound to a volume that is there, or to one that is made for them.
extension Playground {
    private static let controller = "persistent-volume-binder"

    /// A volume that nobody has is there for claims that wait; one that is reserved for a claim is
    /// bound to it.
    mutating func offer(
        volume: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        let phase = volume.value.string("status", "phase") ?? "Pending"
        guard phase != "Bound" else { return }
        if phase == "Pending", volume.value.at("spec", "claimRef") == nil {
            act(
                "PATCH", key, subresource: "status", type: "application/merge-patch+json",
                ["status": ["phase": "Available"]], as: Self.controller, &pending)
        }
        let claims = catalogue.core("persistentvolumeclaims").storage
        for claim in store.list(storage: claims, namespace: nil)
        where claim.value.string("status", "phase") == "Pending" {
            controllers.add(
                Work(
                    kind: .claim,
                    key: ObjectKey(
                        storage: claims, namespace: claim.namespace, name: claim.name)))
        }
    }

    mutating func bind(
        claim: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        guard claim.value.string("status", "phase") == "Pending",
            claim.value.at("metadata", "deletionTimestamp") == nil,
            let className = claim.value.string("spec", "storageClassName")
        else { return }
        let volumes = catalogue.core("persistentvolumes").storage
        let all = store.list(storage: volumes, namespace: nil)
        let reserved = all.first { volume in
            volume.value.string("spec", "claimRef", "name") == claim.name
                && volume.value.string("spec", "claimRef", "namespace") == claim.namespace
        }
        if let reserved {
            finish(claim, key, reserved, &pending)
            return
        }
        let storageClass = store[
            ObjectKey(
                storage: catalogue.core("storageclasses", group: "storage.k8s.io").storage,
                namespace: "", name: className)]
        let waits = storageClass?.value.string("volumeBindingMode") == "WaitForFirstConsumer"
        let node = claim.value.string(
            "metadata", "annotations", "volume.kubernetes.io/selected-node")
        if waits, node == nil { return }
        let wanted = Quantity(
            claim.value.string("spec", "resources", "requests", "storage") ?? "0")
        let free = all.first { volume in
            let capacity = Quantity(volume.value.string("spec", "capacity", "storage") ?? "0")
            return !waits && volume.value.at("spec", "claimRef") == nil
                && volume.value.string("spec", "storageClassName") == className
                && (wanted.flatMap { wanted in capacity.map { $0 >= wanted } } ?? false)
        }
        if let free {
            finish(claim, key, free, &pending)
            return
        }
        guard let provisioner = storageClass?.value.string("provisioner"),
            provisioner != "kubernetes.io/no-provisioner"
        else { return }
        provision(claim, className, on: node, &pending)
        let name = "pvc-\(claim.uid)"
        if let made = store[ObjectKey(storage: volumes, namespace: "", name: name)] {
            finish(claim, key, made, &pending)
        }
    }

    /// Makes a volume; if a node was chosen, one that only its zone can reach.
    private mutating func provision(
        _ claim: StoredObject, _ className: String, on node: String?,
        _ pending: inout [PendingAdmission]
    ) {
        var volume: JSONValue = [
            "kind": "PersistentVolume", "apiVersion": "v1",
            "metadata": ["name": .string("pvc-\(claim.uid)")],
            "spec": [
                "capacity": claim.value.at("spec", "resources", "requests") ?? .null,
                "accessModes": claim.value.at("spec", "accessModes") ?? [],
                "persistentVolumeReclaimPolicy": "Delete",
                "storageClassName": .string(className),
                "csi": ["driver": "hollow.muster.dev", "volumeHandle": .string(claim.uid)],
            ],
        ]
        let label = "topology.kubernetes.io/zone"
        let nodes = catalogue.core("nodes").storage
        if let node,
            let zone = store[ObjectKey(storage: nodes, namespace: "", name: node)]?
                .value.at("metadata", "labels", label)
        {
            let expression: JSONValue = ["key": .string(label), "operator": "In", "values": [zone]]
            volume.set(
                "spec", "nodeAffinity", "required", "nodeSelectorTerms",
                to: [["matchExpressions": [expression]]])
        }
        let key = ObjectKey(
            storage: catalogue.core("persistentvolumes").storage, namespace: "", name: "")
        act("POST", key, named: false, volume, as: Self.controller, &pending)
    }

    private mutating func finish(
        _ claim: StoredObject, _ key: ObjectKey, _ volume: StoredObject,
        _ pending: inout [PendingAdmission]
    ) {
        let volumeKey = ObjectKey(
            storage: catalogue.core("persistentvolumes").storage, namespace: "", name: volume.name)
        let reference: JSONValue = [
            "kind": "PersistentVolumeClaim", "apiVersion": "v1",
            "namespace": .string(claim.namespace), "name": .string(claim.name),
            "uid": .string(claim.uid),
        ]
        let yes: JSONValue = ["pv.kubernetes.io/bound-by-controller": "yes"]
        let merge = "application/merge-patch+json"
        act(
            "PATCH", volumeKey, type: merge,
            ["spec": ["claimRef": reference], "metadata": ["annotations": yes]],
            as: Self.controller, &pending)
        act(
            "PATCH", volumeKey, subresource: "status", type: merge,
            ["status": ["phase": "Bound"]], as: Self.controller, &pending)
        act(
            "PATCH", key, type: merge,
            [
                "spec": ["volumeName": .string(volume.name)],
                "metadata": [
                    "annotations": [
                        "pv.kubernetes.io/bound-by-controller": "yes",
                        "pv.kubernetes.io/bind-completed": "yes",
                    ]
                ],
            ], as: Self.controller, &pending)
        act(
            "PATCH", key, subresource: "status", type: merge,
            [
                "status": .compact([
                    ("phase", "Bound"), ("accessModes", volume.value.at("spec", "accessModes")),
                    ("capacity", volume.value.at("spec", "capacity")),
                ])
            ], as: Self.controller, &pending)
    }
}
