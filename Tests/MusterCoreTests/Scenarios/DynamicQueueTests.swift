import MusterCore
import TestKit
import Testing

/// Queues that placement rules create.
@Suite("Dynamic queues")
struct DynamicQueueTests {
    private static let create = PlacementRule(.provided, mayCreate: true)

    @Test("B046: create true: a queue that does not exist is created, with all above it")
    func created() {
        scenario(.queues) { s in
            s.queue("root.p", isParent: true)
            s.rules(Self.create)
            s.nodes(1, "4")
            s.place("A", queue: "root.p.X.y", asks: 1)
            s.decides(
                "queue root.p.x is Active", "queue root.p.x.y is Active", "placed A in root.p.x.y",
                "allocated A/0 n1")
            s.place("B", queue: "root.p.x.y")
            s.expect("placed B in root.p.x.y")
            #expect(s.queuePaths == ["root.p", "root.p.x", "root.p.x.y"])
            #expect(s.scheduler.isDynamic(s.queueID(of: "root.p.x.y")!))
            #expect(!s.scheduler.isDynamic(s.queueID(of: "root.p")!))
            #expect(s.usage(of: "root.p.x") == "1000 vcore")
        }
    }

    @Test("B046: every rule of a chain needs the right to create")
    func chain() {
        scenario { s in
            s.queue("root.default")
            let namespace = PlacementRule(.tag("namespace"), mayCreate: true)
            s.rules(PlacementRule(.user, parent: namespace))
            s.place("A", user: "ann", tags: ["namespace": "ns"])
            s.rules(PlacementRule(.user, mayCreate: true, parent: namespace))
            s.place("B", user: "ann", tags: ["namespace": "ns"])
            s.expect("placed A in root.default", "placed B in root.ns.ann")
            #expect(s.queuePaths == ["root.default", "root.ns", "root.ns.ann"])
        }
    }

    @Test("B036: a queue that is created gets what the template says")
    func template() {
        scenario { s in
            s.queue("root.p", order: .fair, isParent: true)
            s.template("root.p", guaranteed: "1", max: "3", maxApplications: 2)
            s.rules(Self.create)
            s.nodes(1, "8")
            for name in ["A", "B", "C"] { s.place(name, queue: "root.p.q", asks: 2) }
            s.decides(
                "placed A in root.p.q", "placed B in root.p.q", "placed C in root.p.q",
                "allocated A/0 n1", "allocated A/1 n1", "allocated B/0 n1")
            s.expectReason("B", "queueMax(root.p.q, vcore, missing: 1000)")
            s.expectReason("C", "queueApplications(root.p.q, max: 2)")
            let settings = s.scheduler.queueSettings(s.queueID(of: "root.p.q")!)
            #expect(settings?.guaranteed == ResourceBounds([(ResourceCatalog.vcore, 1000)]))
            #expect(settings?.applicationSortPolicy == .fifo)
        }
    }

    @Test("B037: the nearest template above counts; what lies between gets nothing of it")
    func deepTemplate() {
        scenario { s in
            s.queue("root.p", isParent: true)
            s.template("root", max: "7", maxApplications: 9)
            s.template("root.p", max: "2", maxApplications: 1)
            s.rules(Self.create)
            for path in ["root.p.x.a", "root.p.x.b", "root.y.c"] { s.place(path, queue: path) }
            s.passOver()
            func settings(_ path: String) -> QueueSettings? {
                s.scheduler.queueSettings(s.queueID(of: path)!)
            }
            #expect(settings("root.p.x") == QueueSettings())
            #expect(settings("root.y")?.maxApplications == 0)
            let leaves = ["root.p.x.a", "root.p.x.b", "root.y.c"].map(settings)
            #expect(leaves.map { $0?.maxApplications } == [1, 1, 9])
            #expect(leaves.map { $0?.max[ResourceCatalog.vcore] } == [2000, 2000, 7000])
        }
    }

    @Test("B037: the max of a template handed down binds each leaf queue, not what lies between")
    func deepTemplateMax() {
        scenario { s in
            s.queue("root.p", isParent: true)
            s.template("root.p", max: "2")
            s.rules(Self.create)
            s.nodes(1, "8")
            s.place("A", queue: "root.p.x.a", asks: 3)
            s.place("B", queue: "root.p.x.b", asks: 3)
            s.cycle()
            s.passOver()
            #expect(s.usage(of: "root.p.x") == "4000 vcore")
        }
    }

    @Test("The share of a queue that was just created is one of its own guarantee")
    func share() {
        scenario { s in
            s.queue("root.fixed", guaranteed: "1")
            s.queue("root.p", isParent: true)
            s.template("root", guaranteed: "2")
            s.rules(Self.create)
            s.nodes(1, "4")
            s.cycle()
            s.place("A", queue: "root.fixed", asks: 2)
            s.place("B", queue: "root.new", asks: 3)
            s.decides(
                "placed A in root.fixed", "placed B in root.new", "allocated B/0 n1",
                "allocated A/0 n1", "allocated B/1 n1", "allocated A/1 n1")
        }
    }

    @Test("A backfill policy of the template counts in the queue that is created")
    func backfill() {
        scenario { s in
            s.template("root", backfill: .conservative)
            s.rules(Self.create)
            s.nodes(1, "1")
            s.place("A", queue: "root.q", asks: 1)
            s.decides("placed A in root.q", "allocated A/0 n1")
        }
    }

    @Test("An application that is rejected leaves no queue behind")
    func rejected() {
        scenario(.all) { s in
            s.template("root", max: "2")
            s.rules(Self.create)
            let groups = [TaskGroup(minMember: 3, request: s.resources("1"))]
            s.place("A", queue: "root.x.y", gang: Gang(taskGroups: groups))
            s.place("B", queue: "root.x.y", gang: Gang(taskGroups: []))
            s.expect(
                "A rejected: gangExceedsQueueMax(root, vcore, requested: 3000, max: 2000)",
                "A New -> Rejected", "B rejected: invalidTaskGroup(0)", "B New -> Rejected")
            #expect(s.queuePaths == ["root.default"])
        }
    }

    @Test("B108: what runs already is not rejected for a max that was lowered since")
    func forcedGang() {
        scenario { s in
            s.queue("root.a", max: "2")
            let groups = [TaskGroup(minMember: 3, request: s.resources("1"))]
            s.place("A", queue: "root.a", isForced: true, gang: Gang(taskGroups: groups))
            s.expect("placed A in root.a")
        }
    }

    @Test("B107: a gang in a fair queue is served like any other; YuniKorn rejects it")
    func gangInFairQueue() {
        scenario { s in
            s.template("root", order: .fair)
            s.rules(PlacementRule(.user, mayCreate: true))
            s.nodes(1, "2")
            let groups = [TaskGroup(minMember: 2, request: s.resources("1"))]
            s.place("A", user: "ann", asks: 2, gang: Gang(taskGroups: groups))
            s.decides("placed A in root.ann", "allocated A/0 n1", "allocated A/1 n1")
        }
    }

    // MARK: Going

    /// `A` ran in `root.x.y` from 1 s on; it is completed 30 s later, and still known.
    private func completed(_ s: inout Scenario) {
        s.rules(Self.create)
        s.nodes(1, "1")
        s.place("A", queue: "root.x.y", asks: 1)
        s.cycle(at: 1)
        s.passOver()
        s.finish("A")
        s.decides(at: 30)
        s.decides(at: 31)
        s.expectState("A", .completed)
    }

    @Test("B053: a dynamic queue goes ten seconds after its last application ended")
    func removed() {
        scenario(.queues) { s in
            completed(&s)
            #expect(s.scheduler.nextTimer == Tick(seconds: 41))
            s.decides(at: 40)
            s.decides(at: 41, "queue root.x.y is Removed", "queue root.x is Removed")
            #expect(s.queue(of: "A") == nil)
            #expect(s.scheduler.nextTimer == nil)
            #expect(s.queuePaths == ["root.default"])
            s.remove("A")
        }
    }

    @Test("A queue that is used again in between stays until ten seconds after that")
    func usedAgain() {
        scenario(.queues) { s in
            s.rules(Self.create)
            s.place("A", queue: "root.x")
            s.remove("A")
            s.cycle(at: 9)
            s.place("B", queue: "root.x")
            s.cycle(at: 10)
            s.remove("B")
            s.expect(
                "queue root.x is Active", "placed A in root.x", "A New -> Failing",
                "A Failing -> Failed", "placed B in root.x", "B New -> Failing",
                "B Failing -> Failed")
            s.decides(at: 19)
            s.decides(at: 20, "queue root.x is Removed")
        }
    }

    @Test("A dynamic parent stays while one of its queues is used")
    func siblings() {
        scenario(.queues) { s in
            s.rules(Self.create)
            s.place("A", queue: "root.x.a")
            s.place("B", queue: "root.x.b")
            s.remove("A")
            s.passOver()
            s.decides(at: 10, "queue root.x.a is Removed")
            s.remove("B")
            s.passOver()
            s.decides(at: 20, "queue root.x.b is Removed", "queue root.x is Removed")
        }
    }

    /// `old` completed in `root.old`, whose template gave it a max of one core; the queue went.
    private func oldQueueGone(_ s: inout Scenario) -> QueueID {
        s.template("root", max: "1")
        s.rules(Self.create)
        s.nodes(1, "4")
        s.place("old", queue: "root.old", asks: 1)
        s.cycle()
        let old = s.queueID(of: "root.old")!
        s.finish("old")
        s.cycle(at: 30)
        s.cycle(at: 40)
        s.passOver()
        s.template("root")
        return old
    }

    @Test("Nothing can be asked about a queue that went")
    func goneQueue() {
        scenario(.queues) { s in
            let old = oldQueueGone(&s)
            #expect(s.scheduler.queueState(old) == nil)
            #expect(s.scheduler.queuePath(old) == "")
            #expect(s.scheduler.usage(of: old) == .none)
            #expect(s.queue(of: "old") == nil)
        }
    }

    @Test("The identifier of a queue that went is given to another, which begins with nothing")
    func identifiersAreReused() {
        scenario { s in
            let old = oldQueueGone(&s)
            s.place("new", queue: "root.b.new", asks: 3)
            s.decides(
                "placed new in root.b.new", "allocated new/0 n1", "allocated new/1 n1",
                "allocated new/2 n1")
            #expect(s.queueID(of: "root.b") == old)
            // The old application is still known and has nothing to do with the new queue.
            #expect(s.queue(of: "old") == nil)
            s.remove("old")
            #expect(s.usage(of: "root.b") == "3000 vcore")
            s.nodes(1, "1")
            s.decides()
        }
    }

    @Test("Parents that come after their children in the order of identifiers count all the same")
    func parentAfterChild() {
        scenario { s in
            s.rules(Self.create)
            s.nodes(1, "8")
            for name in ["A", "B", "C"] { s.place(name, queue: "root.\(name)") }
            for name in ["A", "B", "C"] { s.remove(name) }
            s.cycle(at: 10)
            s.queue("root.p", max: "2", isParent: true)
            s.queue("root.q", isParent: true)
            s.configure()
            s.passOver()
            s.place("D", queue: "root.p.d.e", asks: 5)
            s.decides("placed D in root.p.d.e", "allocated D/0 n1", "allocated D/1 n1")
            s.queue("root.p", max: "3", isParent: true)
            s.decides("allocated D/2 n1")
            #expect(s.queueID(of: "root.p.d")! < s.queueID(of: "root.p")!)
        }
    }

    // MARK: Many and deep

    @Test("A path of 100 levels works like any other; one of 129 is no path")
    func deepPath() {
        let deep = "root" + String(repeating: ".a", count: 99)
        let tooDeep = "root" + String(repeating: ".a", count: 128)
        scenario { s in
            s.rules(Self.create)
            s.nodes(1, "4")
            s.place("A", queue: deep, asks: 1)
            s.decides("placed A in \(deep)", "allocated A/0 n1")
            #expect(s.queuePaths.count == 100)
            s.place("B", queue: tooDeep)
            s.expect(
                "B rejected: placementRuleFailed(rule: 0, invalidName(\(tooDeep)))",
                "B New -> Rejected")
            s.remove("A")
            s.cycle(at: 10)
            s.passOver()
            #expect(s.queuePaths == ["root.default"])
        }
    }

    @Test("Ten thousand queues come and go")
    func many() {
        var scheduler = Scheduler(
            configuration: SchedulerConfiguration(
                placementRules: [PlacementRule(.user, mayCreate: true)]))
        let count = 10_000
        for number in 0..<count {
            scheduler.apply(
                .applicationSubmitted(
                    Application(
                        id: ApplicationID(number), queue: .rules(PlacementRequest()),
                        user: "u\(number)", submitted: .zero)))
        }
        #expect(scheduler.leafQueues.count == count + 1)
        #expect(scheduler.queueID(path: ["root", "u9999"]) == QueueID(10_001))
        #expect(scheduler.checkInvariants() == [])
        for number in 0..<count { scheduler.apply(.applicationRemoved(ApplicationID(number))) }
        scheduler.apply(.timeReached(Tick(seconds: 10)))
        #expect(scheduler.leafQueues.count == 1)
        #expect(scheduler.nextTimer == nil)
        #expect(scheduler.checkInvariants() == [])
    }

    @Test("An empty queue stays ten seconds from when it was last used, not from the first time")
    func usedInBetween() {
        scenario(.queues) { s in
            s.rules(Self.create)
            s.place("A", queue: "root.x")
            s.remove("A")
            s.cycle(at: 9)
            s.place("B", queue: "root.x")
            s.remove("B")
            s.passOver()
            s.decides(at: 10)
            s.decides(at: 18)
            s.decides(at: 19, "queue root.x is Removed")
        }
    }

    @Test("An empty queue stays as long as its past matters; that is looked at each half-life")
    func pastOfEmptyQueue() {
        scenario(.queues) { s in
            s.set("root", \.fairnessHalfLife, Tick(seconds: 100))
            s.rules(Self.create)
            s.nodes(1, "4")
            s.place("A", queue: "root.x", asks: 4)
            s.cycle(at: 0)
            s.passOver()
            s.cycle(at: 100)
            s.finish("A")
            // Completed at 130 s. Of 2000 at 100 s a 512th, 4000 / 1024, is left at 1000 s.
            for time: Int64 in [100, 130, 140, 940, 1010, 1039] { s.decides(at: time) }
            s.decides(at: 1040, "queue root.x is Removed")
        }
    }
}
