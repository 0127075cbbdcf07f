import KubernetesAdapter
import KubernetesModel
import MusterCore
import YAMLDocument

/// A config map with these texts.
func configMap(_ data: NameMap<String>, named name: String = "yunikorn-configs") -> ConfigMap {
    var map = ConfigMap()
    map.metadata.name = name
    map.data = data
    return map
}

/// What comes of one config map `yunikorn-configs` with these texts.
func reading(_ data: NameMap<String>, after old: AdapterConfiguration? = nil)
    -> ConfigurationReading
{
    reading([configMap(data)], after: old)
}

/// What comes of these config maps.
func reading(_ maps: [ConfigMap], after old: AdapterConfiguration? = nil) -> ConfigurationReading {
    var catalog = ResourceCatalog()
    return readConfiguration(maps, inForce: old, catalog: &catalog)
}

extension ConfigurationReading {
    /// The problems as they are shown.
    var messages: [String] { problems.map(\.description) }

    /// The paths of the queues right below the root.
    var queueNames: [String]? { configuration?.queues.root.children.map(\.name) }
}

/// A queue file with one leaf queue.
func queueFile(_ queue: String) -> String {
    "partitions: [{name: default, queues: [{name: \(queue), submitacl: '*'}]}]"
}
