import MusterConfiguration
import MusterCore
import YAMLDocument

/// Reads a log in the Standard Workload Format.
///
/// A job of n processors becomes a gang of n members of one core (`vcore` 1000) each. Its name is
/// the job number; a number used before gets `#2`, `#3` and so on. User 7 is called `user7`, queue
/// 3 `queue3`; unknown users and queue 0 are called nothing. Times stay as they are in the file.
///
/// A row has 18 columns; more are ignored. Fewer, text in place of a number, a fraction where none
/// makes sense, a number that does not fit, and a negative submit time are errors.
///
/// - Parameters:
///   - bytes: The log, expanded.
///   - file: The name for messages; its last part names the workload.
///   - options: The cleaning rule and the machine size. Where the size is not given, `MaxProcs`
///     of the header counts, else `MaxNodes`, else every job fits.
/// - Returns: The workload, or the first twenty problems with their places.
/// - Complexity: O(bytes) for a log in order of submission.
public func readStandardWorkloadFormat(
    _ bytes: [UInt8], file: String, options: WorkloadReadingOptions = WorkloadReadingOptions()
) -> WorkloadReading {
    let scanner = bytes.withUnsafeBufferPointer { buffer in
        var scanner = StandardWorkloadFormatScanner(buffer, file: file)
        scanner.scan()
        return scanner
    }
    let inHeader = scanner.maxProcs ?? scanner.maxNodes
    guard scanner.problems.isEmpty else {
        return WorkloadReading(
            workload: nil, problems: scanner.problems.problems, processorsInHeader: inHeader)
    }
    let processors = Int32(clamping: options.processors ?? inHeader ?? Int(Int32.max))
    let (rows, report) = options.cleaning.apply(to: scanner.rows, processors: processors)
    var workload = jobs(from: rows, name: baseName(of: file))
    workload.cleaning.rule = report.rule
    workload.cleaning.dropped = report.dropped
    workload.cleaning.changed = report.changed + workload.cleaning.changed
    return WorkloadReading(workload: workload, problems: [], processorsInHeader: inHeader)
}

/// The last part of a path.
func baseName(of file: String) -> String {
    file.split(separator: "/").last.map(String.init) ?? file
}

private func jobs(from rows: [CleanedRow], name: String) -> Workload {
    var builder = WorkloadBuilder(name: name)
    builder.reserveCapacity(rows.count)
    let oneCore = builder.request(Resources([(ResourceCatalog.vcore, 1000)]))
    var names = JobNames()
    var queues: [Int64: Int32] = [:]
    var users: [Int64: Int32] = [:]
    for row in rows {
        let queue = queues[row.queue] ?? builder.queue(row.queue > 0 ? "queue\(row.queue)" : "")
        let user = users[row.user] ?? builder.user(row.user >= 0 ? "user\(row.user)" : "")
        queues[row.queue] = queue
        users[row.user] = user
        let job = Job(
            name: names.name(of: row.job), queue: queue, user: user,
            submitted: Tick(seconds: row.submit), runTimeEstimate: Tick(seconds: row.estimate),
            firstTaskGroup: 0)
        let group = JobTaskGroup(
            members: row.processors, request: oneCore, runTime: Tick(seconds: row.run))
        builder.add(job, taskGroups: CollectionOfOne(group))
    }
    var workload = builder.workload
    if names.repetitions > 0 {
        let reason = "job number used before, told apart with #"
        workload.cleaning.changed = [
            CleaningReport.Entry(reason: reason, rows: names.repetitions)
        ]
    }
    return workload
}

/// Makes names of job numbers, which ought to be unique and sometimes are not.
private struct JobNames {
    private var uses: [Int64: Int] = [:]
    private(set) var repetitions = 0

    mutating func name(of job: Int64) -> String {
        let use = uses[job, default: 0] + 1
        uses[job] = use
        guard use > 1 else { return String(job) }
        repetitions += 1
        return "\(job)#\(use)"
    }
}
