import MusterCore

/// Generates workloads that look like those of real parallel machines: many small and a few
/// large gangs, sizes that are often powers of two, run times from seconds to two days that grow
/// with the size, and a daily rhythm of submissions.
///
/// The model gives sizes, run times and submissions. Requested times, users and queues are this
/// project's additions: a job asks for its run time times a random factor, rounded up to a value
/// that people ask for; users are drawn in proportion to 1, 1/2, 1/3 and so on; a user always
/// submits to the same queue.
///
/// - Note: Deterministic. Equal parameters give equal workloads in every process, build and
///   machine. Each aspect has its own random stream: more users do not change any run time.
/// - Note: Source: Lublin and Feitelson, "The workload on parallel supercomputers: modeling the
///   characteristics of rigid jobs", Journal of Parallel and Distributed Computing 63(11), 2003;
///   the parameters are those for jobs of unknown type.
public struct LublinFeitelsonModel: Hashable, Sendable {
    /// How much to generate.
    public enum Extent: Hashable, Sendable {
        /// So many jobs, `0...10_000_000`.
        case jobs(Int)
        /// Submissions of so many days, `1...36_500`.
        case days(Int)
    }

    /// Where the random numbers start; every value is a good one.
    public var seed: UInt64
    /// The machine size in one-core nodes, `1...1_000_000`; no job is larger.
    public var nodes: Int
    /// How much to generate.
    public var extent: Extent
    /// The work submitted over the work that the machine could do until the last submission, in
    /// `0.001...1000`; `nil` leaves the model's own pace.
    ///
    /// Submissions come closer together or further apart to reach it; the daily rhythm stays.
    public var load: Double?
    /// How many users submit, `1...100_000`.
    public var users: Int
    /// How many queues they submit to, `0...1000`; 0 means that no queue is named.
    public var queues: Int

    /// Creates a model; nothing is checked before `workload()`.
    public init(
        seed: UInt64, nodes: Int, extent: Extent, load: Double? = nil, users: Int = 50,
        queues: Int = 0
    ) {
        self.seed = seed
        self.nodes = nodes
        self.extent = extent
        self.load = load
        self.users = users
        self.queues = queues
    }

    /// A parameter out of its range.
    public struct ParameterError: Error, Hashable, CustomStringConvertible {
        /// Which parameter: `nodes`, `jobs`, `days`, `load`, `users` or `queues`.
        public var parameter: String
        /// What was found and what is expected, for people.
        public var description: String
    }

    /// Generates the workload: jobs named `1`, `2` and so on in order of submission, each a gang
    /// of members that request one core.
    ///
    /// - Returns: A workload without problems, in order of submission.
    /// - Throws: ``ParameterError`` for the first parameter that is out of its range, or if the
    ///   days would hold more than ten million jobs.
    /// - Complexity: O(jobs · log users).
    public func workload() throws(ParameterError) -> Workload {
        try checkParameters()
        let shapes = try shapes()
        let submissions = submissions(of: shapes)
        var builder = WorkloadBuilder(name: "lublin-feitelson-\(nodes)-nodes-seed-\(seed)")
        builder.reserveCapacity(shapes.count)
        let oneCore = builder.request(Resources([(ResourceCatalog.vcore, 1000)]))
        var userStream = stream(.users)
        let userRanks = ZipfDistribution(count: users)
        for (index, shape) in shapes.enumerated() {
            let user = userRanks.draw(from: &userStream)
            let queue = queues == 0 ? "" : "queue\((user - 1) % queues + 1)"
            let job = Job(
                name: String(index + 1), queue: builder.queue(queue),
                user: builder.user("user\(user)"), submitted: Tick(seconds: submissions[index]),
                runTimeEstimate: Tick(seconds: shape.requestedSeconds), firstTaskGroup: 0)
            let group = JobTaskGroup(
                members: shape.members, request: oneCore,
                runTime: Tick(seconds: shape.runSeconds))
            builder.add(job, taskGroups: CollectionOfOne(group))
        }
        return builder.workload
    }

    private static let maximumJobs = 10_000_000

    private func checkParameters() throws(ParameterError) {
        try check("nodes", nodes, in: 1...1_000_000)
        switch extent {
        case .jobs(let jobs): try check("jobs", jobs, in: 0...Self.maximumJobs)
        case .days(let days): try check("days", days, in: 1...36_500)
        }
        if let load { try check("load", load, in: 0.001...1000) }
        try check("users", users, in: 1...100_000)
        try check("queues", queues, in: 0...1000)
    }

    private func check<Value: Comparable>(
        _ parameter: String, _ value: Value, in range: ClosedRange<Value>
    ) throws(ParameterError) {
        guard !range.contains(value) else { return }
        throw ParameterError(
            parameter: parameter,
            description: "\(parameter): found \(value), expected \(range.lowerBound) to "
                + "\(range.upperBound)")
    }
}

/// The random streams, one per aspect.
private enum Stream: Int {
    case sizes, runTimes, arrivals, estimates, users
}

/// One job without its submission.
private struct Shape {
    var members: Int32
    var runSeconds: Int64
    var requestedSeconds: Int64
    /// Work time between the previous submission and this one, seconds.
    var gapSeconds: Double
}

extension LublinFeitelsonModel {
    private func stream(_ stream: Stream) -> SplitMix64 {
        var seeds = SplitMix64(seed: seed)
        for _ in 0..<stream.rawValue { _ = seeds.next() }
        return SplitMix64(seed: seeds.next())
    }

    /// Draws jobs until there are as many as asked for, or enough for the days.
    private func shapes() throws(ParameterError) -> [Shape] {
        var sizes = stream(.sizes)
        var runTimes = stream(.runTimes)
        var arrivals = stream(.arrivals)
        var estimates = stream(.estimates)
        var shapes: [Shape] = []
        var work = 0.0
        var clock = 0.0
        while true {
            switch extent {
            case .jobs(let jobs):
                if shapes.count == jobs { return shapes }
            case .days(let days):
                // The paces agree at midnight, so whole days need no change of clock.
                let seconds = Double(days) * 86_400
                let isEnough =
                    load.map { work >= $0 * Double(nodes) * seconds } ?? (clock >= seconds)
                if isEnough { return load == nil ? shapes.dropLast() : shapes }
            }
            guard shapes.count < Self.maximumJobs else {
                throw ParameterError(
                    parameter: "days",
                    description: "days: found more than \(Self.maximumJobs) jobs in that time, "
                        + "expected fewer; take fewer days, fewer nodes or a lower load")
            }
            let members = Self.size(nodes: nodes, from: &sizes)
            let run = Self.runSeconds(members: members, from: &runTimes)
            let shape = Shape(
                members: Int32(members), runSeconds: run,
                requestedSeconds: Self.requestedSeconds(run: run, from: &estimates),
                gapSeconds: Self.gapSeconds(from: &arrivals))
            work += Double(members) * Double(run)
            clock += shape.gapSeconds
            shapes.append(shape)
        }
    }

    /// When the jobs are submitted, whole seconds from the first midnight, ascending.
    private func submissions(of shapes: [Shape]) -> [Int64] {
        let cycle = DailyCycle()
        let total = shapes.reduce(0) { $0 + $1.gapSeconds }
        var stretch = 1.0
        if let load, total > 0 {
            let work = shapes.reduce(0) { $0 + Double($1.members) * Double($1.runSeconds) }
            let seconds = work / (Double(nodes) * load)
            stretch = cycle.workSeconds(atRealSeconds: seconds) / total
        }
        var clock = 0.0
        return shapes.map { shape in
            clock += shape.gapSeconds
            return Int64(cycle.realSeconds(atWorkSeconds: clock * stretch))
        }
    }

    /// How many members a job has: 1 with probability 0.244, else two to the power of a number
    /// from two adjoining uniform ranges, a whole one with probability 0.576.
    private static func size(nodes: Int, from generator: inout SplitMix64) -> Int {
        let kind = generator.uniform()
        if kind <= 0.244 || nodes == 1 { return 1 }
        let low = 0.8
        let high = naturalLogarithm(Double(nodes)) / naturalLogarithm(2)
        // The paper sets the break 1.5 to 3.5 below the top. On machines of fewer than 56 nodes
        // 2.5 would leave nothing below it; half-way is in that range down to 14 nodes.
        let middle = max(high - 2.5, (low + high) / 2)
        let isLower = generator.uniform() <= 0.86
        let (from, to) = isLower ? (low, middle) : (middle, high)
        var power = from + generator.uniform() * (to - from)
        if kind <= 0.244 + 0.576 { power = (power + 0.5).rounded(.down) }
        let members = exponential(power * naturalLogarithm(2))
        return min(Int((members + 0.5).rounded(.down)), nodes)
    }

    /// How long a job of so many members runs, 1 s to 45 h: the logarithm is a mixture of two
    /// gamma distributions, and the larger the job the likelier is the long one.
    private static func runSeconds(members: Int, from generator: inout SplitMix64) -> Int64 {
        let probabilityOfShort = min(max(0.78 - 0.0054 * Double(members), 0), 1)
        while true {
            let isShort = generator.uniform() <= probabilityOfShort
            let logarithm =
                isShort
                ? generator.gammaDistributed(shape: 4.2, scale: 0.94)
                : generator.gammaDistributed(shape: 312, scale: 0.03)
            if logarithm <= 12 { return max(1, Int64(exponential(logarithm))) }
        }
    }

    /// Work time until the next submission, seconds, at most five days.
    ///
    /// The logarithm is gamma distributed. 1.0225 turns the shape that the paper gives for the
    /// rush hours into that for the whole day.
    private static func gapSeconds(from generator: inout SplitMix64) -> Double {
        while true {
            let logarithm = generator.gammaDistributed(shape: 10.2303 * 1.0225, scale: 0.4871)
            if logarithm <= 13 { return exponential(logarithm) }
        }
    }

    /// What people ask for who expect to need one to several times the run time.
    private static func requestedSeconds(run: Int64, from generator: inout SplitMix64) -> Int64 {
        let needed = Int64(Double(run) * (1 + generator.exponentiallyDistributed())) + 1
        let minutes: [Int64] = [5, 15, 30, 60, 120, 240, 480, 720, 1440]
        if let fitting = minutes.first(where: { $0 * 60 >= needed }) { return fitting * 60 }
        return (needed + 86_399) / 86_400 * 86_400
    }
}
