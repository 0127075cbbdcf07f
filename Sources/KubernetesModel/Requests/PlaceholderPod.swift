/// A pod that holds the place of a member of a gang: `POST …/pods`.
///
/// Source: the placeholders that Apache YuniKorn makes, by which its users' policies know them.
public struct PlaceholderPod: Hashable, Sendable {
    /// Name, namespace, labels, annotations and owner.
    public var metadata = ObjectMeta()
    /// Who is to place it.
    public var schedulerName = ""
    /// The image, which must do nothing.
    public var image = "registry.k8s.io/pause:3.7"
    /// What the member needs, and the member's wishes for nodes.
    public var taskGroup = TaskGroup()
    /// That of the pod that brought the gang; empty for none.
    public var priorityClassName = ""
    /// Those of the pod that brought the gang.
    public var imagePullSecrets: [LocalReference] = []
    /// The user that the container runs as; nil for that of the image.
    public var runAsUser: Int64?
    /// The group that the container runs as; nil for that of the image.
    public var runAsGroup: Int64?
    /// The group that owns mounted files; nil for none.
    public var fsGroup: Int64?

    /// A placeholder without a name.
    public init() {}

    /// The body of the request.
    public var json: [UInt8] {
        JSONWriter.object { body in
            body.string("apiVersion", Pod.resource.apiVersion)
            body.string("kind", Pod.resource.kind)
            body.object("metadata", metadata.write)
            body.object("spec", writeSpec)
        }
    }

    private func writeSpec(to spec: inout JSONWriter) {
        spec.array("containers", CollectionOfOne(())) { array, _ in
            array.element(writeContainer)
        }
        spec.string("restartPolicy", RestartPolicy.never.rawValue)
        spec.integer("terminationGracePeriodSeconds", 0)
        spec.string("schedulerName", schedulerName)
        spec.bool("hostNetwork", false)
        spec.object("securityContext", writePodSecurity)
        spec.nonEmpty("priorityClassName", priorityClassName)
        if !imagePullSecrets.isEmpty {
            spec.array("imagePullSecrets", imagePullSecrets) { array, secret in
                array.element { $0.string("name", secret.name) }
            }
        }
        spec.nonEmpty("nodeSelector", taskGroup.nodeSelector)
        for entry in taskGroup.constraintTexts { spec.json(entry.key, entry.value) }
    }

    private func writeContainer(to container: inout JSONWriter) {
        container.string("name", "pause")
        container.string("image", image)
        container.string("imagePullPolicy", "IfNotPresent")
        container.object("resources") { resources in
            var amounts = NameMap<String>()
            for entry in taskGroup.minResource { amounts[entry.key] = entry.value.description }
            resources.map("requests", amounts)
            resources.map("limits", amounts)
        }
        container.object("securityContext") { security in
            security.bool("privileged", false)
            security.bool("allowPrivilegeEscalation", false)
            security.bool("readOnlyRootFilesystem", true)
            security.object("capabilities") { capabilities in
                capabilities.array("drop", ["ALL"]) { array, name in array.writeString(name) }
            }
        }
    }

    private func writePodSecurity(to security: inout JSONWriter) {
        security.bool("runAsNonRoot", true)
        if let runAsUser { security.integer("runAsUser", runAsUser) }
        if let runAsGroup { security.integer("runAsGroup", runAsGroup) }
        if let fsGroup { security.integer("fsGroup", fsGroup) }
        security.object("seccompProfile") { $0.string("type", "RuntimeDefault") }
    }
}
