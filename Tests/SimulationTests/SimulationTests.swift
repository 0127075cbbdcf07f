import MusterCore
import MusterSimulator
import MusterWorkloads
import Testing

/// Whole runs through simulator and core, small enough to be worked out by hand.
@Suite("Small simulations")
struct SimulationTests {
    /// Four one-core nodes and four jobs.
    ///
    /// long takes 2 of 4 until 100; wide needs 4; short (2 cores, until 60) and late (2 cores,
    /// 80 s) come behind it.
    private var crossing: SmallRun {
        var run = SmallRun(nodes: [1, 1, 1, 1])
        run.add("long", at: 0, members: 2, run: 100)
        run.add("wide", at: 10, members: 4, run: 50)
        run.add("short", at: 20, members: 2, run: 40)
        run.add("late", at: 30, members: 2, run: 80)
        return run
    }

    @Test("Greedy lets everything that fits overtake, and the wide job wait")
    func greedy() {
        // late takes the two cores that short frees at 60 and keeps them until 140.
        #expect(crossing.starts(.greedy) == [0, 140, 20, 60])
    }

    @Test("None keeps everybody behind the head")
    func none() {
        #expect(crossing.starts(BackfillPolicy.none) == [0, 100, 150, 150])
    }

    @Test("EASY lets pass only what does not delay the head")
    func easy() {
        // short is over at 60, before wide can start at 100; late would last until 140.
        #expect(crossing.starts(.easy) == [0, 100, 20, 150])
    }

    @Test("Conservative gives everyone a hole on arrival")
    func conservative() {
        #expect(crossing.starts(.conservative) == [0, 100, 20, 150])
    }

    @Test("Conservative moves starts forward when something ends early, never back")
    func conservativeCompression() {
        var run = SmallRun(nodes: [1, 1])
        run.add("early", at: 0, members: 2, run: 30, estimate: 100)
        run.add("a", at: 1, members: 2, run: 50)
        run.add("b", at: 2, members: 1, run: 10)
        // Planned: a at 100, b at 150. early ends at 30: a moves to 30, b to 80.
        #expect(run.starts(.conservative) == [0, 30, 80])
    }

    @Test("Two gangs that together exceed the cluster do not deadlock")
    func noDeadlock() {
        var run = SmallRun(nodes: [4, 4])
        run.add("a", at: 0, members: 6, run: 10)
        run.add("b", at: 0, members: 6, run: 10)
        for policy in BackfillPolicy.allCases {
            let result = run.result(policy)
            #expect(result.outcomes.map(\.start) == [.zero, Tick(seconds: 10)])
            #expect(result.outcomes.map(\.end) == [Tick(seconds: 10), Tick(seconds: 20)])
            #expect(result.partialGangMilliseconds == 0)
        }
    }

    @Test("A gang that fills the cluster is starved by small jobs under greedy, not under EASY")
    func starvation() {
        var run = SmallRun(nodes: [2, 2])
        for index in 0..<100 {
            run.add("small-\(index)", at: Int64(index) * 5, members: 1, run: 20)
            if index == 1 { run.add("whole", at: 5, members: 4, run: 10) }
        }
        // Under greedy a small job starts every 5 s and runs 20 s: four always run until the last
        // one, submitted at 495, ends at 515. Under EASY the second small job ends at 25.
        #expect(run.starts(.greedy)[2] == 515)
        #expect(run.starts(.easy)[2] == 25)
    }

    @Test("EASY protects a gang of whole nodes from a stream of small jobs")
    func starvationByFragments() {
        var run = SmallRun(nodes: [4, 4])
        for index in 0..<60 {
            run.add("small-\(index)", at: Int64(index) * 5, members: 1, run: 20)
            if index == 1 { run.add("whole", at: 5, members: 2, cores: 4, run: 10) }
        }
        #expect(run.starts(.greedy)[2] == 315)
        #expect(run.starts(.easy)[2] == 25)
    }

    @Test("Executors that come later find the places that were held for them")
    func heldPlaces() {
        var run = SmallRun(nodes: [4])
        run.addGroups(
            "spark", at: 0, estimate: 60,
            [("driver", 1, 1, 60, 0), ("executor", 2, 1, 50, 10)])
        run.add("greedy-neighbour", at: 5, members: 2, run: 5)
        run.add("fits", at: 6, members: 1, run: 5)
        let result = run.result()
        // The neighbour needs 2 of the 1 core that is neither used nor held; it waits for 60.
        #expect(result.outcomes.map(\.start.milliseconds) == [0, 60_000, 6_000])
        #expect(result.outcomes[0].end == Tick(seconds: 60))
        #expect(result.outcomes[0].members == 3)
    }

    @Test("Members that are no gang start when they can, and end one by one")
    func plainMembers() {
        var run = SmallRun(nodes: [2])
        run.add("plain", at: 0, members: 5, run: 10, isGang: false)
        let result = run.result()
        #expect(result.outcomes[0].start == .zero)
        #expect(result.outcomes[0].end == Tick(seconds: 30))
        #expect(result.outcomes[0].members == 5)
    }

    @Test("A job larger than the cluster waits to the end, says why and blocks nobody")
    func impossible() {
        var run = SmallRun(nodes: [1, 1])
        run.add("huge", at: 0, members: 3, run: 10)
        run.add("small", at: 1, members: 2, run: 10)
        for policy in BackfillPolicy.allCases {
            let result = run.result(policy)
            #expect(result.outcomes.map(\.state) == [.waiting, .finished])
            #expect(result.outcomes[0].reason == "the whole cluster has 1 vcore too little")
            #expect(result.outcomes[1].start == Tick(seconds: 1))
        }
    }

    @Test("A job goes to the queue it names, by path or unique last name")
    func queues() {
        var run = SmallRun(nodes: [8])
        run.configuration.root.children = [
            QueueConfiguration(
                name: "prod", children: [QueueConfiguration(name: "etl")]),
            QueueConfiguration(name: "default"),
        ]
        run.add("by-path", at: 0, members: 1, run: 1, queue: "root.prod.etl")
        run.add("by-name", at: 0, members: 1, run: 1, queue: "etl")
        run.add("none", at: 0, members: 1, run: 1)
        #expect(
            paths(run.result()) == ["root.prod.etl", "root.prod.etl", "root.default"])
    }

    /// The queue of each job; "" for none.
    private func paths(_ result: SimulationResult) -> [String] {
        result.outcomes.map { $0.queue < 0 ? "" : result.queuePaths[Int($0.queue)] }
    }

    @Test("Where there is one queue and no rule, names mean nothing and nobody is turned away")
    func onlyQueue() {
        var run = SmallRun(nodes: [8])
        run.configuration.root.children = [QueueConfiguration(name: "batch")]
        run.add("none", at: 0, members: 1, run: 1)
        run.add("unknown", at: 0, members: 1, run: 1, queue: "queue1")
        #expect(paths(run.result()) == ["root.batch", "root.batch"])
    }

    @Test("A job whose queue does not exist goes to root.default; rules may say otherwise")
    func rules() {
        var run = SmallRun(nodes: [8])
        run.configuration.root.children = [
            QueueConfiguration(name: "default"), QueueConfiguration(name: "teams", isParent: true),
        ]
        run.add("unknown", at: 0, members: 1, run: 5, queue: "nowhere")
        run.add("ada", at: 0, members: 1, run: 5)
        run.say(
            JobProperties(tags: [PlacementRequest.Tag(name: "namespace", value: "ada")]))
        #expect(paths(run.result()) == ["root.default", "root.default"])
        run.configuration.placementRules = [
            PlacementRule(
                .tag("namespace"), mayCreate: true, parent: PlacementRule(.fixed("root.teams")))
        ]
        run.add("ada-again", at: 3600, members: 1, run: 5)
        run.lastJob.properties = 1
        let result = run.result()
        #expect(paths(result) == ["root.default", "root.teams.ada", "root.teams.ada"])
        #expect(result.queueShares.allSatisfy { $0.count == 2 })
        #expect(result.queueShares.map { $0[1] }.max() == 125_000)
    }

    @Test("A job without a queue to go to is rejected")
    func noQueue() {
        var run = SmallRun(nodes: [8])
        run.configuration.root.children = ["a", "b"].map { QueueConfiguration(name: $0) }
        run.add("lost", at: 0, members: 1, run: 1, queue: "c")
        let outcome = run.result().outcomes[0]
        #expect(outcome.state == .rejected)
        #expect(
            outcome.reason
                == "no placement rule leads to a queue that exists and that its user may submit to")
    }

    @Test("Usage is integrated exactly")
    func utilisation() {
        var run = SmallRun(nodes: [2, 2])
        run.add("a", at: 10, members: 3, run: 20)
        let result = run.result()
        // 3 cores for 20 s, in millicores times milliseconds.
        #expect(result.allocatedMilliseconds[0] == 3000 * 20_000)
        #expect(result.capacity[0] == 4000)
        #expect(result.firstSubmission == Tick(seconds: 10))
        #expect(result.lastEnd == Tick(seconds: 30))
    }

    @Test("Equal inputs give equal fingerprints, other inputs another one")
    func fingerprint() {
        let first = crossing.result(.easy)
        let second = crossing.result(.easy)
        #expect(first.fingerprint == second.fingerprint)
        #expect(first.outcomes == second.outcomes)
        #expect(first.fingerprint != crossing.result(.greedy).fingerprint)
    }
}

/// The meter would see a gang that holds places without having all.
@Suite("Partial gang meter")
struct PartialGangMeterTests {
    @Test("Places without the rest count from the first to the last")
    func partial() {
        var meter = PartialGangMeter()
        meter.advance(to: Tick(seconds: 10))
        meter.placed(1, count: 2, of: 4)
        meter.advance(to: Tick(seconds: 13))
        meter.placed(2, count: 1, of: 2)
        meter.advance(to: Tick(seconds: 15))
        meter.placed(1, count: 2, of: 4)
        meter.advance(to: Tick(seconds: 20))
        // Gang 1 from 10 to 15, gang 2 from 13 to 20.
        #expect(meter.milliseconds == 5_000 + 7_000)
    }

    @Test("A gang that gives up its places stops counting")
    func givenUp() {
        var meter = PartialGangMeter()
        meter.placed(1, count: 1, of: 2)
        meter.advance(to: Tick(seconds: 3))
        meter.remove(1)
        meter.advance(to: Tick(seconds: 9))
        #expect(meter.milliseconds == 3_000)
    }

    @Test("A whole gang counts nothing")
    func whole() {
        var meter = PartialGangMeter()
        meter.placed(1, count: 4, of: 4)
        meter.advance(to: Tick(seconds: 9))
        #expect(meter.milliseconds == 0)
    }
}
