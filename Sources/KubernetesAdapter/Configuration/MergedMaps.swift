import Gzip
package import KubernetesModel
package import YAMLDocument

/// What config maps say together: for each key the value that goes before all others.
package struct MergedMaps {
    /// One value and where it comes from.
    package struct Entry: Hashable {
        /// The config map and the key as written there, such as `yunikorn-configs/queues.yaml.gz`.
        package var place: String
        /// The bytes; nil if they cannot be expanded.
        package var bytes: [UInt8]?

        /// The value as text, nil if it cannot be expanded.
        package var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

        /// Where the value starts, for messages.
        package var location: SourceLocation { SourceLocation(file: place, line: 1, column: 1) }
    }

    package private(set) var entries = NameMap<Entry>()
    package private(set) var problems: [Problem] = []

    /// - Parameter maps: Those of the scheduler's namespace; what is called otherwise does not
    ///   count.
    package init(_ maps: [ConfigMap]) {
        for name in configMapNames {
            guard let map = maps.first(where: { $0.metadata.name == name }) else { continue }
            for entry in map.data {
                entries[entry.key] = Entry(
                    place: "\(name)/\(entry.key)", bytes: Array(entry.value.utf8))
            }
            // As for YuniKorn, compressed values go before others of the same map.
            for entry in map.binaryData {
                add(entry.value, place: "\(name)/\(entry.key)", key: entry.key)
            }
        }
    }

    private mutating func add(_ bytes: [UInt8], place: String, key: String) {
        var entry = Entry(place: place)
        guard key.lowercased().hasSuffix(".gz"), key.utf8.count > 3 else {
            problems.append(
                Problem(
                    .warning, at: entry.location, "binary data is not read",
                    expected: "a key that ends in `.gz`",
                    hint: "write text under `data`, or compress it with gzip"))
            return
        }
        do throws(GzipError) {
            // A config map has at most 1 MiB.
            entry.bytes = try gunzip(bytes, limit: 64 << 20)
        } catch {
            problems.append(
                Problem(
                    at: entry.location, "the value cannot be expanded: \(reason(error))",
                    expected: "gzip data",
                    hint: "what is in force stays; `gzip -c FILE | base64 -w0` makes such a value"
                ))
        }
        entries[String(key.dropLast(3))] = entry
    }

    private func reason(_ error: GzipError) -> String {
        switch error {
        case .truncated: "it ends in the middle"
        case .corrupt(let reason, _): "it is damaged (\(reason))"
        case .tooLarge: "it is longer than 64 MiB"
        }
    }
}

/// The config maps that are read, in the namespace of the scheduler; of two values of a key that
/// of the later map is in force.
///
/// What an administrator wrote goes before what came with an installation, and of two such maps
/// Muster's before YuniKorn's.
public let configMapNames = [
    "yunikorn-defaults", "muster-defaults", "yunikorn-configs", "muster-configs",
]
