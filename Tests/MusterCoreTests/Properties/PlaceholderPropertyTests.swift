import MusterCore
import TestKit
import Testing

/// Random lives of gangs with placeholders that are asks: every invariant holds after each step,
/// and nothing is placed twice or on a node without room.
@Suite("Random lives of placeholders")
struct PlaceholderPropertyTests {
    @Test("Invariants hold, and each decision speaks of what there is", arguments: Seeds.first(60))
    func random(seed: UInt64) {
        var life = PlaceholderLife(seed: seed)
        for step in 0..<120 where life.problems.isEmpty { life.act(step) }
        #expect(life.problems == [], "seed \(seed)")
    }
}

/// One random life: what the outside knows of each ask, and what the scheduler said.
private struct PlaceholderLife {
    private var scheduler: Scheduler
    private var random: SplitMix64
    private(set) var problems: [String] = []
    private var now: Int64 = 0
    private var gangs: [ApplicationID: Int32] = [:]
    /// The application of each ask that there is, and whether it is a placeholder.
    private var asks: [AskID: (application: ApplicationID, isPlaceholder: Bool)] = [:]
    /// Placeholders that the scheduler has given up and that still have places.
    private var unneeded: Set<AskID> = []
    private var nextAsk = 0
    private var nodes: Set<Int> = []

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        var root = QueueConfiguration(name: "root")
        root.children = [QueueConfiguration(name: "a"), QueueConfiguration(name: "b")]
        root.children[0].guaranteed = ResourceBounds([(ResourceCatalog.vcore, 4)])
        root.children[0].preemptionDelay = Tick(milliseconds: 3)
        if random.chance(50) { root.children[1].max = ResourceBounds([(ResourceCatalog.vcore, 6)]) }
        scheduler = Scheduler(configuration: SchedulerConfiguration(root: root))
        for node in 0..<3 { addNode(node) }
    }

    private mutating func addNode(_ number: Int) {
        nodes.insert(number)
        apply(
            .nodeChanged(
                Node(
                    id: NodeID(number), name: "n\(number)",
                    capacity: Resources([(ResourceCatalog.vcore, 4)]))))
    }

    mutating func act(_ step: Int) {
        switch random.below(12) {
        case 0: submit()
        case 1..<4: addPlaceholder()
        case 4..<6: addMember()
        case 6: confirmSome()
        case 7: endSome()
        case 8: refuseSome()
        case 9:
            let node = random.below(3)
            if nodes.remove(node) == nil {
                addNode(node)
            } else {
                apply(.nodeRemoved(NodeID(node)))
            }
        case 10: if random.chance(20) { giveUp() }
        default: now += Int64(random.below(6))
        }
        if random.chance(70) { apply(.timeReached(Tick(milliseconds: now))) }
    }

    private mutating func submit() {
        let id = ApplicationID(random.below(5))
        guard scheduler.state(of: id) == nil else { return remove(id) }
        let count = Int32(random.number(1...3))
        var gang = Gang(
            taskGroups: [
                TaskGroup(
                    minMember: count, request: Resources([(ResourceCatalog.vcore, 2)]))
            ], style: random.pick(Gang.Style.allCases), placeholders: .pods)
        if random.chance(50) { gang.timeout = Tick(milliseconds: Int64(random.number(1...30))) }
        gangs[id] = count
        apply(
            .applicationSubmitted(
                Application(
                    id: id, queue: scheduler.leafQueues[random.below(2)],
                    submitted: Tick(milliseconds: now), gang: gang)))
    }

    private mutating func remove(_ id: ApplicationID) {
        guard random.chance(20) else { return }
        for (ask, entry) in asks where entry.application == id { forget(ask) }
        apply(.applicationRemoved(id))
    }

    private mutating func forget(_ ask: AskID) {
        asks[ask] = nil
        unneeded.remove(ask)
    }

    private mutating func live() -> ApplicationID? {
        let ids = gangs.keys.filter {
            guard let state = scheduler.state(of: $0) else { return false }
            return [.new, .accepted, .running, .completing].contains(state)
        }
        return ids.isEmpty ? nil : random.pick(ids.sorted())
    }

    private mutating func addPlaceholder() {
        guard let id = live(), scheduler.isGathering(id) else { return }
        let known = asks.values.count { $0.application == id && $0.isPlaceholder }
        guard known < gangs[id]! else { return }
        add(id, vcore: 2, traits: .placeholder)
    }

    private mutating func addMember() {
        guard let id = live(), !scheduler.isGathering(id) else { return }
        add(id, vcore: random.pick([1, 2, 2, 3]), traits: [])
    }

    private mutating func add(_ id: ApplicationID, vcore: Int64, traits: AskTraits) {
        let ask = AskID(nextAsk)
        nextAsk += 1
        asks[ask] = (id, traits == .placeholder)
        apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: ask), application: id,
                    request: Resources([(ResourceCatalog.vcore, vcore)]), taskGroup: 0,
                    traits: traits)))
    }

    private func placed() -> [AskID] {
        asks.keys.filter { scheduler.node(of: $0) != nil }.sorted()
    }

    private mutating func confirmSome() {
        for ask in placed() where random.chance(80) {
            apply(.allocationsConfirmed(AskRange(first: ask)))
        }
    }

    private mutating func endSome() {
        for ask in placed() where unneeded.contains(ask) || random.chance(20) {
            guard asks[ask] != nil, scheduler.node(of: ask) != nil else { continue }
            forget(ask)
            apply(
                random.chance(50)
                    ? .asksRemoved(AskRange(first: ask))
                    : .allocationsFinished(AskRange(first: ask)))
        }
    }

    private mutating func refuseSome() {
        for ask in placed() where !unneeded.contains(ask) && random.chance(20) {
            guard scheduler.node(of: ask) != nil else { continue }
            apply(.allocationsRefused(AskRange(first: ask)))
        }
    }

    private mutating func giveUp() {
        guard let id = live(), scheduler.isGathering(id) else { return }
        apply(.gangGivenUp(id))
    }

    private mutating func apply(_ input: Input) {
        scheduler.apply(input)
        for decision in scheduler.decisions { note(decision) }
        scheduler.clearDecisions()
        problems += scheduler.checkInvariants()
    }

    private mutating func note(_ decision: Decision) {
        switch decision {
        case .replaced(let placeholder, let ask, _):
            if asks[placeholder]?.isPlaceholder != true || asks[ask]?.isPlaceholder != false {
                problems.append("\(decision)")
            }
            forget(placeholder)
        case .unneeded(let range, _):
            for index in 0..<range.count {
                let ask = AskID(rawValue: range.first.rawValue + index)
                if asks[ask]?.isPlaceholder != true { problems.append("\(decision)") }
                if scheduler.node(of: ask) == nil { forget(ask) } else { unneeded.insert(ask) }
            }
        case .stateChanged(let id, _, .failed), .stateChanged(let id, _, .completed):
            for (ask, entry) in asks where entry.application == id { forget(ask) }
        case .refused: problems.append("\(decision)")
        default: break
        }
    }
}
