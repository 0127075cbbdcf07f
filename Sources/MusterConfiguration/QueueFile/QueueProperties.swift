import MusterCore

/// The property keys that have a meaning, with their defaults and rules.
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

    /// What holds where the property is not set or has no valid value.
    var defaultValue: String {
        switch self {
        case .applicationSortPolicy: "fifo"
        case .applicationSortPriority: "enabled"
        case .priorityPolicy, .preemptionPolicy: "default"
        case .priorityOffset, .backoff, .quotaPreemptionDelay: "0"
        case .preemptionDelay, .backoffDelay: "30s"
        case .backfill: "greedy"
        }
    }

    /// The words that may be the value, if it is one of a few.
    var words: [String]? {
        switch self {
        case .applicationSortPolicy: ApplicationSortPolicy.allCases.map(\.rawValue)
        case .applicationSortPriority: ["enabled", "disabled"]
        case .priorityPolicy: PriorityPolicy.allCases.map(\.rawValue)
        case .preemptionPolicy: ["default", "fence", "disabled"]
        case .backfill: BackfillPolicy.allCases.map(\.rawValue)
        default: nil
        }
    }

    /// Whether the core acts on it.
    var isEffective: Bool {
        switch self {
        case .preemptionPolicy, .preemptionDelay, .quotaPreemptionDelay, .backoff, .backoffDelay:
            false
        default: true
        }
    }

    /// What a valid value looks like, for messages.
    var expected: String {
        if let words { return quotedList(words) }
        switch self {
        case .priorityOffset: return "a whole number from \(Int32.min) to \(Int32.max)"
        case .backoff: return "a whole number, 0 for never"
        case .quotaPreemptionDelay: return "a duration such as `5m`, 0 for never"
        default: return "a duration above 0 such as `30s`"
        }
    }

    /// The value in its canonical spelling, or `nil` if it is invalid.
    ///
    /// Which words may be written in upper case is YuniKorn's choice; an empty value is the
    /// default where it is one there.
    func canonical(_ value: String) -> String? {
        switch self {
        case .applicationSortPolicy, .backfill:
            let word = value.isEmpty ? defaultValue : value
            return words?.contains(word) == true ? word : nil
        case .applicationSortPriority, .priorityPolicy, .preemptionPolicy:
            let isDefault = value.isEmpty && self != .applicationSortPriority
            let word = isDefault ? defaultValue : value.lowercased()
            return words?.contains(word) == true ? word : nil
        case .priorityOffset: return Int32(value) == nil ? nil : value
        case .backoff: return UInt64(value) == nil || value.first == "+" ? nil : value
        case .quotaPreemptionDelay:
            return parseGoDuration(value).map { $0 >= 0 } == true ? value : nil
        case .preemptionDelay, .backoffDelay:
            return parseGoDuration(value).map { $0 > 0 } == true ? value : nil
        }
    }
}

extension QueueProperty {
    /// The meaning of the key, `nil` for keys that are only kept.
    var known: KnownProperty? { KnownProperty(rawValue: name) }

    /// What is odd about it: a value that is not valid, or a key that is nearly one we know.
    var warning: Problem? {
        guard let known else {
            let keys = KnownProperty.allCases.map(\.rawValue)
            return nearest(to: name, among: keys, edits: 2).map {
                Problem(
                    .warning, at: location, "the property has no meaning and is only kept",
                    found: name, hint: "did you mean `\($0)`?")
            }
        }
        guard known.canonical(value) == nil else { return nil }
        var hint = "the default `\(known.defaultValue)` is used"
        if let meant = nearest(to: value, among: known.words ?? []) {
            hint += "; did you mean `\(meant)`?"
        }
        return Problem(
            .warning, at: location, "wrong value for the property `\(name)`", found: value,
            expected: known.expected, hint: hint)
    }
}

/// The properties of a queue after inheritance, by name.
///
/// - Parameters:
///   - parent: The effective properties of the queue above.
///   - own: What the queue says itself.
/// - Returns: All of the queue's own properties, and those of its parent that it does not set;
///   of these `priority.policy` and `priority.offset` go back to their defaults, and
///   `preemption.policy` does unless it is `disabled`. Ascending by name.
func inheritedProperties(
    from parent: [QueueProperty], own: [QueueProperty]
) -> [QueueProperty] {
    let set = Set(own.map(\.name))
    let inherited = parent.filter { !set.contains($0.name) }.map { property in
        var property = property
        switch property.known {
        case .priorityPolicy, .priorityOffset:
            property.value = property.known?.defaultValue ?? ""
        case .preemptionPolicy:
            let isDisabled = KnownProperty.preemptionPolicy.canonical(property.value) == "disabled"
            if !isDisabled { property.value = KnownProperty.preemptionPolicy.defaultValue }
        default: break
        }
        return property
    }
    // Names are unique: a mapping's keys are, and inherited ones are not set here.
    return (inherited + own).sorted { $0.name < $1.name }
}
