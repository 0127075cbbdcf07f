import MusterCore
import MusterSimulator
import MusterWorkloads

/// Small workloads for tests: jobs of one-core members on nodes of any size.
struct SmallRun {
    var workload = Workload(name: "test")
    var cluster: Cluster
    var configuration = SchedulerConfiguration()
    let catalog = ResourceCatalog()

    /// Nodes `node-0…` with this many cores each.
    init(nodes: [Int64]) {
        cluster = Cluster(
            name: "test",
            nodes: nodes.enumerated().map {
                Node(id: NodeID($0.offset), name: "node-\($0.offset)", capacity: cores($0.element))
            })
    }

    /// Adds a job with one task group; jobs must be added in order of submission.
    mutating func add(
        _ name: String, at submit: Int64, members: Int32, cores size: Int64 = 1,
        run: Int64, estimate: Int64? = nil, queue: String = "", isGang: Bool = true,
        priority: Int32 = 0
    ) {
        addGroups(
            name, at: submit, estimate: estimate ?? run, queue: queue, isGang: isGang,
            priority: priority,
            [("", members, size, run, 0)])
    }

    /// Adds a job with several task groups: name, members, cores, run and delay in seconds.
    mutating func addGroups(
        _ name: String, at submit: Int64, estimate: Int64, queue: String = "",
        isGang: Bool = true, priority: Int32 = 0,
        _ groups: [(name: String, members: Int32, cores: Int64, run: Int64, after: Int64)]
    ) {
        let queueIndex =
            workload.queues.firstIndex(of: queue)
            ?? {
                workload.queues.append(queue)
                return workload.queues.count - 1
            }()
        workload.jobs.append(
            Job(
                name: name, queue: Int32(queueIndex), submitted: Tick(seconds: submit),
                runTimeEstimate: estimate < 0 ? nil : Tick(seconds: estimate),
                priority: priority, isGang: isGang,
                firstTaskGroup: Int32(workload.taskGroups.count),
                taskGroupCount: Int32(groups.count)))
        for group in groups {
            workload.requests.append(cores(group.cores))
            workload.taskGroups.append(
                JobTaskGroup(
                    name: group.name, members: group.members,
                    request: Int32(workload.requests.count - 1),
                    runTime: Tick(seconds: group.run), appearsAfter: Tick(seconds: group.after)))
        }
    }

    /// The job added last, and its first task group.
    var lastJob: Job {
        get { workload.jobs[workload.jobs.count - 1] }
        set { workload.jobs[workload.jobs.count - 1] = newValue }
    }

    /// What the job added last says besides.
    mutating func say(_ properties: JobProperties) {
        lastJob.properties = Int32(workload.properties.count)
        workload.properties.append(properties)
    }

    /// Runs everything with all invariants checked after every step.
    func result(_ backfill: BackfillPolicy? = nil) -> SimulationResult {
        var simulation = Simulation(
            workload: workload, cluster: cluster, configuration: configuration, catalog: catalog,
            options: SimulationOptions(backfill: backfill, checksInvariants: true))
        return simulation.run()
    }

    /// When each job started, in seconds; -1 if it did not.
    func starts(_ backfill: BackfillPolicy? = nil) -> [Int64] {
        result(backfill).outcomes.map {
            $0.start == .never ? -1 : $0.start.milliseconds / 1000
        }
    }
}

private func cores(_ count: Int64) -> Resources {
    Resources([(ResourceCatalog.vcore, count * 1000)])
}
