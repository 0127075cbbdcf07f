/// The eighteen columns of a row.
///
/// - Note: Source: Chapin et al., "Benchmarks and Standards for the Evaluation of Parallel Job
///   Schedulers", JSSPP 1999; version 2.2 of the format in the Parallel Workloads Archive.
enum StandardWorkloadFormatColumn: Int, CaseIterable {
    case job, submit, wait, run, allocated, averageCPU, usedMemory, requested, requestedTime
    case requestedMemory, status, user, group, executable, queue, partition, precedingJob
    case thinkTime

    /// The name in messages.
    var name: String {
        switch self {
        case .job: "job number"
        case .submit: "submit time"
        case .wait: "wait time"
        case .run: "run time"
        case .allocated: "allocated processors"
        case .averageCPU: "average CPU time"
        case .usedMemory: "used memory"
        case .requested: "requested processors"
        case .requestedTime: "requested time"
        case .requestedMemory: "requested memory"
        case .status: "status"
        case .user: "user"
        case .group: "group"
        case .executable: "executable"
        case .queue: "queue"
        case .partition: "partition"
        case .precedingJob: "preceding job"
        case .thinkTime: "think time"
        }
    }

    /// Whether fractions are allowed; they are cut off (toward zero).
    var allowsFraction: Bool {
        switch self {
        case .submit, .wait, .run, .averageCPU, .usedMemory, .requestedTime, .requestedMemory,
            .thinkTime:
            true
        default: false
        }
    }

    /// The values that are allowed.
    ///
    /// Times end at 10^12 s, the longest duration, so that a few of
    /// them can be added.
    var range: ClosedRange<Int64> {
        switch self {
        case .submit: 0...1_000_000_000_000
        case .run, .requestedTime: Int64.min...1_000_000_000_000
        default: Int64.min...Int64.max
        }
    }

    /// What belongs into the column, for messages.
    var expectation: String {
        switch self {
        case .submit: "seconds, 0 to 1000000000000"
        case .run, .requestedTime: "seconds, at most 1000000000000, or -1 for unknown"
        case .job: "a whole number"
        default: allowsFraction ? "a number or -1 for unknown" : "a whole number or -1 for unknown"
        }
    }
}

/// The columns of a row that a simulation uses.
struct StandardWorkloadFormatRow {
    var job: Int64 = 0
    /// Seconds.
    var submit: Int64 = 0
    /// Seconds.
    var run: Int64 = 0
    var allocated: Int64 = 0
    var requested: Int64 = 0
    /// Seconds.
    var requestedTime: Int64 = 0
    var user: Int64 = 0
    var queue: Int64 = 0

    /// Sets one column; those that are not used are forgotten.
    mutating func set(_ column: StandardWorkloadFormatColumn, to value: Int64) {
        switch column {
        case .job: job = value
        case .submit: submit = value
        case .run: run = value
        case .allocated: allocated = value
        case .requested: requested = value
        case .requestedTime: requestedTime = value
        case .user: user = value
        case .queue: queue = value
        default: break
        }
    }
}
