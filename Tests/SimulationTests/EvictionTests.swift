import MusterCore
@testable import MusterSimulator
import MusterWorkloads
import Testing

/// Evictions in whole runs, worked out by hand.
///
/// `claimant` is submitted at 50 to a queue that is guaranteed two cores and has none; ten seconds
/// later what borrowed them is told to end, and has ended another 30 s later, at 90.
@Suite("Evictions")
struct EvictionTests {
    private func run(cores: Int64 = 2) -> SmallRun {
        var run = SmallRun(nodes: [cores])
        var owed = QueueConfiguration(
            name: "owed", guaranteed: ResourceBounds([(ResourceCatalog.vcore, 2000)]))
        owed.preemptionDelay = Tick(seconds: 10)
        run.configuration.root.children = [owed, QueueConfiguration(name: "borrower")]
        return run
    }

    /// A victim of two cores, and who is owed them.
    private func pair(victimRuns: Int64 = 100, checkpoint: Int64? = nil) -> SmallRun {
        var run = run()
        run.add("victim", at: 0, members: 2, run: victimRuns, queue: "borrower")
        if let checkpoint {
            run.say(JobProperties(checkpointInterval: Tick(seconds: checkpoint)))
        }
        run.add("claimant", at: 50, members: 2, run: 20, queue: "owed")
        return run
    }

    private func seconds(_ time: Tick) -> Int64 {
        time == .never ? -1 : time.milliseconds / 1000
    }

    @Test("A run ends though somebody who is owed more than there is tries for ever")
    func endless() {
        var run = run()
        run.add("endless", at: 0, members: 2, cores: 2000, run: 10, queue: "owed")
        run.add("short", at: 0, members: 1, run: 10, queue: "owed")
        #expect(run.result().outcomes.map { seconds($0.end) } == [-1, 10])
    }

    @Test("A job that is evicted starts again and does everything again")
    func whole() throws {
        let result = pair().result()
        #expect(result.outcomes.map { seconds($0.start) } == [0, 90])
        // claimant has the cores until 110; 100 s more from then on.
        #expect(result.outcomes.map { seconds($0.end) } == [210, 110])
        #expect(result.outcomes.map(\.evictions) == [2, 0])
        #expect(result.outcomes.map(\.members) == [2, 2])
        #expect(
            result.losses == [
                // Two members for 90 s, one core each.
                JobLoss(
                    job: 0, memberMilliseconds: 180_000,
                    resourceMilliseconds: [180_000_000, 0, 0])
            ])
        let eviction = try #require(result.evictions.first)
        #expect(result.evictions.count == 1)
        #expect(eviction.reason == .preempted(by: 1))
        #expect(result.queuePaths[Int(eviction.queue)] == "root.borrower")
        #expect([eviction.told, eviction.stopped, eviction.resumed].map(seconds) == [60, 90, 110])
        #expect([eviction.members, eviction.evicted] == [2, 2])
        #expect(eviction.lostMilliseconds == 180_000)
        #expect(eviction.usageAfter.isZero)
        #expect(result.partialGangMilliseconds == 0)
    }

    @Test("What was done until the last checkpoint is not done again")
    func checkpoints() {
        let result = pair(checkpoint: 40).result()
        // Evicted at 90, saved at 80: 10 s of two members are lost, 20 s are left from 110 on.
        #expect(result.outcomes.map { seconds($0.end) } == [130, 110])
        #expect(result.losses.map(\.memberMilliseconds) == [20_000])
    }

    @Test("Who ends within the grace period, even at its last moment, was not evicted")
    func endsByItself() {
        for end: Int64 in [75, 90] {
            let result = pair(victimRuns: end).result()
            #expect(result.outcomes.map { seconds($0.end) } == [end, end + 20])
            #expect(result.outcomes.map(\.evictions) == [0, 0])
            #expect(result.losses == [])
            #expect(result.evictions.map(\.members) == [2])
            #expect(result.evictions.map(\.evicted) == [0])
        }
    }

    @Test("Surplus members are evicted and the others end when they would have")
    func surplus() {
        var run = run(cores: 4)
        run.add("victim", at: 0, members: 4, run: 100, queue: "borrower")
        run.workload.taskGroups[0].minMembers = 2
        run.add("claimant", at: 50, members: 2, run: 20, queue: "owed")
        let result = run.result()
        // Two end at 100 and make room for the two that were evicted at 90.
        #expect(result.outcomes.map { seconds($0.end) } == [200, 110])
        #expect(result.outcomes[0].evictions == 2)
        #expect(result.outcomes[0].members == 4)
        #expect(result.losses.map(\.memberMilliseconds) == [180_000])
        #expect(result.evictions.map(\.stopped) == [.never])
        #expect(result.evictions.map { $0.usageAfter[ResourceCatalog.vcore] } == [2000])
    }

    @Test("A job can be evicted again and again; the ends of earlier runs mean nothing")
    func twice() {
        var run = pair()
        run.add("second", at: 120, members: 2, run: 20, queue: "owed")
        let result = run.result()
        // Runs 0-90, 110-160 and 180-280.
        #expect(result.outcomes.map { seconds($0.end) } == [280, 110, 180])
        #expect(result.outcomes[0].evictions == 4)
        #expect(result.losses.map(\.memberMilliseconds) == [280_000])
        #expect(result.evictions.map { seconds($0.told) } == [60, 130])
        #expect(result.evictions.map { seconds($0.resumed) } == [110, 180])
    }

    @Test("The grace period is as long as one says, and preemption can be off")
    func options() {
        var run = pair()
        let options = SimulationOptions(evictionGrace: Tick(seconds: 5), checksInvariants: true)
        var simulation = Simulation(
            workload: run.workload, cluster: run.cluster, configuration: run.configuration,
            catalog: run.catalog, options: options)
        #expect(simulation.run().outcomes.map { seconds($0.start) } == [0, 65])
        run.configuration.isPreemptionEnabled = false
        let result = run.result()
        #expect(result.outcomes.map { seconds($0.start) } == [0, 100])
        #expect(result.evictions == [])
    }
}

/// The pieces that evictions are made of.
@Suite("Pieces of evictions")
struct EvictionPieceTests {
    @Test("The last checkpoint is a whole number of intervals after the start")
    func lastCheckpoint() {
        let checkpoints = Checkpoints(
            since: Tick(seconds: 100), interval: Tick(seconds: 40), generation: 0)
        let moments: [(at: Int64, last: Int64)] = [
            (100, 100), (139, 100), (140, 140), (219, 180), (220, 220),
        ]
        for moment in moments {
            #expect(
                checkpoints.last(until: Tick(seconds: moment.at)) == Tick(seconds: moment.last))
        }
    }

    @Test("A range falls into the parts that have something in common")
    func parts() {
        let range = AskRange(first: AskID(rawValue: 3), count: 5)
        // 3, 4 | 5 | 6, 7
        #expect(
            range.parts(by: { $0 == 5 }) == [
                AskRange(first: AskID(rawValue: 3), count: 2),
                AskRange(first: AskID(rawValue: 5)),
                AskRange(first: AskID(rawValue: 6), count: 2),
            ])
        #expect(range.parts(where: { $0 == 5 }) == [AskRange(first: AskID(rawValue: 5))])
        #expect(range.parts(where: { $0 > 9 }) == [])
    }

    @Test("Identifiers know the group and the start of their members, and come back without")
    func identifiers() {
        var identifiers = AskIdentifiers()
        let first = identifiers.take(2, for: 7)
        let second = identifiers.take(3, for: 8)
        identifiers.start(second, at: Tick(seconds: 5))
        #expect(identifiers.start(of: 1) == nil)
        #expect(identifiers.start(of: 2) == Tick(seconds: 5))
        // Ranges of decisions may span applications.
        let both = AskRange(first: AskID(rawValue: 0), count: 5)
        #expect(identifiers.parts(of: both) == [first, second])
        identifiers.giveBack(second)
        let again = identifiers.take(3, for: 9)
        #expect(again == second)
        #expect(identifiers.group(of: AskID(rawValue: 4)) == 9)
        #expect(identifiers.start(of: 4) == nil)
    }

    @Test("A path keeps its index while queues come and go")
    func leafQueues() {
        var queues = LeafQueues()
        let queue = QueueID(rawValue: 4)
        #expect(queues.index(of: queue, path: "root.a") == 0)
        #expect(queues.index(of: QueueID(rawValue: 2), path: "root.b") == 1)
        queues.forget(queue)
        #expect(queues[0] == nil)
        // The identifier is used again, for another path and then for the first.
        #expect(queues.index(of: queue, path: "root.c") == 2)
        #expect(queues.index(of: QueueID(rawValue: 5), path: "root.a") == 0)
        #expect(queues.paths == ["root.a", "root.b", "root.c"])
        #expect([queues[0], queues[1], queues[2]].map { $0?.rawValue } == [5, 2, 4])
    }

    @Test("A gang of members and surplus starts without the surplus, which follows when it can")
    func surplusStartsLater() {
        var run = SmallRun(nodes: [3])
        run.add("elastic", at: 0, members: 4, run: 10)
        run.workload.taskGroups[0].minMembers = 2
        let result = run.result()
        // Three at once, the fourth when they have ended.
        #expect(result.outcomes.map(\.start) == [.zero])
        #expect(result.outcomes.map(\.end) == [Tick(seconds: 20)])
        #expect(result.outcomes.map(\.members) == [4])
        #expect(result.partialGangMilliseconds == 0)
    }
}
