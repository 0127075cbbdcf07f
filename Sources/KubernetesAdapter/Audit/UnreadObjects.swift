internal import KubernetesModel

/// What fresh lists have that cannot be read: an audit leaves it out, and what depends on it.
struct UnreadObjects: Sendable {
    /// `pods default/web` and the like, in the order in which they were listed.
    private(set) var names: [String] = []
    private var unreadNodes: Set<String> = []
    private var unreadPods: Set<ObjectName> = []
    /// Of objects of other kinds; "" for those that are in none.
    private var unreadNamespaces: Set<String> = []

    mutating func note(_ object: SpoiledObject, of resource: APIResource) {
        let name = ObjectName(object.namespace, object.name)
        let text = name.namespace.isEmpty ? name.name : "\(name.namespace)/\(name.name)"
        names.append("\(resource.plural) \(text)")
        switch resource {
        case Node.resource: unreadNodes.insert(name.name)
        case Pod.resource: unreadPods.insert(name)
        case Namespace.resource: unreadNamespaces.insert(name.name)
        default: unreadNamespaces.insert(name.namespace)
        }
    }

    func contains(node: String) -> Bool { unreadNodes.contains(node) }

    func contains(pod: ObjectMeta) -> Bool { unreadPods.contains(ObjectName(pod)) }

    /// Whether something was not read that may say which pods of a namespace can be placed, such
    /// as a PodGroup or a volume.
    func decidesOn(podsIn namespace: String) -> Bool {
        unreadNamespaces.contains("") || unreadNamespaces.contains(namespace)
    }
}
