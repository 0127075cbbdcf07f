/// The resources that are served, and how to find them.
struct ResourceCatalogue: Sendable {
    private(set) var definitions: [ResourceDefinition] = []
    /// How many tables the store needs.
    private(set) var storageCount = 0
    /// The definition of each table's first version.
    private(set) var storageDefinitions: [Int] = []
    private var byPath: [String: Int] = [:]

    /// The built-in kinds.
    init() {
        for definition in Self.builtIn { add(definition, sharing: nil) }
        if let core = find(group: "", version: "v1", plural: "events") {
            var events = core
            events.group = "events.k8s.io"
            add(events, sharing: core.storage)
        }
    }

    /// Adds a definition, with a table of its own or sharing one.
    ///
    /// Replaces one of the same path.
    mutating func add(_ definition: ResourceDefinition, sharing storage: Int?) {
        var added = definition
        let path = Self.path(added.group, added.version, added.plural)
        if let known = byPath[path] {
            added.storage = definitions[known].storage
            definitions[known] = added
            return
        }
        if let storage {
            added.storage = storage
        } else {
            added.storage = storageCount
            storageDefinitions.append(definitions.count)
            storageCount += 1
        }
        byPath[path] = definitions.count
        definitions.append(added)
    }

    /// Takes away all versions of a custom resource; its table stays, empty.
    mutating func remove(group: String, plural: String) {
        for (index, definition) in definitions.enumerated()
        where definition.group == group && definition.plural == plural {
            byPath[Self.path(group, definition.version, plural)] = nil
            definitions[index].verbs = []
        }
    }

    func find(group: String, version: String, plural: String) -> ResourceDefinition? {
        byPath[Self.path(group, version, plural)].map { definitions[$0] }
    }

    /// The definition of a built-in resource.
    func core(_ plural: String, group: String = "", version: String = "v1") -> ResourceDefinition {
        guard let found = find(group: group, version: version, plural: plural) else {
            preconditionFailure("no built-in resource \(group)/\(version)/\(plural)")
        }
        return found
    }

    /// The definition of the kind that an owner reference names.
    func find(apiVersion: String, kind: String) -> ResourceDefinition? {
        served.first { $0.groupVersion == apiVersion && $0.kind == kind }
    }

    /// What is served now, in the order of definition.
    var served: [ResourceDefinition] { definitions.filter { !$0.verbs.isEmpty } }

    private static func path(_ group: String, _ version: String, _ plural: String) -> String {
        "\(group)/\(version)/\(plural)"
    }
}

extension ResourceCatalogue {
    private static func core(
        _ plural: String, _ kind: String, namespaced: Bool = true, short: [String] = [],
        categories: [String] = [], subresources: [ResourceDefinition.Subresource] = []
    ) -> ResourceDefinition {
        define("", "v1", plural, kind, namespaced, short, categories, subresources)
    }

    private static func define(
        _ group: String, _ version: String, _ plural: String, _ kind: String,
        _ namespaced: Bool = true, _ short: [String] = [], _ categories: [String] = [],
        _ subresources: [ResourceDefinition.Subresource] = []
    ) -> ResourceDefinition {
        var definition = ResourceDefinition(
            group: group, version: version, plural: plural,
            singular: plural == "endpoints" ? plural : kind.lowercased(), kind: kind,
            isNamespaced: namespaced, shortNames: short, categories: categories,
            subresources: subresources)
        let withGeneration: Set<String> = [
            "pods", "jobs", "cronjobs", "deployments", "replicasets", "statefulsets", "daemonsets",
            "poddisruptionbudgets", "priorityclasses", "validatingwebhookconfigurations",
            "mutatingwebhookconfigurations", "customresourcedefinitions", "networkpolicies",
            "ingresses", "horizontalpodautoscalers",
        ]
        if withGeneration.contains(plural) { definition.generation = .content }
        definition.allowsUnconditionalUpdate = plural != "leases" && plural != "podgroups"
        definition.deletionReturnsObject = [
            "pods", "services", "persistentvolumes", "persistentvolumeclaims", "storageclasses",
            "csidrivers", "csinodes", "serviceaccounts", "resourcequotas",
        ].contains(plural)
        return definition
    }

    fileprivate static let builtIn: [ResourceDefinition] = coreGroup + workloads + policies

    private static let coreGroup: [ResourceDefinition] = [
        {
            var bindings = core("bindings", "Binding")
            bindings.verbs = ["create"]
            return bindings
        }(),
        core("configmaps", "ConfigMap", short: ["cm"]),
        core("endpoints", "Endpoints", short: ["ep"]),
        core("events", "Event", short: ["ev"]),
        core("limitranges", "LimitRange", short: ["limits"]),
        {
            var namespaces = core(
                "namespaces", "Namespace", namespaced: false, short: ["ns"],
                subresources: [.finalize, .status])
            namespaces.verbs.removeAll { $0 == "deletecollection" }
            return namespaces
        }(),
        core("nodes", "Node", namespaced: false, short: ["no"], subresources: [.status]),
        core(
            "persistentvolumeclaims", "PersistentVolumeClaim", short: ["pvc"],
            subresources: [.status]),
        core(
            "persistentvolumes", "PersistentVolume", namespaced: false, short: ["pv"],
            subresources: [.status]),
        core(
            "pods", "Pod", short: ["po"], categories: ["all"],
            subresources: [.binding, .ephemeralcontainers, .eviction, .log, .resize, .status]),
        core("podtemplates", "PodTemplate"),
        core(
            "replicationcontrollers", "ReplicationController", short: ["rc"], categories: ["all"],
            subresources: [.scale, .status]),
        core("resourcequotas", "ResourceQuota", short: ["quota"], subresources: [.status]),
        core("secrets", "Secret"),
        core("serviceaccounts", "ServiceAccount", short: ["sa"]),
        core(
            "services", "Service", short: ["svc"], categories: ["all"], subresources: [.status]),
    ]

    private static let workloads: [ResourceDefinition] = [
        define("apps", "v1", "controllerrevisions", "ControllerRevision"),
        define("apps", "v1", "daemonsets", "DaemonSet", true, ["ds"], ["all"], [.status]),
        define(
            "apps", "v1", "deployments", "Deployment", true, ["deploy"], ["all"],
            [.scale, .status]),
        define(
            "apps", "v1", "replicasets", "ReplicaSet", true, ["rs"], ["all"], [.scale, .status]),
        define(
            "apps", "v1", "statefulsets", "StatefulSet", true, ["sts"], ["all"], [.scale, .status]),
        define(
            "autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true,
            ["hpa"], ["all"], [.status]),
        define("batch", "v1", "cronjobs", "CronJob", true, ["cj"], ["all"], [.status]),
        define("batch", "v1", "jobs", "Job", true, [], ["all"], [.status]),
    ]

    private static let policies: [ResourceDefinition] = [
        define(
            "admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations",
            "MutatingWebhookConfiguration", false, [], ["api-extensions"]),
        define(
            "admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations",
            "ValidatingWebhookConfiguration", false, [], ["api-extensions"]),
        define(
            "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition",
            false, ["crd", "crds"], ["api-extensions"], [.status]),
        define("coordination.k8s.io", "v1", "leases", "Lease"),
        define(
            "discovery.k8s.io", "v1", "endpointslices", "EndpointSlice"),
        define(
            "networking.k8s.io", "v1", "ingresses", "Ingress", true, ["ing"], [], [.status]),
        define(
            "networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, ["netpol"]),
        define("node.k8s.io", "v1", "runtimeclasses", "RuntimeClass", false),
        define(
            "policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, ["pdb"], [],
            [.status]),
        define(
            "rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false),
        define("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false),
        define("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding"),
        define("rbac.authorization.k8s.io", "v1", "roles", "Role"),
        define("resource.k8s.io", "v1", "deviceclasses", "DeviceClass", false),
        define("resource.k8s.io", "v1", "resourceclaims", "ResourceClaim", true, [], [], [.status]),
        define("resource.k8s.io", "v1", "resourceclaimtemplates", "ResourceClaimTemplate"),
        define("resource.k8s.io", "v1", "resourceslices", "ResourceSlice", false),
        define("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false, ["pc"]),
        define(
            "scheduling.k8s.io", "v1alpha2", "podgroups", "PodGroup", true, [], [], [.status]),
        define("scheduling.k8s.io", "v1alpha2", "workloads", "Workload"),
        define("storage.k8s.io", "v1", "csidrivers", "CSIDriver", false),
        define("storage.k8s.io", "v1", "csinodes", "CSINode", false),
        define("storage.k8s.io", "v1", "csistoragecapacities", "CSIStorageCapacity"),
        define("storage.k8s.io", "v1", "storageclasses", "StorageClass", false, ["sc"]),
        define(
            "storage.k8s.io", "v1", "volumeattachments", "VolumeAttachment", false, [], [],
            [.status]),
    ]
}
