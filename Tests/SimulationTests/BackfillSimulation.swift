import MusterCore
import MusterSimulator
import MusterWorkloads

/// The starts of jobs in a simulation, seconds; -1 for a job that never started.
func simulatedStarts(
    _ jobs: [BackfillReference.Job], _ processors: Int, _ coresPerNode: Int,
    _ policy: BackfillReference.Policy
) -> [Int] {
    var workload = Workload(name: "random")
    workload.requests = [Resources([(ResourceCatalog.vcore, 1000)])]
    for (index, job) in jobs.enumerated() {
        workload.jobs.append(
            Job(
                name: "\(index)", submitted: Tick(seconds: Int64(job.submit)),
                runTimeEstimate: Tick(seconds: Int64(job.estimate)), firstTaskGroup: Int32(index)))
        workload.taskGroups.append(
            JobTaskGroup(
                members: Int32(job.processors), request: 0,
                runTime: Tick(seconds: Int64(job.run))))
    }
    let nodes = (0..<processors / coresPerNode).map {
        Node(
            id: NodeID($0), name: "n\($0)",
            capacity: Resources([(ResourceCatalog.vcore, Int64(coresPerNode) * 1000)]))
    }
    let backfill: BackfillPolicy =
        switch policy {
        case .fcfs: .none
        case .easy: .easy
        case .conservative: .conservative
        }
    var simulation = Simulation(
        workload: workload, cluster: Cluster(name: "random", nodes: nodes),
        configuration: SchedulerConfiguration(), catalog: ResourceCatalog(),
        options: SimulationOptions(backfill: backfill))
    return simulation.run().outcomes.map {
        $0.start == .never ? -1 : Int($0.start.milliseconds / 1000)
    }
}
