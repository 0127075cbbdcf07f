/// What becomes of a volume: to be had, bound, released when its claim is gone, deleted.
extension Playground {
    mutating func settle(
        volume: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        guard volume.value.at("metadata", "deletionTimestamp") == nil else { return }
        let uid = volume.value.string("spec", "claimRef", "uid") ?? ""
        guard !uid.isEmpty else {
            setPhase("Available", ofVolume: key, &pending)
            offerVolumes()
            return
        }
        if let claim = claimKey(of: volume.value), let found = store[claim], found.uid == uid {
            if found.value.string("status", "phase") == "Pending" {
                controllers.add(Work(kind: .claim, key: claim))
            }
            return
        }
        release(volume, key, &pending)
    }

    /// The claim is gone, and another one of its name is another one.
    private mutating func release(
        _ volume: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        guard volume.value.string("status", "phase") != "Failed" else { return }
        setPhase("Released", ofVolume: key, &pending)
        guard volume.value.string("spec", "persistentVolumeReclaimPolicy") == "Delete" else {
            return
        }
        if volume.value.at("metadata", "annotations", Self.provisionedBy) != nil {
            act("DELETE", key, nil, as: Self.volumeController, &pending)
        } else if volume.value.at("spec", "csi") == nil {
            let text =
                "error getting deleter volume plugin for volume \"\(volume.name)\": no deletable "
                + "volume plugin matched"
            setPhase("Failed", ofVolume: key, message: text, &pending)
        }
    }

    mutating func setPhase(
        _ phase: String, ofVolume key: ObjectKey, message: String? = nil,
        _ pending: inout [PendingAdmission]
    ) {
        guard store[key]?.value.string("status", "phase") != phase else { return }
        let status: JSONValue = .compact([
            ("phase", .string(phase)), ("lastPhaseTransitionTime", .string(now.timestamp)),
            ("message", message.map { .string($0) }),
        ])
        act(
            "PATCH", key, subresource: "status", type: "application/merge-patch+json",
            ["status": status], as: Self.volumeController, &pending)
    }

    /// A claim that was bound and whose volume is gone, or somebody else's, is lost for good.
    mutating func checkVolume(
        of claim: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        guard claim.value.string("status", "phase") == "Bound",
            claim.value.at("metadata", "annotations", "pv.kubernetes.io/bind-completed") != nil
        else { return }
        let name = claim.value.string("spec", "volumeName") ?? ""
        let volumes = catalogue.core("persistentvolumes").storage
        if let volume = store[ObjectKey(storage: volumes, namespace: "", name: name)],
            [nil, claim.uid].contains(volume.value.string("spec", "claimRef", "uid"))
        {
            return
        }
        act(
            "PATCH", key, subresource: "status", type: "application/merge-patch+json",
            ["status": ["phase": "Lost"]], as: Self.volumeController, &pending)
    }

    /// Claims that wait are looked at again.
    private mutating func offerVolumes() {
        let claims = catalogue.core("persistentvolumeclaims").storage
        for claim in store.list(storage: claims, namespace: nil)
        where claim.value.string("status", "phase") == "Pending" {
            let key = ObjectKey(storage: claims, namespace: claim.namespace, name: claim.name)
            controllers.add(Work(kind: .claim, key: key))
        }
    }

    /// The claim that a volume is kept for.
    private func claimKey(of volume: JSONValue) -> ObjectKey? {
        guard let name = volume.string("spec", "claimRef", "name") else { return nil }
        return ObjectKey(
            storage: catalogue.core("persistentvolumeclaims").storage,
            namespace: volume.string("spec", "claimRef", "namespace") ?? "", name: name)
    }

    // MARK: Who is concerned

    /// When a claim goes, its volume is released; when a volume goes, its claim is lost.
    mutating func concern(goneVolumeOrClaim event: LogEvent) {
        let claims = catalogue.core("persistentvolumeclaims").storage
        let volumes = catalogue.core("persistentvolumes").storage
        if event.key.storage == claims {
            for volume in store.list(storage: volumes, namespace: nil)
            where volume.value.string("spec", "claimRef", "uid") == event.object.uid {
                let key = ObjectKey(storage: volumes, namespace: "", name: volume.name)
                controllers.add(Work(kind: .volume, key: key))
            }
        } else if event.key.storage == volumes, let claim = claimKey(of: event.object.value) {
            controllers.add(Work(kind: .claim, key: claim))
        }
    }

    /// When a pod goes, claims that were deleted and stayed for it may go.
    mutating func concern(claimsOfGone pod: LogEvent) {
        let claims = catalogue.core("persistentvolumeclaims").storage
        for volume in pod.object.value.list("spec", "volumes") {
            guard let name = volume.string("persistentVolumeClaim", "claimName") else { continue }
            let key = ObjectKey(storage: claims, namespace: pod.key.namespace, name: name)
            controllers.add(Work(kind: .finalizers, key: key))
        }
    }

    // MARK: Protection

    /// A claim stays while pods with a node name it; a volume, while it is bound.
    mutating func unprotect(
        _ object: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        let finalizers = object.value.list("metadata", "finalizers")
        let claim = "kubernetes.io/pvc-protection"
        let volume = "kubernetes.io/pv-protection"
        if finalizers.contains(.string(claim)), !isUsed(claim: object) {
            drop(claim, from: object, key, &pending)
        } else if finalizers.contains(.string(volume)),
            object.value.string("status", "phase") != "Bound"
        {
            drop(volume, from: object, key, &pending)
        }
    }

    private func isUsed(claim: StoredObject) -> Bool {
        let pods = store.list(storage: catalogue.core("pods").storage, namespace: claim.namespace)
        return pods.contains { pod in
            pod.value.string("spec", "nodeName") ?? "" != ""
                && pod.value.list("spec", "volumes").contains {
                    $0.string("persistentVolumeClaim", "claimName") == claim.name
                }
        }
    }
}
