/// The summary as aligned text for a terminal, at most 100 columns wide unless names are long.
///
/// - Parameters:
///   - summary: The figures.
///   - isStyled: Whether headings are bold, by ANSI escape sequences; for a terminal only.
/// - Returns: The text, ending in a newline.
public func renderSummary(_ summary: Summary, isStyled: Bool = false) -> String {
    func heading(_ text: String) -> String {
        isStyled ? "\u{1B}[1m" + text + "\u{1B}[0m" : text
    }
    var lines = [heading(printable(summary.title)), ""]
    lines += overview(summary)
    lines += ["", heading("Wait"), ""]
    lines += waits(summary)
    lines += section(heading("By queue"), column: "queue", summary.queues)
    lines += section(heading("By members of the job"), column: "members", summary.sizeClasses)
    lines += reasons(summary, heading: heading("Why jobs were not finished"))
    lines += ["", heading("Rules in force"), ""]
    let widest = summary.rules.keys.map(\.count).max() ?? 0
    let margin = String(repeating: " ", count: widest + 4)
    for (key, value) in summary.rules.sorted(by: { $0.key < $1.key }) {
        let name = "  " + printable(key) + String(repeating: " ", count: widest - key.count + 2)
        lines.append(wrapped(printable(value), first: name, following: margin))
    }
    return lines.joined(separator: "\n") + "\n"
}

/// The text without control characters, so that a name from an input cannot steer a terminal.
public func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        result.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return String(result)
}

private func overview(_ summary: Summary) -> [String] {
    var table = TextTable(columns: [("", .left), ("", .left)])
    table.add(["jobs", "\(groupedText(Int64(summary.jobs))): \(jobEnds(summary))"])
    if summary.droppedRows > 0 || summary.changedRows > 0 {
        let dropped = groupedText(Int64(summary.droppedRows))
        let changed = groupedText(Int64(summary.changedRows))
        table.add(["input rows", "\(dropped) dropped, \(changed) changed by the cleaning rule"])
    }
    let makespan = fixedText(summary.makespanSeconds, decimals: 0)
    table.add(["makespan", "\(makespan) s (\(durationText(seconds: summary.makespanSeconds)))"])
    let parts = summary.utilisation.sorted { $0.key < $1.key }
        .map { "\(printable($0.key)) \(percentText($0.value))" }
    table.add(["utilisation", parts.joined(separator: ", ")])
    table.add([
        "bounded slowdown", "\(fixedText(summary.meanBoundedSlowdown, decimals: 4)) (mean, 10 s)",
    ])
    table.add(["partial gangs", "\(fixedText(summary.partialGangSeconds, decimals: 0)) s"])
    if summary.evictions > 0 { table.add(["evictions", evictionsText(summary)]) }
    let decisions = groupedText(Int64(summary.decisions))
    table.add(["decisions", "\(decisions), fingerprint \(summary.fingerprint)"])
    let wall = fixedText(summary.wallSeconds, decimals: 2)
    let memory = fixedText(Double(summary.peakResidentBytes) / 1_048_576, decimals: 0)
    table.add(["this run took", "\(wall) s, \(memory) MiB"])
    return Array(table.lines(indentation: 2).dropFirst())
}

extension Summary {
    /// What was replayed on what: `log.swf on homemax (4 nodes)`.
    var title: String {
        let size = nodes == 1 ? "1 node" : "\(nodes) nodes"
        return "\(workload) on \(cluster == size ? size : "\(cluster) (\(size))")"
    }
}

/// Who was evicted and what that cost: `3 members of 2 jobs; 90 member-seconds, 0.1 vcore-hours …`.
func evictionsText(_ summary: Summary) -> String {
    let members =
        summary.evictions == 1 ? "1 member" : "\(groupedText(Int64(summary.evictions))) members"
    let seconds = fixedText(summary.lostMemberSeconds, decimals: 0)
    return "\(members) of \(evictedJobsText(summary)); \(seconds) member-seconds,"
        + " \(fixedText(summary.lostVcoreHours, decimals: 2)) vcore-hours lost"
}

func evictedJobsText(_ summary: Summary) -> String {
    summary.evictedJobs == 1 ? "1 job" : "\(groupedText(Int64(summary.evictedJobs))) jobs"
}

/// How many jobs ended how; what did not happen is not mentioned.
func jobEnds(_ summary: Summary) -> String {
    let ends = [
        ("finished", summary.finished), ("rejected", summary.rejected),
        ("failed", summary.failed), ("waiting at the end", summary.waiting),
        ("running at the end", summary.running),
    ]
    let mentioned = ends.filter { $0.1 > 0 }.map { "\(groupedText(Int64($0.1))) \($0.0)" }
    return mentioned.isEmpty ? "none" : mentioned.joined(separator: ", ")
}

private func waits(_ summary: Summary) -> [String] {
    var table = TextTable(
        columns: [("", .left)]
            + ["mean", "median", "p95", "p99", "longest"].map { ($0, .right) })
    let seconds = [
        summary.meanWaitSeconds, summary.p50WaitSeconds, summary.p95WaitSeconds,
        summary.p99WaitSeconds, summary.maxWaitSeconds,
    ]
    table.add(["seconds"] + seconds.map { fixedText($0, decimals: 1) })
    table.add([""] + seconds.map { durationText(seconds: $0) })
    return table.lines(indentation: 2)
}

private func reasons(_ summary: Summary, heading: String) -> [String] {
    guard !summary.notFinished.isEmpty else { return [] }
    let lines = summary.notFinished.map { reason in
        let jobs = reason.jobs == 1 ? "1 job" : "\(groupedText(Int64(reason.jobs))) jobs"
        return wrapped(
            printable("\(jobs) \(reason.state): \(reason.reason)"), first: "  ", following: "    ")
    }
    return ["", heading, ""] + lines
}

private func section(_ heading: String, column: String, _ groups: [Summary.Group]) -> [String] {
    guard !groups.isEmpty else { return [] }
    var table = TextTable(columns: [
        (column, .left), ("jobs", .right), ("finished", .right), ("mean wait s", .right),
        ("p95 wait s", .right), ("bounded slowdown", .right),
    ])
    for group in groups {
        table.add([
            printable(group.name), groupedText(Int64(group.jobs)),
            groupedText(Int64(group.finished)), fixedText(group.meanWaitSeconds, decimals: 1),
            fixedText(group.p95WaitSeconds, decimals: 1),
            fixedText(group.meanBoundedSlowdown, decimals: 2),
        ])
    }
    return ["", heading, ""] + table.lines(indentation: 2)
}
