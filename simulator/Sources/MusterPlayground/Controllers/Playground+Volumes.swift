/// Claims for volumes: bound to a volume that is there, or to one that is made for them.
extension Playground {
    static let volumeController = "persistent-volume-binder"
    /// Who has made a volume, which is who deletes it.
    static let provisionedBy = "pv.kubernetes.io/provisioned-by"

    mutating func bind(
        claim: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        guard claim.value.at("metadata", "deletionTimestamp") == nil else { return }
        guard claim.value.string("status", "phase") == "Pending" else {
            checkVolume(of: claim, key, &pending)
            return
        }
        let volumes = catalogue.core("persistentvolumes").storage
        if let wanted = claim.value.string("spec", "volumeName"), !wanted.isEmpty {
            if let volume = store[ObjectKey(storage: volumes, namespace: "", name: wanted)],
                Self.isFree(volume) || Self.isKept(volume, for: claim)
            {
                finish(claim, key, volume, &pending)
            }
            return
        }
        let all = store.list(storage: volumes, namespace: nil)
        if let kept = all.first(where: { Self.isKept($0, for: claim) }) {
            finish(claim, key, kept, &pending)
            return
        }
        let className = claim.value.string("spec", "storageClassName") ?? ""
        let storageClass = store[
            ObjectKey(
                storage: catalogue.core("storageclasses", group: "storage.k8s.io").storage,
                namespace: "", name: className)]
        let waits = storageClass?.value.string("volumeBindingMode") == "WaitForFirstConsumer"
        let node = claim.value.string(
            "metadata", "annotations", "volume.kubernetes.io/selected-node")
        if waits, node == nil { return }
        if !waits, let free = Self.smallest(all, for: claim, className) {
            finish(claim, key, free, &pending)
            return
        }
        guard let storageClass, let provisioner = storageClass.value.string("provisioner"),
            provisioner != "kubernetes.io/no-provisioner"
        else { return }
        provision(claim, storageClass, on: node, &pending)
        let name = "pvc-\(claim.uid)"
        if let made = store[ObjectKey(storage: volumes, namespace: "", name: name)] {
            finish(claim, key, made, &pending)
        }
    }

    private static func isFree(_ volume: StoredObject) -> Bool {
        volume.value.at("spec", "claimRef") == nil
            && volume.value.at("metadata", "deletionTimestamp") == nil
    }

    /// Whether a volume is reserved for this claim, and not for an earlier one of its name; without
    /// a uid it is for whoever comes under that name.
    private static func isKept(_ volume: StoredObject, for claim: StoredObject) -> Bool {
        let uid = volume.value.string("spec", "claimRef", "uid") ?? ""
        return volume.value.string("spec", "claimRef", "name") == claim.name
            && volume.value.string("spec", "claimRef", "namespace") == claim.namespace
            && (uid.isEmpty || uid == claim.uid)
    }

    /// The smallest volume that nobody has and that suits the claim; of alike ones the first by
    /// name.
    private static func smallest(
        _ volumes: ArraySlice<StoredObject>, for claim: StoredObject, _ className: String
    ) -> StoredObject? {
        let spec = claim.value["spec"] ?? .null
        guard let wanted = Quantity(spec.string("resources", "requests", "storage") ?? "0"),
            let selector = LabelSelector(object: spec["selector"] ?? .object(JSONObject()))
        else { return nil }
        var best: (capacity: Quantity, volume: StoredObject)?
        for volume in volumes where isFree(volume) {
            let modes = volume.value.list("spec", "accessModes")
            let size = volume.value.string("spec", "capacity", "storage") ?? "0"
            guard let capacity = Quantity(size), capacity >= wanted,
                volume.value.string("spec", "storageClassName") ?? "" == className,
                volume.value.at("spec", "volumeMode") == spec["volumeMode"],
                spec.list("accessModes").allSatisfy(modes.contains),
                selector.matches(volume.value.at("metadata", "labels"))
            else { continue }
            if let best, capacity >= best.capacity { continue }
            best = (capacity, volume)
        }
        return best?.volume
    }

    /// Makes a volume; if a node was chosen, one that only its zone can reach.
    private mutating func provision(
        _ claim: StoredObject, _ storageClass: StoredObject, on node: String?,
        _ pending: inout [PendingAdmission]
    ) {
        let provisioner = storageClass.value["provisioner"] ?? ""
        var volume: JSONValue = [
            "kind": "PersistentVolume", "apiVersion": "v1",
            "metadata": [
                "name": .string("pvc-\(claim.uid)"),
                "annotations": [Self.provisionedBy: provisioner],
            ],
            "spec": [
                "capacity": claim.value.at("spec", "resources", "requests") ?? .null,
                "accessModes": claim.value.at("spec", "accessModes") ?? [],
                "persistentVolumeReclaimPolicy": storageClass.value["reclaimPolicy"] ?? "Delete",
                "storageClassName": .string(storageClass.name),
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
        act("POST", key, named: false, volume, as: Self.volumeController, &pending)
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
            as: Self.volumeController, &pending)
        setPhase("Bound", ofVolume: volumeKey, &pending)
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
            ], as: Self.volumeController, &pending)
        act(
            "PATCH", key, subresource: "status", type: merge,
            [
                "status": .compact([
                    ("phase", "Bound"), ("accessModes", volume.value.at("spec", "accessModes")),
                    ("capacity", volume.value.at("spec", "capacity")),
                ])
            ], as: Self.volumeController, &pending)
    }
}
