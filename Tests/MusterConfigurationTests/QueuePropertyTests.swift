import MusterConfiguration
import MusterCore
import Testing

@Suite("Queue files: properties")
struct QueuePropertyTests {
    /// The properties of `root.a.b` where `root.a` and `root.a.b` set these.
    private func inherited(_ parent: String, _ child: String = "") -> [String] {
        let file = QueueFileFixture(
            queues: "- {name: a, properties: {\(parent)}, queues: [{name: b, properties:"
                + " {\(child)}}]}")
        return (file.effective("a.b")?.properties ?? []).map { "\($0.name)=\($0.value)" }
    }

    @Test("B031 unknown properties are kept as text")
    func customProperty() {
        let file = QueueFileFixture(
            queues: "- {name: a, properties: {acme.com/cost-centre: 4711, x: true, y: }}")
        #expect(file.messages == [])
        #expect(
            file.definition("a")?.properties.map { "\($0.name)=\($0.value)" } == [
                "acme.com/cost-centre=4711", "x=true", "y=",
            ])
    }

    @Test(
        "B032 a property set above holds below unless it is set there",
        arguments: [
            ("application.sort.policy: fair", "", ["application.sort.policy=fair"]),
            (
                "application.sort.policy: fair", "application.sort.policy: fifo",
                ["application.sort.policy=fifo"]
            ),
            (
                "application.sort.priority: disabled", "x: 1",
                ["application.sort.priority=disabled", "x=1"]
            ),
            ("preemption.delay: 10s", "", ["preemption.delay=10s"]),
            ("quota.preemption.delay: 5m", "", ["quota.preemption.delay=5m"]),
            ("application.unschedasks.backoff: 3", "", ["application.unschedasks.backoff=3"]),
            ("muster.dev/backfill: easy", "", ["muster.dev/backfill=easy"]),
            ("muster.dev/ageing: 1h", "", ["muster.dev/ageing=1h"]),
            (
                "muster.dev/fairness.rescaling: enabled", "",
                ["muster.dev/fairness.rescaling=enabled"]
            ),
            (
                "muster.dev/fairness.half-life: 1h", "",
                ["muster.dev/fairness.half-life=1h"]
            ),
            (
                "muster.dev/preemption.min-run-time: 1m", "muster.dev/preemption.min-run-time: 0",
                ["muster.dev/preemption.min-run-time=0"]
            ),
            ("muster.dev/weight: 2", "", []),
            ("muster.dev/weight: 2", "muster.dev/weight: 3", ["muster.dev/weight=3"]),
            ("acme.com/x: 1", "", ["acme.com/x=1"]),
            ("priority.policy: fence", "", ["priority.policy=default"]),
            ("priority.policy: fence", "priority.policy: fence", ["priority.policy=fence"]),
        ])
    func inheritance(parent: String, child: String, expected: [String]) {
        #expect(inherited(parent, child) == expected)
    }

    @Test("B033 a preemption fence is not inherited")
    func fence() {
        #expect(inherited("preemption.policy: fence") == ["preemption.policy=default"])
    }

    @Test("B034 disabled preemption is inherited")
    func disabled() {
        #expect(inherited("preemption.policy: disabled") == ["preemption.policy=disabled"])
        #expect(
            inherited("preemption.policy: disabled", "preemption.policy: default")
                == ["preemption.policy=default"])
    }

    @Test("B035 a priority offset is not inherited")
    func offset() {
        #expect(inherited("priority.offset: 10") == ["priority.offset=0"])
    }

    @Test("Properties of root reach every queue, typed values reach the core")
    func typedValues() {
        let file = QueueFileFixture(
            file: """
                partitions:
                - queues:
                  - name: root
                    submitacl: "*"
                    properties:
                      application.sort.policy: fair
                      muster.dev/backfill: conservative
                      priority.policy: fence
                    queues:
                    - name: a
                      properties: {priority.offset: -2147483648, priority.policy: FENCE}
                      queues: [{name: b, properties: {application.sort.priority: Disabled}}]
                """)
        #expect(file.messages == [])
        #expect(
            file.configuration?.root
                == QueueConfiguration(
                    name: "root", isParent: true, applicationSortPolicy: .fair,
                    priorityPolicy: .fence, backfill: .conservative, submitACL: .everyone,
                    children: [
                        QueueConfiguration(
                            name: "a", isParent: true, applicationSortPolicy: .fair,
                            priorityPolicy: .fence, priorityOffset: -2_147_483_648,
                            backfill: .conservative,
                            children: [
                                QueueConfiguration(
                                    name: "b", applicationSortPolicy: .fair, prioritySorting: false,
                                    backfill: .conservative)
                            ])
                    ]))
    }

    @Test("A root without queues gets a leaf that inherits from it")
    func defaultLeaf() {
        let file = QueueFileFixture(
            file: "partitions: [{queues: [{name: root, properties:"
                + " {application.sort.policy: fair}}]}]")
        #expect(
            file.configuration?.root
                == QueueConfiguration(
                    name: "root", isParent: true, applicationSortPolicy: .fair,
                    children: [QueueConfiguration(name: "default", applicationSortPolicy: .fair)]))
    }

    @Test(
        "B061 unknown sort policy: an invalid value is a warning that names the default used",
        arguments: [
            ("application.sort.policy", "stateaware", "fifo"),
            ("application.sort.policy", "FAIR", "fifo"),
            ("application.sort.priority", "no", "enabled"),
            ("application.sort.priority", "", "enabled"), ("priority.policy", "wall", "default"),
            ("priority.offset", "2147483648", "0"), ("priority.offset", "1.5", "0"),
            ("priority.offset", "", "0"), ("preemption.policy", "off", "default"),
            ("preemption.delay", "0s", "30s"), ("preemption.delay", "30", "30s"),
            ("preemption.delay", "-5s", "30s"), ("quota.preemption.delay", "-1s", "0"),
            ("quota.preemption.delay", "soon", "0"), ("application.unschedasks.backoff", "-1", "0"),
            ("application.unschedasks.backoff.delay", "0", "30s"),
            ("muster.dev/backfill", "EASY", "greedy"),
            ("muster.dev/weight", "0", "1"), ("muster.dev/weight", "0.000", "1"),
            ("muster.dev/weight", "", "1"), ("muster.dev/weight", "-1", "1"),
            ("muster.dev/weight", "+1", "1"), ("muster.dev/weight", "1.0005", "1"),
            ("muster.dev/weight", "1000000.001", "1"), ("muster.dev/weight", "1e3", "1"),
            ("muster.dev/weight", "0x10", "1"), ("muster.dev/weight", ".", "1"),
            ("muster.dev/weight", "99999999999999999999", "1"),
            ("muster.dev/fairness.half-life", "7d", "0"),
            ("muster.dev/fairness.half-life", "-1h", "0"),
            ("muster.dev/fairness.rescaling", "Enabled", "disabled"),
            ("muster.dev/ageing", "", "0"), ("muster.dev/ageing", "60", "0"),
            ("muster.dev/preemption.within-queue", "", "disabled"),
            ("muster.dev/preemption.within-queue", "true", "disabled"),
            ("muster.dev/preemption.min-run-time", "-1ns", "0"),
            ("muster.dev/preemption.evictions-per-minute", "-1", "0"),
            ("muster.dev/preemption.evictions-per-minute", "+1", "0"),
            ("muster.dev/preemption.evictions-per-minute", "1.5", "0"),
            ("muster.dev/preemption.evictions-per-minute", "18446744073709551616", "0"),
        ])
    func invalidValue(key: String, value: String, used: String) throws {
        let file = QueueFileFixture(queues: "- {name: a, properties: {\(key): '\(value)'}}")
        #expect(file.reading.queueFile != nil)
        #expect(file.queue("a") == QueueConfiguration(name: "a"))
        let message = try #require(file.messages.first)
        #expect(file.messages.count == 1)
        #expect(message.hasPrefix("warning: wrong value for the property `\(key)`, found "))
        #expect(message.contains("; the default `\(used)` is used"))
    }

    @Test(
        "Valid values are no warning",
        arguments: [
            ("application.sort.policy", ""), ("preemption.policy", "Fence"),
            ("priority.offset", "+5"), ("preemption.delay", "1h30m"), ("preemption.delay", "1.5s"),
            ("preemption.delay", ".5ms"), ("preemption.delay", "2540400h"),
            ("preemption.delay", "1ns"), ("preemption.delay", "3us"),
            ("preemption.delay", "3\u{B5}s"),
            ("quota.preemption.delay", "0"), ("quota.preemption.delay", "0s"),
            ("application.unschedasks.backoff", "18446744073709551615"),
        ])
    func validValue(key: String, value: String) {
        let file = QueueFileFixture(queues: "- {name: a, properties: {\(key): '\(value)'}}")
        #expect(file.messages == [])
    }

    /// The settings of a queue with this one property.
    private func settings(_ key: String, _ value: String) throws -> QueueSettings {
        let file = QueueFileFixture(queues: "- {name: a, properties: {\(key): '\(value)'}}")
        #expect(file.messages == [])
        return try #require(file.queue("a")).settings
    }

    @Test(
        "Weights are exact to a thousandth",
        arguments: [
            ("1", 1000), ("2.5", 2500), ("0.001", 1), (".5", 500), ("3.", 3000), ("010", 10_000),
            ("1000000", 1_000_000_000), ("1.2500", 1250),
        ])
    func weight(text: String, thousandths: Int64) throws {
        #expect(try settings("muster.dev/weight", text).weightThousandths == thousandths)
    }

    @Test(
        "Durations become whole milliseconds, rounded up",
        arguments: [
            ("0", 0), ("0s", 0), ("1ns", 1), ("1ms", 1), ("1000001ns", 2), ("1.5s", 1500),
            ("168h", 604_800_000), ("1h30m", 5_400_000), ("2562047h", 9_223_369_200_000),
        ])
    func durations(text: String, milliseconds: Int64) throws {
        let time = Tick(milliseconds: milliseconds)
        #expect(try settings("muster.dev/fairness.half-life", text).fairnessHalfLife == time)
        #expect(try settings("muster.dev/ageing", text).ageing == time)
        #expect(try settings("muster.dev/preemption.min-run-time", text).minRunTime == time)
        #expect(try settings("quota.preemption.delay", text).quotaPreemptionDelay == time)
        guard milliseconds > 0 else { return }
        #expect(try settings("preemption.delay", text).preemptionDelay == time)
        let backoff = try settings("application.unschedasks.backoff.delay", text)
        #expect(backoff.unschedulableAsksBackoffDelay == time)
    }

    @Test("B074 B120 B121 B131 counts and words reach the core")
    func countsAndWords() throws {
        let largest = "18446744073709551615"
        let evictions = try settings("muster.dev/preemption.evictions-per-minute", largest)
        #expect(evictions.evictionsPerMinute == 18_446_744_073_709_551_615)
        #expect(try settings("muster.dev/placeholders", "pods").placeholders == .pods)
        #expect(try settings("application.unschedasks.backoff", "5").unschedulableAsksBackoff == 5)
        #expect(
            try settings("muster.dev/preemption.within-queue", "enabled").preemptsWithinQueue)
        #expect(try settings("muster.dev/fairness.rescaling", "enabled").rescalesUsage)
        #expect(try settings("preemption.policy", "Fence").preemptionPolicy == .fence)
        #expect(try settings("preemption.policy", "disabled").preemptionPolicy == .disabled)
        #expect(
            try settings("quota.preemption.delay", "5m").quotaPreemptionDelay == Tick(seconds: 300))
    }

    @Test("B122 B131 the switches of the partition reach the core; enabled is the default")
    func switches() {
        let off = QueueFileFixture(
            partition: "preemption: {enabled: false, quotapreemptionenabled: true}")
        #expect(off.messages == [])
        #expect(off.configuration?.isPreemptionEnabled == false)
        #expect(off.configuration?.isQuotaPreemptionEnabled == true)
        let absent = QueueFileFixture(partition: "preemption: {}")
        #expect(absent.configuration?.isPreemptionEnabled == true)
        #expect(absent.configuration?.isQuotaPreemptionEnabled == false)
    }

    @Test("B132 quota preemption is off where a queue has no delay")
    func noQuotaDelay() {
        let file = QueueFileFixture(queues: "- name: a")
        #expect(file.queue("a")?.quotaPreemptionDelay == .zero)
        #expect(file.queue("a")?.preemptionDelay == Tick(seconds: 30))
        #expect(file.queue("a")?.unschedulableAsksBackoffDelay == Tick(seconds: 30))
    }

    @Test("B036 B037 a template is settings like any queue's, without what the parent has")
    func template() throws {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  parent: true
                  properties: {muster.dev/ageing: 1h, application.sort.policy: fair}
                  resources: {max: {vcore: 8}}
                  childtemplate:
                    maxapplications: 7
                    properties: {muster.dev/weight: "0.5", priority.offset: "-3", acme.com/x: y}
                    resources: {guaranteed: {memory: 1G}, max: {vcore: 9, pods: 0}}
                  queues: [{name: b, parent: true}]
                """)
        #expect(file.messages == [])
        var expected = QueueSettings()
        expected.maxApplications = 7
        expected.weightThousandths = 500
        expected.priorityOffset = -3
        expected.guaranteed = ResourceBounds([(ResourceCatalog.memory, 1_000_000_000)])
        expected.max = ResourceBounds([(ResourceCatalog.vcore, 9000), (ResourceCatalog.pods, 0)])
        #expect(file.queue("a")?.childTemplate == expected)
        // Only queues that rules create take over a template; configured ones do not.
        #expect(try #require(file.queue("a.b")).childTemplate == nil)
    }

    @Test(
        "What is no duration",
        arguments: [
            "", "-", "s", "1", "1x", "1 s", "1s2", ".s", "1.2.3s", "--1s", "2562048h",
            "9999999999999999999s",
        ])
    func invalidDuration(value: String) {
        let file = QueueFileFixture(
            queues: "- {name: a, properties: {preemption.delay: '\(value)'}}")
        #expect(file.messages.count == 1)
    }

    @Test("A key that is nearly a known one is a warning")
    func nearKey() {
        let file = QueueFileFixture(
            queues: "- {name: a, properties: {application.sort.polciy: fair, acme.policy: x}}")
        #expect(
            file.messages == [
                "warning: the property has no meaning and is only kept, found"
                    + " `application.sort.polciy`; did you mean `application.sort.policy`?"
            ])
    }

    @Test("A key of ours that has no meaning is a warning, near to a known one or not")
    func unknownKeyOfOurs() {
        let ours = QueueFileFixture(
            queues: "- {name: a, properties: {muster.dev/wait: 1, muster.dev/colour.of.queue: x}}")
        #expect(
            ours.messages == [
                "warning: the property has no meaning and is only kept, found `muster.dev/wait`;"
                    + " did you mean `muster.dev/weight`?",
                "warning: the property has no meaning and is only kept, found"
                    + " `muster.dev/colour.of.queue`",
            ])
    }
}
