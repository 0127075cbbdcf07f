import MusterCore
import TestKit

/// A scheduler whose every step is checked: its own invariants, the independent books, and that a
/// second cycle at the same moment decides nothing.
struct CheckedScheduler {
    private(set) var scheduler = Scheduler(configuration: SchedulerConfiguration())
    private(set) var ledger = Ledger()

    /// - Returns: What is wrong after this input.
    mutating func apply(_ input: Input) -> [String] {
        let before = scheduler.decisions.count
        ledger.announce(input)
        scheduler.apply(input)
        var problems = scheduler.checkInvariants()
        problems += ledger.book(input, scheduler.decisions[before...], scheduler)
        if case .timeReached(let time) = input, mustBeQuiet {
            var again = scheduler
            again.apply(.timeReached(time))
            let more = again.decisions[scheduler.decisions.count...]
            if !more.isEmpty { problems.append("a second cycle at \(time) decides \(more)") }
        }
        return problems
    }

    /// Whether a second cycle at the same moment has nothing to decide.
    ///
    /// Promises are made anew in
    /// each cycle, and work of unknown length counts differently once it runs; what must be quiet
    /// where promises are made is in `QuiescenceTests`.
    private var mustBeQuiet: Bool {
        // Members of several shapes may find places after others have started, not before.
        ledger.queues.values.allSatisfy { $0.backfill == .greedy || $0.backfill == .none }
            && ledger.apps.values.allSatisfy { $0.gang?.taskGroups.count ?? 0 < 2 }
    }
}

/// A run of random inputs.
///
/// The inputs are kept, so that a failure can be shrunk and repeated.
struct RandomRun {
    private(set) var checked = CheckedScheduler()
    private(set) var inputs: [Input] = []
    private(set) var problems: [String] = []
    /// Told of every input before it is applied: the way to the input that traps.
    var onApply: (Input) -> Void = { _ in }
    private var world: RandomWorld
    private var now: Int64 = 0

    /// Begins a run; `adjust` switches features on or off for it.
    init(seed: UInt64, adjust: (inout Features) -> Void = { _ in }) {
        world = RandomWorld(seed: seed, adjust: adjust)
        apply(.configurationReplaced(world.configuration()))
        for node in 0..<world.random.number(1...4) { apply(.nodeChanged(world.node(NodeID(node)))) }
    }

    /// Makes this many random steps, fewer if something goes wrong.
    mutating func run(steps: Int) {
        for _ in 0..<steps where problems.isEmpty { step() }
    }

    /// Stops and looks whether everything that can run does, in the end.
    mutating func drain() {
        if problems.isEmpty { problems = checked.drain() }
    }

    private mutating func apply(_ input: Input) {
        guard problems.isEmpty else { return }
        inputs.append(input)
        onApply(input)
        problems = checked.apply(input)
    }

    private mutating func step() {
        switch world.random.below(100) {
        case 0..<28: reachTime()
        case 28..<44: submit()
        case 44..<64: addAsks()
        case 64..<76: end(isFinished: true)
        case 76..<80: if world.features.withdrawals { end(isFinished: false) }
        case 80..<84: if world.features.refusals { refuse() }
        case 84..<88: if world.features.applicationRemovals { removeApplication() }
        case 88..<92: if world.features.nodeChanges { changeNode() }
        case 92..<94: if world.features.nodeRemovals { removeNode() }
        case 94..<96:
            if world.features.reconfiguration {
                apply(.configurationReplaced(world.configuration()))
            }
        case 96..<98 where world.features.queueKindChanges:
            apply(.configurationReplaced(world.configuration()))
        default: if world.features.wrongIdentifiers { applyNonsense() }
        }
    }

    private mutating func reachTime() {
        if world.features.time { now += Int64(world.random.pick([0, 1, 1, 2, 5, 12])) }
        if world.random.chance(world.features.placementRules ? 10 : 3) { now += 40_000 }
        apply(.timeReached(Tick(milliseconds: now)))
    }

    private mutating func submit() {
        let id = ApplicationID(world.random.below(8))
        guard checked.ledger.apps[id] == nil else { return addAsks(to: id) }
        let queue = world.random.pick(checked.scheduler.leafQueues)
        apply(
            .applicationSubmitted(
                world.application(id, in: queue, at: Tick(milliseconds: now))))
        if world.random.chance(80) { addAsks(to: id) }
    }

    private mutating func addAsks() {
        let known = checked.ledger.apps.keys.sorted()
        guard !known.isEmpty else { return }
        addAsks(to: world.random.pick(known))
    }

    private mutating func addAsks(to id: ApplicationID) {
        guard let app = checked.ledger.apps[id] else { return }
        let first = freeAsk
        let isWhole = !world.features.mismatches && !world.features.holds
        guard let gang = app.gang, isWhole || world.random.chance(90) else {
            apply(
                .asksAdded(
                    AskSubmission(
                        asks: AskRange(
                            first: AskID(first), count: Int32(world.random.number(1...4))),
                        application: id, request: world.request(),
                        priority: world.priority())))
            return
        }
        for (index, group) in gang.taskGroups.enumerated() {
            if world.features.holds, world.random.chance(40) { continue }
            let isAlike = !world.features.mismatches || world.random.chance(85)
            let most = Int(group.minMember) + (world.random.chance(20) ? 1 : 0)
            apply(
                .asksAdded(
                    AskSubmission(
                        asks: AskRange(
                            first: AskID(freeAsk),
                            count: Int32(
                                world.features.holds ? world.random.number(1...most) : most)),
                        application: id, request: isAlike ? group.request : world.request(),
                        priority: isAlike ? group.priority : world.priority(),
                        taskGroup: Int32(index))))
        }
    }

    /// The first of four identifiers that nobody uses.
    private var freeAsk: Int {
        var first = 0
        while (first..<first + 4).contains(where: { checked.ledger.asks[AskID($0)] != nil }) {
            first += 1
        }
        return first
    }

    private mutating func end(isFinished: Bool) {
        let wanted = checked.ledger.asks.filter { !isFinished || $0.value.node != nil }
            .keys.sorted()
        guard !wanted.isEmpty else { return }
        let range = AskRange(
            first: world.random.pick(wanted), count: Int32(world.random.number(1...3)))
        apply(isFinished ? .allocationsFinished(range) : .asksRemoved(range))
    }

    private mutating func refuse() {
        let placed = checked.ledger.asks.filter { $0.value.node != nil }.keys.sorted()
        guard !placed.isEmpty else { return }
        let range = AskRange(
            first: world.random.pick(placed), count: Int32(world.random.number(1...2)))
        apply(world.random.chance(70) ? .allocationsRefused(range) : .allocationsConfirmed(range))
    }

    private mutating func removeApplication() {
        let known = checked.ledger.apps.keys.sorted()
        guard !known.isEmpty else { return }
        apply(.applicationRemoved(world.random.pick(known)))
    }

    private mutating func changeNode() {
        apply(.nodeChanged(world.node(NodeID(world.random.below(4)))))
    }

    private mutating func removeNode() {
        apply(.nodeRemoved(NodeID(world.random.below(4))))
    }

    private mutating func applyNonsense() {
        let wrong = Int32(world.random.pick([-1, 0, 3, 77, -2_000_000_000]))
        let range = AskRange(
            first: AskID(rawValue: wrong), count: Int32(world.random.pick([-5, 0, 1, 3])))
        var negative = Resources()
        negative[ResourceCatalog.memory] = -1
        let nonsense: [Input] = [
            .nodeRemoved(NodeID(rawValue: wrong)),
            .nodeChanged(Node(id: NodeID(0), name: "bad", capacity: negative)),
            .nodeChanged(Node(id: NodeID(rawValue: -1), name: "bad", capacity: .none)),
            .applicationRemoved(ApplicationID(rawValue: wrong)),
            .applicationSubmitted(
                Application(
                    id: ApplicationID(rawValue: min(wrong, 7)), queue: QueueID(rawValue: wrong),
                    submitted: Tick(milliseconds: -5))),
            .asksAdded(
                AskSubmission(
                    asks: range, application: ApplicationID(0), request: world.request(),
                    taskGroup: world.random.chance(50) ? wrong : nil)),
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(40)), application: ApplicationID(1),
                    request: negative)),
            .asksRemoved(range), .allocationsConfirmed(range), .allocationsRefused(range),
            .allocationsFinished(range), .timeReached(Tick(milliseconds: -7)),
        ]
        apply(world.random.pick(nonsense))
    }
}
