/// The rank of waiting applications in their leaf queues.
extension Scheduler {
    /// Puts an application where it belongs among the waiting ones of its queue, or takes it out
    /// if there is nothing to place.
    mutating func refreshWaitingEntry(of application: Int32) {
        let index = Int(application)
        let queue = applications.records[index].queue
        // What it needs may have changed.
        applications.limitBars[index] = LimitBar()
        let entry = makeWaitingEntry(of: application)
        if let old = applications.records[index].entry {
            if let entry, !(old < entry), !(entry < old), old.hasSameNeeds(as: entry) { return }
            queues.removeWaiting(old, from: queue)
        } else if entry != nil {
            unexplained.append(application)
        }
        applications.records[index].entry = entry
        if let entry {
            queues.insertWaiting(entry, in: queue)
            watchAge(of: application)
            notePlanArrival(application)
        } else {
            withdrawFromPlan(application)
        }
    }

    /// Ranks every waiting application anew, after the rules changed.
    mutating func refreshWaitingEntries() {
        for index in applications.records.indices
        where applications.records[index].entry != nil {
            refreshWaitingEntry(of: Int32(index))
            watchAge(of: Int32(index))
        }
    }

    // Inlined, with what it calls: a call out of a mutating function copies the whole scheduler.
    @inline(__always)
    func makeWaitingEntry(of application: Int32) -> WaitingEntry? {
        let index = Int(application)
        guard applications.records[index].waitingCount > 0,
            applications.records[index].state.isSchedulable,
            applications.records[index].claim < 0,
            // A gang forms again when all of what was evicted is gone.
            !applications.records[index].isUnformedGang
                || applications.records[index].evictingCount == 0,
            applications.records[index].backsOffUntil == nil,
            let needs = nextNeeds(of: application)
        else { return nil }
        let queue = Int(applications.records[index].queue)
        let submitted = applications.records[index].submitted.milliseconds
        let negatedPriority = -Int64(agedPriority(needs.priority, of: application))
        let isFirst = queues.records[queue].settings.prioritySorting
        var entry = WaitingEntry(
            sequence: applications.records[index].sequence, application: application,
            vcore: needs.vcore, memory: needs.memory,
            estimate: applications.records[index].estimate.milliseconds)
        entry.primary = isFirst ? negatedPriority : 0
        switch queues.records[queue].settings.applicationSortPolicy {
        case .fifo:
            entry.middle = submitted
            entry.last = isFirst ? 0 : negatedPriority
        case .fair:
            entry.share = shareOfGuarantee(application, in: queue)
            entry.middle = isFirst ? submitted : negatedPriority
            entry.last = isFirst ? 0 : submitted
        }
        return entry
    }

    private struct Needs {
        var priority: Int32
        var vcore: Int64
        var memory: Int64
    }

    /// What the next step of an application needs at least; `nil` if nothing waits.
    ///
    /// The step is its whole gang, or its smallest waiting ask.
    @inline(__always)
    private func nextNeeds(of application: Int32) -> Needs? {
        let index = Int(application)
        if applications.records[index].isUnformedGang {
            var needs = Needs(priority: .min, vcore: 0, memory: 0)
            for group in applications.records[index].groups {
                needs.priority = max(needs.priority, group.priority)
                let request = classes[group.classIndex].request
                let count = Int64(group.minMember)
                needs.vcore = needs.vcore.addingSaturating(
                    request[ResourceCatalog.vcore].multipliedSaturating(by: count))
                needs.memory = needs.memory.addingSaturating(
                    request[ResourceCatalog.memory].multipliedSaturating(by: count))
            }
            return needs
        }
        var needs: Needs?
        for set in applications.records[index].sets
        where asks.sets[Int(set)].waiting.count > 0 {
            let request = classes[asks.sets[Int(set)].classIndex].request
            let vcore = request[ResourceCatalog.vcore]
            let memory = request[ResourceCatalog.memory]
            if needs == nil {
                needs = Needs(
                    priority: asks.sets[Int(set)].priority, vcore: vcore, memory: memory)
            } else {
                needs!.vcore = min(needs!.vcore, vcore)
                needs!.memory = min(needs!.memory, memory)
            }
        }
        return needs
    }

    /// The application's dominant share of its queue's guarantee; a resource that is not
    /// guaranteed counts with its plain quantity, as in YuniKorn.
    @inline(__always)
    private func shareOfGuarantee(_ application: Int32, in queue: Int) -> Share {
        var share = Share.zero
        for lane in 0..<queues.width {
            let used = applications.usage[Int(application), lane]
            guard used > 0 else { continue }
            let guarantee = queues.guaranteed[queue, lane]
            let candidate =
                guarantee < 0
                ? Share(numerator: used, denominator: 1) : Share(used: used, of: guarantee)
            if share < candidate { share = candidate }
        }
        return share
    }
}

extension WaitingEntry {
    fileprivate func hasSameNeeds(as other: WaitingEntry) -> Bool {
        vcore == other.vcore && memory == other.memory && estimate == other.estimate
    }
}
