/// An object of the API that can be listed and watched.
public protocol KubernetesObject: Sendable {
    /// Name, identity, version.
    var metadata: ObjectMeta { get set }
}

/// Where the server keeps a kind of object.
public struct APIResource: Hashable, Sendable {
    /// The API group; empty for the core group.
    public var group: String
    /// The version, such as `v1`.
    public var version: String
    /// The kind, such as `Pod`.
    public var kind: String
    /// The last part of its path, such as `pods`.
    public var plural: String
    /// Whether each object belongs to a namespace.
    public var isNamespaced: Bool

    /// A resource by its names; of the core group and in namespaces unless something else is said.
    public init(
        group: String = "", version: String, kind: String, plural: String,
        isNamespaced: Bool = true
    ) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    /// What objects have as `apiVersion`.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The path of an object or, without `name`, of all of them; without `namespace`, of all
    /// namespaces.
    ///
    /// The names are not escaped: those that the server gives need no escapes.
    public func path(
        namespace: String? = nil, name: String? = nil, subresource: String? = nil
    ) -> String {
        var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        if isNamespaced, let namespace { path += "/namespaces/\(namespace)" }
        path += "/\(plural)"
        if let name { path += "/\(name)" }
        if let subresource { path += "/\(subresource)" }
        return path
    }
}
