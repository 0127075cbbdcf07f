import MusterCore

/// Writes a workload as a log in the Standard Workload Format: a header and 18 columns a row.
///
/// Exact for workloads of gangs of one-core members, such as generated ones: reading the bytes
/// gives the same jobs. Of other workloads the format can only say the number of members and the
/// longest run time. Jobs are numbered from 1 in order of submission, times are cut to whole
/// seconds, and what the format has no column for (names, priorities, requests) is left out.
/// `user7` becomes 7 and `queue3` becomes 3; other names get the numbers after the largest
/// such one and are listed in the header.
///
/// - Parameters:
///   - workload: What to write.
///   - processors: The machine size for the header (`MaxProcs`); `nil` leaves it out.
///   - notes: Lines for the header, such as how the workload was made.
/// - Returns: ASCII text but for names in the header, which are UTF-8.
/// - Complexity: O(jobs + task groups).
public func standardWorkloadFormat(
    _ workload: Workload, processors: Int? = nil, notes: [String] = []
) -> [UInt8] {
    let queues = numbers(for: workload.queues, prefix: "queue", from: 1, unknown: "0")
    let users = numbers(for: workload.users, prefix: "user", from: 0, unknown: "-1")
    var text = "; Version: 2.2\n"
    for note in notes {
        text += "; Note: \(note.split(whereSeparator: \.isNewline).joined(separator: " "))\n"
    }
    text += "; MaxJobs: \(workload.jobs.count)\n; MaxRecords: \(workload.jobs.count)\n"
    if let processors { text += "; MaxProcs: \(processors)\n" }
    text += queues.header + users.header
    for (index, job) in workload.jobs.enumerated() {
        let first = Int(job.firstTaskGroup)
        let groups = workload.taskGroups[first..<(first + Int(job.taskGroupCount))]
        let members = groups.reduce(0) { $0 + Int64($1.members) }
        let run = seconds(groups.map(\.runTime).max() ?? .zero)
        let estimate = job.runTimeEstimate.map { String(seconds($0)) } ?? "-1"
        let queue = queues.texts[Int(job.queue)]
        let user = users.texts[Int(job.user)]
        text += "\(index + 1) \(seconds(job.submitted)) -1 \(run) \(members) -1 -1 \(members) "
        text += "\(estimate) -1 1 \(user) -1 -1 \(queue) -1 -1 -1\n"
    }
    return Array(text.utf8)
}

private func seconds(_ tick: Tick) -> Int64 { tick.milliseconds / 1000 }

/// The column text of each name, and header lines for names that are not numbered already.
private func numbers(
    for names: [String], prefix: String, from lowest: Int64, unknown: String
) -> (texts: [String], header: String) {
    let given = names.map { name -> Int64? in
        guard name.hasPrefix(prefix), let number = Int64(name.dropFirst(prefix.count)),
            number >= lowest, "\(prefix)\(number)" == name
        else { return nil }
        return number
    }
    var next = given.reduce(0) { max($0, $1 ?? 0) }
    var header = ""
    var texts: [String] = []
    for (name, number) in zip(names, given) {
        if let number {
            texts.append(String(number))
        } else if name.isEmpty {
            texts.append(unknown)
        } else {
            next = next.addingSaturating(1)
            texts.append(String(next))
            let printable = name.split(whereSeparator: \.isNewline).joined(separator: " ")
            header += "; Note: \(prefix) \(next) is \(printable)\n"
        }
    }
    return (texts, header)
}
