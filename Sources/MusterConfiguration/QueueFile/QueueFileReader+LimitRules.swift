import MusterCore
import YAMLDocument

extension QueueFileReader {
    /// The limits in force for single names of one kind, and for `*`.
    private typealias Limits = [String: Bound]

    /// The tightest limit of one name so far, with the places that set it.
    private struct Bound {
        /// 0 for any number.
        var applications: UInt64
        var applicationsLine: Int
        var resources: ResourceBounds
        var resourcesLine: Int
    }

    /// Checks every limit against its queue, its neighbours and the limits above it.
    mutating func checkLimits(below root: QueueDefinition) {
        checkLimits(of: root, path: root.name, isRoot: true, users: [:], groups: [:])
    }

    private mutating func checkLimits(
        of queue: QueueDefinition, path: String, isRoot: Bool, users: Limits, groups: Limits
    ) {
        checkNames(of: queue.limits, \.users, "user")
        checkNames(of: queue.limits, \.groups, "group")
        checkLoneGroupWildcard(queue.limits)
        for limit in queue.limits {
            checkAgainstQueue(limit, queue, path: path, isRoot: isRoot)
        }
        let usersHere = merge(queue.limits, \.users, "user", above: users)
        let groupsHere = merge(queue.limits, \.groups, "group", above: groups)
        for child in queue.children {
            checkLimits(
                of: child, path: "\(path).\(child.name)", isRoot: false, users: usersHere,
                groups: groupsHere)
        }
    }

    /// A name is limited once in a queue, and nothing comes after `*`.
    private mutating func checkNames(
        of limits: [Limit], _ names: KeyPath<Limit, [Located<String>]>, _ kind: String
    ) {
        var places: [String: SourceLocation] = [:]
        for name in limits.flatMap({ $0[keyPath: names] }) {
            if let earlier = places[name.value] {
                report(
                    Problem(
                        at: name.location, "a \(kind) is limited twice in one queue",
                        found: name.value,
                        hint: "line \(earlier.line) limits it already; remove one"))
                continue
            }
            places[name.value] = name.location
            guard let wildcard = places["*"], name.value != "*" else { continue }
            report(
                Problem(
                    at: name.location, "a \(kind) is limited after `*`, which must be the last",
                    found: name.value, hint: "move it before line \(wildcard.line)"))
        }
    }

    private mutating func checkLoneGroupWildcard(_ limits: [Limit]) {
        let groups = limits.flatMap(\.groups)
        guard let wildcard = groups.first(where: { $0.value == "*" }), groups.count == 1
        else { return }
        report(
            Problem(
                at: wildcard.location, "the only limited group is `*`, which is everybody",
                expected: "a named group before it",
                hint: "limit the queue itself, or each user with `users: [\"*\"]`"))
    }

    private mutating func checkAgainstQueue(
        _ limit: Limit, _ queue: QueueDefinition, path: String, isRoot: Bool
    ) {
        let queueApplications = queue.maxApplications?.value ?? 0
        if let applications = limit.maxApplications, queueApplications > 0,
            applications.value > queueApplications
        {
            report(
                Problem(
                    at: applications.location,
                    "maxapplications of a limit is above that of queue `\(path)`",
                    found: "\(applications.value)", expected: "at most \(queueApplications)"))
        }
        guard !isRoot else { return }
        for entry in limit.maxResources.entries {
            guard let bound = queue.max.bounds[entry.resource], bound < entry.quantity
            else { continue }
            report(
                Problem(
                    at: entry.location,
                    "`\(catalog.name(of: entry.resource))` of a limit is above the max of queue"
                        + " `\(path)`",
                    found: entry.text, expected: "at most \(text(bound, of: entry.resource))"))
        }
    }

    /// The limits in force in a queue; those looser than the same name's, or `*`'s, above it are
    /// reported.
    private mutating func merge(
        _ limits: [Limit], _ names: KeyPath<Limit, [Located<String>]>, _ kind: String,
        above: Limits
    ) -> Limits {
        var merged = above
        for limit in limits {
            for name in limit[keyPath: names] {
                var bound = Bound(
                    applications: limit.maxApplications?.value ?? 0,
                    applicationsLine: limit.maxApplications?.location.line ?? limit.location.line,
                    resources: limit.maxResources.writtenBounds,
                    resourcesLine: limit.location.line)
                if let outer = above[name.value] ?? above["*"] {
                    checkBound(limit, of: "\(kind) `\(name.value)`", against: outer)
                    for (resource, quantity) in outer.resources.entries
                    where above[name.value] != nil {
                        bound.resources[resource] = Swift.min(
                            quantity, bound.resources[resource] ?? .max)
                    }
                }
                merged[name.value] = bound
            }
        }
        return merged
    }

    private mutating func checkBound(_ limit: Limit, of subject: String, against outer: Bound) {
        let applications = limit.maxApplications?.value ?? 0
        if outer.applications > 0, applications == 0 || applications > outer.applications {
            report(
                Problem(
                    at: limit.maxApplications?.location ?? limit.location,
                    applications == 0
                        ? "\(subject) may run any number of applications here, but not in a parent"
                            + " queue"
                        : "maxapplications of \(subject) is above the limit of a parent queue",
                    found: limit.maxApplications == nil ? nil : "\(applications)",
                    expected: "`maxapplications` from 1 to \(outer.applications)",
                    hint: "it is set by line \(outer.applicationsLine)"))
        }
        for entry in limit.maxResources.entries {
            guard let bound = outer.resources[entry.resource], bound < entry.quantity
            else { continue }
            report(
                Problem(
                    at: entry.location,
                    "`\(catalog.name(of: entry.resource))` of \(subject) is above the limit of a"
                        + " parent queue",
                    found: entry.text, expected: "at most \(text(bound, of: entry.resource))",
                    hint: "it is set by the limit in line \(outer.resourcesLine)"))
        }
    }
}
