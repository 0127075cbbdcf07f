import KubernetesClient

/// What the API server has counted since its start.
struct ServerFigures {
    /// Calls by verb and resource, such as `POST pods/binding`; those that last are counted at
    /// their end.
    var calls: [String: Double] = [:]
    /// Processor time of the server, seconds.
    var cpuSeconds: Double?

    /// What the server counts now; nothing where it does not say.
    static func now(_ client: APIClient) async -> ServerFigures? {
        guard let answer = try? await client.send(Request(.get, "/metrics")), answer.isSuccess
        else { return nil }
        return ServerFigures(exposition: String(decoding: answer.body, as: UTF8.self))
    }

    /// Reads the text format of Prometheus.
    init?(exposition text: String) {
        var isThere = false
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let isCalls = line.starts(with: "apiserver_request_total{".utf8)
            guard isCalls || line.starts(with: "process_cpu_seconds_total ".utf8),
                let space = line.lastIndex(of: UInt8(ascii: " ")),
                let value = Double(String(decoding: line[space...].dropFirst(), as: UTF8.self))
            else { continue }
            isThere = true
            guard isCalls else {
                cpuSeconds = value
                continue
            }
            let labels = Self.labels(String(decoding: line[..<space], as: UTF8.self))
            guard let verb = labels["verb"], let resource = labels["resource"], !resource.isEmpty
            else { continue }
            let part = labels["subresource"] ?? ""
            calls["\(verb) \(resource)\(part.isEmpty ? "" : "/" + part)", default: 0] += value
        }
        guard isThere else { return nil }
    }

    private static func labels(_ series: String) -> [String: String] {
        var labels: [String: String] = [:]
        guard let open = series.firstIndex(of: "{"), let close = series.lastIndex(of: "}") else {
            return labels
        }
        // No value here has a quotation mark or a comma in it.
        for pair in series[series.index(after: open)..<close].split(separator: ",") {
            let sides = pair.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else { continue }
            labels[String(sides[0])] = String(sides[1].dropFirst().dropLast())
        }
        return labels
    }

    /// The calls since then, without those of the benchmark itself and without watches, which are
    /// counted at their ends, whosever they are; the most frequent first.
    func calls(since earlier: ServerFigures) -> [(name: String, count: Double)] {
        calls.map { (name: $0.key, count: $0.value - (earlier.calls[$0.key] ?? 0)) }
            .filter { $0.count > 0 && $0.name != "LIST events" && !$0.name.hasPrefix("WATCH") }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }
}
