import MusterCore
import YAMLDocument

/// What the table of queues has no room for: a line with the path of each queue that has any of
/// it, followed by one indented line for each thing.
///
/// Settings are listed where they differ from what the queue has from the one above anyway.
func queueDetails(
    _ queue: EffectiveQueue, below parent: EffectiveQueue? = nil, catalog: ResourceCatalog
) -> String {
    var lines: [String] = []
    if queue.submitACL != .nobody { lines.append("submit: \(accessText(queue.submitACL))") }
    if queue.adminACL != .nobody { lines.append("administer: \(accessText(queue.adminACL))") }
    let inTable: Set<KnownProperty> = [
        .applicationSortPolicy, .applicationSortPriority, .priorityPolicy, .priorityOffset,
        .backfill,
    ]
    let inherited = inheritedProperties(from: parent?.properties ?? [], own: [])
        .settings(guaranteed: .none, max: .none, maxApplications: 0)
    lines += properties(of: queue.settings, besides: inherited)
        .filter { !inTable.contains($0) }
        .map { "\($0.rawValue): \($0.text(of: queue.settings))" }
    lines += limitTexts(queue.limits, catalog: catalog)
    lines += templateTexts(queue.childTemplate, catalog: catalog)
    let own = lines.isEmpty ? "" : queue.path + "\n" + lines.map { "  \($0)\n" }.joined()
    return own
        + queue.children.map { queueDetails($0, below: queue, catalog: catalog) }.joined()
}

/// The properties that differ between the two.
private func properties(
    of settings: QueueSettings, besides other: QueueSettings
) -> [KnownProperty] {
    KnownProperty.allCases.filter { $0.text(of: settings) != $0.text(of: other) }
}

private func accessText(_ list: AccessControlList) -> String {
    if list.allowsEveryone { return "everybody" }
    return subjectText(users: list.users, groups: list.groups).joined(separator: ", ")
}

/// `users a, b` and `groups c`, whichever there are.
func subjectText(users: [String], groups: [String]) -> [String] {
    [("user", users), ("group", groups)].compactMap { kind, names in
        names.isEmpty
            ? nil : "\(kind)\(names.count == 1 ? "" : "s") \(names.joined(separator: ", "))"
    }
}

private func limitTexts(_ limits: [QueueLimit], catalog: ResourceCatalog) -> [String] {
    let areUsersNamed = limits.contains { limit in limit.users.contains { $0 != "*" } }
    return limits.map { limit in
        limitText(
            limit, eachUser: areUsersNamed ? "each other user" : "each user", catalog: catalog)
    }
}

private func limitText(
    _ limit: QueueLimit, eachUser: String, catalog: ResourceCatalog
) -> String {
    let named = { (names: [String]) in names.filter { $0 != "*" } }
    var subjects = subjectText(users: named(limit.users), groups: named(limit.groups))
    if limit.users.contains("*") { subjects.append(eachUser) }
    // A group wildcard never stands alone.
    if limit.groups.contains("*") { subjects.append("all other groups together") }
    var amounts: [String] = []
    if limit.maxApplications > 0 { amounts.append("maxapplications \(limit.maxApplications)") }
    if !limit.maxResources.isEmpty {
        amounts.append(boundsText(limit.maxResources, catalog: catalog))
    }
    let who = subjects.joined(separator: ", ")
    return "limit of \(who): \(amounts.joined(separator: ", "))"
}

private func templateTexts(_ template: QueueSettings?, catalog: ResourceCatalog) -> [String] {
    guard let template else { return [] }
    var texts: [String] = []
    for (name, bounds) in [("guaranteed", template.guaranteed), ("max", template.max)]
    where !bounds.isEmpty {
        texts.append("\(name) \(boundsText(bounds, catalog: catalog))")
    }
    if template.maxApplications > 0 { texts.append("maxapplications \(template.maxApplications)") }
    texts += properties(of: template, besides: QueueSettings()).map {
        "\($0.rawValue) \($0.text(of: template))"
    }
    return texts.map { "created queues: \($0)" }
}

/// Quantities in readable units, `-` for none.
func boundsText(_ bounds: ResourceBounds, catalog: ResourceCatalog) -> String {
    guard !bounds.isEmpty else { return "-" }
    let named = bounds.entries.map { (name: catalog.name(of: $0.resource), $0.quantity) }
    // The two that every queue has come first, then the others by name.
    let rank = ["vcore": 0, "memory": 1]
    let ordered = named.sorted { (rank[$0.name] ?? 2, $0.name) < (rank[$1.name] ?? 2, $1.name) }
    return ordered.map { "\(printable($0.name)) \(quantityText($0.1, of: $0.name))" }
        .joined(separator: ", ")
}

extension KnownProperty {
    /// The value in force, in its canonical spelling.
    func text(of settings: QueueSettings) -> String {
        let enabled = { (isEnabled: Bool) in isEnabled ? "enabled" : "disabled" }
        return switch self {
        case .applicationSortPolicy: settings.applicationSortPolicy.rawValue
        case .applicationSortPriority: enabled(settings.prioritySorting)
        case .priorityPolicy: settings.priorityPolicy.rawValue
        case .priorityOffset: "\(settings.priorityOffset)"
        case .preemptionPolicy: settings.preemptionPolicy.rawValue
        case .preemptionDelay: durationText(settings.preemptionDelay)
        case .quotaPreemptionDelay: durationText(settings.quotaPreemptionDelay)
        case .backoff: "\(settings.unschedulableAsksBackoff)"
        case .backoffDelay: durationText(settings.unschedulableAsksBackoffDelay)
        case .backfill: settings.backfill.rawValue
        case .weight: thousandthsText(settings.weightThousandths)
        case .fairnessHalfLife: durationText(settings.fairnessHalfLife)
        case .rescaling: enabled(settings.rescalesUsage)
        case .ageing: durationText(settings.ageing)
        case .preemptsWithinQueue: enabled(settings.preemptsWithinQueue)
        case .minRunTime: durationText(settings.minRunTime)
        case .evictionsPerMinute: "\(settings.evictionsPerMinute)"
        case .placeholders: settings.placeholders.rawValue
        }
    }
}
