/// Deletion of what depends on something that is gone, and of namespaces.
extension Playground {
    private static let collector = "generic-garbage-collector"

    /// Deletes an object all of whose owners are gone.
    mutating func collect(
        _ object: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        let owners = object.value.list("metadata", "ownerReferences")
        guard !owners.isEmpty, object.value.at("metadata", "deletionTimestamp") == nil else {
            return
        }
        for owner in owners {
            // Of a kind that is not served nothing is known.
            guard let owning = self.key(ofOwner: owner, namespace: key.namespace) else { return }
            if let found = store[owning], found.uid == owner.string("uid") { return }
        }
        act(
            "DELETE", key,
            ["propagationPolicy": "Background", "preconditions": ["uid": .string(object.uid)]],
            as: Self.collector, &pending)
    }

    /// Carries out what the finalizers `foregroundDeletion` and `orphan` of a deleted object ask.
    mutating func settleDependents(
        of object: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        guard object.value.at("metadata", "deletionTimestamp") != nil else { return }
        let finalizers = object.value.list("metadata", "finalizers")
        let dependents = store.dependents(of: object.uid)
        if finalizers.contains("orphan") {
            for dependent in dependents { disown(dependent, object.uid, &pending) }
            drop("orphan", from: object, key, &pending)
        } else if finalizers.contains("foregroundDeletion") {
            var blocks = false
            for dependent in dependents {
                guard let found = store[dependent] else { continue }
                blocks =
                    blocks
                    || found.value.list("metadata", "ownerReferences").contains {
                        $0.string("uid") == object.uid && $0["blockOwnerDeletion"] == true
                    }
                if found.value.at("metadata", "deletionTimestamp") == nil {
                    act(
                        "DELETE", dependent, ["propagationPolicy": "Foreground"],
                        as: Self.collector, &pending)
                }
            }
            if !blocks || store.dependents(of: object.uid).isEmpty {
                drop("foregroundDeletion", from: object, key, &pending)
            }
        }
        if let current = store[key] { unprotect(current, key, &pending) }
    }

    private mutating func disown(
        _ key: ObjectKey, _ uid: String, _ pending: inout [PendingAdmission]
    ) {
        guard let found = store[key] else { return }
        let left = found.value.list("metadata", "ownerReferences").filter {
            $0.string("uid") != uid
        }
        act(
            "PATCH", key, type: "application/merge-patch+json",
            ["metadata": ["ownerReferences": left.isEmpty ? .null : .array(left)]],
            as: Self.collector, &pending)
    }

    mutating func drop(
        _ finalizer: String, from object: StoredObject, _ key: ObjectKey,
        _ pending: inout [PendingAdmission]
    ) {
        let left = object.value.list("metadata", "finalizers").filter { $0.string != finalizer }
        act(
            "PATCH", key, type: "application/merge-patch+json",
            ["metadata": ["finalizers": left.isEmpty ? .null : .array(left)]], as: Self.collector,
            &pending)
    }

    /// Deletes what a terminating namespace contains, and then the namespace.
    mutating func empty(
        _ namespace: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        guard namespace.value.at("metadata", "deletionTimestamp") != nil else { return }
        var isEmpty = true
        for definition in catalogue.served
        where definition.isNamespaced && definition.kind != "Binding" {
            for object in store.list(storage: definition.storage, namespace: namespace.name) {
                let inside = ObjectKey(
                    storage: definition.storage, namespace: namespace.name, name: object.name)
                if object.value.at("metadata", "deletionTimestamp") == nil {
                    act(
                        "DELETE", inside, ["propagationPolicy": "Background"],
                        as: "namespace-controller", &pending)
                }
                if store[inside] != nil { isEmpty = false }
            }
        }
        guard isEmpty else { return }
        var emptied = namespace.value
        emptied.set("spec", "finalizers", to: [])
        act(
            "PUT", key, subresource: "finalize", emptied, as: "namespace-controller", &pending)
    }

    /// Keeps the status of a disruption budget true.
    mutating func update(
        budget: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        let (status, isNew) = budgetStatus(budget)
        guard isNew else { return }
        act(
            "PATCH", key, subresource: "status", type: "application/merge-patch+json",
            ["status": status], as: "disruption-controller", &pending)
    }

    /// A deleted PodGroup stays while live pods name it.
    mutating func release(
        podGroup: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        let finalizer = "scheduling.k8s.io/podgroup-protection"
        guard podGroup.value.at("metadata", "deletionTimestamp") != nil,
            podGroup.value.list("metadata", "finalizers").contains(.string(finalizer))
        else { return }
        let pods = store.list(storage: catalogue.core("pods").storage, namespace: key.namespace)
        let isUsed = pods.contains { pod in
            let phase = pod.value.string("status", "phase")
            return pod.value.string("spec", "schedulingGroup", "podGroupName") == podGroup.name
                && phase != "Succeeded" && phase != "Failed"
        }
        if !isUsed { drop(finalizer, from: podGroup, key, &pending) }
    }
}
