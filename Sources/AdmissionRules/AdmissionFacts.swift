import KubernetesAdapter
public import KubernetesModel

/// What is known of the cluster when a request is judged.
///
/// What is not known yet counts as not there: a namespace has no annotations then, and a class of
/// priority says nothing.
public struct AdmissionFacts: Sendable {
    /// The annotations of namespaces, by name.
    public var namespaces = NameMap<NameMap<String>>()
    /// The annotations of classes of priority, by name.
    public var priorityClasses = NameMap<NameMap<String>>()
    /// The config maps of the scheduler, as in `configMapNames`.
    public var configMaps: [ConfigMap] = []

    /// Nothing is known.
    public init() {}
}

extension AdmissionSettings {
    /// Whether the pods of a namespace are claimed: as its annotation says, else by the lists.
    func claims(namespace: String, _ facts: AdmissionFacts) -> Bool {
        facts.flag(YuniKornName.namespaceIsClaimed, of: namespace)
            ?? Self.selects(namespace, processNamespaces, but: bypassNamespaces)
    }

    /// Whether the pods of a namespace get an application.
    func labels(namespace: String, _ facts: AdmissionFacts) -> Bool {
        facts.flag(YuniKornName.namespaceGeneratesApplicationID, of: namespace)
            ?? Self.selects(namespace, labelNamespaces, but: noLabelNamespaces)
    }

    private static func selects(
        _ name: String, _ wanted: NamePatterns, but unwanted: NamePatterns
    ) -> Bool {
        (wanted.isEmpty || wanted.areFound(in: name)) && !unwanted.areFound(in: name)
    }
}

extension AdmissionFacts {
    /// What an annotation of a namespace says; nil for nothing, or neither `true` nor `false`.
    fileprivate func flag(_ key: String, of namespace: String) -> Bool? {
        switch namespaces[namespace]?[key] {
        case "true": true
        case "false": false
        default: nil
        }
    }
}
