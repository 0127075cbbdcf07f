internal import MusterConfiguration
internal import MusterCore
internal import MusterWorkloads

extension Simulation {
    /// What was found out, once nothing can happen any more.
    mutating func result() -> SimulationResult {
        usage.finish(
            used: scheduler.usage(of: .root), waiting: waitingJobs, running: runningJobs,
            queues: queueUsage)
        for (slot, index) in jobOfApplication.enumerated()
        where index >= 0 && outcomes[Int(index)].state == .waiting {
            let reason = scheduler.waitReason(of: ApplicationID(slot))
            outcomes[Int(index)].reason =
                reason.map { scheduler.text(of: $0, catalog: catalog) { self.name(of: $0) } } ?? ""
        }
        return SimulationResult(
            workload: workload, cluster: cluster, catalog: catalog, queuePaths: leafQueues.paths,
            outcomes: outcomes, decisions: scheduler.decisionCount,
            fingerprint: scheduler.fingerprint.value,
            partialGangMilliseconds: partialGangs.milliseconds,
            firstSubmission: workload.jobs.first?.submitted ?? .zero, lastEnd: lastEnd,
            allocatedMilliseconds: usage.allocatedMilliseconds, capacity: usage.capacity,
            timeline: usage.timeline, queueShares: usage.queueShares, rules: rules,
            evictions: evictions, losses: losses.sorted { $0.job < $1.job })
    }

    /// The name of the job behind an application.
    private func name(of application: ApplicationID) -> String {
        let job = jobOfApplication[application.index]
        return job >= 0 ? workload.jobs[Int(job)].name : "an application that is gone"
    }

    private var evictionRule: String {
        let (seconds, rest) = options.evictionGrace.milliseconds.quotientAndRemainder(
            dividingBy: 1000)
        let grace = rest == 0 ? "\(seconds) s" : "\(options.evictionGrace.milliseconds) ms"
        let isOff = !scheduler.configuration.isPreemptionEnabled
        return "what is to be evicted ends \(grace) later, unless it ends by itself before; when it"
            + " starts again it does again what it did since the last checkpoint"
            + (isOff ? "; nothing is evicted for guarantees and priorities" : "")
    }

    private var rules: [SimulationResult.Rule] {
        typealias Rule = SimulationResult.Rule
        let policies = scheduler.configuration.root.leafPolicies
        return [
            Rule(key: "backfill", value: policies),
            Rule(
                key: "event_order",
                value: "at one moment all ends, then new members, then submissions in the order of"
                    + " the workload, then one scheduling cycle"),
            Rule(
                key: "ties",
                value: "applications of equal rank in order of submission; nodes of equal usage in"
                    + " order of their names"),
            Rule(
                key: "node_order",
                value: scheduler.configuration.nodeSortPolicy.order.rawValue),
            Rule(
                key: "estimates",
                value: "a reservation trusts them; work that may overtake one must be over by its"
                    + " start (not later) or leave enough places then"),
            Rule(
                key: "overruns",
                value: workload.cleaning.rule == "standard"
                    ? "a run longer than its estimate is cut to it"
                    : "a run longer than its estimate goes on; it counts as ending at any moment"),
            Rule(key: "evictions", value: evictionRule),
            Rule(key: "clean", value: workload.cleaning.rule),
        ]
    }
}

extension QueueConfiguration {
    /// The backfill policies of the leaf queues, each named once, in the order of the enum.
    fileprivate var leafPolicies: String {
        var found: [BackfillPolicy] = []
        var open = [self]
        while let queue = open.popLast() {
            if queue.children.isEmpty { found.append(queue.backfill) }
            open.append(contentsOf: queue.children)
        }
        return BackfillPolicy.allCases.filter { found.contains($0) }.map(\.rawValue)
            .joined(separator: ", ")
    }
}
