import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

@Suite("What becomes of a change of the config maps")
struct ReloadTests {
    private func start(_ data: NameMap<String>) throws -> AdapterConfiguration {
        try #require(reading(data).configuration)
    }

    @Test("Nothing changed: nothing is said to have changed")
    func same() throws {
        let data: NameMap = ["queues.yaml": queueFile("a"), "log.level": "warn"]
        let old = try start(data)
        let reading = reading(data, after: old)
        #expect(reading.configuration == old)
        #expect(reading.changes == [])
        #expect(reading.waitingForRestart == [])
        #expect(!reading.changesQueues)
    }

    @Test("Queues and settings that can change do so together")
    func changed() throws {
        let old = try start(["queues.yaml": queueFile("a"), "log.level": "warn"])
        let reading = reading(
            [
                "queues.yaml": queueFile("b"), "log.core.level": "debug",
                "health.checkInterval": "90s",
            ],
            after: old)
        #expect(
            reading.changes.map(\.description) == [
                "`health.checkInterval`: `30s` becomes `1m30s`", "`log.level`: `warn` becomes ``",
                "`log.core.level`: `` becomes `debug`",
            ])
        #expect(reading.changesQueues)
        #expect(reading.queueNames == ["b"])
        #expect(reading.configuration?.settings.logLevels["core"] == .debug)
        #expect(reading.configuration?.settings.logLevels["shim"] == .info)
    }

    @Test("A change that waits for a restart is told of each time, and has no effect")
    func restart() throws {
        var configuration = try start(["kubernetes.qps": "5"])
        for _ in 1...2 {
            let reading = reading(
                ["kubernetes.qps": "6", "service.disableGangScheduling": "true"],
                after: configuration)
            #expect(reading.changes == [])
            #expect(
                reading.waitingForRestart.map(\.description) == [
                    "`service.disableGangScheduling`: `false` becomes `true`",
                    "`kubernetes.qps`: `5` becomes `6`",
                ])
            configuration = try #require(reading.configuration)
            #expect(configuration.settings.callsPerSecond == 5)
            #expect(configuration.settings.isGangSchedulingEnabled)
        }
    }

    @Test("The policy group in force says which queue file counts, until a restart")
    func policyGroup() throws {
        let files: NameMap = ["queues.yaml": queueFile("a"), "blue.yaml": queueFile("b")]
        let old = try start(files)
        var changed = files
        changed["service.policyGroup"] = "blue"
        #expect(reading(changed, after: old).queueNames == ["a"])
        #expect(reading(changed).queueNames == ["b"])
        #expect(reading(changed).messages == [])
    }

    @Test("Without the queue file of the policy group the others are told of")
    func missingQueueFile() {
        #expect(
            reading(["blue.yaml": queueFile("b")]).messages == [
                "yunikorn-configs/blue.yaml:1:1: warning: this queue file is not in force, and"
                    + " there is no other one, expected the key `queues.yaml`, as"
                    + " `service.policyGroup` says"
            ])
    }

    @Test("An unreadable value keeps the old one, and holds up nothing else")
    func unreadable() throws {
        let old = try start(["event.maxStreams": "5", "log.level": "warn"])
        let reading = reading(
            [
                "event.maxStreams": "x", "log.level": "x", "event.maxStreamsPerHost": "6",
                "queues.yaml": queueFile("b"),
            ],
            after: old)
        #expect(
            reading.messages == [
                "yunikorn-configs/event.maxStreams:1:1: error: the value cannot be read, found `x`,"
                    + " expected a whole number from 0 to 2147483647; the value in force stays",
                "yunikorn-configs/log.level:1:1: error: the value cannot be read, found `x`,"
                    + " expected `debug`, `info`, `warn`, `error`, `dpanic`, `panic` or `fatal`, or"
                    + " a number from -1 to 5; the value in force stays",
            ])
        #expect(reading.configuration?.settings.events.maxStreams == 5)
        #expect(reading.configuration?.settings.logLevels[""] == .warn)
        #expect(reading.changes.map(\.key) == ["event.maxStreamsPerHost"])
        #expect(reading.queueNames == ["b"])
    }

    @Test("A queue file with an error is refused whole, and the settings beside it count")
    func brokenQueueFile() throws {
        let old = try start(["queues.yaml": queueFile("a")])
        let broken = "partitions:\n  - name: default\n    queue: []\n"
        let reading = reading(["queues.yaml": broken, "log.level": "error"], after: old)
        #expect(
            reading.messages == [
                "yunikorn-configs/queues.yaml:2:5: error: a partition needs the field `queues`",
                "yunikorn-configs/queues.yaml:3:5: error: a partition has no such field,"
                    + " found `queue`; did you mean `queues`?",
            ])
        #expect(reading.queueNames == ["a"])
        #expect(!reading.changesQueues)
        #expect(reading.changes.map(\.key) == ["log.level"])
    }

    @Test("At the start a queue file with an error leaves nothing in force")
    func brokenStart() {
        let reading = reading(["queues.yaml": "partitions: 7"])
        #expect(reading.configuration == nil)
        #expect(reading.problems.count == 1)
    }

    @Test("A queue file that is taken away leaves the default one")
    func removed() throws {
        let old = try start(["queues.yaml": queueFile("a")])
        let reading = reading([], after: old)
        #expect(reading.changesQueues)
        #expect(reading.queueNames == [])
        #expect(reading.configuration?.queueFileText == [])
    }

    @Test("B056 without hot refresh changes are not looked at until a restart")
    func frozen() throws {
        let first = try start(["queues.yaml": queueFile("a")])
        let off: NameMap = [
            "queues.yaml": queueFile("b"), "service.enableConfigHotRefresh": "false",
        ]
        let frozen = try #require(reading(off, after: first).configuration)
        let later = reading(["queues.yaml": queueFile("c"), "log.level": "x"], after: frozen)
        #expect(later.isFrozen)
        #expect(later.configuration == frozen)
        #expect(later.queueNames == ["b"])
        #expect(later.messages == [])
    }

    @Test("Names of resources are learnt from an accepted queue file only")
    func catalog() {
        var catalog = ResourceCatalog()
        func file(_ max: String) -> String {
            "partitions: [{name: default, queues: [{name: a, resources: {max: {gpu: \(max)}}}]}]"
        }
        _ = readConfiguration([configMap(["queues.yaml": file("-1")])], catalog: &catalog)
        #expect(catalog.names == ["vcore", "memory", "pods"])
        _ = readConfiguration([configMap(["queues.yaml": file("1")])], catalog: &catalog)
        #expect(catalog.names == ["vcore", "memory", "pods", "gpu"])
    }
}
