import KubernetesAdapter
import KubernetesModel
import MusterCore

/// An object from its JSON.
func object<Object: JSONDecodable>(_ json: String, as type: Object.Type = Object.self) throws
    -> Object
{
    var decoder = ObjectDecoder()
    let bytes = Array(json.utf8)
    return try decoder.decode(type, from: bytes.span)
}

/// A pod `web` of the namespace `shop`, with these members of its spec and of other parts.
func pod(spec: String = "", metadata: String = "", status: String = "") throws -> Pod {
    let names = #""name": "web", "namespace": "shop", "uid": "u1""#
    let more = metadata.isEmpty ? "" : ", \(metadata)"
    return try object(
        #"{"metadata": {\#(names)\#(more)}, "spec": {\#(spec)}, "status": {\#(status)}}"#)
}

/// A vector in readable form: `memory 1024, pods 1, vcore 500`; nothing for zero.
func text(_ resources: Resources, _ catalog: ResourceCatalog) -> String {
    catalog.names.indices.map { ResourceID($0) }.filter { resources[$0] != 0 }
        .map { "\(catalog.name(of: $0)) \(resources[$0])" }.sorted().joined(separator: ", ")
}

extension GangFinding {
    /// The gang, if it is one.
    var named: NamedGang? {
        if case .gang(let gang) = self { gang } else { nil }
    }
}
