import MusterCore
@testable import MusterSimulator
import MusterWorkloads

/// One job of a hand-made result; times in seconds.
struct ReportedJob {
    var name: String
    var user = ""
    var queue: Int32 = 0
    var submitted: Double = 0
    var start: Double?
    var end: Double?
    var members: Int32 = 1
    var state = JobOutcome.State.finished
    var reason = ""
}

/// A result as a simulation of these jobs would return it, on one-core nodes.
func makeResult(
    _ jobs: [ReportedJob], queuePaths: [String] = ["root.default"], nodes: Int = 4,
    name: String = "tiny"
) -> SimulationResult {
    func tick(_ seconds: Double?) -> Tick {
        seconds.map { Tick(milliseconds: Int64(($0 * 1000).rounded())) } ?? .never
    }
    var workload = Workload(name: name)
    workload.requests = [Resources([(ResourceCatalog.vcore, 1000)])]
    var outcomes: [JobOutcome] = []
    var allocated: Int64 = 0
    for job in jobs {
        let user = workload.users.firstIndex(of: job.user) ?? workload.users.count
        if user == workload.users.count { workload.users.append(job.user) }
        let runTime = job.end.map { $0 - (job.start ?? 0) } ?? 60
        workload.jobs.append(
            Job(
                name: job.name, user: Int32(user), submitted: tick(job.submitted),
                firstTaskGroup: Int32(workload.taskGroups.count)))
        workload.taskGroups.append(
            JobTaskGroup(members: job.members, request: 0, runTime: tick(runTime)))
        outcomes.append(
            JobOutcome(
                state: job.state, queue: job.queue, start: tick(job.start), end: tick(job.end),
                members: job.start == nil ? 0 : job.members, reason: job.reason))
        if let start = job.start, let end = job.end {
            allocated += Int64(((end - start) * 1000).rounded()) * Int64(job.members) * 1000
        }
    }
    let first = workload.jobs.map(\.submitted).min() ?? .zero
    let last = outcomes.map(\.end).filter { $0 != .never }.max() ?? first
    return SimulationResult(
        workload: workload,
        cluster: Cluster(
            name: "\(nodes) nodes",
            nodes: (0..<nodes).map {
                Node(
                    id: NodeID($0), name: "node-\($0)",
                    capacity: Resources([(ResourceCatalog.vcore, 1000)]))
            }),
        catalog: ResourceCatalog(), queuePaths: queuePaths, outcomes: outcomes, decisions: 42,
        fingerprint: 0xBEEF, partialGangMilliseconds: 0, firstSubmission: first, lastEnd: last,
        allocatedMilliseconds: [allocated, 0, 0].map { .init($0) },
        capacity: [Int64(nodes) * 1000, 0, 0],
        timeline: [
            TimelinePoint(
                time: first, waitingJobs: 1, runningJobs: 2,
                allocatedPartsPerMillion: [750_000, 0, 0]),
            TimelinePoint(
                time: last, waitingJobs: 0, runningJobs: 0, allocatedPartsPerMillion: [0, 0, 0]),
        ],
        queueShares: [
            queuePaths.map { _ in 750_000 / Int32(queuePaths.count) }, queuePaths.map { _ in 0 },
        ],
        rules: [
            SimulationResult.Rule(key: "backfill", value: "easy"),
            SimulationResult.Rule(key: "ties", value: "order of submission"),
        ])
}

/// Three jobs that ran, one that was turned away and one that still waits.
///
/// Waits of 0 s, 20 s and 100.5 s; runs of 100 s, 5 s and 40 s; so the slowdowns are 1,
/// 25/10 = 2.5 and 140.5/40 = 3.5125.
func mixedResult() -> SimulationResult {
    makeResult(
        [
            ReportedJob(name: "a", user: "ann", submitted: 10, start: 10, end: 110, members: 3),
            ReportedJob(
                name: "b", user: "bob", queue: 1, submitted: 20, start: 40, end: 45, members: 1),
            ReportedJob(
                name: "c", user: "bob", queue: 1, submitted: 30, start: 130.5, end: 170.5,
                members: 300),
            ReportedJob(
                name: "d", user: "bob", queue: -1, submitted: 40, state: .rejected,
                reason: "no such queue"),
            ReportedJob(
                name: "e", user: "ann", submitted: 50, members: 5, state: .waiting,
                reason: "the nodes have places for only 4 of the 5 members"),
        ],
        queuePaths: ["root.default", "root.batch"], nodes: 100)
}

/// The mixed result, where `b` was evicted for `c`, 60 s after the first submission.
func evictedResult() -> SimulationResult {
    var result = mixedResult()
    result.outcomes[1].evictions = 3
    result.losses = [
        JobLoss(
            job: 1, memberMilliseconds: 90_500, resourceMilliseconds: [181_000_000, 0, 0])
    ]
    var eviction = Eviction(
        job: 1, queue: result.outcomes[1].queue, reason: .preempted(by: 2),
        told: Tick(seconds: 70), members: 4)
    eviction.evicted = 3
    eviction.lostMilliseconds = 90_500
    eviction.stopped = Tick(seconds: 100)
    eviction.resumed = Tick(seconds: 120)
    result.evictions = [eviction]
    return result
}
