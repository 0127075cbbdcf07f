import Testing

/// The core's schedules, job by job, against plain simulators of interchangeable processors.
@Suite("Backfill against independent references")
struct BackfillTests {
    typealias Reference = BackfillReference

    @Test("The references do what their definitions say", arguments: Reference.Policy.allCases)
    func references(policy: Reference.Policy) {
        // Ten processors. A leaves 4 free; B is the head; D (3 wide, long), E (2 wide, long) and F
        // (2 wide, short) come behind B and C.
        let jobs = [(0, 10, 6), (1, 5, 8), (2, 10, 9), (3, 20, 3), (4, 20, 2), (5, 5, 2)].map {
            Reference.Job(submit: $0.0, run: $0.1, estimate: $0.1, processors: $0.2)
        }
        let expected: [Reference.Policy: [Int]] = [
            .fcfs: [0, 10, 15, 25, 25, 25],
            .easy: [0, 10, 24, 34, 4, 5],
            .conservative: [0, 10, 15, 25, 25, 5],
        ]
        #expect(Reference.starts(jobs, processors: 10, policy: policy) == expected[policy])
    }

    @Test("Small logs on one-core nodes", arguments: Reference.Policy.allCases)
    func smallLogs(policy: Reference.Policy) {
        compare(policy, seeds: 0..<200, jobs: 20...60, processors: 4...16, coresPerNode: 1)
    }

    @Test("Small logs on four-core nodes", arguments: Reference.Policy.allCases)
    func fewerNodes(policy: Reference.Policy) {
        compare(
            policy, seeds: 1_000_000..<1_000_100, jobs: 20...60, processors: 8...16,
            coresPerNode: 4)
    }

    @Test("Long logs", arguments: Reference.Policy.allCases)
    func longLogs(policy: Reference.Policy) {
        // The reference for everyone's reservations takes the square of what waits.
        let count = policy == .conservative ? 200 : 2000
        compare(
            policy, seeds: 2_000_000..<2_000_001, jobs: count...count, processors: 64...64,
            coresPerNode: 1)
    }

    private func compare(
        _ policy: Reference.Policy, seeds: Range<UInt64>, jobs: ClosedRange<Int>,
        processors: ClosedRange<Int>, coresPerNode: Int
    ) {
        for seed in BackfillLog.seeds(seeds) {
            let log = BackfillLog(seed: seed, jobs: jobs, processors: processors)
            guard isSame(log, policy, coresPerNode: coresPerNode) else { return }
        }
    }

    /// Whether the core starts every job when the reference does; reports the smallest part of the
    /// log where it does not.
    private func isSame(
        _ log: BackfillLog, _ policy: Reference.Policy, coresPerNode: Int
    ) -> Bool {
        let width = log.processors / coresPerNode * coresPerNode
        let differs = { (jobs: [Reference.Job]) in
            let jobs = jobs.filter { $0.processors <= width }
            return Reference.starts(jobs, processors: width, policy: policy)
                != simulatedStarts(jobs, width, coresPerNode, policy)
        }
        guard differs(log.jobs) else { return true }
        let jobs = log.smallest(where: differs).filter { $0.processors <= width }
        let list = jobs.map {
            "    submit \($0.submit) run \($0.run) estimate \($0.estimate) width \($0.processors)"
        }.joined(separator: "\n")
        let found = simulatedStarts(jobs, width, coresPerNode, policy)
        let expected = Reference.starts(jobs, processors: width, policy: policy)
        Issue.record(
            """
            seed \(log.seed) (repeat with MUSTER_SEED=\(log.seed)): \(policy) on \(width) \
            processors, \(coresPerNode) per node, starts at \(found), should be \(expected)
            \(list)
            """)
        return false
    }
}
