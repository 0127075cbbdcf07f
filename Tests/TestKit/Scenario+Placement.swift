package import MusterCore

/// Placement rules, rights, and queues that rules create.
extension Scenario {
    /// Replaces the placement rules.
    package mutating func rules(_ rules: PlacementRule...) {
        configuration.placementRules = rules
        isConfigurationNew = true
    }

    /// Replaces who may submit to a configured queue and who administers it, in the words of a
    /// queue file: `alice,bob dev,ops`, ` dev` for groups alone, `*` for everybody.
    package mutating func access(_ path: String, submit: String = "", admin: String = "") {
        change(path) {
            $0.submitACL = AccessControlList(text: submit)
            $0.adminACL = AccessControlList(text: admin)
        }
    }

    /// Replaces what queues get that rules create below a configured queue.
    package mutating func template(
        _ path: String, guaranteed: String = "", max: String = "", maxApplications: UInt64 = 0,
        order: ApplicationSortPolicy = .fifo, backfill: BackfillPolicy = .greedy
    ) {
        var settings = QueueSettings()
        settings.guaranteed = bounds(guaranteed)
        settings.max = bounds(max)
        settings.maxApplications = maxApplications
        settings.applicationSortPolicy = order
        settings.backfill = backfill
        change(path) { $0.childTemplate = settings }
    }

    /// Submits an application that the placement rules find a queue for, with alike asks or a gang.
    ///
    /// One that is rejected brings no asks.
    package mutating func place(
        _ name: String, queue: String? = nil, user: String = "", groups: [String] = [],
        tags: KeyValuePairs<String, String> = [:], isForced: Bool = false, asks count: Int = 0,
        each request: String = "1", gang: Gang? = nil
    ) {
        let application = nameApplication(name)
        let tags = tags.map { PlacementRequest.Tag(name: $0.key, value: $0.value) }
        let choice = QueueChoice.rules(
            PlacementRequest(queueName: queue, tags: tags, isForced: isForced))
        apply(
            .applicationSubmitted(
                Application(
                    id: application, queue: choice, user: user, groups: groups,
                    submitted: Tick(seconds: now), gang: gang)))
        guard count > 0, scheduler.state(of: application) != .rejected else { return }
        ask(name, count, each: request, group: gang == nil ? nil : 0)
    }

    /// The path of the leaf queue of an application, or `nil` if it has none.
    package func queue(of application: String) -> String? {
        scheduler.queue(of: identifier(of: application)).map { scheduler.queuePath($0) }
    }

    /// The paths of all queues that there are, but for the root, parents first.
    package var queuePaths: [String] {
        var paths: [String] = []
        var open = [QueueID.root]
        while let queue = open.popLast() {
            if queue != .root { paths.append(scheduler.queuePath(queue)) }
            open += scheduler.children(of: queue).reversed()
        }
        return paths
    }

    /// Notes the name of a queue that a rule created; it stays when the queue goes.
    mutating func nameQueue(in decision: Decision) {
        guard case .queueChanged(let queue, .active) = decision else { return }
        while queueNames.count <= queue.index { queueNames.append(nil) }
        queueNames[queue.index] = scheduler.queuePath(queue)
    }
}

extension AccessControlList {
    fileprivate init(text: String) {
        guard text != "*" else {
            self = .everyone
            return
        }
        let fields = text.split(separator: " ", omittingEmptySubsequences: false)
        let names = fields.map { $0.split(separator: ",").map(String.init) }
        self.init(users: names.first ?? [], groups: names.count > 1 ? names[1] : [])
    }
}
