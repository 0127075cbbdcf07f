import MusterCore
import MusterReports
import MusterSimulator
import MusterWorkloads

/// What the results of the demonstrations show, in sentences made from the figures.
extension HomeMax {
    static func gangFindings(_ inputs: SimulationInputs, _ result: SimulationResult) -> [String] {
        let jobs = Array(zip(result.workload.jobs, result.outcomes))
        let atOnce = jobs.filter { $0.1.start == $0.0.submitted }
        let members = atOnce.reduce(0) { $0 + Int($1.1.members) }
        var findings = [
            "\(atOnce.map(\.0.name).joined(separator: " and ")) started at once and whole:"
                + " \(members) members in all."
        ]
        for (job, outcome) in jobs where outcome.start > job.submitted {
            guard outcome.start != .never else {
                findings.append("\(job.name) did not start: \(outcome.reason).")
                continue
            }
            let wait = seconds(outcome.start - job.submitted)
            let free = mostFreeCores(result, from: job.submitted, until: outcome.start)
            let need = request(of: job, in: result.workload)[ResourceCatalog.vcore]
            findings.append(
                "\(job.name) waited \(durationText(seconds: wait)). Up to"
                    + " \(quantityText(free, of: ResourceCatalog.vcore)) of the"
                    + " \(quantityText(need, of: ResourceCatalog.vcore)) it needs were free in the"
                    + " meantime, and none of its \(outcome.members) members took any of them.")
        }
        let partial = Double(result.partialGangMilliseconds) / 1000
        findings.append(
            "Capacity held by gangs that were not complete: \(durationText(seconds: partial)).")
        return findings
    }

    static func queueFindings(_ inputs: SimulationInputs, _ result: SimulationResult) -> [String] {
        var isAnyAbove = false
        var findings: [String] = []
        for queue in inputs.configuration.root.children {
            guard let index = result.queuePaths.firstIndex(of: "root.\(queue.name)") else {
                continue
            }
            let peak = result.queueShares.map { $0[index] }.max() ?? 0
            let most = shareText(queue.max, of: result.capacity)
            isAnyAbove = isAnyAbove || Int64(peak) > most.partsPerMillion
            findings.append(
                "root.\(queue.name): at most \(percentText(Double(peak) / 1_000_000)) of the"
                    + " cluster at any moment; guaranteed"
                    + " \(shareText(queue.guaranteed, of: result.capacity).text), max"
                    + " \(most.text).")
        }
        findings.append(
            isAnyAbove
                ? "A queue passed its max, which is a mistake of Muster."
                : "No queue passed its max.")
        if let (job, wait) = longestWait(result) {
            findings.append(
                "The longest wait was \(job.name)'s, \(durationText(seconds: wait))."
                    + (result.evictions.isEmpty
                        ? " Borrowed capacity came back when the jobs that borrowed it ended." : "")
            )
        }
        return findings + result.evictions.map { evictionFinding($0, inputs, result).text }
    }

    static func orderFindings(_ inputs: SimulationInputs, _ result: SimulationResult) -> [String] {
        let jobs = zip(result.workload.jobs, result.outcomes)
        return inputs.configuration.root.children.compactMap { queue in
            let path = "root.\(queue.name)"
            let runs = jobs.filter { $0.1.queue >= 0 && result.queuePaths[Int($0.1.queue)] == path }
                .map { job, outcome in
                    "\(job.name) from \(clock(outcome.start, result)) to"
                        + " \(clock(outcome.end, result))"
                }
            guard !runs.isEmpty else { return nil }
            return "\(path), \(queue.applicationSortPolicy.rawValue): "
                + runs.joined(separator: ", ") + "."
        }
    }

    /// The most cores that lay free at one moment of a stretch of time, in millicores.
    private static func mostFreeCores(
        _ result: SimulationResult, from: Tick, until: Tick
    ) -> Int64 {
        let cores = ResourceCatalog.vcore.index
        let used =
            result.timeline.filter { from <= $0.time && $0.time < until }
            .map { Int64($0.allocatedPartsPerMillion[cores]) }.min() ?? 1_000_000
        return result.capacity[cores].multipliedSaturating(by: 1_000_000 - used) / 1_000_000
    }

    /// The share of the cluster that a bound stands for: the largest of its parts.
    private static func shareText(
        _ bounds: ResourceBounds, of capacity: [Int64]
    ) -> (text: String, partsPerMillion: Int64) {
        let parts = bounds.entries.filter { capacity[$0.resource.index] > 0 }
            .map { Double($0.quantity) / Double(capacity[$0.resource.index]) }
        guard let part = parts.max() else { return ("nothing", .max) }
        return (percentText(part), Int64((part * 1_000_000).rounded(.up)))
    }

    private static func longestWait(_ result: SimulationResult) -> (Job, Double)? {
        let waits = zip(result.workload.jobs, result.outcomes).filter { $0.1.start != .never }
            .map { ($0.0, seconds($0.1.start - $0.0.submitted)) }
        // The first of the longest: `max` would take the last.
        return waits.reduce(nil as (Job, Double)?) { longest, next in
            next.1 > (longest?.1 ?? 0) ? next : longest
        }
    }

    private static func clock(_ time: Tick, _ result: SimulationResult) -> String {
        time == .never ? "never" : durationText(seconds: seconds(time - result.firstSubmission))
    }
}

/// What all members of a job need together, base units.
func request(of job: Job, in workload: Workload) -> Resources {
    let first = Int(job.firstTaskGroup)
    return workload.taskGroups[first..<first + Int(job.taskGroupCount)].reduce(.none) {
        $0 + workload.requests[Int($1.request)] * Int64($1.members)
    }
}

/// A length of time in seconds.
func seconds(_ time: Tick) -> Double {
    Double(time.milliseconds) / 1000
}
