import CChartAssets
public import MusterSimulator
import MusterWorkloads

/// `report.html`: the whole report in one page that needs nothing else, in dark and in light.
///
/// Depends on the result alone, so equal runs give equal bytes; what the run cost is not on it.
///
/// - Parameters:
///   - result: What the simulation found out.
///   - summary: Its figures.
/// - Returns: The page, HTML in UTF-8.
/// - Throws: What the JSON encoder throws; never for what a simulation returns.
public func reportPage(_ result: SimulationResult, summary: Summary) throws -> String {
    try reportPage(result, summary: summary, chartScript: chartScript())
}

/// The page with a given charting library; without one ("") the charts are left out.
func reportPage(
    _ result: SimulationResult, summary: Summary, chartScript: String
) throws -> String {
    let title = escaped(summary.title)
    let charts = chartScript.isEmpty ? "" : try chartElements(result, script: chartScript)
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title) · Muster</title>
        <style>
        \(pageStyle)
        </style>
        </head>
        <body>
        <header>
        <p class="eyebrow">Muster simulation report</p>
        <h1>\(title)</h1>
        <p class="subtitle">\(groupedText(Int64(summary.jobs))) jobs:\
         \(escaped(jobEnds(summary))) · backfill \(escaped(summary.rules["backfill"] ?? "?"))</p>
        </header>
        <main>
        \(headlineFigures(summary))\(chartSections(chartScript.isEmpty, result))\
        \(tableSections(result, summary))\
        \(ruleSections(result))</main>
        \(charts)</body>
        </html>

        """
}

/// The embedded charting library, or "" where the build had none.
private func chartScript() -> String {
    let bytes = UnsafeBufferPointer(
        start: muster_chart_script(), count: muster_chart_script_length())
    return String(decoding: UnsafeRawBufferPointer(bytes), as: UTF8.self)
}

private func chartElements(_ result: SimulationResult, script: String) throws -> String {
    """
    <script type="application/json" id="data">\(try PageData(result).embeddableJSON())</script>
    <script>\(script)</script>
    <script>
    \(pageScript)
    </script>

    """
}

private func headlineFigures(_ summary: Summary) -> String {
    let parts = summary.utilisation.sorted { $0.key < $1.key }
    let main = parts.first { $0.key == "vcore" } ?? parts.first
    let others = parts.filter { $0.key != main?.key }
        .map { "\($0.key) \(percentText($0.value))" }.joined(separator: ", ")
    let finished = groupedText(Int64(summary.finished))
    var figures: [(name: String, value: String, note: String)] = [
        ("Jobs finished", finished, "of \(groupedText(Int64(summary.jobs)))"),
        (
            "Mean wait", durationText(seconds: summary.meanWaitSeconds),
            "median \(durationText(seconds: summary.p50WaitSeconds))"
        ),
        (
            "95% waited at most", durationText(seconds: summary.p95WaitSeconds),
            "99%: \(durationText(seconds: summary.p99WaitSeconds)),"
                + " longest: \(durationText(seconds: summary.maxWaitSeconds))"
        ),
        (
            "Bounded slowdown", fixedText(summary.meanBoundedSlowdown, decimals: 2),
            "mean; 1 = nobody waited"
        ),
        (
            "Utilisation" + (main.map { ", \($0.key)" } ?? ""),
            main.map { percentText($0.value) } ?? "none", others
        ),
        (
            "Makespan", durationText(seconds: summary.makespanSeconds),
            fixedText(summary.makespanSeconds, decimals: 0) + " s"
        ),
        (
            "Held by partial gangs", durationText(seconds: summary.partialGangSeconds),
            "all or nothing"
        ),
        (
            "Decisions", groupedText(Int64(summary.decisions)),
            "fingerprint \(summary.fingerprint)"
        ),
    ]
    if summary.evictions > 0 {
        let hours = fixedText(summary.lostVcoreHours, decimals: 2)
        let note = "of \(evictedJobsText(summary)); \(hours) vcore-hours lost"
        figures.append(("Members evicted", groupedText(Int64(summary.evictions)), note))
    }
    let cards = figures.map { figure in
        """
        <div class="figure"><div class="name">\(escaped(figure.name))</div>\
        <div class="value">\(escaped(figure.value))</div>\
        <div class="note">\(escaped(figure.note))</div></div>

        """
    }
    return "<section class=\"figures\">\n\(cards.joined())</section>\n"
}

private func chartSections(_ areLeftOut: Bool, _ result: SimulationResult) -> String {
    guard !areLeftOut else {
        return """
            <p class="notice">The charts were left out, because this copy of <code>muster</code> was
            built without its charting library. Run <code>simulator/fetch-charts.sh</code>, build
            again, and repeat the simulation.</p>

            """
    }
    guard !result.timeline.isEmpty else { return "" }
    let charts: [(id: String, title: String, note: String)] = [
        (
            "utilisation", "Utilisation over time",
            "Allocated part of the cluster. Drag the handles to look at a part of the run; the"
                + " three charts over time move together."
        ),
        (
            "jobs", "Waiting and running jobs",
            "How many jobs wait and run. Over a long run, the charts over time show means over"
                + " equal parts of what is in view."
        ),
        (
            "shares", "Share per queue",
            "Each queue's dominant share of the cluster, stacked: the largest of its parts of"
                + " any resource."
        ),
        (
            "waits", "Wait by size of job",
            "How many of the jobs of a size waited at most so long. Further up and to the left"
                + " is better."
        ),
    ]
    return charts.map { chart in
        """
        <section><h2>\(chart.title)</h2><p class="explanation">\(chart.note)</p>
        <div class="chart" id="chart-\(chart.id)"></div></section>

        """
    }.joined()
}

private func section(_ title: String, note: String = "", _ table: PageTable) -> String {
    guard !table.rows.isEmpty else { return "" }
    let text = note.isEmpty ? "" : "<p class=\"explanation\">\(escaped(note))</p>\n"
    return "<section><h2>\(escaped(title))</h2>\n\(text)\(table.html)</section>\n"
}

private func tableSections(_ result: SimulationResult, _ summary: Summary) -> String {
    let users = Array(summary.users.prefix(10))
    return section("Queues", groupTable(summary.queues, column: "queue"))
        + section("Job sizes", groupTable(summary.sizeClasses, column: "members"))
        + section(
            "Users", note: "The users with the most jobs.", groupTable(users, column: "user"))
        + section(
            "Longest waits", note: "Times count from the first submission.",
            longestWaits(result, count: 15))
        + section(
            "Evictions", note: "Those that cost most; times count from the first submission.",
            evictionsTable(result, count: 15))
        + section("Why jobs were not finished", reasonsTable(summary))
}

private func ruleSections(_ result: SimulationResult) -> String {
    var rules = PageTable(columns: [("rule", false), ("what holds", false)])
    rules.rows = result.rules.map { [$0.key, $0.value] }
    return section(
        "Rules in force",
        note: "Schedulers of the same name differ in these, and each of them changes the figures.",
        rules)
        + cleaningSection(result.workload.cleaning) + definitions
}

private func cleaningSection(_ cleaning: CleaningReport) -> String {
    let isNothing = cleaning.droppedRows == 0 && cleaning.changedRows == 0
    let rule = "Rule: \(escaped(cleaning.rule))." + (isNothing ? " It changed nothing." : "")
    return """
        <section><h2>Cleaning of the input</h2>
        <p class="explanation">\(rule)</p>
        \(isNothing ? "" : cleaningTable(cleaning).html)</section>

        """
}

private let definitions = """
    <section class="definitions"><h2>Definitions</h2>
    <dl>
    <dt>Wait</dt><dd>Submission to the moment the gang got its places, or the first member of a job
    that is no gang; over the jobs that started.</dd>
    <dt>Bounded slowdown</dt><dd>max(1, (wait + run) / max(run, 10 s)), mean over the jobs that
    ended.</dd>
    <dt>Percentiles</dt><dd>Nearest rank: always the wait of some job, never between two.</dd>
    <dt>Makespan</dt><dd>Last end minus first submission.</dd>
    <dt>Lost</dt><dd>Done by members that were evicted, since they started or since the last
    checkpoint of their job.</dd>
    <dt>Utilisation</dt><dd>Allocated over capacity, both integrated over the makespan.</dd>
    </dl></section>

    """
