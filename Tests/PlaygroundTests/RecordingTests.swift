import Foundation
import Testing

@testable import MusterPlayground

/// Each recorded request is asked again in a world made for it, and the answer compared: status,
/// headers, the text of refusals, and the form of objects.
@Suite("Recorded conversations", .enabled(if: hasRecordings, "no recordings"))
struct RecordingTests {
    /// What the requests need: nodes, classes and pods of the recorded cluster.
    private static func world() -> Stage {
        var stage = Stage()
        stage.ask("POST", "/api/v1/namespaces", ["metadata": ["name": "demo"]])
        stage.ask("POST", "/api/v1/namespaces", ["metadata": ["name": "k"]])
        stage.ask(
            "POST", "/apis/scheduling.k8s.io/v1/priorityclasses",
            ["metadata": ["name": "urgent"], "value": 100_000])
        stage.ask(
            "POST", "/apis/node.k8s.io/v1/runtimeclasses",
            [
                "metadata": ["name": "sandbox"], "handler": "h",
                "overhead": ["podFixed": ["cpu": "250m", "memory": "120Mi"]],
                "scheduling": ["nodeSelector": ["hollow": "true"]],
            ])
        for index in 0..<6 {
            stage.makePod(
                "p\(index)", namespace: "demo",
                labels: ["app": "list", "i": .string(String(index))])
        }
        return stage
    }

    @Test("each recording is either asked again or listed with the reason why not")
    func coverage() {
        let left = Recording.names.filter { name in
            recordedCases[name] == nil && !notAskedAgain.contains { name.hasPrefix($0.prefix) }
        }
        #expect(left == [])
        #expect(Set(recordedCases.keys).subtracting(Recording.names).sorted() == [])
    }

    @Test("the playground answers like kube-apiserver", arguments: recordedCases.keys.sorted())
    func replay(_ name: String) throws {
        let recording = try Recording(name)
        var stage = Self.world()
        for step in recordedCases[name] ?? [] { try step.apply(&stage) }
        let request = recording.adapted(to: stage)
        let found = Self.compare(recording, stage.playground.handle(request, at: stage.now), name)
        #expect(found == (knownDifferences[name] ?? []))
    }

    private static func compare(
        _ recording: Recording, _ answer: Answer, _ name: String
    ) -> [String] {
        guard case .response(let response) = answer else { return ["no response"] }
        guard response.status == recording.status else {
            return [
                "status \(recording.status) / \(response.status) "
                    + String(decoding: response.body.prefix(600), as: UTF8.self)
            ]
        }
        var found: [String] = []
        for header in ["Retry-After", "Warning", "Content-Type"] {
            let theirs = recording.headers.filter { $0.name == header }.map(\.value)
            let ours = response.headers.filter { $0.name == header }.map(\.value)
            if theirs != ours { found.append("\(header): \(theirs) / \(ours)") }
        }
        guard let theirs = JSONValue.parse(recording.body) else { return found }
        guard let ours = JSONValue.parse(response.body) else { return found + ["no JSON"] }
        let isRefusal = theirs.string("kind") == "Status"
        return found + differences(theirs, ours, exact: isRefusal)
    }
}
