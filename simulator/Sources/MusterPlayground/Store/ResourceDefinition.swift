/// One kind of object that the API serves, in one version.
struct ResourceDefinition: Sendable {
    /// What may stand after an object's name in a path.
    enum Subresource: String, Sendable, CaseIterable {
        case status, binding, eviction, scale, log, resize, ephemeralcontainers, finalize
    }

    /// Which changes raise `metadata.generation`; it begins with 1.
    enum GenerationRule: Sendable {
        /// The kind has no generation.
        case absent
        /// Everything but metadata and status.
        case content
    }

    var group: String
    var version: String
    /// The plural, as in paths.
    var plural: String
    var singular: String
    var kind: String
    var isNamespaced: Bool
    var shortNames: [String] = []
    var categories: [String] = []
    var subresources: [Subresource] = []
    var verbs: [String] = Self.allVerbs
    var generation = GenerationRule.absent
    /// A PUT without a resourceVersion overwrites whatever is there.
    var allowsUnconditionalUpdate = true
    /// DELETE answers with the object, not with a Status.
    var deletionReturnsObject = false
    /// The table in the store where its objects are; several versions may share one.
    var storage = 0
    /// What a CustomResourceDefinition says of this version; nil for built-in kinds.
    var custom: CustomVersion?

    /// The parts of a CustomResourceDefinition that requests need.
    struct CustomVersion: Sendable {
        var schema: JSONValue?
        var columns: [JSONValue]
        var hasStatus: Bool
    }

    static let allVerbs = [
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
    ]

    /// As in `apiVersion` of its objects.
    var groupVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    /// As error messages name the resource.
    var qualifiedPlural: String { group.isEmpty ? plural : "\(plural).\(group)" }
    /// As error messages name the kind.
    var qualifiedKind: String { group.isEmpty ? kind : "\(kind).\(group)" }
    var listKind: String { "\(kind)List" }
    /// Events are one set of objects under two groups with different field names.
    var isEvent: Bool { kind == "Event" && (group.isEmpty || group == "events.k8s.io") }

    func has(_ subresource: Subresource) -> Bool { subresources.contains(subresource) }
}
