import MusterConfiguration
import MusterCore
import Testing
import YAMLDocument

@Suite("Queue files: schema and names")
struct QueueFileSchemaTests {
    @Test("B001 an unknown key refuses the whole file")
    func unknownKey() {
        let file = QueueFileFixture(queues: "- name: a\n  nosuchkey: 1")
        #expect(file.reading.queueFile == nil)
        #expect(
            file.messages == [
                "error: a queue has no such field, found `nosuchkey`, expected one of `name`,"
                    + " `parent`, `resources`, `maxapplications`, `properties`, `adminacl`,"
                    + " `submitacl`, `childtemplate`, `queues` or `limits`"
            ])
    }

    @Test(
        "B002 an empty file is the default: everybody may submit, each namespace gets a queue",
        arguments: ["", "# only a comment\n", "~\n"])
    func emptyFile(text: String) {
        let file = QueueFileFixture(file: text)
        #expect(file.reading.problems == [])
        var root = QueueConfiguration(name: "root", isParent: true)
        root.submitACL = .everyone
        #expect(
            file.configuration
                == SchedulerConfiguration(
                    root: root, placementRules: [PlacementRule(.tag("namespace"), mayCreate: true)])
        )
    }

    @Test("B005 the removed key statedumpfilepath is refused")
    func removedKey() {
        let file = QueueFileFixture(partition: "statedumpfilepath: /x")
        #expect(file.reading.queueFile == nil)
        #expect(file.messages.count == 1)
    }

    @Test("B006 a root is inserted above other first-level queues")
    func implicitRoot() {
        let file = QueueFileFixture(
            file: "partitions: [{queues: [{name: a, submitacl: '*'}, {name: b}]}]")
        #expect(file.messages == [])
        #expect(file.configuration?.root.name == "root")
        #expect(file.configuration?.root.children.map(\.name) == ["a", "b"])
        let single = QueueFileFixture(file: "partitions: [{queues: [{name: other}]}]")
        #expect(single.configuration?.root.children.map(\.name) == ["other"])
        let upper = QueueFileFixture(file: "partitions: [{queues: [{name: ROOT}]}]")
        #expect(upper.configuration?.root.name == "root")
        #expect(upper.configuration?.root.children.map(\.name) == ["default"])
    }

    @Test("B007 resources on root are refused, empty ones are none")
    func rootResources() {
        let refused = QueueFileFixture(
            file: "partitions: [{queues: [{name: root, resources: {max: {vcore: 1}}}]}]")
        #expect(
            refused.messages == [
                "error: `root` has `resources`, but it always has what the nodes have; set them on"
                    + " the queues below"
            ])
        let empty = QueueFileFixture(
            file: "partitions: [{queues: [{name: root, resources: {max: }, submitacl: '*'}]}]")
        #expect(empty.messages == [])
    }

    @Test(
        "B008 names outside of the alphabet are refused",
        arguments: [
            "'a b'", "a.b", "''", "a!b", "ü", "'a\\b'", String(repeating: "a", count: 65), "[a]",
        ])
    func badQueueName(name: String) {
        let file = QueueFileFixture(queues: "- name: \(name)")
        #expect(file.reading.queueFile == nil)
        #expect(file.messages.count == 1)
    }

    @Test(
        "B008 names of the alphabet are accepted",
        arguments: ["a", "A-1_b", "'x:y#z/@'", "123", String(repeating: "a", count: 64)])
    func goodQueueName(name: String) {
        #expect(QueueFileFixture(queues: "- name: \(name)").messages == [])
    }

    @Test("B009 siblings that differ in case alone are refused")
    func sameName() {
        let file = QueueFileFixture(queues: "- {name: A}\n- {name: a}")
        #expect(
            file.messages == [
                "error: two queues below `root` have the same name, found `a`; names are compared"
                    + " without case, and it stands in line 7 already"
            ])
        let cousins = QueueFileFixture(
            queues: "- {name: a, queues: [{name: x}]}\n- {name: b, queues: [{name: X}]}")
        #expect(cousins.messages == [])
        #expect(cousins.queue("b.x")?.name == "x")
    }

    @Test("The name of the recovery queue is reserved below root only")
    func recoveryQueue() {
        #expect(QueueFileFixture(queues: "- name: '@recovery@'").messages.count == 1)
        let deeper = QueueFileFixture(queues: "- {name: a, queues: [{name: '@recovery@'}]}")
        #expect(deeper.messages == [])
    }

    @Test("Partitions: default by name or without one, others are noted, doubles refused")
    func partitions() {
        let two = QueueFileFixture(
            file: "partitions:\n- queues: [{name: a, submitacl: '*'}]\n"
                + "- {name: GPU, queues: [{name: b}]}\n")
        #expect(two.messages == [])
        #expect(two.reading.queueFile?.partitions.map(\.name) == ["default", "gpu"])
        #expect(two.configuration?.root.children.map(\.name) == ["a"])
        #expect(
            two.reading.notYetEffective.map(\.description) == [
                "q:3:10: note: partition `gpu` is accepted but not yet effective"
            ])
        let double = QueueFileFixture(
            file: "partitions:\n- {queues: [{name: a}]}\n- {name: Default, queues: [{name: b}]}\n")
        #expect(double.messages.count == 1)
        #expect(QueueFileFixture(file: "partitions: []").messages.count == 1)
    }

    @Test("A checksum is kept and a JSON file is YAML too")
    func checksum() {
        let file = QueueFileFixture(
            file: #"{"partitions":[{"queues":[{"name":"root","adminacl":"a"}]}],"checksum":"0A"}"#)
        #expect(file.messages == [])
        #expect(file.reading.queueFile?.checksum == "0A")
    }

    @Test("B030 a negative node weight is refused")
    func nodeWeights() {
        let negative = QueueFileFixture(
            partition: "nodesortpolicy: {type: fair, resourceweights: {vcore: -1}}")
        #expect(
            negative.messages == [
                "error: wrong weight for `vcore`, found `-1`, expected a number from 0 to 1000000"
                    + " with at most three decimals; a negative weight makes no order; use 0 to"
                    + " ignore it"
            ])
    }

    @Test("B030 node weights are exact to a thousandth")
    func exactNodeWeights() {
        let exact = QueueFileFixture(
            partition: """
                nodesortpolicy:
                  type: binpacking
                  resourceweights: {gpu/x: .125, memory: 2.50, vcore: 1000000, pods: 0}
                """)
        #expect(exact.messages == [])
        let policy = exact.configuration?.nodeSortPolicy
        #expect(policy?.order == .binpacking)
        #expect(policy?.weights.map(\.thousandths) == [1_000_000_000, 2500, 0, 125])
        #expect(policy?.weights.map(\.resource.rawValue) == [0, 1, 2, 3])
    }

    @Test("A node sort policy without anything in it is the default")
    func emptyNodeSortPolicy() {
        let absent = QueueFileFixture(partition: "nodesortpolicy: {type: '', resourceweights: {}}")
        #expect(absent.messages == [])
        #expect(absent.configuration?.nodeSortPolicy == NodeSortPolicy())
    }

    @Test(
        "Weights that are no exact thousandths in range are refused",
        arguments: ["0.0005", "1e3", ".", "'1'", ".inf", "1.2.3", "1000001", "1000000.001", "-0.5"])
    func badWeight(text: String) {
        let file = QueueFileFixture(
            partition: "nodesortpolicy: {resourceweights: {vcore: \(text)}}")
        #expect(file.messages.count == 1)
    }

    @Test("B058 bad reload: no bytes crash the reader, and only refused files have no content")
    func fuzz() {
        expectNoCrash(near: workedExample, seed: 7)
    }
}
