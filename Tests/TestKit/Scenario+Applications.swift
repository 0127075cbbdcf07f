package import MusterCore

/// Applications, gangs and asks of a story.
extension Scenario {
    /// Submits an application with alike asks.
    ///
    /// Its asks are `name/0`, `name/1` and so on. A path that leads to no queue stands for queue
    /// 99; a bare number in a request means `vcore`. It is submitted at the time of the last cycle
    /// unless told otherwise, and says that it runs for `estimate` seconds, if anything.
    package mutating func submit(
        _ name: String, to queue: String = "root.default", asks count: Int = 1,
        each request: String = "1", priority: Int32 = 0, at seconds: Int64? = nil,
        lasting estimate: Int64? = nil, traits: AskTraits = []
    ) {
        submit(name, to: queue, gang: nil, at: seconds, lasting: estimate)
        if count > 0 { ask(name, count, each: request, priority: priority, traits: traits) }
    }

    /// A task group of a gang: how many, and what each needs.
    package typealias Group = (count: Int, request: String)

    /// Submits a gang, of which `members` of each task group exist already, by default all.
    ///
    /// `timeout` is in seconds. A gang that is rejected brings no asks.
    package mutating func submit(
        gang name: String, to queue: String = "root.default", _ groups: Group...,
        members: [Int]? = nil, priority: Int32 = 0, style: Gang.Style = .soft,
        timeout: Int64? = nil, placeholders: PlaceholderMode? = nil, at seconds: Int64? = nil,
        lasting estimate: Int64? = nil
    ) {
        let taskGroups = groups.map {
            TaskGroup(
                minMember: Int32($0.count), request: resources($0.request), priority: priority)
        }
        let gang = Gang(
            taskGroups: taskGroups, style: style, timeout: timeout.map { Tick(seconds: $0) },
            placeholders: placeholders)
        submit(name, to: queue, gang: gang, at: seconds, lasting: estimate)
        guard scheduler.state(of: identifier(of: name)) != .rejected else { return }
        let present = members ?? groups.map(\.count)
        for (group, count) in present.enumerated() where count > 0 {
            ask(name, count, each: groups[group].request, priority: priority, group: group)
        }
    }

    /// Submits an application without asks.
    package mutating func submit(
        _ name: String, to queue: String, gang: Gang?, at seconds: Int64?, lasting estimate: Int64?
    ) {
        let application = nameApplication(name)
        apply(
            .applicationSubmitted(
                Application(
                    id: application, queue: queueID(of: queue) ?? QueueID(99),
                    submitted: Tick(seconds: seconds ?? now),
                    runTimeEstimate: estimate.map { Tick(seconds: $0) }, gang: gang)))
    }

    /// The identifier of an application that is about to be submitted to queues as configured.
    mutating func nameApplication(_ name: String) -> ApplicationID {
        if !applications.contains(where: { $0.name == name }) {
            applications.append(NamedApplication(name: name))
        }
        configure()
        return identifier(of: name)
    }

    /// Adds asks to an application, for the task group of this index, if any.
    package mutating func ask(
        _ name: String, _ count: Int = 1, each request: String = "1", priority: Int32 = 0,
        group: Int? = nil, on node: String? = nil, traits: AskTraits = [],
        under constraints: PlacementConstraints = .none
    ) {
        apply(
            .asksAdded(
                AskSubmission(
                    asks: nameAsks(of: name, count), application: identifier(of: name),
                    request: resources(request),
                    priority: priority, taskGroup: group.map { Int32($0) },
                    requiredNode: node.map { NodeID(nodeNames.firstIndex(of: $0)!) },
                    traits: traits, constraints: constraints)))
    }

    /// The identifiers of asks that are about to be added to an application.
    mutating func nameAsks(of name: String, _ count: Int) -> AskRange {
        let range = AskRange(first: AskID(askNames.count), count: Int32(count))
        let application = identifier(of: name)
        for _ in 0..<count {
            let ordinal = applications[application.index].asks.count
            applications[application.index].asks.append(AskID(askNames.count))
            askNames.append((application.index, ordinal))
        }
        return range
    }

    /// What runs under these asks (`name/2`, `name/0-3`, or all that are allocated of `name`) has
    /// ended by itself.
    package mutating func finish(_ asks: String) {
        let isWhole = !asks.contains("/")
        let ended = self.asks(asks).filter { !isWhole || scheduler.node(of: $0) != nil }
        for range in ranges(of: ended) { apply(.allocationsFinished(range)) }
    }

    /// The outside could not bind these asks.
    package mutating func refuse(_ asks: String) {
        for range in ranges(of: self.asks(asks)) { apply(.allocationsRefused(range)) }
    }

    /// What was to be evicted of these asks is gone; they wait again.
    package mutating func evictionEnds(_ asks: String) {
        for range in ranges(of: self.asks(asks)) { apply(.allocationsEvicted(range)) }
    }

    /// What the application did so far would not be lost.
    package mutating func checkpoint(_ name: String) {
        apply(.applicationCheckpointed(identifier(of: name), Tick(seconds: now)))
    }

    /// The outside has bound these asks.
    package mutating func confirm(_ asks: String) {
        for range in ranges(of: self.asks(asks)) { apply(.allocationsConfirmed(range)) }
    }

    /// These asks are withdrawn, waiting or allocated.
    package mutating func withdraw(_ asks: String) {
        for range in ranges(of: self.asks(asks)) { apply(.asksRemoved(range)) }
    }

    /// The application is over.
    package mutating func remove(_ name: String) {
        apply(.applicationRemoved(identifier(of: name)))
    }

    /// How many asks of an application are allocated; none of one that was never submitted.
    package func allocated(_ name: String) -> Int {
        guard let application = applications.first(where: { $0.name == name }) else { return 0 }
        return application.asks.count { scheduler.node(of: $0) != nil }
    }

    /// The node of an ask such as `name/0`, or `nil` while it waits.
    package func node(of ask: String) -> String? {
        scheduler.node(of: asks(ask)[0]).map { nodeNames[$0.index] }
    }

    /// The identifier of an application.
    package func identifier(of name: String) -> ApplicationID {
        ApplicationID(applications.firstIndex { $0.name == name }!)
    }

    /// The asks of `name/2`, `name/0-3`, or all of `name`.
    func asks(_ text: String) -> [AskID] {
        let parts = text.split(separator: "/")
        let all = applications.first { $0.name == parts[0] }!.asks
        guard parts.count > 1 else { return all }
        let bounds = parts[1].split(separator: "-").map { Int($0)! }
        return Array(all[bounds[0]...bounds[bounds.count - 1]])
    }

    /// Consecutive identifiers joined.
    func ranges(of asks: [AskID]) -> [AskRange] {
        var ranges: [AskRange] = []
        for ask in asks {
            if let last = ranges.last, last.first.rawValue + last.count == ask.rawValue {
                ranges[ranges.count - 1].count += 1
            } else {
                ranges.append(AskRange(first: ask))
            }
        }
        return ranges
    }
}
