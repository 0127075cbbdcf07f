import Foundation
import KubernetesModel
import MusterCore
import Testing

@testable import KubernetesAdapter

@Suite("The settings of config maps")
struct SettingTests {
    private func settings(_ key: String, _ value: String) -> SchedulerSettings? {
        reading([key: value]).configuration?.settings
    }

    @Test("Each setting goes where it belongs")
    func all() throws {
        let reading = reading([
            "service.clusterId": "west", "service.policyGroup": "blue", "blue.yaml": "",
            "service.volumeBindTimeout": "2m",
            "service.disableGangScheduling": "True", "service.enableConfigHotRefresh": "0",
            "service.nodeInstanceTypeNodeLabelKey": "type", "service.placeholderImage": "pause",
            "service.placeholderRunAsUser": "1000", "service.placeholderRunAsGroup": "0",
            "service.placeholderFsGroup": "7", "kubernetes.qps": "50", "kubernetes.burst": "60",
            "health.checkInterval": "-1s", "audit.interval": "1h", "event.trackingEnabled": "f",
            "event.ringBufferCapacity": "9", "event.maxStreams": "0",
            "event.maxStreamsPerHost": "3", "event.RESTResponseSize": "4",
            "admissionController.filtering.generateUniqueAppId": "true", "log.level": "WARN",
        ])
        #expect(reading.messages == [])
        let settings = try #require(reading.configuration).settings
        var expected = SchedulerSettings()
        (expected.clusterID, expected.policyGroup) = ("west", "blue")
        expected.volumeBindTimeout = Tick(milliseconds: 120_000)
        (expected.isGangSchedulingEnabled, expected.isHotRefreshEnabled) = (false, false)
        expected.generatesUniqueApplicationIDs = true
        (expected.instanceTypeLabel, expected.placeholders.image) = ("type", "pause")
        (expected.placeholders.runAsUser, expected.placeholders.runAsGroup) = (1000, 0)
        expected.placeholders.fsGroup = 7
        (expected.callsPerSecond, expected.callBurst) = (50, 60)
        expected.healthCheckInterval = .zero
        expected.auditInterval = Tick(seconds: 3600)
        (expected.events.isTrackingEnabled, expected.events.ringBufferCapacity) = (false, 9)
        (expected.events.maxStreams, expected.events.maxStreamsPerHost) = (0, 3)
        expected.events.responseSize = 4
        expected.logLevels.set(.warn, for: "")
        #expect(settings == expected)
    }

    @Test("The spellings of YuniKorn's documentation count where the others are missing")
    func aliases() {
        #expect(settings("event.ringbufferCapacity", "5")?.events.ringBufferCapacity == 5)
        #expect(settings("service.instanceTypeNodeLabelKey", "t")?.instanceTypeLabel == "t")
        let both: NameMap = ["event.ringbufferCapacity": "5", "event.ringBufferCapacity": "6"]
        #expect(reading(both).configuration?.settings.events.ringBufferCapacity == 6)
        #expect(reading(both).messages == [])
    }

    @Test("A duration is rounded up to milliseconds")
    func rounding() {
        #expect(settings("service.volumeBindTimeout", "1us")?.volumeBindTimeout.milliseconds == 1)
        #expect(
            settings("service.volumeBindTimeout", "1000001ns")?.volumeBindTimeout.milliseconds == 2)
    }

    @Test(
        "A value that cannot be read names map and key, what was found and what was expected",
        arguments: [
            ("service.clusterId", "", "found nothing, expected a text that is not empty"),
            (
                "service.disableGangScheduling", "yes",
                "found `yes`, expected `true` or `false`"
            ),
            (
                "service.volumeBindTimeout", "5",
                "found `5`, expected a duration above 0 such as `30s`; give a unit: `5s`, `5m`"
                    + " or `5h`"
            ),
            (
                "service.volumeBindTimeout", "0",
                "found `0`, expected a duration above 0 such as `30s`"
            ),
            (
                "health.checkInterval", "often",
                "found `often`, expected a duration such as `30s`, 0 for never"
            ),
            (
                "kubernetes.qps", "0",
                "found `0`, expected a whole number from 1 to 2147483647, or nothing"
            ),
            (
                "kubernetes.burst", "2147483648",
                "found `2147483648`, expected a whole number from 1 to 2147483647, or nothing"
            ),
            (
                "service.placeholderRunAsUser", "0",
                "found `0`, expected a whole number from 1 to 2147483647, or nothing"
            ),
            (
                "log.core.level", "inof",
                "found `inof`, expected `debug`, `info`, `warn`, `error`, `dpanic`, `panic` or"
                    + " `fatal`, or a number from -1 to 5; did you mean `info`?"
            ),
            (
                "log.level", "6",
                "found `6`, expected `debug`, `info`, `warn`, `error`, `dpanic`, `panic` or"
                    + " `fatal`, or a number from -1 to 5"
            ),
        ])
    func unreadable(key: String, value: String, message: String) {
        let reading = reading([key: value])
        #expect(
            reading.messages == [
                "yunikorn-configs/\(key):1:1: error: the value cannot be read, \(message);"
                    + " the default is in force"
            ])
        #expect(reading.configuration?.settings == SchedulerSettings())
    }

    @Test("An unknown key is told of, with the one that was probably meant")
    func unknown() {
        let reading = reading([
            "service.clusterID": "a", "queues.yml": "", "spark": "",
            "log.core.shceduler.level": "0",
        ])
        #expect(
            reading.messages == [
                "yunikorn-configs/log.core.shceduler.level:1:1: warning: nothing is logged under"
                    + " this name, found `core.shceduler`; did you mean `core.scheduler`?",
                "yunikorn-configs/queues.yml:1:1: warning: unknown key, found `queues.yml`;"
                    + " did you mean `queues.yaml`?",
                "yunikorn-configs/service.clusterID:1:1: warning: unknown key,"
                    + " found `service.clusterID`; did you mean `service.clusterId`?",
                "yunikorn-configs/spark:1:1: warning: unknown key, found `spark`",
            ])
    }

    @Test(
        "A key of YuniKorn without effect is told of, with the reason",
        arguments: [
            (
                "service.dispatchTimeout",
                "nothing that comes in is put into a queue of a fixed size"
            ),
            (
                "service.schedulingInterval",
                "a cycle runs as soon as something has changed or is due"
            ),
            ("event.requestCapacity", "events are not gathered before they are published"),
            (
                "admissionController.accessControl.bypassAuth",
                "pods are not yet changed or refused on admission"
            ),
        ])
    func withoutEffect(key: String, reason: String) {
        #expect(
            reading([key: "x"]).messages == [
                "yunikorn-configs/\(key):1:1: warning: the key has no effect: \(reason)"
            ])
    }

    @Test("B184 a subsystem has its own level, or that of the nearest one above it")
    func logLevels() throws {
        let settings = reading([
            "log.level": "1", "log.core.scheduler.level": "DEBUG", "log.shim.cache.level": "error",
        ]).configuration?.settings
        let levels = try #require(settings).logLevels
        #expect(levels["core.scheduler"] == .debug)
        #expect(levels["core.scheduler.preemption.requirednode"] == .debug)
        #expect(levels["core.config"] == .warn)
        #expect(levels["core.schedulers"] == .warn)
        #expect(levels["shim.cache.node"] == .error)
        #expect(levels[""] == .warn)
        #expect(LogLevels()["core"] == .info)
    }

    @Test("B184 the level of a subsystem of YuniKorn without lines is told to have no effect")
    func levelsWithoutLines() {
        let reading = reading([
            "log.core.level": "debug", "log.core.scheduler.level": "debug",
            "log.core.scheduler.preemption.level": "debug", "log.core.opentracing.level": "debug",
            "log.kubernetes.level": "debug", "log.shim.fsm.level": "debug",
        ])
        let reason = "warning: the key has no effect: no line is of this subsystem"
        #expect(
            reading.messages == [
                "yunikorn-configs/log.core.opentracing.level:1:1: \(reason)",
                "yunikorn-configs/log.shim.fsm.level:1:1: \(reason)",
            ])
    }

    /// The rows `key`, `default` of docs/configuration.md.
    private static func documented() throws -> [(key: String, value: String)] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/configuration.md").standardized
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.split(separator: "`") }
            guard cells.count == 4, cells[0].count == 3 else { return nil }
            return (String(cells[0][1]), cells[1].count == 3 ? String(cells[1][1]) : "")
        }
    }

    @Test("The documentation has every key, in order, with its default")
    func documentation() throws {
        let rows = try Self.documented()
        let expected = KnownSetting.all.map { ($0.key, $0.text(in: SchedulerSettings())) }
        #expect(rows.prefix(expected.count).map(\.key) == expected.map(\.0))
        #expect(rows.prefix(expected.count).map(\.value) == expected.map(\.1))
        #expect(
            rows.dropFirst(expected.count).map(\.key)
                == ["log.level", "log.<subsystem>.level", "<group>.yaml"])
    }
}
