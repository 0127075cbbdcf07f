import MusterCore
public import MusterSimulator
import MusterWorkloads

extension Summary {
    /// Takes the figures of a finished simulation.
    ///
    /// - Parameters:
    ///   - result: What the simulation found out.
    ///   - cost: What the run cost.
    /// - Complexity: O(n log n) for n jobs.
    public init(_ result: SimulationResult, cost: RunCost) {
        let breakdown = Breakdown(result)
        let all = breakdown.all
        var ends: [JobOutcome.State: Int] = [:]
        for outcome in result.outcomes { ends[outcome.state, default: 0] += 1 }

        workload = result.workload.name
        cluster = result.cluster.name
        nodes = result.cluster.nodes.count
        jobs = all.jobs
        finished = all.finished
        rejected = ends[.rejected, default: 0]
        failed = ends[.failed, default: 0]
        waiting = ends[.waiting, default: 0]
        running = ends[.running, default: 0]
        meanWaitSeconds = all.meanWaitSeconds
        p50WaitSeconds = all.waitSeconds(percentile: 50)
        p95WaitSeconds = all.waitSeconds(percentile: 95)
        p99WaitSeconds = all.waitSeconds(percentile: 99)
        maxWaitSeconds = all.waitSeconds(percentile: 100)
        meanBoundedSlowdown = all.meanBoundedSlowdown
        makespanSeconds = Double(result.makespanMilliseconds) / 1000
        utilisation = Self.utilisation(of: result)
        decisions = result.decisions
        fingerprint = hexadecimal(result.fingerprint)
        partialGangSeconds = Double(result.partialGangMilliseconds) / 1000
        evictions = result.outcomes.reduce(0) { $0 + Int($1.evictions) }
        evictedJobs = result.losses.count
        lostMemberSeconds =
            Double(result.losses.reduce(Int64(0)) { $0.addingSaturating($1.memberMilliseconds) })
            / 1000
        lostVcoreHours = result.lostVcoreHours
        droppedRows = result.workload.cleaning.droppedRows
        changedRows = result.workload.cleaning.changedRows
        wallSeconds = cost.wallSeconds
        peakResidentBytes = cost.peakResidentBytes
        rules = Dictionary(result.rules.map { ($0.key, $0.value) }) { $0 + "; " + $1 }
        queues = breakdown.queueGroups(result)
        users = breakdown.userGroups(result)
        sizeClasses = breakdown.sizeClassGroups()
        notFinished = Self.reasonsNotFinished(result)
    }

    private static func reasonsNotFinished(_ result: SimulationResult) -> [Reason] {
        var counts: [Reason: Int] = [:]
        for outcome in result.outcomes
        where [.rejected, .failed, .waiting].contains(outcome.state) {
            let reason = outcome.reason.isEmpty ? "no reason recorded" : outcome.reason
            counts[Reason(jobs: 0, state: outcome.state.rawValue, reason: reason), default: 0] += 1
        }
        return counts.map { Reason(jobs: $1, state: $0.state, reason: $0.reason) }
            .sorted { ($1.jobs, $0.state, $0.reason) < ($0.jobs, $1.state, $1.reason) }
            .prefix(listedReasons).map(\.self)
    }

    private static func utilisation(of result: SimulationResult) -> [String: Double] {
        var parts: [String: Double] = [:]
        for (index, capacity) in result.capacity.enumerated() where capacity > 0 {
            // As a product of floating-point numbers: capacity (bytes) times time (ms) of a long
            // run does not fit 64 bits.
            let offered = Double(capacity) * Double(result.makespanMilliseconds)
            let allocated = Double(result.allocatedMilliseconds[index])
            parts[result.catalog.name(of: ResourceID(index))] =
                offered > 0 ? allocated / offered : 0
        }
        return parts
    }
}

extension SimulationResult {
    /// What evicted members did in vain, cores times hours.
    var lostVcoreHours: Double {
        let cores = ResourceCatalog.vcore.index
        var lost: UInt128 = 0
        for loss in losses { lost += loss.resourceMilliseconds[cores] }
        // Millicores times milliseconds.
        return Double(lost) / 3_600_000_000
    }
}

extension Summary.Group {
    init(name: String, measures: WaitMeasures) {
        self.name = name
        jobs = measures.jobs
        finished = measures.finished
        meanWaitSeconds = measures.meanWaitSeconds
        p95WaitSeconds = measures.waitSeconds(percentile: 95)
        meanBoundedSlowdown = measures.meanBoundedSlowdown
    }
}

/// The wait measures of all jobs and of each queue, user and size class.
struct Breakdown {
    /// Every job.
    private(set) var all = WaitMeasures()
    /// Shape `[queue + 1]`: the first entry is of jobs that never got a queue.
    private(set) var queues: [WaitMeasures]
    /// Shape `[user]`, as `Workload.users`.
    private(set) var users: [WaitMeasures]
    /// Shape `[class]`, as `SizeClass.names`.
    private(set) var sizeClasses: [WaitMeasures]

    /// Gathers the measures in one pass over the jobs.
    init(_ result: SimulationResult) {
        queues = Array(repeating: WaitMeasures(), count: result.queuePaths.count + 1)
        users = Array(repeating: WaitMeasures(), count: result.workload.users.count)
        sizeClasses = Array(repeating: WaitMeasures(), count: SizeClass.names.count)
        for (job, outcome) in zip(result.workload.jobs, result.outcomes) {
            let size = SizeClass.index(members: result.members(of: job))
            all.add(outcome, submitted: job.submitted)
            queues[Int(outcome.queue) + 1].add(outcome, submitted: job.submitted)
            users[Int(job.user)].add(outcome, submitted: job.submitted)
            sizeClasses[size].add(outcome, submitted: job.submitted)
        }
        all.close()
        for index in queues.indices { queues[index].close() }
        for index in users.indices { users[index].close() }
        for index in sizeClasses.indices { sizeClasses[index].close() }
    }

    /// The queues that had jobs, ascending by path.
    func queueGroups(_ result: SimulationResult) -> [Summary.Group] {
        zip(["(none)"] + result.queuePaths, queues)
            .filter { $0.1.jobs > 0 }
            .sorted { $0.0 < $1.0 }
            .map { Summary.Group(name: $0.0, measures: $0.1) }
    }

    /// The users with the most jobs, most first.
    func userGroups(_ result: SimulationResult) -> [Summary.Group] {
        let ranked = users.indices
            .filter { users[$0].jobs > 0 }
            .sorted { left, right in
                if users[left].jobs != users[right].jobs {
                    return users[left].jobs > users[right].jobs
                }
                return result.workload.users[left] < result.workload.users[right]
            }
        return ranked.prefix(Summary.listedUsers).map { user in
            let name = result.workload.users[user]
            return Summary.Group(name: name.isEmpty ? "(none)" : name, measures: users[user])
        }
    }

    /// The size classes that had jobs, ascending by size.
    func sizeClassGroups() -> [Summary.Group] {
        zip(SizeClass.names, sizeClasses)
            .filter { $0.1.jobs > 0 }
            .map { Summary.Group(name: $0.0, measures: $0.1) }
    }
}
