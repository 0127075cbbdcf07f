import MusterCore
import TestKit

/// A scheduler whose evictions are judged by independent books.
struct JudgedScheduler {
    private(set) var scheduler = Scheduler()
    private(set) var ledger = EvictionLedger()

    /// - Returns: What is wrong after this input.
    mutating func apply(_ input: Input) -> [String] {
        scheduler.clearDecisions()
        // What makes no sense (a shrunk list has such inputs) is not booked.
        var trial = scheduler
        trial.apply(input)
        let isRefused = trial.decisions.contains {
            switch $0 {
            case .refused, .rejected: true
            default: false
            }
        }
        guard !isRefused else { return [] }
        ledger.announce(input)
        scheduler.apply(input)
        var problems = scheduler.checkInvariants()
        problems += ledger.book(input, scheduler.decisions[...], scheduler)
        if case .timeReached(let time) = input {
            var again = scheduler
            again.apply(.timeReached(time))
            let more = again.decisions[scheduler.decisions.count...].filter(\.isEviction)
            if !more.isEmpty { problems.append("a second cycle at \(time) evicts \(more)") }
        }
        return problems
    }

    /// Nothing comes and nothing ends but evictions: after a while nobody is evicted any more.
    mutating func comeToRest() -> [String] {
        var quiet = 0
        for _ in 0..<80 {
            let count = ledger.evictionCount
            let problems = endEvictions() + apply(.timeReached(scheduler.now + Tick(seconds: 16)))
            guard problems.isEmpty else { return problems }
            quiet = ledger.evictionCount == count ? quiet + 1 : 0
            if quiet == 10 { return [] }
        }
        return ["evictions do not come to rest"]
    }

    /// Lets everything that runs end, again and again; then what can run has run.
    mutating func drain() -> [String] {
        var problems: [String] = []
        for _ in 0..<60 where problems.isEmpty {
            problems += endEvictions()
            for id in ledger.asks.filter({ $0.value.node != nil }).keys.sorted() {
                problems += apply(.allocationsFinished(AskRange(first: id)))
            }
            for id in ledger.apps.keys.sorted() where !waits(id) || holdsPlaces(id) {
                problems += apply(.applicationRemoved(id))
            }
            problems += apply(.timeReached(scheduler.now + Tick(seconds: 100)))
        }
        guard problems.isEmpty else { return problems }
        return ledger.apps.keys.sorted().filter { waits($0) && !canNeverRun($0) }.map {
            "\($0) could run on the idle cluster and waits: \(reason(of: $0))"
        }
    }

    private func reason(of id: ApplicationID) -> String {
        String(describing: scheduler.waitReason(of: id))
    }

    private mutating func endEvictions() -> [String] {
        ledger.asks.filter { $0.value.isEvicting }.keys.sorted().flatMap {
            apply(.allocationsEvicted(AskRange(first: $0)))
        }
    }

    func waits(_ id: ApplicationID) -> Bool {
        ledger.asks.values.contains { $0.app == id && $0.node == nil }
    }

    private func holdsPlaces(_ id: ApplicationID) -> Bool {
        ledger.apps[id]?.held.values.contains { !$0.isEmpty } == true
    }

    /// Whether none of what waits fits an idle cluster; what only might not counts, too.
    private func canNeverRun(_ id: ApplicationID) -> Bool {
        guard let app = ledger.apps[id] else { return true }
        if ledger.queues[app.path]?.settings.backfill != .greedy { return true }
        if case .queueApplications = scheduler.waitReason(of: id) { return true }
        let free = ledger.nodes.values.filter(\.isSchedulable)
        if let gang = app.gang, !app.isFormed {
            guard gang.taskGroups.count == 1 else { return true }
            let group = gang.taskGroups[0]
            let found = free.reduce(0) { $0 + places(for: group.request, on: $1) }
            let total = group.request * Int64(group.minMember)
            return found < Int64(group.minMember) || exceedsMax(total, app.path)
        }
        return ledger.asks.values.filter { $0.app == id && $0.node == nil }.allSatisfy { ask in
            exceedsMax(ask.request, app.path)
                || !free.contains {
                    (ask.requiredNode == nil || ask.requiredNode == $0.id)
                        && places(for: ask.request, on: $0) > 0
                }
        }
    }

    private func places(for request: Resources, on node: Node) -> Int64 {
        let free = node.capacity + node.occupied * -1
        return request.quantities.indices.filter { request.quantities[$0] > 0 }.map {
            max(0, free[ResourceID($0)]) / request.quantities[$0]
        }.min() ?? 1
    }

    private func exceedsMax(_ total: Resources, _ path: String) -> Bool {
        Ledger.paths(to: path).dropFirst().contains { queue in
            (ledger.queues[queue]?.settings.max.entries ?? []).contains {
                total[$0.resource] > $0.quantity
            }
        }
    }
}

extension Decision {
    /// Whether it evicts somebody.
    var isEviction: Bool {
        switch self {
        case .evicted, .unheld(_, _, _, _, .evicted): true
        default: false
        }
    }
}

/// A run of random inputs among which evictions are frequent.
struct EvictionRun {
    private(set) var judged = JudgedScheduler()
    private(set) var inputs: [Input] = []
    private(set) var problems: [String] = []
    private var world: EvictionWorld
    private var configuration: SchedulerConfiguration
    private var now: Int64 = 0

    init(seed: UInt64) {
        world = EvictionWorld(seed: seed)
        configuration = world.configuration()
        apply(.configurationReplaced(configuration))
        for node in 0..<world.random.number(1...4) { apply(.nodeChanged(world.node(NodeID(node)))) }
    }

    mutating func run(steps: Int) {
        for _ in 0..<steps where problems.isEmpty { step() }
        if problems.isEmpty { problems = judged.comeToRest() }
        if problems.isEmpty { problems = judged.drain() }
    }

    private mutating func apply(_ input: Input) {
        guard problems.isEmpty else { return }
        inputs.append(input)
        problems = judged.apply(input)
    }

    private mutating func step() {
        switch world.random.below(100) {
        case 0..<34, 81..<86:
            now += Int64(world.random.pick([0, 1, 5, 15, 16, 31, 61]))
            apply(.timeReached(Tick(seconds: now)))
        case 34..<54: submit()
        case 54..<62: addAsks()
        case 62..<74: endEviction()
        case 74..<78: takeBackEviction()
        case 78..<81: end()
        case 86..<88: withdraw()
        case 88..<90: removeApplication()
        case 90..<92: checkpoint()
        case 92..<95: if world.hasNodeChanges { changeNode() }
        case 95..<98: if world.hasReloads { reload() }
        default: refuse()
        }
    }

    private mutating func submit() {
        let id = ApplicationID(world.random.below(9))
        guard judged.ledger.apps[id] == nil else { return addAsks(to: id) }
        let leaf = world.random.pick(judged.scheduler.leafQueues)
        apply(.applicationRemoved(id))
        apply(.applicationSubmitted(world.application(id, in: leaf, at: Tick(seconds: now))))
        addAsks(to: id)
    }

    private mutating func addAsks() {
        let known = judged.ledger.apps.keys.sorted()
        if !known.isEmpty { addAsks(to: world.random.pick(known)) }
    }

    private mutating func addAsks(to id: ApplicationID) {
        guard let app = judged.ledger.apps[id] else { return }
        guard let gang = app.gang else {
            let isBound = world.hasBound && world.random.chance(30)
            let most = world.random.chance(70) ? 8 : 2
            add(
                isBound ? 1 : world.random.number(1...most), to: id, world.request(),
                world.priority(),
                on: isBound ? NodeID(world.random.below(4)) : nil, world.traits())
            return
        }
        for (index, group) in gang.taskGroups.enumerated() {
            let count = Int(group.minMember) + world.random.pick([-1, 0, 0, 0, 1, 2])
            guard count > 0 else { continue }
            add(count, to: id, group.request, group.priority, group: index, world.traits())
        }
    }

    private mutating func add(
        _ count: Int, to id: ApplicationID, _ request: Resources, _ priority: Int32,
        group: Int? = nil, on node: NodeID? = nil, _ traits: AskTraits
    ) {
        var first = 0
        while (first..<first + count).contains(where: { judged.ledger.asks[AskID($0)] != nil }) {
            first += 1
        }
        apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(first), count: Int32(count)), application: id,
                    request: request, priority: priority, taskGroup: group.map { Int32($0) },
                    requiredNode: node, traits: traits)))
    }

    private mutating func endEviction() {
        let going = judged.ledger.asks.filter { $0.value.isEvicting }.keys.sorted()
        guard !going.isEmpty else { return end() }
        for _ in 0..<world.random.number(1...3) {
            let range = AskRange(first: world.random.pick(going))
            switch world.random.below(10) {
            case 0..<6: apply(.allocationsEvicted(range))
            case 6..<8: apply(.asksRemoved(range))
            default: apply(.allocationsFinished(range))
            }
        }
    }

    private mutating func takeBackEviction() {
        let going = judged.ledger.asks.filter { $0.value.isEvicting }.keys.sorted()
        guard !going.isEmpty else { return end() }
        let range = AskRange(first: world.random.pick(going))
        apply(world.random.chance(60) ? .evictionsRefused(range) : .evictionsWithdrawn(range))
    }

    private mutating func end() {
        let running = judged.ledger.asks.filter { $0.value.node != nil }.keys.sorted()
        guard !running.isEmpty else { return }
        apply(.allocationsFinished(AskRange(first: world.random.pick(running))))
    }

    private mutating func withdraw() {
        let all = judged.ledger.asks.keys.sorted()
        guard !all.isEmpty else { return }
        apply(.asksRemoved(AskRange(first: world.random.pick(all))))
    }

    private mutating func removeApplication() {
        let known = judged.ledger.apps.keys.sorted()
        if !known.isEmpty { apply(.applicationRemoved(world.random.pick(known))) }
    }

    private mutating func checkpoint() {
        let known = judged.ledger.apps.keys.sorted()
        guard !known.isEmpty else { return }
        apply(.applicationCheckpointed(world.random.pick(known), Tick(seconds: now)))
    }

    private mutating func refuse() {
        let running = judged.ledger.asks.filter { $0.value.node != nil && !$0.value.isEvicting }
            .keys.sorted()
        guard !running.isEmpty else { return }
        apply(.allocationsRefused(AskRange(first: world.random.pick(running))))
    }

    private mutating func changeNode() {
        let id = NodeID(world.random.below(4))
        apply(world.random.chance(20) ? .nodeRemoved(id) : .nodeChanged(world.node(id)))
    }

    private mutating func reload() {
        configuration.root = world.changed(configuration.root)
        apply(.configurationReplaced(configuration))
    }
}
