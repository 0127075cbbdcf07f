public import YAMLDocument

/// What may be told to the readers of workload files.
public struct WorkloadReadingOptions: Hashable, Sendable {
    /// Which rows of a log are dropped and changed; Muster's own workloads are never cleaned.
    public var cleaning: CleaningRule
    /// How many processors the machine has, at least 1; `nil` takes what the log says of the
    /// machine it was written on, if it says anything.
    public var processors: Int?

    /// Creates options.
    public init(cleaning: CleaningRule = .standard, processors: Int? = nil) {
        self.cleaning = cleaning
        self.processors = processors
    }
}

/// What came of reading a workload file.
public struct WorkloadReading: Sendable {
    /// The workload; `nil` if there is any error.
    public var workload: Workload?
    /// Everything that is the matter, sorted by place.
    public var problems: [Problem]
    /// How many processors the log says its machine had; `nil` if it does not say.
    public var processorsInHeader: Int?

    /// Creates a reading; drops the workload if a problem is an error.
    init(workload: Workload?, problems: [Problem], processorsInHeader: Int? = nil) {
        let isRefused = problems.contains { $0.severity == .error }
        self.workload = isRefused ? nil : workload
        self.problems = Problem.sorted(problems)
        self.processorsInHeader = processorsInHeader
    }
}

/// What came of reading a cluster file.
public struct ClusterReading: Sendable {
    /// The cluster; `nil` if there is any error.
    public var cluster: Cluster?
    /// Everything that is the matter, sorted by place.
    public var problems: [Problem]

    /// Creates a reading; drops the cluster if a problem is an error.
    init(cluster: Cluster?, problems: [Problem]) {
        let isRefused = problems.contains { $0.severity == .error }
        self.cluster = isRefused ? nil : cluster
        self.problems = Problem.sorted(problems)
    }
}

/// Problems of one file, of which only the first twenty are kept: one mistake in a program that
/// wrote a log is a mistake in every row.
struct ProblemList {
    private static let limit = 20
    private var kept: [Problem] = []
    private var left = 0
    private var firstLeft: SourceLocation?

    var isEmpty: Bool { kept.isEmpty }

    mutating func append(_ problem: Problem) {
        if kept.count < Self.limit {
            kept.append(problem)
        } else {
            if left == 0 { firstLeft = problem.location }
            left += 1
        }
    }

    /// The kept problems and, if there were more, one that counts them.
    var problems: [Problem] {
        guard let firstLeft else { return kept }
        return kept + [Problem(at: firstLeft, "and \(left) more from here on")]
    }
}
