import MusterConfiguration
import MusterCore

/// A key of a config map that has an effect, and where its value goes.
struct KnownSetting {
    /// How the value is written, and where it goes.
    enum Kind {
        /// Not empty.
        case text(WritableKeyPath<SchedulerSettings, String>)
        /// True or false; the second one is what it is for YuniKorn where that says the opposite.
        case flag(WritableKeyPath<SchedulerSettings, Bool>, isInverted: Bool = false)
        /// Above 0, or, where that turns something off, anything.
        case duration(WritableKeyPath<SchedulerSettings, Tick>, canBeOff: Bool = false)
        /// A whole number from the first one on.
        case number(WritableKeyPath<SchedulerSettings, Int64>, from: Int64)
        /// A whole number from the first one on, or nothing.
        case optionalNumber(WritableKeyPath<SchedulerSettings, Int64?>, from: Int64)
    }

    /// The key.
    let key: String
    /// How YuniKorn's documentation spells the key, where its program does not.
    var alias: String?
    let kind: Kind
    /// Whether a change waits for a restart, as it does for YuniKorn.
    var needsRestart = true

    /// Writes the value into the settings if it is valid; says whether it is.
    func apply(_ text: String, to settings: inout SchedulerSettings) -> Bool {
        switch kind {
        case .text(let path): set(&settings[keyPath: path], text.isEmpty ? nil : text)
        case .flag(let path, let isInverted):
            set(&settings[keyPath: path], parseGoBool(text).map { $0 != isInverted })
        case .duration(let path, let canBeOff):
            set(&settings[keyPath: path], duration(text, canBeOff: canBeOff))
        case .number(let path, let least):
            set(&settings[keyPath: path], number(text, from: least))
        case .optionalNumber(let path, let least):
            set(
                &settings[keyPath: path],
                text.isEmpty ? .some(nil) : number(text, from: least).map { .some($0) })
        }
    }

    /// The value as it would be written.
    func text(in settings: SchedulerSettings) -> String {
        switch kind {
        case .text(let path): settings[keyPath: path]
        case .flag(let path, let isInverted): "\(settings[keyPath: path] != isInverted)"
        case .duration(let path, _): durationText(settings[keyPath: path])
        case .number(let path, _): "\(settings[keyPath: path])"
        case .optionalNumber(let path, _): settings[keyPath: path].map { "\($0)" } ?? ""
        }
    }

    /// Takes the value of other settings.
    func copy(from source: SchedulerSettings, to settings: inout SchedulerSettings) {
        switch kind {
        case .text(let path): settings[keyPath: path] = source[keyPath: path]
        case .flag(let path, _): settings[keyPath: path] = source[keyPath: path]
        case .duration(let path, _): settings[keyPath: path] = source[keyPath: path]
        case .number(let path, _): settings[keyPath: path] = source[keyPath: path]
        case .optionalNumber(let path, _): settings[keyPath: path] = source[keyPath: path]
        }
    }

    /// What a valid value looks like, for messages.
    var expected: String {
        switch kind {
        case .text: "a text that is not empty"
        case .flag: "`true` or `false`"
        case .duration(_, let canBeOff):
            canBeOff ? "a duration such as `30s`, 0 for never" : "a duration above 0 such as `30s`"
        case .number(_, let least): "a whole number from \(least) to \(Int32.max)"
        case .optionalNumber(_, let least):
            "a whole number from \(least) to \(Int32.max), or nothing"
        }
    }

    /// What to do about a value that is nearly right.
    func hint(for text: String) -> String? {
        guard case .duration = kind, !text.isEmpty,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), Int64(text) != 0
        else { return nil }
        return "give a unit: `\(text)s`, `\(text)m` or `\(text)h`"
    }

    private func set<Value>(_ setting: inout Value, _ value: Value?) -> Bool {
        guard let value else { return false }
        setting = value
        return true
    }

    /// Whole milliseconds, rounded up so that nothing above zero becomes zero.
    private func duration(_ text: String, canBeOff: Bool) -> Tick? {
        guard let nanoseconds = parseGoDuration(text), canBeOff || nanoseconds > 0 else {
            return nil
        }
        guard nanoseconds > 0 else { return .zero }
        return Tick(milliseconds: (nanoseconds - 1) / 1_000_000 + 1)
    }

    private func number(_ text: String, from least: Int64) -> Int64? {
        Int32(text).map(Int64.init).flatMap { $0 < least ? nil : $0 }
    }
}

extension KnownSetting {
    /// All of them, in the order of docs/configuration.md.
    static var all: [KnownSetting] { service + placeholders + calls + events }

    private static var service: [KnownSetting] {
        [
            KnownSetting(key: "service.clusterId", kind: .text(\.clusterID)),
            KnownSetting(key: "service.policyGroup", kind: .text(\.policyGroup)),
            KnownSetting(key: "service.volumeBindTimeout", kind: .duration(\.volumeBindTimeout)),
            KnownSetting(
                key: "service.disableGangScheduling",
                kind: .flag(\.isGangSchedulingEnabled, isInverted: true)),
            KnownSetting(
                key: "service.enableConfigHotRefresh", kind: .flag(\.isHotRefreshEnabled),
                needsRestart: false),
            KnownSetting(
                key: "service.nodeInstanceTypeNodeLabelKey",
                alias: "service.instanceTypeNodeLabelKey", kind: .text(\.instanceTypeLabel)),
            KnownSetting(
                key: "admissionController.filtering.generateUniqueAppId",
                kind: .flag(\.generatesUniqueApplicationIDs)),
        ]
    }

    private static var placeholders: [KnownSetting] {
        [
            KnownSetting(key: "service.placeholderImage", kind: .text(\.placeholders.image)),
            // Placeholders must not run as root, so that 0 would only make pods that never start.
            KnownSetting(
                key: "service.placeholderRunAsUser",
                kind: .optionalNumber(\.placeholders.runAsUser, from: 1)),
            KnownSetting(
                key: "service.placeholderRunAsGroup",
                kind: .optionalNumber(\.placeholders.runAsGroup, from: 0)),
            KnownSetting(
                key: "service.placeholderFsGroup",
                kind: .optionalNumber(\.placeholders.fsGroup, from: 0)),
        ]
    }

    private static var calls: [KnownSetting] {
        [
            KnownSetting(
                key: "kubernetes.qps", kind: .optionalNumber(\.callsPerSecond, from: 1)),
            KnownSetting(key: "kubernetes.burst", kind: .optionalNumber(\.callBurst, from: 1)),
        ]
    }

    private static var events: [KnownSetting] {
        [
            KnownSetting(
                key: "health.checkInterval",
                kind: .duration(\.healthCheckInterval, canBeOff: true), needsRestart: false),
            KnownSetting(
                key: "audit.interval", kind: .duration(\.auditInterval, canBeOff: true),
                needsRestart: false),
            KnownSetting(
                key: "event.trackingEnabled", kind: .flag(\.events.isTrackingEnabled),
                needsRestart: false),
            KnownSetting(
                key: "event.ringBufferCapacity", alias: "event.ringbufferCapacity",
                kind: .number(\.events.ringBufferCapacity, from: 1), needsRestart: false),
            KnownSetting(
                key: "event.maxStreams", kind: .number(\.events.maxStreams, from: 0),
                needsRestart: false),
            KnownSetting(
                key: "event.maxStreamsPerHost", kind: .number(\.events.maxStreamsPerHost, from: 0),
                needsRestart: false),
            KnownSetting(
                key: "event.RESTResponseSize", kind: .number(\.events.responseSize, from: 1),
                needsRestart: false),
        ]
    }
}

/// Reads a truth value as Go's `strconv.ParseBool` does; nil for anything else.
package func parseGoBool(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "true", "TRUE", "True": true
    case "0", "f", "F", "false", "FALSE", "False": false
    default: nil
    }
}
