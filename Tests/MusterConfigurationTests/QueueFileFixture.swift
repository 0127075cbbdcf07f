import MusterConfiguration
import MusterCore
import Testing
import YAMLDocument

/// A queue file read from text, for tests.
struct QueueFileFixture {
    let reading: QueueFileReading
    let catalog: ResourceCatalog

    /// Reads a whole file called `q`.
    init(file text: String) {
        var catalog = ResourceCatalog()
        reading = readQueueFile(Array(text.utf8), file: "q", catalog: &catalog)
        self.catalog = catalog
    }

    /// Reads the text as the list of queues below `root` in the partition `default`.
    init(queues text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let indented = lines.map { "          \($0)\n" }.joined()
        self.init(
            file: "partitions:\n  - name: default\n    queues:\n      - name: root\n"
                + "        submitacl: '*'\n        queues:\n" + indented)
    }

    /// Reads the text as further fields of the partition `default`, whose tree has the leaf queues
    /// `root.batch` and `root.dev.test` and the empty parent `root.users`.
    init(partition text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let indented = lines.map { "    \($0)\n" }.joined()
        self.init(
            file: """
                partitions:
                  - queues:
                      - name: root
                        submitacl: "*"
                        queues:
                          - name: batch
                          - {name: dev, queues: [{name: test}]}
                          - {name: users, parent: true}

                """ + indented)
    }

    /// The texts after the severity, without their places.
    var messages: [String] {
        reading.problems.map { problem in
            problem.description.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
        }
    }

    var configuration: SchedulerConfiguration? {
        reading.queueFile?.schedulerConfiguration()
    }

    /// The configured queue at a path below root, such as `a.b`.
    func queue(_ path: String) -> QueueConfiguration? {
        path.split(separator: ".").reduce(configuration?.root) { queue, name in
            queue?.children.first { $0.name == name }
        }
    }

    /// The definition at a path below root.
    func definition(_ path: String) -> QueueDefinition? {
        let root = reading.queueFile?.defaultPartition?.root
        return path.split(separator: ".").reduce(root) { queue, name in
            queue?.children.first { $0.name == name }
        }
    }

    /// The effective queue at a path below root.
    func effective(_ path: String) -> EffectiveQueue? {
        let root = reading.queueFile?.defaultPartition?.effectiveRoot()
        return path.split(separator: ".").reduce(root) { queue, name in
            queue?.children.first { $0.name == name }
        }
    }
}

/// Reads thousands of files that differ from a good one in a few bytes: none crashes the reader,
/// and only refused ones have no content.
func expectNoCrash(near text: String, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<3_000 {
        var catalog = ResourceCatalog()
        let bytes = Array(text.utf8).mutated(using: &generator)
        let reading = readQueueFile(bytes, file: "q", catalog: &catalog)
        let isRefused = reading.problems.contains { $0.severity == .error }
        #expect((reading.queueFile == nil) == isRefused)
        guard let file = reading.queueFile else { continue }
        #expect(file.schedulerConfiguration().root.name == "root")
        #expect(!renderQueueTree(file, catalog: catalog).isEmpty)
    }
}
