import MusterCore
import YAMLDocument

extension QueueProperty {
    /// The meaning of the key, `nil` for keys that are only kept.
    var known: KnownProperty? { KnownProperty(rawValue: name) }

    /// What is odd about it: a value that is not valid, or a key that is nearly one we know.
    var warning: Problem? {
        guard let known else {
            let keys = KnownProperty.allCases.map(\.rawValue)
            let isOurs = name.hasPrefix("muster.dev/")
            let meant = nearest(to: name, among: keys, edits: isOurs ? 5 : 2)
            guard isOurs || meant != nil else { return nil }
            return Problem(
                .warning, at: location, "the property has no meaning and is only kept",
                found: name, hint: meant.map { "did you mean `\($0)`?" })
        }
        var scratch = QueueSettings()
        guard !known.apply(value, to: &scratch) else { return nil }
        let hints = ["the default `\(known.defaultValue)` is used", known.hint(for: value)]
        return Problem(
            .warning, at: location, "wrong value for the property `\(name)`", found: value,
            expected: known.expected, hint: hints.compactMap(\.self).joined(separator: "; "))
    }
}

extension [QueueProperty] {
    /// What the properties mean together with these resources; invalid values mean the default.
    func settings(
        guaranteed: ResourceBounds, max: ResourceBounds, maxApplications: UInt64
    ) -> QueueSettings {
        var settings = QueueSettings()
        settings.guaranteed = guaranteed
        settings.max = max
        settings.maxApplications = maxApplications
        for property in self { _ = property.known?.apply(property.value, to: &settings) }
        return settings
    }
}

/// The properties of a queue after inheritance, by name.
///
/// - Parameters:
///   - parent: The effective properties of the queue above.
///   - own: What the queue says itself.
/// - Returns: All of the queue's own properties, and those of its parent that it does not set;
///   of these `priority.policy` and `priority.offset` go back to their defaults,
///   `preemption.policy` does unless it is `disabled`, and `muster.dev/weight` is left out.
///   Ascending by name.
func inheritedProperties(
    from parent: [QueueProperty], own: [QueueProperty]
) -> [QueueProperty] {
    let set = Set(own.map(\.name))
    let inherited = parent.compactMap { property -> QueueProperty? in
        guard !set.contains(property.name), property.known != .weight else { return nil }
        var property = property
        switch property.known {
        case .priorityPolicy, .priorityOffset:
            property.value = property.known?.defaultValue ?? ""
        case .preemptionPolicy:
            let isDisabled = property.value.lowercased() == PreemptionPolicy.disabled.rawValue
            if !isDisabled { property.value = KnownProperty.preemptionPolicy.defaultValue }
        default: break
        }
        return property
    }
    // Names are unique: a mapping's keys are, and inherited ones are not set here.
    return (inherited + own).sorted { $0.name < $1.name }
}
