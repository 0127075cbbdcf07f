/// A running application's place in the order of estimated ends.
struct RunningEntry: BlockElement {
    typealias Summary = RunningBlockSummary

    /// When all it holds ends by its estimate; `Int64.max` if nobody knows.
    var end: Int64
    var sequence: Int64
    var application: Int32
    /// The class of all it holds, or -1 if that is not one class.
    var classIndex: Int32
    /// How many members it holds.
    var members: Int64

    @inline(__always)
    static func < (left: RunningEntry, right: RunningEntry) -> Bool {
        left.end != right.end ? left.end < right.end : left.sequence < right.sequence
    }
    @inline(__always)
    static func == (left: RunningEntry, right: RunningEntry) -> Bool {
        left.sequence == right.sequence && left.end == right.end
    }
}

/// What a block of running applications gives back together, if it is all of one class.
struct RunningBlockSummary: BlockSummary {
    /// The class, -1 for several, -2 for none yet.
    var classIndex: Int32 = -2
    var members: Int64 = 0

    mutating func cover(_ entry: RunningEntry) {
        members += entry.members
        if classIndex == -2 {
            classIndex = entry.classIndex
        } else if classIndex != entry.classIndex {
            classIndex = -1
        }
    }
}

extension Scheduler {
    /// Whether a queue backfills, so that the ends of running work matter.
    var followsRunningEnds: Bool {
        queues.records.contains {
            $0.settings.backfill.plans || $0.childTemplate?.backfill.plans == true
        }
    }

    /// Follows the ends of running applications from now on, or stops to.
    mutating func followRunningEnds() {
        let follows = followsRunningEnds
        isFollowingRunningEnds = follows
        running = OrderedBlocks()
        for index in applications.records.indices {
            applications.records[index].running = nil
            applications.records[index].plannedStart = .never
            if follows { refreshRunningEntry(of: Int32(index)) }
        }
        let isConservative = queues.records.indices.contains {
            let isUsed = queues.records[$0].isLeaf || queues.hasOwnApplications(Int32($0))
            return isUsed && queues.records[$0].settings.backfill == .conservative
                || queues.records[$0].childTemplate?.backfill == .conservative
        }
        plan = isConservative ? CapacityPlan(width: nodes.width) : nil
    }

    /// Brings an application's entry among the running ones up to date.
    mutating func refreshRunningEntry(of application: Int32) {
        guard isFollowingRunningEnds else { return }
        let index = Int(application)
        let old = applications.records[index].running
        let new = makeRunningEntry(of: application)
        switch (old, new) {
        case (let old?, let new?): running.replace(old, with: new)
        case (let old?, nil): running.remove(old)
        case (nil, let new?): running.insert(new)
        case (nil, nil): break
        }
        applications.records[index].running = new
    }

    private func makeRunningEntry(of application: Int32) -> RunningEntry? {
        let index = Int(application)
        guard applications.records[index].exists, applications.records[index].holdsAnything
        else { return nil }
        var classIndex: Int32 = -2
        for set in applications.records[index].sets
        where asks.sets[Int(set)].allocated.count > 0 {
            let own = asks.sets[Int(set)].classIndex
            classIndex = classIndex == -2 || classIndex == own ? own : -1
        }
        for group in applications.records[index].groups where !group.held.isEmpty {
            let own = group.classIndex
            classIndex = classIndex == -2 || classIndex == own ? own : -1
        }
        return RunningEntry(
            end: applications.records[index].estimatedEnd.milliseconds,
            sequence: applications.records[index].sequence, application: application,
            classIndex: max(classIndex, -1),
            members: applications.records[index].allocatedCount
                + applications.records[index].heldCount)
    }
}

extension BackfillPolicy {
    /// Whether it looks at when running work ends.
    fileprivate var plans: Bool { self == .easy || self == .conservative }
}
