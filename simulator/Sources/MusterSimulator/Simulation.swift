public import MusterCore
public import MusterWorkloads

/// What a simulation may be told besides its inputs.
public struct SimulationOptions: Sendable {
    /// Replaces the backfill policy of every leaf queue; `nil` leaves them as configured.
    public var backfill: BackfillPolicy?
    /// Check every invariant of the core after every step; slow.
    public var checksInvariants: Bool

    /// Creates options.
    public init(backfill: BackfillPolicy? = nil, checksInvariants: Bool = false) {
        self.backfill = backfill
        self.checksInvariants = checksInvariants
    }
}

/// How far a simulation has come.
public struct SimulationProgress: Sendable {
    /// Jobs that have ended, well or badly.
    public var endedJobs: Int
    /// All jobs.
    public var jobs: Int
    /// The virtual time.
    public var now: Tick
}

/// Discrete events in virtual time over the scheduler core.
public struct Simulation {
    /// Prepares a run.
    public init(
        workload: Workload, cluster: Cluster, configuration: SchedulerConfiguration,
        catalog: ResourceCatalog, options: SimulationOptions = SimulationOptions()
    ) {
        fatalError("not built yet")
    }

    /// Replays the workload to its end.
    ///
    /// - Parameter progress: Called now and then, at most once per thousand events.
    public mutating func run(
        progress: (SimulationProgress) -> Void = { _ in }
    ) -> SimulationResult {
        fatalError("not built yet")
    }
}
