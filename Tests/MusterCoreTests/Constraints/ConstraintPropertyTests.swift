import MusterCore
import Testing

/// Random clusters and constraints against the oracle: nothing is placed where it must not be, and
/// nothing waits that could be placed.
@Suite("Placement constraints, random")
struct ConstraintPropertyTests {
    @Test("Every placement is allowed, and nobody waits who has a node")
    func placements() {
        for seed in Seeds.first(60) {
            var run = ConstraintRun(seed: seed)
            guard let problem = run.play(steps: 60) else { continue }
            Issue.record("seed \(seed) (repeat with MUSTER_SEED=\(seed)): \(problem)")
            return
        }
    }
}

/// One random story.
struct ConstraintRun {
    private var random: SplitMix64
    private var scheduler = Scheduler()
    private var oracle = ConstraintOracle()
    private var applications = 0
    private var nextAsk = 0
    /// Asks of applications by their identifier.
    private var members: [Int: Range<Int>] = [:]
    private var gangs: Set<Int> = []

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    mutating func play(steps: Int) -> String? {
        for node in 0..<random.number(2...6) {
            if let problem = changeNode(node) { return problem }
        }
        for step in 0..<steps {
            if let problem = act() { return "step \(step): \(problem)" }
            if random.chance(60), let problem = cycle(at: Int64(step)) {
                return "cycle \(step): \(problem)"
            }
        }
        return nil
    }

    private mutating func act() -> String? {
        switch random.below(10) {
        case 0...4: return submit()
        case 5, 6: return end()
        case 7: return changeNode(random.below(6))
        case 8: return occupy()
        default:
            let name = random.pick(["x", "y"])
            let labels: Labels? = random.chance(20) ? nil : ["team": random.pick(["p", "q"])]
            oracle.namespaces[name] = labels
            return apply(.namespaceChanged(name, labels))
        }
    }

    private mutating func apply(_ input: Input) -> String? {
        scheduler.clearDecisions()
        scheduler.apply(input)
        for decision in scheduler.decisions {
            if let problem = oracle.take(decision) { return problem }
        }
        return scheduler.checkInvariants().first
    }

    /// After a cycle nobody may wait for whom there is a node, gangs aside: whether all members of
    /// one have a place together is a puzzle.
    private mutating func cycle(at time: Int64) -> String? {
        if let problem = apply(.timeReached(Tick(milliseconds: time))) { return problem }
        for (application, asks) in members.sorted(by: { $0.key < $1.key })
        where !gangs.contains(application) {
            for ask in asks where oracle.asks[ask] != nil && oracle.pods[ask] == nil {
                let (constraints, request) = oracle.asks[ask]!
                for node in 0..<6 where oracle.obstacle(constraints, request, on: node) == nil {
                    return "ask \(ask) waits and could be on \(node)"
                }
            }
        }
        return nil
    }

    // MARK: Inputs

    private mutating func changeNode(_ index: Int) -> String? {
        var labels: [Label] = [Label("host", "n\(index)")]
        if random.chance(85) { labels.append(Label("zone", random.pick(["a", "b", "c"]))) }
        if random.chance(50) { labels.append(Label("disk", random.pick(["ssd", "hdd"]))) }
        var node = Node(
            id: NodeID(index), name: "n\(index)",
            capacity: Resources([(ResourceCatalog.vcore, Int64(random.number(2...6)) * 1000)]),
            labels: Labels(labels))
        if let known = oracle.nodes[index] { node.capacity = known.capacity }
        if random.chance(25) {
            node.taints = [Taint("spot", "", random.pick(Taint.Effect.allCases))]
        }
        oracle.nodes[index] = node
        return apply(.nodeChanged(node))
    }

    private mutating func occupy() -> String? {
        let identifier = random.below(4)
        if oracle.occupants[identifier] != nil, random.chance(50) {
            oracle.occupants[identifier] = nil
            return apply(.occupantRemoved(OccupantID(identifier)))
        }
        guard let node = oracle.nodes.keys.sorted().last(where: { $0 <= random.below(6) })
        else { return nil }
        let constraints = constraints()
        oracle.occupants[identifier] = .init(node: node, constraints: constraints, request: 0)
        return apply(
            .occupantChanged(
                Occupant(
                    id: OccupantID(identifier), node: NodeID(node), request: Resources(),
                    constraints: constraints)))
    }

    private mutating func submit() -> String? {
        let application = applications
        applications += 1
        let count = random.number(1...4)
        let constraints = constraints()
        let request = Resources([(ResourceCatalog.vcore, 1000)])
        let isGang = random.chance(30)
        let group = TaskGroup(
            minMember: Int32(count), request: request, constraints: constraints)
        if isGang { gangs.insert(application) }
        if let problem = apply(
            .applicationSubmitted(
                Application(
                    id: ApplicationID(application), queue: QueueID(1), submitted: .zero,
                    gang: isGang ? Gang(taskGroups: [group]) : nil)))
        {
            return problem
        }
        let range = AskRange(first: AskID(nextAsk), count: Int32(count))
        for ask in nextAsk..<nextAsk + count { oracle.asks[ask] = (constraints, 1000) }
        members[application] = nextAsk..<nextAsk + count
        nextAsk += count
        return apply(
            .asksAdded(
                AskSubmission(
                    asks: range, application: ApplicationID(application), request: request,
                    taskGroup: isGang ? 0 : nil, constraints: constraints)))
    }

    private mutating func end() -> String? {
        guard applications > 0 else { return nil }
        let application = random.below(applications)
        guard let asks = members.removeValue(forKey: application) else { return nil }
        for ask in asks {
            oracle.asks[ask] = nil
            oracle.pods[ask] = nil
        }
        return apply(.applicationRemoved(ApplicationID(application)))
    }

    // MARK: Constraints

    private mutating func constraints() -> PlacementConstraints {
        var wanted = PlacementConstraints()
        wanted.namespace = random.pick(["x", "y"])
        if random.chance(80) { wanted.labels = ["app": random.pick(["1", "2", "3"])] }
        if random.chance(25) {
            wanted.nodes = [NodeSelector(labels: ["disk": random.pick(["ssd", "hdd"])])]
        }
        if random.chance(40) { wanted.tolerations = [Toleration(key: "spot")] }
        if random.chance(20) { wanted.hostPorts = [HostPort(Int32(random.number(1...2)))] }
        if random.chance(20) { wanted.podAffinity = [term()] }
        if random.chance(10) { wanted.podAffinity.append(term()) }
        if random.chance(20) { wanted.podAntiAffinity = [term()] }
        if random.chance(20) {
            wanted.preferredPods = [PreferredPods(weight: Int32(random.number(-9...9)), term())]
        }
        if random.chance(25) { wanted.spread = [spread()] }
        if random.chance(10) { wanted.spread.append(spread()) }
        return wanted
    }

    private mutating func term() -> PodAffinityTerm {
        var namespaces = NamespaceSelector(random.chance(70) ? ["x"] : [])
        if random.chance(30) {
            namespaces.labels = [LabelRequirement("team", .isIn, [random.pick(["p", "q"])])]
        }
        return PodAffinityTerm(
            PodSelector(labels: selector(), in: namespaces),
            topologyKey: random.pick(["zone", "host"]))
    }

    private mutating func selector() -> [LabelRequirement]? {
        switch random.below(10) {
        case 0: nil
        case 1: [LabelRequirement("app", .exists)]
        case 2: [LabelRequirement("app", .isNotIn, ["1"])]
        default: [LabelRequirement("app", .isIn, [random.pick(["1", "2", "3"])])]
        }
    }

    private mutating func spread() -> TopologySpread {
        TopologySpread(
            maxSkew: Int32(random.number(1...2)), topologyKey: random.pick(["zone", "host"]),
            isRequired: random.chance(70), labels: selector(),
            minDomains: Int32(random.number(1...3)), honorsNodeAffinity: random.chance(50),
            honorsTaints: random.chance(50))
    }
}
