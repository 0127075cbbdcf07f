import Foundation
import MusterConfiguration
import MusterCore
import Testing
import YAMLDocument

/// The folder `queue-configs` of the repository.
private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "queue-configs")

/// Names without `.yaml` of the files in a folder, sorted.
private func names(in folder: URL) -> [String] {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path())
    return (files ?? []).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
}

@Suite("Example queue files")
struct ExampleFileTests {
    private func read(_ name: String) throws -> (reading: QueueFileReading, ResourceCatalog) {
        var catalog = ResourceCatalog()
        let bytes = try Data(contentsOf: folder.appending(path: "\(name).yaml"))
        let reading = readQueueFile(
            Array(bytes), file: "queue-configs/\(name).yaml", catalog: &catalog)
        return (reading, catalog)
    }

    @Test("There are good and bad examples, and nothing else")
    func examples() {
        #expect(
            names(in: folder) == [
                "company", "gpu-cluster", "homemax", "namespaces", "research-cluster",
                "single-tenant", "streaming-and-batch", "two-teams", "users",
            ])
        #expect(names(in: folder.appending(path: "bad")).count == 58)
    }

    @Test("A good file has no problems", arguments: names(in: folder))
    func good(name: String) throws {
        let (reading, _) = try read(name)
        #expect(reading.problems == [])
        #expect(reading.notYetEffective == [])
        #expect(reading.queueFile != nil)
    }

    /// `RECORD_GOLDENS=1` writes the files anew and fails, so that a person reads the difference.
    @Test(
        "A bad file is refused with exactly the expected messages",
        arguments: names(in: folder.appending(path: "bad")))
    func bad(name: String) throws {
        let (reading, catalog) = try read("bad/\(name)")
        let messages = reading.problems.map { $0.description + "\n" }.joined()
        let file = folder.appending(path: "bad/\(name).expected.txt")
        if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
            try Data(messages.utf8).write(to: file)
            Issue.record("recorded \(file.lastPathComponent)")
        }
        #expect(messages == String(decoding: try Data(contentsOf: file), as: UTF8.self))
        #expect(reading.queueFile == nil)
        #expect(catalog.names == ["vcore", "memory", "pods"])
    }
}
