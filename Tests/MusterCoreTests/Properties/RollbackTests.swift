import MusterCore
import TestKit
import Testing

/// What is tried and taken back leaves nothing behind.
@Suite("Apply, then roll back")
struct RollbackTests {
    /// All that can be seen of a scheduler.
    struct Digest: Equatable {
        var free: [Resources]
        var usage: [Resources]
        var reasons: [WaitReason?]
        var places: [NodeID?]

        init(_ scheduler: Scheduler) {
            free = (0..<4).map { scheduler.free(on: NodeID($0)) }
            usage = ([.root] + scheduler.leafQueues).map { scheduler.usage(of: $0) }
            reasons = (0..<8).map { scheduler.waitReason(of: ApplicationID($0)) }
            places = (0..<60).map { scheduler.node(of: AskID($0)) }
        }
    }

    @Test("A gang that almost fits changes nothing, now or later")
    func failedGang() {
        for seed in Seeds.first(60) {
            var (plain, inputs) = Self.world(seed)
            var random = SplitMix64(seed: seed)
            var tried = plain
            let last = tried.leafQueues.last!
            tried.apply(.applicationSubmitted(Self.gang(in: last, &random)))
            tried.apply(
                .asksAdded(
                    AskSubmission(
                        asks: AskRange(first: AskID(200)), application: ApplicationID(20),
                        request: Resources([(ResourceCatalog.vcore, 1)]), taskGroup: 0)))
            inputs.insert(.timeReached(plain.now), at: 0)
            for input in inputs {
                let before = (plain.decisions.count, tried.decisions.count)
                plain.apply(input)
                tried.apply(input)
                let expected = Array(plain.decisions[before.0...])
                let found = tried.decisions[before.1...].filter { !$0.isAbout(ApplicationID(20)) }
                guard expected == found, Digest(plain) == Digest(tried) else {
                    Issue.record(
                        """
                        seed \(seed) (repeat with MUSTER_SEED=\(seed)): after \(input) the \
                        scheduler that tried a gang decides \(found), the other \(expected)
                        """)
                    return
                }
            }
        }
    }

    @Test("A branch leaves the scheduler that it came from as it was")
    func branch() {
        for seed in Seeds.first(50) {
            var (scheduler, inputs) = Self.world(seed)
            let (digest, fingerprint) = (Digest(scheduler), scheduler.fingerprint)
            var branch = scheduler
            for input in inputs { branch.apply(input) }
            #expect(branch.checkInvariants() == [])
            #expect(Digest(scheduler) == digest, "seed \(seed)")
            #expect(scheduler.fingerprint == fingerprint, "seed \(seed)")
            for input in inputs { scheduler.apply(input) }
            #expect(scheduler.fingerprint == branch.fingerprint, "seed \(seed)")
        }
    }

    /// A scheduler in the middle of a random run, with a leaf queue of its own at the end, and the
    /// inputs that come next.
    private static func world(_ seed: UInt64) -> (Scheduler, [Input]) {
        var run = RandomRun(seed: seed) { features in
            features.policies = [.greedy]
            // A queue that may go does not go while the gang is in it.
            features.reconfiguration = false
            features.queueKindChanges = false
            features.placementRules = false
            features.applicationLimits = false
        }
        run.run(steps: 20)
        let split = run.inputs.count
        run.run(steps: 20)
        var scheduler = Scheduler()
        for (index, input) in run.inputs[..<split].enumerated() {
            guard index == 0, case .configurationReplaced(var configuration) = input else {
                scheduler.apply(input)
                continue
            }
            configuration.root.children.append(QueueConfiguration(name: "z"))
            scheduler.apply(.configurationReplaced(configuration))
        }
        return (scheduler, Array(run.inputs[split...]))
    }

    /// Small members that may find places, and one that no node can take.
    private static func gang(in queue: QueueID, _ random: inout SplitMix64) -> Application {
        let small = TaskGroup(
            minMember: Int32(random.number(1...3)),
            request: Resources([(ResourceCatalog.vcore, Int64(random.number(1...2)))]))
        let large = TaskGroup(
            minMember: 1, request: Resources([(ResourceCatalog.vcore, 9)]))
        return Application(
            id: ApplicationID(20), queue: queue, submitted: .zero,
            gang: Gang(taskGroups: random.chance(50) ? [small, large] : [large, small]))
    }
}

extension Decision {
    fileprivate func isAbout(_ application: ApplicationID) -> Bool {
        switch self {
        case .stateChanged(let id, _, _), .waits(let id, _), .reserved(let id, _),
            .rejected(let id, _), .placed(let id, _), .held(let id, _, _, _),
            .unheld(let id, _, _, _, _):
            id == application
        case .allocated, .released, .refused, .evicted, .queueChanged, .replaced, .unneeded: false
        }
    }
}
