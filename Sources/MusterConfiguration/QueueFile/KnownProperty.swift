import MusterCore
import YAMLDocument

/// The property keys that have a meaning.
enum KnownProperty: String, CaseIterable {
    case applicationSortPolicy = "application.sort.policy"
    case applicationSortPriority = "application.sort.priority"
    case priorityPolicy = "priority.policy"
    case priorityOffset = "priority.offset"
    case preemptionPolicy = "preemption.policy"
    case preemptionDelay = "preemption.delay"
    case quotaPreemptionDelay = "quota.preemption.delay"
    case backoff = "application.unschedasks.backoff"
    case backoffDelay = "application.unschedasks.backoff.delay"
    case backfill = "muster.dev/backfill"
    case weight = "muster.dev/weight"
    case fairnessHalfLife = "muster.dev/fairness.half-life"
    case rescaling = "muster.dev/fairness.rescaling"
    case ageing = "muster.dev/ageing"
    case preemptsWithinQueue = "muster.dev/preemption.within-queue"
    case minRunTime = "muster.dev/preemption.min-run-time"
    case evictionsPerMinute = "muster.dev/preemption.evictions-per-minute"
    case placeholders = "muster.dev/placeholders"

    /// What holds where the property is not set or has no valid value.
    var defaultValue: String {
        switch self {
        case .applicationSortPolicy: "fifo"
        case .applicationSortPriority: "enabled"
        case .priorityPolicy, .preemptionPolicy: "default"
        case .preemptionDelay, .backoffDelay: "30s"
        case .backfill: "greedy"
        case .placeholders: "virtual"
        case .weight: "1"
        case .preemptsWithinQueue, .rescaling: "disabled"
        case .priorityOffset, .quotaPreemptionDelay, .backoff, .fairnessHalfLife, .ageing,
            .minRunTime, .evictionsPerMinute:
            "0"
        }
    }

    /// The words that may be the value, if it is one of a few.
    var words: [String]? {
        switch self {
        case .applicationSortPolicy: ApplicationSortPolicy.allCases.map(\.rawValue)
        case .applicationSortPriority, .preemptsWithinQueue, .rescaling:
            ["enabled", "disabled"]
        case .priorityPolicy: PriorityPolicy.allCases.map(\.rawValue)
        case .preemptionPolicy: PreemptionPolicy.allCases.map(\.rawValue)
        case .backfill: BackfillPolicy.allCases.map(\.rawValue)
        case .placeholders: PlaceholderMode.allCases.map(\.rawValue)
        default: nil
        }
    }

    /// What a valid value looks like, for messages.
    var expected: String {
        if let words { return quotedList(words) }
        return switch self {
        case .priorityOffset: "a whole number from \(Int32.min) to \(Int32.max)"
        case .weight: "a number above 0 and up to 1000000 with at most three decimals"
        case .backoff: "a whole number, 0 for never"
        case .evictionsPerMinute: "a whole number, 0 for any number"
        case .fairnessHalfLife: "a duration such as `168h`, 0 for no history"
        case .quotaPreemptionDelay, .ageing: "a duration such as `5m`, 0 for never"
        case .minRunTime: "a duration such as `5m`, 0 for none"
        default: "a duration above 0 such as `30s`"
        }
    }

    private var isDuration: Bool {
        switch self {
        case .preemptionDelay, .quotaPreemptionDelay, .backoffDelay, .fairnessHalfLife, .ageing,
            .minRunTime:
            true
        default: false
        }
    }

    /// What to say about a value that is nearly right, besides the default that is used instead.
    func hint(for value: String) -> String? {
        let switches = ["true": "enabled", "yes": "enabled", "false": "disabled", "no": "disabled"]
        let isSwitch = words == ["enabled", "disabled"]
        let meant = isSwitch ? switches[value.lowercased()] : nil
        if let meant = meant ?? nearest(to: value, among: words ?? []) {
            return "did you mean `\(meant)`?"
        }
        let isNumber = !value.isEmpty && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
        if isDuration, isNumber {
            // Where a bare zero is wrong, zero with a unit is as well.
            return Int64(value) == 0 ? nil : "give a unit: `\(value)s`, `\(value)m` or `\(value)h`"
        }
        guard isDuration, value.last == "d", let days = Int64(value.dropLast()) else { return nil }
        return "days are written in hours: `\(days.multipliedSaturating(by: 24))h`"
    }

    /// Writes the value into the settings if it is valid; says whether it is.
    ///
    /// Which words may be written in upper case, and where an empty value is the default, is
    /// YuniKorn's choice.
    func apply(_ value: String, to settings: inout QueueSettings) -> Bool {
        switch self {
        case .applicationSortPolicy:
            set(&settings.applicationSortPolicy, ApplicationSortPolicy(rawValue: orDefault(value)))
        case .backfill: set(&settings.backfill, BackfillPolicy(rawValue: orDefault(value)))
        case .placeholders:
            set(&settings.placeholders, PlaceholderMode(rawValue: orDefault(value)))
        case .applicationSortPriority: set(&settings.prioritySorting, isEnabled(value.lowercased()))
        case .preemptsWithinQueue: set(&settings.preemptsWithinQueue, isEnabled(value))
        case .priorityPolicy:
            set(&settings.priorityPolicy, PriorityPolicy(rawValue: orDefault(value.lowercased())))
        case .preemptionPolicy:
            set(
                &settings.preemptionPolicy,
                PreemptionPolicy(rawValue: orDefault(value.lowercased())))
        case .priorityOffset: set(&settings.priorityOffset, Int32(value))
        case .weight:
            set(
                &settings.weightThousandths,
                parseDecimalThousandths(value).flatMap {
                    (1...1_000_000_000).contains($0) ? $0 : nil
                })
        case .backoff: set(&settings.unschedulableAsksBackoff, count(value))
        case .evictionsPerMinute: set(&settings.evictionsPerMinute, count(value))
        case .backoffDelay:
            set(&settings.unschedulableAsksBackoffDelay, duration(value, isZeroAllowed: false))
        case .preemptionDelay:
            set(&settings.preemptionDelay, duration(value, isZeroAllowed: false))
        case .quotaPreemptionDelay: set(&settings.quotaPreemptionDelay, duration(value))
        case .fairnessHalfLife: set(&settings.fairnessHalfLife, duration(value))
        case .rescaling: set(&settings.rescalesUsage, isEnabled(value))
        case .ageing: set(&settings.ageing, duration(value))
        case .minRunTime: set(&settings.minRunTime, duration(value))
        }
    }

    private func set<Value>(_ setting: inout Value, _ value: Value?) -> Bool {
        guard let value else { return false }
        setting = value
        return true
    }

    private func orDefault(_ value: String) -> String { value.isEmpty ? defaultValue : value }

    private func isEnabled(_ value: String) -> Bool? {
        ["enabled": true, "disabled": false][value]
    }

    private func count(_ value: String) -> UInt64? { value.first == "+" ? nil : UInt64(value) }

    /// Whole milliseconds, rounded up so that nothing above zero becomes zero.
    private func duration(_ value: String, isZeroAllowed: Bool = true) -> Tick? {
        guard let nanoseconds = parseGoDuration(value), nanoseconds >= (isZeroAllowed ? 0 : 1)
        else { return nil }
        let whole = nanoseconds / 1_000_000
        return Tick(milliseconds: nanoseconds % 1_000_000 == 0 ? whole : whole + 1)
    }
}
