import MusterCore
import MusterSimulator
import MusterWorkloads

/// How many times longer a job took than it would have on an empty cluster, with very short jobs
/// damped: `max(1, (wait + run) / max(run, threshold))`.
///
/// - Parameters:
///   - waitMilliseconds: Submission to the start, >= 0.
///   - runMilliseconds: From then to the end of the last member, >= 0.
///   - thresholdMilliseconds: Runs shorter than this are treated as this long, > 0; 10 s is
///     customary and is what the reports use.
/// - Returns: A ratio without unit, >= 1. Exactly 1 for a job that never waited.
/// - Note: Report code only: the result is floating point and must not feed a decision.
public func boundedSlowdown(
    waitMilliseconds: Int64, runMilliseconds: Int64, thresholdMilliseconds: Int64 = 10_000
) -> Double {
    let taken = waitMilliseconds.addingSaturating(runMilliseconds)
    return max(1, Double(taken) / Double(max(runMilliseconds, thresholdMilliseconds)))
}

/// The nearest-rank percentile: the smallest value that at least `percent` of the values do not
/// exceed.
///
/// - Parameters:
///   - percent: `1...100`.
///   - ascending: The values, ascending.
/// - Returns: One of the values, never an interpolation between two; `nil` where there are none.
public func nearestRank(_ percent: Int, of ascending: [Int64]) -> Int64? {
    guard !ascending.isEmpty else { return nil }
    let (whole, rest) = (percent * ascending.count).quotientAndRemainder(dividingBy: 100)
    return ascending[max(0, whole + (rest > 0 ? 1 : 0) - 1)]
}

/// The waits and slowdowns of a set of jobs, gathered one job at a time.
struct WaitMeasures {
    /// All jobs of the set, whatever became of them.
    var jobs = 0
    /// Jobs that ran to their end.
    var finished = 0
    /// The waits of all jobs that started; ascending after `close()`.
    private(set) var waitsMilliseconds: [Int64] = []
    private var slowdownSum = 0.0
    private var slowdownCount = 0

    /// Counts one job.
    mutating func add(_ outcome: JobOutcome, submitted: Tick) {
        jobs += 1
        if outcome.state == .finished { finished += 1 }
        guard outcome.start != .never else { return }
        let wait = (outcome.start - submitted).milliseconds
        waitsMilliseconds.append(wait)
        guard outcome.end != .never else { return }
        slowdownSum += boundedSlowdown(
            waitMilliseconds: wait, runMilliseconds: (outcome.end - outcome.start).milliseconds)
        slowdownCount += 1
    }

    /// Orders the waits; call once, after the last job.
    mutating func close() {
        waitsMilliseconds.sort()
    }

    /// The mean wait in seconds; 0 where no job started.
    ///
    /// The waits are summed as integers, so that the order of summation cannot show.
    var meanWaitSeconds: Double {
        guard !waitsMilliseconds.isEmpty else { return 0 }
        let sum = waitsMilliseconds.reduce(Int64(0)) { $0.addingSaturating($1) }
        return Double(sum) / Double(waitsMilliseconds.count) / 1000
    }

    /// The nearest-rank percentile of the waits in seconds; 0 where no job started.
    func waitSeconds(percentile percent: Int) -> Double {
        Double(nearestRank(percent, of: waitsMilliseconds) ?? 0) / 1000
    }

    /// The mean bounded slowdown, summed in the order of the workload; 0 where no job ended.
    var meanBoundedSlowdown: Double {
        slowdownCount == 0 ? 0 : slowdownSum / Double(slowdownCount)
    }
}

/// The classes by number of members that jobs are reported in.
enum SizeClass {
    /// Names in ascending order of size.
    static let names = ["1", "2–4", "5–16", "17–64", "65–256", "> 256"]

    /// The class of a job with this many members, as an index into `names`.
    static func index(members: Int64) -> Int {
        switch members {
        case ...1: 0
        case ...4: 1
        case ...16: 2
        case ...64: 3
        case ...256: 4
        default: 5
        }
    }
}

extension SimulationResult {
    /// How many members a job of the workload has, started or not; saturates.
    func members(of job: Job) -> Int64 {
        let first = Int(job.firstTaskGroup)
        var members: Int64 = 0
        for group in workload.taskGroups[first..<first + Int(job.taskGroupCount)] {
            members = members.addingSaturating(Int64(group.members))
        }
        return members
    }

    /// The path of the queue an outcome speaks of; "" for a job that never got one.
    func queuePath(of outcome: JobOutcome) -> String {
        outcome.queue < 0 ? "" : queuePaths[Int(outcome.queue)]
    }

    /// Last end minus first submission in milliseconds, at least 0.
    var makespanMilliseconds: Int64 {
        max(0, (lastEnd - firstSubmission).milliseconds)
    }
}
