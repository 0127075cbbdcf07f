import MusterCore

/// A queue that fills the cluster beyond its guarantee, and one below its guarantee that asks.
struct PreemptionShape {
    var nodes: Int
    /// Pods of one core per node.
    var podsPerNode = 32
    /// Pods that preempt, each an application of its own.
    var asks: Int

    /// A full cluster in which the asks are old enough to preempt in the next cycle.
    func load() -> Scheduler {
        let total = Int64(nodes * podsPerNode) * 1000
        var root = QueueConfiguration(name: "root")
        for (name, part) in [("a", total / 2), ("b", total / 4)] {
            var queue = QueueConfiguration(
                name: name, guaranteed: ResourceBounds([(ResourceCatalog.vcore, part)]))
            queue.settings.preemptionDelay = Tick(milliseconds: 1)
            root.children.append(queue)
        }
        var scheduler = Scheduler(configuration: SchedulerConfiguration(root: root))
        let capacity = Resources([(ResourceCatalog.vcore, Int64(podsPerNode) * 1000)])
        for node in 0..<nodes {
            scheduler.apply(
                .nodeChanged(Node(id: NodeID(node), name: "node-\(node)", capacity: capacity)))
        }
        let perApplication = 100
        let applications = nodes * podsPerNode / perApplication
        for application in 0..<applications {
            submit(application, to: "a", count: perApplication, &scheduler)
        }
        scheduler.apply(.timeReached(.zero))
        for application in 0..<asks {
            submit(applications + application, to: "b", count: 1, &scheduler)
        }
        scheduler.apply(.timeReached(Tick(milliseconds: 1)))
        scheduler.clearDecisions()
        return scheduler
    }

    private func submit(
        _ application: Int, to queue: String, count: Int, _ scheduler: inout Scheduler
    ) {
        let first = queue == "a" ? application * 100 : nodes * podsPerNode + application
        scheduler.apply(
            .applicationSubmitted(
                Application(
                    id: ApplicationID(application),
                    queue: scheduler.queueID(path: ["root", queue])!,
                    submitted: Tick(milliseconds: Int64(application)))))
        scheduler.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(first), count: Int32(count)),
                    application: ApplicationID(application),
                    request: Resources([(ResourceCatalog.vcore, 1000)]))))
    }
}

/// Reports the time from the cycle that evicts to the end of the one that allocates, per pod.
func reportPreemption(nodes: Int, asks: Int, rounds: Int = 3) {
    let shape = PreemptionShape(nodes: nodes, asks: asks)
    var best = Double.infinity
    var placed = 0
    for _ in 0..<rounds {
        var scheduler = shape.load()
        let begin = processorSeconds()
        scheduler.apply(.timeReached(Tick(milliseconds: 2)))
        for case .evicted(let range, _) in scheduler.decisions {
            scheduler.apply(.allocationsEvicted(range))
        }
        scheduler.clearDecisions()
        scheduler.apply(.timeReached(Tick(milliseconds: 3)))
        best = min(best, processorSeconds() - begin)
        placed = scheduler.decisions.count {
            if case .allocated = $0 { true } else { false }
        }
    }
    printRow("preemption, \(asks) pods", nodes: nodes, decided: placed, seconds: best)
}
