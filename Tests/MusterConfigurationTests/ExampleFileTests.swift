import Foundation
import MusterConfiguration
import MusterCore
import Testing

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

    @Test("There are good and bad examples")
    func examples() {
        #expect(names(in: folder) == ["homemax", "single-queue", "three-level", "two-teams"])
        #expect(names(in: folder.appending(path: "bad")).count == 30)
    }

    @Test("A good file has no problems", arguments: names(in: folder))
    func good(name: String) throws {
        let (reading, _) = try read(name)
        #expect(reading.problems == [])
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

    @Test("HomeMax: the tree as `muster queues show` prints it")
    func homemaxTree() throws {
        let (reading, catalog) = try read("homemax")
        let file = try #require(reading.queueFile)
        #expect(
            renderQueueTree(file, catalog: catalog) == """
                partition default: nodes fair (vcore 1, memory 1)
                queue                   kind    guaranteed            max                   \
                maxapplications  sort  sort by priority  priority      backfill
                root                    parent  -                     -                     \
                -                fair  enabled           default 0     -
                root.analytics-queue    leaf    vcore 10, memory 38G  vcore 24, memory 96G  \
                -                fifo  enabled           default +100  greedy
                root.marketing-queue    leaf    vcore 8, memory 32G   vcore 24, memory 96G  \
                -                fair  enabled           default +75   greedy
                root.datascience-queue  leaf    vcore 6, memory 26G   vcore 24, memory 96G  \
                -                fair  enabled           default +50   greedy
                root.default            leaf    vcore 6, memory 26G   vcore 24, memory 96G  \
                -                fifo  enabled           default +25   greedy

                """)
    }

    @Test("HomeMax: what has no effect yet is listed with its place")
    func homemaxNotes() throws {
        let (reading, _) = try read("homemax")
        #expect(
            reading.notYetEffective.map(\.description) == [
                "queue-configs/homemax.yaml:9:5: note: `placementrules` is accepted but not yet"
                    + " effective",
                "queue-configs/homemax.yaml:16:9: note: `submitacl` of queue `root` is accepted"
                    + " but not yet effective",
            ])
    }

    @Test("Three levels: limits are merged downwards and the node weights are exact")
    func threeLevels() throws {
        let (reading, catalog) = try read("three-level")
        let configuration = try #require(reading.queueFile).schedulerConfiguration()
        let gpu = try #require(catalog.identifier(of: "nvidia.com/gpu"))
        let gibibyte: Int64 = 1 << 30
        let research = configuration.root.children[0]
        #expect(research.children.map(\.name) == ["vision", "language"])
        #expect(
            research.children[1].max
                == ResourceBounds([
                    (ResourceCatalog.vcore, 400_000), (ResourceCatalog.memory, 1600 * gibibyte),
                    (gpu, 40),
                ]))
        #expect(research.children[0].max == research.max)
        #expect(research.children.map(\.backfill) == [.easy, .easy])
        let operations = configuration.root.children[1]
        #expect(operations.backfill == .greedy)
        #expect(operations.children.map { $0.max[gpu] } == [0, 0])
        #expect(operations.children[1].guaranteed[ResourceCatalog.vcore] == 500)
        #expect(operations.children.map(\.maxApplications) == [40, 10])
        #expect(operations.children.map(\.priorityOffset) == [0, 10])
        #expect(configuration.nodeSortPolicy.order == .binpacking)
        #expect(configuration.nodeSortPolicy.weights.map(\.thousandths) == [1000, 500, 4000])
    }

    @Test("A single queue with reservations for the first in the line")
    func singleQueue() throws {
        let (reading, _) = try read("single-queue")
        #expect(
            try #require(reading.queueFile).schedulerConfiguration()
                == SchedulerConfiguration(
                    root: QueueConfiguration(
                        name: "root", isParent: true,
                        children: [QueueConfiguration(name: "batch", backfill: .easy)]),
                    nodeSortPolicy: NodeSortPolicy(order: .binpacking)))
    }
}
