/// Places held by asks of their own (placeholder pods): they are placed one by one, and members
/// that come take their places.
extension Scheduler {
    /// Whether a gang's placeholders are to be made and placed: as long as it is so, its members
    /// are not to be told of.
    public func isGathering(_ application: ApplicationID) -> Bool {
        applications.exists(application) && applications.records[application.index].isGathering
    }

    /// A gang has formed when every task group has as many asks on nodes as it needs, and the
    /// outside has agreed with each.
    ///
    /// - Complexity: O(task groups · ask sets).
    mutating func formIfGathered(_ application: Int32) {
        let index = Int(application)
        guard applications.records[index].isGathering else { return }
        for (group, record) in applications.records[index].groups.enumerated() {
            var confirmed: Int64 = 0
            for set in applications.records[index].sets
            where asks.sets[Int(set)].taskGroup == Int32(group) {
                confirmed += Int64(asks.sets[Int(set)].confirmedCount)
            }
            guard confirmed >= Int64(record.minMember) else { return }
        }
        applications.records[index].isFormed = true
        setState(.running, of: application)
        countIfRunning(application)
        refreshWaitingEntry(of: application)
    }

    /// Gives members of a formed gang that are new the places of their task group's placeholders.
    ///
    /// A member that needs no more than a placeholder has takes its place and gives back the
    /// difference. For one that needs more the placeholders of its task group are given up, for one
    /// that may not be on any of their nodes one of them is; both wait like plain asks.
    ///
    /// - Complexity: O(newcomers · placeholders) at worst.
    mutating func replacePlaceholders(
        of application: Int32, from set: Int32, newcomers: Int32
    ) {
        let group = asks.sets[Int(set)].taskGroup
        guard applications.records[Int(application)].isFormed, group >= 0,
            !asks.sets[Int(set)].isOfPlaceholders
        else { return }
        let askClass = asks.sets[Int(set)].classIndex
        for _ in 0..<newcomers {
            let candidates = placeholders(of: application, in: group)
            guard let first = candidates.first else { return }
            let request = classes[asks.sets[Int(asks[first].set)].classIndex].request
            guard classes[askClass].request.isWithin(request) else {
                return release(candidates, of: application, because: .mismatch)
            }
            if let suitable = candidates.first(where: { suits(set, placeOf: $0) }) {
                replace(suitable, from: set)
            } else {
                release([first], of: application, because: .mismatch)
            }
        }
    }

    /// Gives up the placeholders of an application.
    mutating func releasePlaceholders(of application: Int32, because reason: ReleaseReason) {
        let index = Int(application)
        guard applications.records[index].usesPlaceholders else { return }
        for group in applications.records[index].groups.indices {
            let found = placeholders(of: application, in: Int32(group))
            release(found, of: application, because: reason)
        }
    }

    /// The placeholders of a task group that nobody has given up: first those that have places.
    private func placeholders(of application: Int32, in group: Int32) -> [Int32] {
        var allocated: [Int32] = []
        var waiting: [Int32] = []
        for set in applications.records[Int(application)].sets
        where asks.sets[Int(set)].taskGroup == group && asks.sets[Int(set)].isOfPlaceholders {
            forEachAllocated(of: set) { allocated.append($0) }
            var ask = asks.sets[Int(set)].waiting.first
            while ask >= 0 {
                waiting.append(ask)
                ask = asks[ask].nextInSet
            }
        }
        return allocated + waiting
    }

    /// Whether the asks of a set may be where a placeholder is.
    private mutating func suits(_ set: Int32, placeOf placeholder: Int32) -> Bool {
        let node = asks[placeholder].node
        let required = asks.sets[Int(set)].requiredNode
        return node >= 0 && (required < 0 || required == node)
            && suits(
                asks.sets[Int(set)].classIndex, node,
                heldFor: asks.sets[Int(asks[placeholder].set)].classIndex)
    }

    /// Puts the first waiting ask of a set in the place of a placeholder.
    private mutating func replace(_ placeholder: Int32, from set: Int32) {
        let application = asks.sets[Int(set)].application
        let node = asks[placeholder].node
        let placeSet = asks[placeholder].set
        let (placeClass, askClass) = (
            asks.sets[Int(placeSet)].classIndex, asks.sets[Int(set)].classIndex
        )
        nodes.take(-1, of: placeClass, on: node, classes: &classes)
        charge(placeClass, times: -1, to: application)
        asks.remove(placeholder, nodes: &nodes)
        nodes.take(1, of: askClass, on: node, classes: &classes)
        charge(askClass, times: 1, to: application)
        let ask = asks.sets[Int(set)].waiting.first
        asks.allocate(ask, on: node, at: now, nodes: &nodes)
        changeWaiting(of: set, by: -1)
        applications.records[Int(application)].waitingCount -= 1
        decide(
            .replaced(
                AskID(rawValue: placeholder), by: AskID(rawValue: ask), NodeID(rawValue: node)))
        removeIfEmpty(set: placeSet)
        refreshRunningEntry(of: application)
        plan?.isStale = true
        noteFreed()
    }

    /// Gives up placeholders; those that have places are about to be gone, like what is evicted.
    private mutating func release(
        _ placeholders: [Int32], of application: Int32, because reason: ReleaseReason
    ) {
        for range in ranges(of: placeholders) { decide(.unneeded(range, reason)) }
        let queue = applications.records[Int(application)].queue
        for ask in placeholders {
            let set = asks[ask].set
            guard asks[ask].node >= 0 else {
                var account = Account(set: set)
                dropAsk(ask, into: &account)
                settle(account)
                continue
            }
            asks.setEvicting(ask, true)
            applications.records[Int(application)].evictingCount += 1
            let lanes = classes[asks.sets[Int(set)].classIndex].lanes
            queues.chargeEvicting(lanes, times: 1, to: queue)
        }
        queues.refreshShares(from: queue)
    }
}
