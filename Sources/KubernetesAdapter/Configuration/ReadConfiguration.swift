public import KubernetesModel
import MusterConfiguration
public import MusterCore
import YAMLDocument

/// Reads the config maps of the scheduler, at the start and after each change of one of them.
///
/// Each value counts by itself: one that cannot be read leaves what was in force, and does not keep
/// the others from having their effect. A queue file with an error is one such value. Without a
/// queue file YuniKorn's default one is in force: each namespace gets a queue, where everybody may
/// submit.
///
/// - Parameters:
///   - maps: Those called as in ``configMapNames`` that are there; others do not count.
///   - old: What is in force; nil at the start.
///   - catalog: The resource names, to which those of an accepted queue file are added.
/// - Returns: What is in force now, what has changed, and what is wrong. No input crashes.
/// - Complexity: O(bytes + queues · resources · depth).
public func readConfiguration(
    _ maps: [ConfigMap], inForce old: AdapterConfiguration? = nil, catalog: inout ResourceCatalog
) -> ConfigurationReading {
    if let old, !old.settings.isHotRefreshEnabled {
        return ConfigurationReading(configuration: old, isFrozen: true)
    }
    var reader = ConfigurationReader(maps: MergedMaps(maps), old: old)
    reader.readSettings()
    reader.compareSettings()
    let queues = reader.readQueues(&catalog)
    reader.reportOtherKeys()
    var reading = reader.reading
    reading.problems = Problem.sorted(reading.problems)
    guard let queues else { return reading }
    reading.changesQueues = old?.queueFileText != queues.text
    reading.configuration = AdapterConfiguration(
        settings: reader.settings, queueFile: queues.file, queueFileText: queues.text)
    return reading
}

private struct ConfigurationReader {
    let maps: MergedMaps
    let old: AdapterConfiguration?
    var settings = SchedulerSettings()
    var reading: ConfigurationReading

    init(maps: MergedMaps, old: AdapterConfiguration?) {
        self.maps = maps
        self.old = old
        reading = ConfigurationReading(problems: maps.problems)
    }

    /// What holds for a value that cannot be read.
    private var fallback: SchedulerSettings { old?.settings ?? SchedulerSettings() }

    mutating func readSettings() {
        for setting in KnownSetting.all {
            let alias = setting.alias.flatMap { maps.entries[$0] }
            guard let entry = maps.entries[setting.key] ?? alias else { continue }
            if let text = entry.text, setting.apply(text, to: &settings) { continue }
            setting.copy(from: fallback, to: &settings)
            reportUnreadable(entry, setting.expected, hint: setting.hint)
        }
        for entry in maps.entries {
            guard let subsystem = logSubsystem(ofKey: entry.key) else { continue }
            let level = entry.value.text.flatMap(LogLevel.init)
            settings.logLevels.set(level ?? fallback.logLevels.own[subsystem], for: subsystem)
            guard level == nil else { continue }
            let words = quotedList(LogLevel.allCases.map { "\($0)" })
            reportUnreadable(entry.value, "\(words), or a number from -1 to 5") {
                nearest(to: $0, among: LogLevel.allCases.map { "\($0)" })
                    .map { "did you mean `\($0)`?" }
            }
        }
    }

    private mutating func reportUnreadable(
        _ entry: MergedMaps.Entry, _ expected: String, hint: (String) -> String?
    ) {
        // What cannot be expanded has been reported.
        guard let text = entry.text else { return }
        let stays = old == nil ? "the default is in force" : "the value in force stays"
        reading.problems.append(
            Problem(
                at: entry.location, "the value cannot be read", found: text, expected: expected,
                hint: hint(text).map { "\($0); \(stays)" } ?? stays))
    }

    /// Sorts out what takes effect and what has to wait.
    mutating func compareSettings() {
        guard let old = old?.settings else { return }
        for setting in KnownSetting.all {
            let change = SettingChange(
                key: setting.key, old: setting.text(in: old), new: setting.text(in: settings))
            guard change.old != change.new else { continue }
            if setting.needsRestart {
                setting.copy(from: old, to: &settings)
                reading.waitingForRestart.append(change)
            } else {
                reading.changes.append(change)
            }
        }
        var subsystems = settings.logLevels.own
        for entry in old.logLevels.own { subsystems[entry.key] = entry.value }
        for name in subsystems.map(\.key) {
            let (before, after) = (old.logLevels.own[name], settings.logLevels.own[name])
            guard before != after else { continue }
            reading.changes.append(
                SettingChange(
                    key: logLevelKey(of: name), old: before.map { "\($0)" } ?? "",
                    new: after.map { "\($0)" } ?? ""))
        }
    }

    /// The queue file that is in force now; nil if there is none yet.
    mutating func readQueues(
        _ catalog: inout ResourceCatalog
    ) -> (file: QueueFile, text: [UInt8])? {
        let inForce = old.map { (file: $0.queueFile, text: $0.queueFileText) }
        let entry = maps.entries["\(settings.policyGroup).yaml"]
        if let entry, entry.bytes == nil { return inForce }
        let text = entry?.bytes ?? []
        if let inForce, inForce.text == text { return inForce }
        let queues = readQueueFile(text, file: entry?.place ?? "no queue file", catalog: &catalog)
        reading.problems += queues.problems + queues.notYetEffective
        return queues.queueFile.map { ($0, text) } ?? inForce
    }

    /// Warns of keys that mean nothing.
    mutating func reportOtherKeys() {
        let known = KnownSetting.all.flatMap { [$0.key, $0.alias ?? $0.key] }
        let queueKey = "\(settings.policyGroup).yaml"
        for entry in maps.entries where !known.contains(entry.key) && entry.key != queueKey {
            let location = entry.value.location
            if let subsystem = logSubsystem(ofKey: entry.key) {
                guard !LogSubsystem.hasLines(subsystem) else { continue }
                if isLogSubsystem(subsystem) {
                    warn("the key has no effect: no line is of this subsystem", at: location)
                    continue
                }
                warn("nothing is logged under this name", at: location, found: subsystem) {
                    nearest(to: subsystem, among: logSubsystems, edits: 3)
                }
            } else if let reason = reasonForNoEffect(ofKey: entry.key) {
                warn("the key has no effect: \(reason)", at: location)
            } else if entry.key.hasSuffix(".yaml") {
                // A queue file of another policy group may stand by.
                guard maps.entries[queueKey] == nil else { continue }
                warn(
                    "this queue file is not in force, and there is no other one", at: location,
                    expected: "the key `\(queueKey)`, as `service.policyGroup` says")
            } else if entry.key.lowercased().hasSuffix(".gz") {
                warn(
                    "compressed data is not read here", at: location,
                    expected: "the key under `binaryData`")
            } else {
                warn("unknown key", at: location, found: entry.key) {
                    nearest(to: entry.key, among: known + unusedKeys + [queueKey], edits: 3)
                }
            }
        }
    }

    private mutating func warn(
        _ what: String, at location: SourceLocation, found: String? = nil, expected: String? = nil,
        meant: () -> String? = { nil }
    ) {
        reading.problems.append(
            Problem(
                .warning, at: location, what, found: found, expected: expected,
                hint: meant().map { "did you mean `\($0)`?" }))
    }
}
