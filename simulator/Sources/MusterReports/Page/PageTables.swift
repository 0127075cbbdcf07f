import MusterCore
import MusterSimulator
import MusterWorkloads

/// Text for an element or an attribute of an HTML page.
func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for character in text.unicodeScalars {
        switch character {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        default: result.unicodeScalars.append(character)
        }
    }
    return result
}

/// A table of a page; cells are plain text and escaped here.
struct PageTable {
    /// A column's heading and whether it holds numbers.
    typealias Column = (heading: String, isNumber: Bool)

    var columns: [Column]
    var rows: [[String]] = []

    var html: String {
        func cells(_ texts: [String], _ element: String) -> String {
            zip(texts, columns).map { text, column in
                let style = column.isNumber ? " class=\"number\"" : ""
                return "<\(element)\(style)>\(escaped(text))</\(element)>"
            }.joined()
        }
        let head = cells(columns.map(\.heading), "th")
        let body = rows.map { "<tr>\(cells($0, "td"))</tr>\n" }.joined()
        return """
            <div class="scroll"><table><thead><tr>\(head)</tr></thead>
            <tbody>
            \(body)</tbody></table></div>

            """
    }
}

/// The table of the figures per queue, user or size class.
func groupTable(_ groups: [Summary.Group], column: String) -> PageTable {
    var table = PageTable(columns: [
        (column, false), ("jobs", true), ("finished", true), ("mean wait", true),
        ("p95 wait", true), ("bounded slowdown", true),
    ])
    for group in groups {
        table.rows.append([
            group.name, groupedText(Int64(group.jobs)), groupedText(Int64(group.finished)),
            durationText(seconds: group.meanWaitSeconds),
            durationText(seconds: group.p95WaitSeconds),
            fixedText(group.meanBoundedSlowdown, decimals: 2),
        ])
    }
    return table
}

/// The jobs that waited longest, started or not, longest first; ties in order of the workload.
func longestWaits(_ result: SimulationResult, count: Int) -> PageTable {
    var waits: [(job: Int, milliseconds: Int64)] = []
    for (index, outcome) in result.outcomes.enumerated() {
        let submitted = result.workload.jobs[index].submitted
        if outcome.start != .never {
            waits.append((index, (outcome.start - submitted).milliseconds))
        } else if outcome.state == .waiting {
            waits.append((index, max(0, (result.lastEnd - submitted).milliseconds)))
        }
    }
    waits.sort { ($1.milliseconds, $0.job) < ($0.milliseconds, $1.job) }
    var table = PageTable(columns: [
        ("job", false), ("wait", true), ("members", true), ("queue", false), ("user", false),
        ("submitted", true), ("what became of it", false), ("why it waited at first", false),
    ])
    for (index, wait) in waits.prefix(count) where wait > 0 {
        let job = result.workload.jobs[index]
        let outcome = result.outcomes[index]
        table.rows.append([
            job.name, durationText(seconds: Double(wait) / 1000),
            groupedText(result.members(of: job)), result.queuePath(of: outcome),
            result.workload.users[Int(job.user)], moment(job.submitted, result),
            fate(outcome, result), outcome.reason,
        ])
    }
    return table
}

/// The evictions that cost most, most first; ties in the order of the decisions.
func evictionsTable(_ result: SimulationResult, count: Int) -> PageTable {
    var table = PageTable(columns: [
        ("job", false), ("queue", false), ("told to end", true), ("members evicted", true),
        ("lost member-seconds", true), ("why", false), ("started again", true),
    ])
    let evictions = result.evictions.filter { $0.evicted > 0 }.enumerated().sorted {
        ($1.element.lostMilliseconds, $0.offset) < ($0.element.lostMilliseconds, $1.offset)
    }
    for (_, eviction) in evictions.prefix(count) {
        let isStopped = eviction.stopped != .never
        let isBack = eviction.resumed != .never
        table.rows.append([
            result.workload.jobs[Int(eviction.job)].name,
            result.queuePaths[Int(eviction.queue)], moment(eviction.told, result),
            groupedText(Int64(eviction.evicted)),
            fixedText(Double(eviction.lostMilliseconds) / 1000, decimals: 0),
            result.text(of: eviction.reason),
            !isStopped ? "went on" : isBack ? moment(eviction.resumed, result) : "never",
        ])
    }
    return table
}

/// Why jobs were not finished.
func reasonsTable(_ summary: Summary) -> PageTable {
    var table = PageTable(columns: [("jobs", true), ("state", false), ("why", false)])
    for reason in summary.notFinished {
        table.rows.append([groupedText(Int64(reason.jobs)), reason.state, reason.reason])
    }
    let listed = summary.notFinished.reduce(0) { $0 + $1.jobs }
    let rest = summary.rejected + summary.failed + summary.waiting - listed
    if rest > 0 { table.rows.append([groupedText(Int64(rest)), "", "other reasons"]) }
    return table
}

/// What reading the input dropped and changed.
func cleaningTable(_ cleaning: CleaningReport) -> PageTable {
    var table = PageTable(columns: [("rows", true), ("what", false), ("why", false)])
    for (entries, what) in [(cleaning.dropped, "dropped"), (cleaning.changed, "changed")] {
        for entry in entries {
            table.rows.append([groupedText(Int64(entry.rows)), what, entry.reason])
        }
    }
    return table
}

/// A moment on the axis of the charts: time since the first submission.
private func moment(_ time: Tick, _ result: SimulationResult) -> String {
    "+" + durationText(seconds: Double((time - result.firstSubmission).milliseconds) / 1000)
}

private func fate(_ outcome: JobOutcome, _ result: SimulationResult) -> String {
    guard outcome.start != .never else { return "still waiting" }
    return "started at \(moment(outcome.start, result)), \(outcome.state.rawValue)"
}

extension SimulationResult {
    /// Why members had to end, as a phrase.
    fileprivate func text(of reason: Eviction.Reason) -> String {
        switch reason {
        case .preempted(let job): "for \(workload.jobs[Int(job)].name)"
        case .requiredNode(let job): "for \(workload.jobs[Int(job)].name), which needs the node"
        case .quota(let path): "the max of \(path) was lowered"
        }
    }
}
