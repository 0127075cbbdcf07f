/// Schedules of rigid jobs on interchangeable processors, worked out from the definitions alone.
///
/// Deliberately plain and slow, and built differently from the core: no nodes, no index, no
/// incremental state. Free processors are counted from the list of running jobs whenever they are
/// wanted, and the profile of conservative backfill is recomputed from reservations at each
/// question.
/// Events at one time stamp come in a batch: all ends, then all submissions, then decisions.
struct BackfillReference {
    struct Job {
        var submit: Int
        var run: Int
        var estimate: Int
        var processors: Int
    }

    enum Policy: String, CaseIterable {
        /// The head of the line blocks.
        case fcfs
        /// A reservation for the blocked head only.
        case easy
        /// A reservation for everyone, on arrival.
        case conservative
    }

    /// The start of each job, in the order of `jobs`, which ascends by submission.
    static func starts(_ jobs: [Job], processors: Int, policy: Policy) -> [Int] {
        var reference = BackfillReference(jobs: jobs, processors: processors)
        return policy == .conservative
            ? reference.conservative() : reference.lineByLine(isEasy: policy == .easy)
    }

    private let jobs: [Job]
    private let processors: Int
    private var start: [Int?]
    private var waiting: [Int] = []
    private var running: [Int] = []
    private var nextJob = 0

    private init(jobs: [Job], processors: Int) {
        self.jobs = jobs
        self.processors = processors
        start = Array(repeating: nil, count: jobs.count)
    }

    // MARK: Events

    private func end(_ job: Int) -> Int { start[job]! + jobs[job].run }
    private func estimatedEnd(_ job: Int) -> Int { start[job]! + jobs[job].estimate }
    private var free: Int { processors - running.reduce(0) { $0 + jobs[$1].processors } }

    private func nextEvent(besides more: [Int] = []) -> Int? {
        let submission = nextJob < jobs.count ? [jobs[nextJob].submit] : []
        return (running.map(end) + submission + more).min()
    }

    private mutating func takeEnds(at now: Int) -> [Int] {
        let ended = running.filter { end($0) <= now }
        running = running.filter { end($0) > now }
        return ended
    }

    private mutating func takeSubmissions(at now: Int) -> [Int] {
        var submitted: [Int] = []
        while nextJob < jobs.count, jobs[nextJob].submit <= now {
            submitted.append(nextJob)
            nextJob += 1
        }
        return submitted
    }

    // MARK: FCFS and EASY

    private mutating func lineByLine(isEasy: Bool) -> [Int] {
        while let now = nextEvent() {
            _ = takeEnds(at: now)
            waiting += takeSubmissions(at: now)
            while let head = waiting.first, jobs[head].processors <= free {
                begin(head, at: now)
            }
            if isEasy, let head = waiting.first { backfill(behind: head, at: now) }
        }
        return start.map { $0! }
    }

    private mutating func begin(_ job: Int, at now: Int) {
        start[job] = now
        waiting.removeAll { $0 == job }
        running.append(job)
    }

    /// Starts what delays the head by neither its length nor its width.
    private mutating func backfill(behind head: Int, at now: Int) {
        // The first moment at which enough has ended, if everything lasts its estimate.
        var shadow = now
        var freeThen = free
        let ends = Set(running.map(estimatedEnd)).sorted()
        for moment in ends where freeThen < jobs[head].processors {
            shadow = moment
            let left = running.filter { estimatedEnd($0) > moment }
            freeThen = processors - left.reduce(0) { $0 + jobs[$1].processors }
        }
        var spare = freeThen - jobs[head].processors
        for job in waiting.dropFirst() where jobs[job].processors <= free {
            let isOverInTime = now + jobs[job].estimate <= shadow
            guard isOverInTime || jobs[job].processors <= spare else { continue }
            if !isOverInTime { spare -= jobs[job].processors }
            begin(job, at: now)
        }
    }

    // MARK: Conservative

    /// Everyone's planned start; when something ended early, all who wait are planned again, one
    /// after the other in order of submission, never later than before.
    private mutating func conservative() -> [Int] {
        var planned: [Int: Int] = [:]
        while let now = nextEvent(besides: Array(planned.values)) {
            let ended = takeEnds(at: now)
            if ended.contains(where: { estimatedEnd($0) > now }) {
                for job in waiting {
                    let old = planned.removeValue(forKey: job)!
                    planned[job] = min(old, earliestHole(for: job, at: now, planned))
                }
            }
            for job in takeSubmissions(at: now) {
                waiting.append(job)
                planned[job] = earliestHole(for: job, at: now, planned)
            }
            for job in waiting where planned[job]! <= now {
                planned[job] = nil
                begin(job, at: now)
            }
        }
        return start.map { $0! }
    }

    /// The first moment from which a job's processors are free for as long as it says it runs.
    private func earliestHole(for job: Int, at now: Int, _ planned: [Int: Int]) -> Int {
        var used: [(from: Int, to: Int, processors: Int)] = running.map {
            (start[$0]!, estimatedEnd($0), jobs[$0].processors)
        }
        used += planned.map { ($1, $1 + jobs[$0].estimate, jobs[$0].processors) }
        // A hole can only begin now or where something ends.
        let candidates = ([now] + used.map(\.to).filter { $0 > now }).sorted()
        return candidates.first { begin in
            let end = begin + jobs[job].estimate
            // Use is largest just after something begins.
            let moments = [begin] + used.map(\.from).filter { $0 > begin && $0 < end }
            return moments.allSatisfy { moment in
                let inUse = used.filter { $0.from <= moment && moment < $0.to }
                return inUse.reduce(0) { $0 + $1.processors } + jobs[job].processors
                    <= processors
            }
        }!
    }
}
