import MusterCore
import MusterReports
import MusterSimulator
import MusterWorkloads

/// What the results show of evictions, in sentences made from the figures.
extension HomeMax {
    static func preemptionFindings(
        _ inputs: SimulationInputs, _ result: SimulationResult
    ) -> [String] {
        var findings: [String] = []
        if let (job, outcome) = zip(result.workload.jobs, result.outcomes).reversed().first {
            let wait = durationText(seconds: seconds(outcome.start - job.submitted))
            findings.append(
                outcome.start == .never
                    ? "\(job.name) did not start: \(outcome.reason)."
                    : "\(job.name) waited \(wait), and started with all its \(outcome.members)"
                        + " members.")
        }
        guard !result.evictions.isEmpty else { return findings + ["Nobody was evicted."] }
        let evictions = result.evictions.map { evictionFinding($0, inputs, result) }
        findings += evictions.map(\.text)
        findings.append(
            evictions.contains(where: \.isTooMuch)
                ? "A queue was taken below its guarantee, which is a mistake of Muster."
                : "No queue was taken below its guarantee.")
        let lost = result.losses.reduce(Int64(0)) { $0.addingSaturating($1.memberMilliseconds) }
        let stopped = Set(result.evictions.filter { $0.stopped != .never }.map(\.job)).count
        let jobs = stopped == 0 ? "no job" : stopped == 1 ? "1 job" : "\(stopped) jobs"
        findings.append(
            "What it cost: \(groupedText(lost / 1000)) member-seconds of work have to be done"
                + " again, and \(jobs) had to wait once more.")
        return findings
    }

    /// Who had to end for whom, and what that leaves to the queue.
    ///
    /// - Returns: The sentence, and whether the queue is below its guarantee thereby.
    static func evictionFinding(
        _ eviction: Eviction, _ inputs: SimulationInputs, _ result: SimulationResult
    ) -> (text: String, isTooMuch: Bool) {
        let job = result.workload.jobs[Int(eviction.job)]
        let path = result.queuePaths[Int(eviction.queue)]
        let guaranteed =
            inputs.configuration.root.children.first { "root.\($0.name)" == path }?.guaranteed
            ?? .none
        let needs = request(of: job, in: result.workload)
        let isTooMuch = guaranteed.entries.contains {
            needs[$0.resource] > 0 && eviction.usageAfter[$0.resource] < $0.quantity
        }
        let left = ResourceBounds(
            guaranteed.entries.map { entry in
                (entry.resource, eviction.usageAfter[entry.resource])
            })
        let reason =
            switch eviction.reason {
            case .preempted(let other), .requiredNode(let other):
                "for \(result.workload.jobs[Int(other)].name)"
            case .quota(let path): "because the max of \(path) was lowered"
            }
        let after = durationText(seconds: seconds(eviction.told - result.firstSubmission))
        var text = "After \(after), \(members(eviction, of: job, result)) had to end \(reason)."
        if !guaranteed.isEmpty {
            text +=
                " That leaves \(boundsText(left)) to \(path), which is guaranteed"
                + " \(boundsText(guaranteed))."
        }
        return (text + resumption(eviction), isTooMuch)
    }

    private static func members(
        _ eviction: Eviction, of job: Job, _ result: SimulationResult
    ) -> String {
        let first = Int(job.firstTaskGroup)
        let all = result.workload.taskGroups[first..<first + Int(job.taskGroupCount)].reduce(0) {
            $0 + $1.members
        }
        if eviction.members == all { return "all of \(job.name)" }
        return "\(eviction.members) of the \(all) members of \(job.name)"
    }

    private static func resumption(_ eviction: Eviction) -> String {
        if eviction.evicted == 0 { return " Before they had to, they had ended by themselves." }
        guard eviction.stopped != .never else { return " The job went on without." }
        guard eviction.resumed != .never else { return " It did not start again." }
        let pause = durationText(seconds: seconds(eviction.resumed - eviction.stopped))
        return " It started again \(pause) later."
    }
}
