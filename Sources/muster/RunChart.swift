import MusterCore
import MusterReports
import MusterSimulator
import MusterWorkloads

/// A small run drawn in characters: a bar per job, and the share of each queue below.
struct RunChart {
    private let result: SimulationResult
    private let from: Int64
    private let span: Int64
    private let width = 52

    init(_ result: SimulationResult) {
        self.result = result
        from = result.firstSubmission.milliseconds
        span = max(1, (result.lastEnd - result.firstSubmission).milliseconds)
    }

    /// The lines of the chart, at most 100 columns unless names are long.
    func lines() -> [String] {
        let jobs = zip(result.workload.jobs, result.outcomes)
        let queues = result.queuePaths.indices.filter { queue in
            result.queueShares.contains { $0[queue] > 0 }
        }
        let names = result.workload.jobs.map(\.name) + queues.map { result.queuePaths[$0] }
        let column = (names.map(\.count).max() ?? 0) + 2
        func row(_ name: String, _ rest: String) -> String {
            "  " + name + String(repeating: " ", count: column - name.count) + rest
        }
        var lines = [row("", axis())]
        for (index, (job, outcome)) in jobs.enumerated() {
            let wait = outcome.start == .never ? "never started" : waitText(job, outcome)
            lines.append(row(job.name, "|\(bar(index, job, outcome))| \(wait)"))
        }
        lines += ["", row("", "share of the cluster in tenths (- is none)")]
        for queue in queues {
            lines.append(row(result.queuePaths[queue], "|\(shares(of: queue))|"))
        }
        return lines
    }

    private func axis() -> String {
        let end = durationText(seconds: Double(span) / 1000)
        let legend = "0 s      . waits  # runs"
        return legend + String(repeating: " ", count: max(1, width + 2 - legend.count - end.count))
            + end
    }

    private func waitText(_ job: Job, _ outcome: JobOutcome) -> String {
        let wait = seconds(outcome.start - job.submitted)
        return wait == 0 ? "at once" : "waited \(durationText(seconds: wait))"
    }

    private func bar(_ index: Int, _ job: Job, _ outcome: JobOutcome) -> String {
        let submitted = column(job.submitted)
        let start = column(min(outcome.start, result.lastEnd))
        // Whatever ran is seen, however short it was.
        let end = outcome.start == .never ? start : max(start + 1, column(outcome.end))
        let waiting = String(repeating: ".", count: max(0, start - submitted))
        let isShown = outcome.start != .never
        let length = isShown ? min(end, width) - min(start, width - 1) : 0
        let used = submitted + waiting.count + length
        return String(repeating: " ", count: submitted) + styled(waiting, .yellow)
            + running(index, from: start, columns: length)
            + String(repeating: " ", count: max(0, width - used))
    }

    /// The columns in which a job ran, and those in which it waited again after an eviction.
    private func running(_ index: Int, from start: Int, columns count: Int) -> String {
        let pauses = result.evictions.filter { $0.job == index && $0.stopped != .never }.map {
            (from: column($0.stopped), until: column(min($0.resumed, result.lastEnd)))
        }
        return (start..<start + count).map { column in
            pauses.contains { $0.from <= column && column < $0.until }
                ? styled(".", .yellow) : styled("#", .green)
        }.joined()
    }

    /// The column of a moment, `0...width`.
    private func column(_ time: Tick) -> Int {
        let part = Double(time.milliseconds - from) / Double(span)
        return min(width, max(0, Int((part * Double(width)).rounded())))
    }

    private func shares(of queue: Int) -> String {
        var text = ""
        var point = -1
        for column in 0..<width {
            // The middle of the column, so that a change at its edge is on the right side.
            let now = Double(from) + Double(span) * (Double(column) + 0.5) / Double(width)
            while point + 1 < result.timeline.count,
                Double(result.timeline[point + 1].time.milliseconds) <= now
            { point += 1 }
            let share = point < 0 ? 0 : result.queueShares[point][queue]
            let tenths = (share + 50_000) / 100_000
            text += share == 0 ? "-" : tenths >= 10 ? "X" : "\(tenths)"
        }
        return text
    }
}
