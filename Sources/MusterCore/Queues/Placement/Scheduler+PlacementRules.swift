/// Where an application goes: a leaf queue that exists, or one to be created.
struct QueuePlace {
    /// The leaf queue, or what exists of the way to it.
    var deepest: Int32
    /// The names of the queues to create below it, the leaf last.
    var missing: [String] = []
    /// What the leaf queue gets if it is created.
    var settings = QueueSettings()
}

/// Applications find their leaf queue.
extension Scheduler {
    /// The most queues there may be at once: identifiers index tables.
    static let maximumQueues = 1 << 20

    /// Where an application goes, or why nowhere; nothing is created.
    func findQueue(for application: Application) -> Result<QueuePlace, RejectionReason> {
        switch application.queue {
        case .leaf(let queue):
            guard queues.isLeaf(queue) else { return .failure(.noSuchLeafQueue(queue)) }
            guard !queues.records[queue.index].isDraining else {
                return .failure(.queueDraining(queue))
            }
            return .success(QueuePlace(deepest: queue.rawValue))
        case .rules(let request):
            let applicant = Applicant(user: application.user, groups: application.groups)
            let found = Result { () throws(RejectionReason) in
                try place(for: applicant, request)
            }
            guard case .failure = found, request.isForced else {
                return found.map { place in
                    var place = place
                    place.settings = request.quota.applied(to: place.settings)
                    return place
                }
            }
            return recoveryPlace
        }
    }

    /// What the rules say, tried in order; then `root.default`.
    private func place(
        for applicant: Applicant, _ request: PlacementRequest
    ) throws(RejectionReason) -> QueuePlace {
        for (position, rule) in placementRules.enumerated() {
            do {
                if let place = try place(by: rule, for: applicant, request),
                    isUsable(place, by: applicant)
                {
                    return place
                }
            } catch {
                throw .placementRuleFailed(rule: Int32(clamping: position), error)
            }
        }
        let fallback = place(at: ["root", "default"])
        guard !request.isForced, fallback.missing.isEmpty, isUsable(fallback, by: applicant)
        else { throw .noPlacementRuleMatched }
        return fallback
    }

    /// What one rule with its parent rules says, or `nil` if it does not match.
    private func place(
        by rule: CompiledPlacementRule, for applicant: Applicant, _ request: PlacementRequest
    ) throws(PlacementFailure) -> QueuePlace? {
        var given: [CompiledPlacementRule.Link.Names] = []
        for link in rule.links {
            guard let names = try link.names(for: applicant, request) else { return nil }
            given.append(names)
            // The rules above are not asked.
            if names.isWhole { break }
        }
        var path = given.last?.isWhole == true ? [] : ["root"]
        var found: QueuePlace?
        for position in given.indices.reversed() {
            if let found, found.missing.isEmpty, queues.records[Int(found.deepest)].isLeaf {
                throw .parentIsLeaf(QueueID(rawValue: found.deepest))
            }
            path += given[position].names
            guard path.count <= QueueName.maximumDepth else {
                throw .invalidName(path.joined(separator: "."))
            }
            guard path.count < 2 || path[1] != QueueName.recovery else {
                throw .reservedName(QueueName.recovery)
            }
            let next = place(at: path)
            guard next.missing.isEmpty || rule.links[position].mayCreate else { return nil }
            found = next
        }
        return found
    }

    private func place(at path: [String]) -> QueuePlace {
        var queue: Int32 = 0
        for (position, name) in path.enumerated().dropFirst() {
            guard let child = queues.child(of: queue, named: name) else {
                return QueuePlace(
                    deepest: queue, missing: Array(path[position...]),
                    settings: queues.childTemplate(below: queue))
            }
            queue = child
        }
        return QueuePlace(deepest: queue)
    }

    /// Whether a place is a leaf queue, or can become one, that takes what this user submits.
    private func isUsable(_ place: QueuePlace, by applicant: Applicant) -> Bool {
        let index = Int(place.deepest)
        return queues.records[index].isLeaf == place.missing.isEmpty
            && !queues.records[index].isDraining
            && queues.count + place.missing.count <= Self.maximumQueues
            && maySubmit(applicant, to: place.deepest)
    }

    /// Whether somebody has the right to submit to a queue or to an ancestor; O(depth · rights).
    private func maySubmit(_ applicant: Applicant, to queue: Int32) -> Bool {
        var queue = queue
        while queue >= 0 {
            let index = Int(queue)
            if queues.records[index].submitACL.allows(applicant)
                || queues.records[index].adminACL.allows(applicant)
            {
                return true
            }
            queue = queues.records[index].parent
        }
        return false
    }

    /// Where what runs already goes if no rule has a place for it; rights do not count there.
    private var recoveryPlace: Result<QueuePlace, RejectionReason> {
        guard let queue = queues.child(of: 0, named: QueueName.recovery) else {
            return .success(QueuePlace(deepest: 0, missing: [QueueName.recovery]))
        }
        return queues.records[Int(queue)].isLeaf
            ? .success(QueuePlace(deepest: queue)) : .failure(.noPlacementRuleMatched)
    }
}

extension AccessControlList {
    fileprivate func allows(_ applicant: Applicant) -> Bool {
        allowsEveryone || users.contains(applicant.user)
            || applicant.groups.contains { groups.contains($0) }
    }
}

extension Application {
    /// Whether it runs already and cannot be turned away.
    var isForced: Bool {
        if case .rules(let request) = queue { request.isForced } else { false }
    }

    /// The application as it is scheduled: what runs already and has no user gets one.
    var withUser: Application {
        guard isForced, user.isEmpty else { return self }
        var application = self
        application.user = "nobody"
        application.groups = ["nogroup"]
        return application
    }
}
