package import MusterCore

/// Users, their limits, and settings of queues that few stories need.
extension Scenario {
    /// Adds a limit to a queue that is configured.
    package mutating func limit(
        _ path: String, users: [String] = [], groups: [String] = [], max: String = "",
        applications: UInt64 = 0
    ) {
        let limit = QueueLimit(
            users: users, groups: groups, maxResources: bounds(max), maxApplications: applications)
        change(path) { $0.limits.append(limit) }
    }

    /// Takes all limits from a queue.
    package mutating func removeLimits(of path: String) {
        change(path) { $0.limits = [] }
    }

    /// Changes one setting of a queue that is configured.
    package mutating func set<Value>(
        _ path: String, _ setting: WritableKeyPath<QueueSettings, Value>, _ value: Value
    ) {
        change(path) { $0.settings[keyPath: setting] = value }
    }

    /// Submits an application of a user with alike asks, like `submit(_:to:asks:)`.
    package mutating func submit(
        _ name: String, by user: String, of groups: [String] = [],
        to queue: String = "root.default", asks count: Int = 1, each request: String = "1",
        lasting estimate: Int64? = nil
    ) {
        submit(name, by: user, of: groups, to: queue, gang: nil, lasting: estimate)
        if count > 0 { ask(name, count, each: request) }
    }

    /// Submits a gang of a user with one task group, of which `members` exist already.
    package mutating func submit(
        gang name: String, by user: String, of groups: [String] = [],
        to queue: String = "root.default", _ count: Int, each request: String = "1",
        members: Int? = nil
    ) {
        let group = TaskGroup(minMember: Int32(count), request: resources(request))
        let gang = Gang(taskGroups: [group])
        submit(name, by: user, of: groups, to: queue, gang: gang, lasting: nil)
        ask(name, members ?? count, each: request, group: 0)
    }

    private mutating func submit(
        _ name: String, by user: String, of groups: [String], to queue: String, gang: Gang?,
        lasting estimate: Int64?
    ) {
        let application = nameApplication(name)
        apply(
            .applicationSubmitted(
                Application(
                    id: application, queue: queueID(of: queue)!, user: user,
                    groups: groups, submitted: Tick(seconds: now),
                    runTimeEstimate: estimate.map { Tick(seconds: $0) }, gang: gang)))
    }
}
