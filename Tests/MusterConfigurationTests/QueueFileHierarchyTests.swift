import MusterConfiguration
import MusterCore
import Testing
import YAMLDocument

@Suite("Queue files: quantities and the hierarchy")
struct QueueFileHierarchyTests {
    @Test(
        "B011 B012 quantities in base units",
        arguments: [
            ("2", "vcore", 2000), ("500m", "vcore", 500), ("1k", "vcore", 1_000_000),
            ("1Gi", "memory", 1_073_741_824), ("1G", "memory", 1_000_000_000),
            ("1 Ki", "memory", 1024), (" 7M ", "memory", 7_000_000), ("0", "memory", 0),
            ("007", "pods", 7), ("8", "nvidia.com/gpu", 8), ("2k", "nvidia.com/gpu", 2000),
            ("3Ti", "memory", 3_298_534_883_328), ("1Pi", "memory", 1_125_899_906_842_624),
            ("1Ei", "memory", 1_152_921_504_606_846_976), ("9E", "x", 9_000_000_000_000_000_000),
            ("9223372036854775807", "memory", Int64.max),
            ("9223372036854775807m", "vcore", Int64.max), ("0E", "vcore", 0),
        ])
    func quantity(text: String, resource: String, expected: Int64) throws {
        #expect(try parseQuantity(text, of: resource) == expected)
    }

    @Test(
        "B013 B014 what is no quantity",
        arguments: [
            ("1.5", "vcore"), ("500m", "memory"), ("-1", "vcore"), ("+1", "vcore"), ("", "vcore"),
            ("1e3", "memory"), ("lots", "vcore"), ("1K", "memory"), ("1ki", "memory"),
            ("1mi", "memory"), ("1GB", "memory"), ("1Gi b", "memory"), ("9223372036854775808", "x"),
            ("9223372036854775807", "vcore"), ("9223372036854775807k", "memory"), ("1E", "vcore"),
            ("10Ei", "memory"), ("99999999999999999999", "memory"), ("\u{0661}", "memory"),
            ("1 000", "memory"),
        ])
    func notQuantity(text: String, resource: String) {
        #expect(throws: QuantityError.self) { try parseQuantity(text, of: resource) }
    }

    @Test("B013 B014 a wrong quantity refuses the file at its place")
    func refusedQuantity() {
        let file = QueueFileFixture(
            queues: "- name: a\n  resources: {max: {vcore: 1.5, memory: 500m}}")
        #expect(
            file.reading.problems.map(\.description) == [
                "q:8:38: error: wrong quantity for `vcore`, found `1.5`, expected a whole number"
                    + " with or without a unit, such as `2` or `500m`; write a part of a core in"
                    + " thousandths, such as `1500m`",
                "q:8:51: error: wrong quantity for `memory`, found `500m`, expected a whole number"
                    + " with or without a unit, such as `1000`, `2G` or `2Gi`; only `vcore` comes"
                    + " in thousandths; `M` is a million",
            ])
    }

    @Test(
        "Quantities are written in the largest exact unit",
        arguments: [
            (24_000, "vcore", "24"), (1500, "vcore", "1500m"), (0, "vcore", "0"),
            (38_000_000_000, "memory", "38G"), (103_079_215_104, "memory", "96Gi"),
            (1_048_576_000, "memory", "1000Mi"), (1023, "memory", "1023"),
            (1_000_000_000_000, "memory", "1T"), (Int64.max, "memory", "9223372036854775807"),
            (4096, "hugepages-2Mi", "4Ki"), (4096, "nvidia.com/gpu", "4096"),
        ])
    func quantityInWords(quantity: Int64, resource: String, expected: String) throws {
        #expect(quantityText(quantity, of: resource) == expected)
        #expect(try parseQuantity(expected, of: resource) == quantity)
    }

    @Test("B015 child max above parent max is refused, also over several levels")
    func childAboveParent() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  resources: {max: {vcore: 2}}
                  queues:
                  - name: b
                    queues: [{name: c, resources: {max: {vcore: 3, memory: 1G}}}]
                """)
        #expect(
            file.messages == [
                "error: max `vcore` of queue `root.a.b.c` is above a parent's max, found `3`,"
                    + " expected at most 2; `root.a` sets this max in line 8"
            ])
    }

    @Test("B016 guarantees of children above the parent's are refused, also implied ones")
    func guaranteedSum() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  resources: {guaranteed: {vcore: 10}}
                  queues:
                  - {name: b, resources: {guaranteed: {vcore: 6}}}
                  - name: c
                    queues:
                    - {name: d, resources: {guaranteed: {vcore: 2, memory: 1G}}}
                    - {name: e, resources: {guaranteed: {vcore: 2500m}}}
                """)
        #expect(
            file.messages == [
                "error: the guarantees of `vcore` below `root.a` add up to more than its own,"
                    + " found `10500m`, expected at most 10; lower them, or raise it to 10500m"
            ])
    }

    @Test("B016 guarantees of children may add up to the parent's")
    func fittingSum() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  resources: {guaranteed: {vcore: 10}}
                  queues:
                  - {name: b, resources: {guaranteed: {vcore: 6}}}
                  - {name: c, resources: {guaranteed: {vcore: 4, memory: 1G}}}
                """)
        #expect(file.messages == [])
    }

    @Test("B016 guarantees of children above the effective max are refused")
    func guaranteedSumAboveMax() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  resources: {max: {vcore: 10}}
                  queues:
                  - name: b
                    queues:
                    - {name: c, resources: {guaranteed: {vcore: 6}}}
                    - {name: d, resources: {guaranteed: {vcore: 6}}}
                """)
        #expect(
            file.messages == [
                "error: the guarantees of `vcore` below `root.a.b` add up to more than its max,"
                    + " found `12`, expected at most 10; `root.a` sets this max in line 8"
            ])
    }

    @Test("B016 sums beyond all numbers are refused, not wrapped")
    func hugeSum() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  resources: {guaranteed: {x: 9E}}
                  queues:
                  - {name: b, resources: {guaranteed: {x: 9E}}}
                  - {name: c, resources: {guaranteed: {x: 9E}}}
                """)
        #expect(file.messages.count == 1)
    }

    @Test("B017 guaranteed above the own max is refused")
    func guaranteedAboveMax() {
        let file = QueueFileFixture(
            queues: "- {name: a, resources: {guaranteed: {vcore: 3}, max: {vcore: 2}}}")
        #expect(
            file.messages == [
                "error: guaranteed `vcore` of queue `root.a` is above its max, found `3`, expected"
                    + " at most 2; it sets this max in line 7"
            ])
    }

    @Test("B018 a type absent from max is unlimited at that level; the smallest max counts")
    func effectiveMax() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  resources: {max: {vcore: 10}}
                  queues:
                  - {name: b, resources: {max: {memory: 1G}}}
                  - {name: c, resources: {guaranteed: {memory: 5G}, max: {vcore: 4}}}
                """)
        #expect(file.messages == [])
        #expect(file.queue("a")?.max[ResourceCatalog.memory] == nil)
        #expect(
            file.queue("a.b")?.max
                == ResourceBounds([
                    (ResourceCatalog.vcore, 10_000), (ResourceCatalog.memory, 1_000_000_000),
                ]))
        #expect(file.queue("a.c")?.max == ResourceBounds([(ResourceCatalog.vcore, 4000)]))
    }

    @Test("B019 a zero beside other quantities is a real zero")
    func realZero() throws {
        let file = QueueFileFixture(
            queues: "- {name: a, resources: {max: {memory: 10G, nvidia.com/gpu: 0}}}")
        let gpu = try #require(file.catalog.identifier(of: "nvidia.com/gpu"))
        #expect(file.queue("a")?.max[gpu] == 0)
        let refused = QueueFileFixture(
            queues: "- {name: a, resources: {guaranteed: {vcore: 1}, max: {vcore: 0, memory: 1}}}")
        #expect(refused.messages.count == 1)
    }

    @Test("B020 a map of zeros is not set")
    func allZero() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  resources: {guaranteed: {vcore: 3}, max: {memory: 0, vcore: 0}}
                  queues: [{name: b, resources: {guaranteed: {vcore: 0}, max: {vcore: 9}}}]
                """)
        #expect(file.messages == [])
        #expect(file.queue("a")?.max == ResourceBounds.none)
        #expect(file.queue("a.b")?.guaranteed == ResourceBounds.none)
        #expect(file.queue("a.b")?.max == ResourceBounds([(ResourceCatalog.vcore, 9000)]))
    }

    @Test("B021 a child may not be unlimited or above a parent with maxapplications")
    func maxApplicationsChain() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  maxapplications: 5
                  queues: [{name: b}, {name: c, maxapplications: 0}, {name: d, maxapplications: 6}]
                """)
        #expect(
            file.messages == [
                "error: queue `root.a.b` may run any number of applications, its parent may not,"
                    + " expected `maxapplications` from 1 to 5; `root.a` sets 5 in line 8",
                "error: queue `root.a.c` may run any number of applications, its parent may not,"
                    + " found `0`, expected `maxapplications` from 1 to 5; `root.a` sets 5 in"
                    + " line 8",
                "error: maxapplications of queue `root.a.d` is above its parent's, found `6`,"
                    + " expected `maxapplications` from 1 to 5; `root.a` sets 5 in line 8",
            ])
    }

    @Test("B022 maxapplications reaches the core, up to its largest value")
    func maxApplications() {
        let file = QueueFileFixture(
            queues: """
                - {name: a, maxapplications: 18446744073709551615, queues: [{name: b, \
                maxapplications: 3}]}
                - {name: c}
                """)
        #expect(file.queue("a")?.maxApplications == UInt64.max)
        #expect(file.queue("a.b")?.maxApplications == 3)
        #expect(file.queue("c")?.maxApplications == 0)
    }

    @Test("A childtemplate belongs to a parent and is checked")
    func childTemplate() {
        let good = QueueFileFixture(
            queues: "- {name: a, parent: true, childtemplate: {resources: {max: {vcore: 1}}}}")
        #expect(good.messages == [])
        #expect(good.queue("a")?.isParent == true)
        let onLeaf = QueueFileFixture(queues: "- {name: a, childtemplate: {maxapplications: 2}}")
        #expect(onLeaf.messages.count == 1)
        let badQuantity = QueueFileFixture(
            queues: "- {name: a, parent: true, childtemplate: {resources: {max: {vcore: x}}}}")
        #expect(badQuantity.messages.count == 1)
    }

    @Test("A name that no node has as a resource is a warning")
    func resourceNames() {
        let file = QueueFileFixture(
            queues: "- {name: a, resources: {max: {CPU: 1, memmory: 1, amd.com/gpu: 1}}}")
        #expect(
            file.messages == [
                "warning: no node has a resource of this name, found `CPU`;"
                    + " did you mean `vcore`?",
                "warning: no node has a resource of this name, found `memmory`;"
                    + " did you mean `memory`?",
            ])
        #expect(file.reading.queueFile != nil)
    }
}
