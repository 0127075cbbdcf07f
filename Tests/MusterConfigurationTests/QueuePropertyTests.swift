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
                    priorityPolicy: .fence, backfill: .conservative,
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
        "An invalid value is a warning that names the default used",
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
}
