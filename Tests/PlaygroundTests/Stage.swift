@testable import MusterPlayground

/// A playground at a fixed time with short ways to ask it.
struct Stage {
    var playground: Playground
    var now: Instant

    init(settings: Playground.Settings = Playground.Settings(), nodes: Int = 3) {
        now = Instant(timestamp: "2026-01-01T00:00:00Z") ?? Instant(milliseconds: 0)
        playground = Playground(settings: settings, at: now)
        playground.addNodes(count: nodes, capacity: ["cpu": "16", "memory": "64Gi"], at: now)
    }

    /// The status and the body of the answer; a watch answers 200 and nothing.
    @discardableResult
    mutating func ask(
        _ method: String, _ target: String, _ body: JSONValue? = nil,
        type: String = "application/json", accept: String = "application/json"
    ) -> (status: Int, body: JSONValue) {
        let request = Request(
            method: method, target: target,
            headers: ["content-type": type, "accept": accept], body: body?.encoded ?? [])
        guard case .response(let response) = playground.handle(request, at: now) else {
            return (200, .null)
        }
        return (response.status, JSONValue.parse(response.body) ?? .null)
    }

    /// Begins a watch.
    mutating func watch(_ target: String) throws -> Watch {
        let answer = playground.handle(Request(method: "GET", target: target), at: now)
        guard case .watch(let watch) = answer else { throw NoWatch() }
        return watch
    }

    struct NoWatch: Error {}

    /// Type and name of each event that the watch has to send by now.
    func events(_ watch: inout Watch) -> [String] {
        documents(&watch).map { event in
            let name =
                event.string("object", "metadata", "name")
                ?? event.string("object", "reason") ?? ""
            return "\(event.string("type") ?? "") \(name)"
        }
    }

    func documents(_ watch: inout Watch) -> [JSONValue] {
        playground.events(for: &watch, at: now).bytes.split(separator: UInt8(ascii: "\n"))
            .compactMap { JSONValue.parse(Array($0)) }
    }

    /// Lets time pass in steps of a tenth of a second.
    mutating func pass(seconds: Int64) {
        for _ in 0..<(seconds * 10) {
            now = now.adding(milliseconds: 100)
            _ = playground.advance(to: now)
        }
    }

    mutating func makePod(
        _ name: String, namespace: String = "default", labels: JSONValue = ["app": "list"],
        spec: JSONValue = [:]
    ) {
        var all: JSONValue = [
            "containers": [
                [
                    "name": "main", "image": "registry.example/app:1",
                    "resources": ["requests": ["cpu": "100m", "memory": "64Mi"]],
                ]
            ]
        ]
        for member in spec.object?.members ?? [] { all[member.key] = member.value }
        ask(
            "POST", "/api/v1/namespaces/\(namespace)/pods",
            ["metadata": ["name": .string(name), "labels": labels], "spec": all])
    }

    mutating func bind(_ name: String, namespace: String = "default", to node: String) -> Int {
        ask(
            "POST", "/api/v1/namespaces/\(namespace)/pods/\(name)/binding",
            [
                "metadata": ["name": .string(name)],
                "target": ["kind": "Node", "name": .string(node)],
            ]
        ).status
    }

    mutating func pod(_ name: String, namespace: String = "default") -> JSONValue {
        ask("GET", "/api/v1/namespaces/\(namespace)/pods/\(name)").body
    }
}
