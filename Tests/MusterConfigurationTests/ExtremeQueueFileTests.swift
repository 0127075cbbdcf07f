import MusterConfiguration
import MusterCore
import Testing
import YAMLDocument

@Suite("Queue files at the edge")
struct ExtremeQueueFileTests {
    /// A tree of one path, `root.q.q...`, with this many names in it.
    private func path(ofLength length: Int, leaf: String = "") -> QueueFileFixture {
        let opening = String(repeating: ", queues: [{name: q", count: length - 1)
        let closing = String(repeating: "}]", count: length - 1)
        let root = "{name: root, submitacl: '*'\(opening)\(leaf)\(closing)}"
        return QueueFileFixture(file: "partitions: [{queues: [\(root)]}]")
    }

    @Test("A path of a hundred queues is read, to its last quantity")
    func deepPath() {
        let file = path(ofLength: 100, leaf: ", resources: {max: {vcore: 7}}")
        #expect(file.messages == [])
        let leaf = file.effective(Array(repeating: "q", count: 99).joined(separator: "."))
        #expect(leaf?.path.count == 4 + 99 * 2)
        #expect(leaf?.isLeaf == true)
        #expect(leaf?.max == ResourceBounds([(ResourceCatalog.vcore, 7000)]))
    }

    @Test("A path of a thousand queues is refused where it gets too deep")
    func tooDeepPath() {
        #expect(
            path(ofLength: 1000).messages == [
                "error: lists and mappings are nested too deeply, expected at most 250 levels"
            ])
    }

    @Test("Ten thousand queues are read in reasonable time")
    func manyQueues() {
        var text = ""
        for parent in 0..<100 {
            text += "- name: p\(parent)\n  properties: {application.sort.policy: fair}\n  queues:\n"
            for child in 0..<99 {
                let resources = "{guaranteed: {vcore: 1}, max: {vcore: 2}}"
                text += "  - {name: c\(child), resources: \(resources)}\n"
            }
        }
        let clock = ContinuousClock()
        var file: QueueFileFixture?
        let time = clock.measure { file = QueueFileFixture(queues: text) }
        #expect(file?.messages == [])
        #expect(file?.queue("p99.c98")?.applicationSortPolicy == .fair)
        #expect(file?.queue("p99.c98")?.max[ResourceCatalog.vcore] == 2000)
        // Ten times what a debug build takes on a slow machine: this is no benchmark.
        #expect(time < .seconds(60), "took \(time)")
    }

    @Test("The largest quantities are read as they are and never wrap")
    func largestQuantities() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  maxapplications: 18446744073709551615
                  resources:
                    guaranteed: {vcore: 9223372036854775807m, pods: 9223372036854775807}
                    max: {vcore: 9223372036854775807m, memory: 9223372036854775807}
                  limits:
                  - {users: ['*'], maxapplications: 18446744073709551615, maxresources: \
                {pods: 9223372036854775807}}
                  queues:
                  - {name: b, maxapplications: 1, resources: {guaranteed: {pods: \
                9223372036854775807}}}
                """)
        #expect(file.messages == [])
        #expect(
            file.queue("a")?.guaranteed
                == ResourceBounds([
                    (ResourceCatalog.vcore, Int64.max), (ResourceCatalog.pods, Int64.max),
                ]))
        #expect(file.queue("a.b")?.max[ResourceCatalog.memory] == Int64.max)
        #expect(file.queue("a")?.limits[0].maxResources[ResourceCatalog.pods] == Int64.max)
    }

    @Test("Two of the largest guarantees are more than one")
    func sumOfLargest() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  resources: {guaranteed: {pods: 9223372036854775807}}
                  queues:
                  - {name: b, resources: {guaranteed: {pods: 9223372036854775807}}}
                  - {name: c, resources: {guaranteed: {pods: 9223372036854775807}}}
                """)
        #expect(
            file.messages == [
                "error: the guarantees of `pods` below `root.a` add up to more than its own, found"
                    + " `18446744073709551614`, expected at most 9223372036854775807; lower them"
            ])
    }

    @Test(
        "Fields that are there without a value mean the same as absent ones",
        arguments: [
            "resources:", "resources: {}", "resources: {guaranteed: {}, max: }", "properties:",
            "properties: {}", "maxapplications:", "submitacl:", "submitacl: ''", "adminacl: ~",
            "limits:", "limits: []", "childtemplate:", "queues:", "queues: []", "parent:",
            "maxapplications: 0", "resources: {max: {vcore: 0}}",
        ])
    func emptyFields(field: String) {
        let file = QueueFileFixture(queues: "- name: a\n  \(field)")
        #expect(file.messages == [])
        #expect(file.queue("a") == QueueConfiguration(name: "a"))
    }

    @Test(
        "Expressions of any shape are read or refused",
        arguments: [
            (String(repeating: "(", count: 20_000), false), ("a{100000}", false), ("[b-a]", false),
            ("(a)\\\\1", false), ("[[:alpha:]]+", true), ("(?i)team-.+", true), ("a|", true),
        ])
    func expressions(text: String, isGood: Bool) {
        let file = QueueFileFixture(
            partition: "placementrules: [{name: user, filter: {users: [\"\(text)\"]}}]")
        #expect((file.reading.queueFile != nil) == isGood)
        #expect(file.messages.count == (isGood ? 0 : 1))
    }

    @Test("Names that a terminal would obey are shown escaped")
    func controlCharacters() throws {
        let file = QueueFileFixture(
            partition: """
                placementrules:
                - {name: tag, value: "a\\e[31m", filter: {users: ["x\\n|y"]}}
                nodesortpolicy: {resourceweights: {"b\\r": 1}}
                """)
        #expect(file.messages == [])
        let text = renderQueueTree(try #require(file.reading.queueFile), catalog: file.catalog)
        #expect(text.contains("    1. tag a\\u{1B}[31m, only for user like x\\n|y\n"))
        #expect(text.contains("  nodes: fair (b\\r 1)\n"))
    }

    @Test("No bytes crash the reader of rules, filters, limits and properties")
    func fuzz() {
        let valid = """
            partitions:
            - placementrules:
              - {name: user, create: true, filter: {type: deny, users: ["^(svc|x)[-:]{2,3}$"]}}
              - {name: fixed, value: a.b, create: true, parent: {name: fixed, value: root.p}}
              queues:
              - {name: p, parent: true, submitacl: "a,b c", limits: [{users: ["*"], \
            maxresources: {vcore: 2}}], childtemplate: {properties: {muster.dev/weight: "1.5"}}}
              - {name: q, properties: {muster.dev/ageing: 1h30m, priority.offset: -7, \
            muster.dev/preemption.evictions-per-minute: 3, preemption.delay: 1.5s}}
            """
        #expect(QueueFileFixture(file: valid).messages == [])
        expectNoCrash(near: valid, seed: 99)
    }
}
