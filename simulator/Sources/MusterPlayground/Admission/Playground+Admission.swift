extension Playground {
    /// What the admission plug-ins of an ordinary cluster add or refuse, before webhooks are asked.
    func admit(
        _ object: inout JSONValue, old: JSONValue?, _ operation: inout Operation
    ) throws {
        let definition = operation.definition
        guard definition.custom == nil else { return }
        guard old == nil else {
            if definition.kind == "PriorityClass" { try checkDefaultPriority(object, operation) }
            return
        }
        switch definition.kind {
        case "Pod": try admitPod(&object, &operation)
        case "Node":
            var taints = object.list("spec", "taints")
            let key: JSONValue = "node.kubernetes.io/not-ready"
            if !taints.contains(where: { $0["key"] == key }) {
                taints.append(["key": key, "effect": "NoSchedule"])
            }
            object.set("spec", "taints", to: .array(taints))
        case "PriorityClass": try checkDefaultPriority(object, operation)
        case "PodGroup": try admitPodGroup(&object, operation)
        case "PersistentVolume": addFinalizer("kubernetes.io/pv-protection", to: &object)
        case "PersistentVolumeClaim":
            addFinalizer("kubernetes.io/pvc-protection", to: &object)
            setDefaultClass(&object)
        default: break
        }
    }

    private func addFinalizer(_ name: String, to object: inout JSONValue) {
        var finalizers = object.list("metadata", "finalizers")
        if !finalizers.contains(.string(name)) { finalizers.append(.string(name)) }
        object.set("metadata", "finalizers", to: .array(finalizers))
    }

    private func checkDefaultPriority(_ object: JSONValue, _ operation: Operation) throws {
        guard object["globalDefault"] == true else { return }
        let name = object.string("metadata", "name") ?? ""
        let other = store.list(storage: operation.definition.storage, namespace: nil).first {
            $0.value["globalDefault"] == true && $0.name != name
        }
        guard let other else { return }
        throw APIError.forbidden(
            operation.definition, name,
            "PriorityClass \(other.name) is already marked as default. Only one default can exist")
    }

    private func admitPodGroup(_ group: inout JSONValue, _ operation: Operation) throws {
        addFinalizer("scheduling.k8s.io/podgroup-protection", to: &group)
        let reference = group.at("spec", "podGroupTemplateRef", "workload")
        guard let name = reference?.string("workloadName") else { return }
        let workloads = catalogue.core("workloads", group: "scheduling.k8s.io", version: "v1alpha2")
        let key = ObjectKey(
            storage: workloads.storage, namespace: operation.path.namespace ?? "", name: name)
        guard store[key] != nil else {
            throw APIError.forbidden(
                operation.definition, group.string("metadata", "name") ?? "",
                "PodGroup rejected: Workload \"\(name)\" not found")
        }
    }

    private func setDefaultClass(_ claim: inout JSONValue) {
        guard claim.at("spec", "storageClassName") == nil else { return }
        let classes = catalogue.core("storageclasses", group: "storage.k8s.io").storage
        let fallback = store.list(storage: classes, namespace: nil).first {
            $0.value.string(
                "metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true"
        }
        if let fallback { claim.set("spec", "storageClassName", to: .string(fallback.name)) }
    }
}
