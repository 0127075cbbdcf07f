import MusterCore
import TestKit

/// One random story.
struct ConstraintRun {
    private struct Member {
        var asks: Range<Int>
        var isGang: Bool
        /// The only node of its asks.
        var node: Int?
    }

    private var random: SplitMix64
    private var scheduler: Scheduler
    private var oracle = ConstraintOracle()
    private let backfill: BackfillPolicy
    private var applications = 0
    private var nextAsk = 0
    private var now: Int64 = 0
    /// By application.
    private var members: [Int: Member] = [:]

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        backfill = random.pick(
            [.greedy, .greedy, .greedy, .none, .none, .easy, .conservative] as [BackfillPolicy])
        var configuration = SchedulerConfiguration()
        configuration.root.children[0].settings.backfill = backfill
        configuration.nodeSortPolicy = NodeSortPolicy(order: random.pick([.fair, .binpacking]))
        scheduler = Scheduler(configuration: configuration)
    }

    mutating func play(steps: Int) -> String? {
        for node in 0..<random.number(2...6) {
            if let problem = changeNode(node) { return problem }
        }
        for step in 0..<steps {
            if let problem = act() { return "step \(step): \(problem)" }
            now += 1
            if random.chance(60), let problem = cycle() { return "cycle \(step): \(problem)" }
        }
        return nil
    }

    private mutating func act() -> String? {
        switch random.below(20) {
        case 0...6: return submit()
        case 7, 8: return end()
        case 9, 10: return finish()
        case 11, 12: return changeNode(random.below(6))
        case 13: return removeNode(random.below(6))
        case 14, 15: return occupy()
        case 16: return change()
        case 17: return restore()
        case 18: return addLateMembers()
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
            if let problem = oracle.take(decision) { return "\(decision): \(problem)" }
        }
        let free = { (node: Int) in scheduler.free(on: NodeID(node))[ResourceCatalog.vcore] }
        let problem = oracle.settle(free: free) ?? scheduler.checkInvariants().first
        return problem.map { "\($0) after \(input)" }
    }

    /// After a cycle nobody may wait for whom there is a node, unless somebody before them keeps
    /// the turn; gangs aside: whether all members of one have a place together is a puzzle.
    private mutating func cycle() -> String? {
        if let problem = apply(.timeReached(Tick(milliseconds: now))) { return problem }
        for (_, member) in members.sorted(by: { $0.key < $1.key }) {
            let waiting = member.asks.filter { oracle.asks[$0] != nil && oracle.pods[$0] == nil }
            for ask in waiting where scheduler.waitReason(of: AskID(ask)) == nil {
                return "ask \(ask) waits for no reason"
            }
            guard backfill == .greedy || backfill == .none, !waiting.isEmpty else { continue }
            guard !member.isGang else {
                if backfill == .none { break }
                continue
            }
            for ask in waiting {
                if let problem = misplaced(ask, member) { return problem }
            }
            let first = oracle.asks[waiting[0]]!
            if backfill == .none, member.node == nil, oracle.keepsTurn(first) { break }
        }
        return nil
    }

    /// What is wrong with it that an ask waits.
    private func misplaced(_ ask: Int, _ member: Member) -> String? {
        let wanted = oracle.asks[ask]!
        for node in 0..<6 where member.node.map({ $0 == node }) ?? true {
            guard oracle.obstacle(wanted.constraints, wanted.request, on: node) == nil
            else { continue }
            return "ask \(ask) waits and could be on \(node)"
        }
        return nil
    }

    // MARK: Nodes and what others have placed there

    private mutating func changeNode(_ index: Int) -> String? {
        var labels: [Label] = [Label("host", "n\(index)")]
        if random.chance(85) { labels.append(Label("zone", random.pick(["a", "b", "c"]))) }
        if random.chance(50) { labels.append(Label("disk", random.pick(["ssd", "hdd"]))) }
        var node = Node(
            id: NodeID(index), name: "n\(index)",
            capacity: Self.vcore(Int64(random.number(2...6)) * 1000),
            isSchedulable: random.chance(90), labels: Labels(labels))
        if let known = oracle.nodes[index] { node.capacity = known.capacity }
        if random.chance(25) {
            node.taints = [Taint("spot", "", random.pick(Taint.Effect.allCases))]
        }
        if random.chance(30) { node.volumeLimits = [VolumeLimit("ebs", Int32(random.below(3)))] }
        oracle.nodes[index] = node
        return apply(.nodeChanged(node))
    }

    private mutating func removeNode(_ index: Int) -> String? {
        guard oracle.nodes[index] != nil else { return nil }
        oracle.occupants = oracle.occupants.filter { $0.value.node != index }
        oracle.nodes[index] = nil
        return apply(.nodeRemoved(NodeID(index)))
    }

    private mutating func occupy() -> String? {
        let identifier = random.below(4)
        if oracle.occupants[identifier] != nil, random.chance(50) {
            oracle.occupants[identifier] = nil
            return apply(.occupantRemoved(OccupantID(identifier)))
        }
        guard let node = someNode() else { return nil }
        let constraints = constraints()
        let request = Int64(random.below(2)) * 500
        oracle.occupants[identifier] = .init(
            node: node, constraints: constraints, request: request)
        return apply(
            .occupantChanged(
                Occupant(
                    id: OccupantID(identifier), node: NodeID(node), request: Self.vcore(request),
                    constraints: constraints)))
    }

    private mutating func someNode() -> Int? {
        let nodes = oracle.nodes.keys.sorted()
        return nodes.isEmpty ? nil : random.pick(nodes)
    }

    private static func vcore(_ quantity: Int64) -> Resources {
        Resources([(ResourceCatalog.vcore, quantity)])
    }

    // MARK: Applications and asks

    private mutating func submit() -> String? {
        let count = random.number(1...4)
        let isGang = random.chance(35)
        let node = !isGang && random.chance(15) ? random.below(6) : nil
        let groups = (0..<(isGang ? random.number(1...2) : 1)).map { _ in constraints() }
        let gang = Gang(
            taskGroups: groups.map {
                TaskGroup(minMember: Int32(count), request: Self.vcore(1000), constraints: $0)
            })
        let application = applications
        if let problem = submit(isGang ? gang : nil) { return problem }
        members[application]!.node = node
        oracle.groups[application] = isGang ? groups.map { ($0, 1000) } : nil
        for (group, constraints) in groups.enumerated() {
            let present = isGang && random.chance(40) ? random.below(count) : count
            let submission = newAsks(
                of: application, present, group: isGang ? group : nil, constraints)
            if let submission, let problem = apply(.asksAdded(submission)) { return problem }
        }
        return nil
    }

    private mutating func submit(_ gang: Gang?) -> String? {
        let application = applications
        applications += 1
        members[application] = Member(asks: nextAsk..<nextAsk, isGang: gang != nil)
        let estimate = random.chance(50) ? Tick(milliseconds: Int64(random.number(1...20))) : nil
        return apply(
            .applicationSubmitted(
                Application(
                    id: ApplicationID(application), queue: QueueID(1),
                    submitted: Tick(milliseconds: now), runTimeEstimate: estimate, gang: gang)))
    }

    /// Asks that are the latest of all and belong to the latest application.
    private mutating func newAsks(
        of application: Int, _ count: Int, group: Int?, _ constraints: PlacementConstraints
    ) -> AskSubmission? {
        guard count > 0 else { return nil }
        let first = nextAsk
        nextAsk += count
        members[application]!.asks = members[application]!.asks.lowerBound..<nextAsk
        for ask in first..<nextAsk {
            oracle.asks[ask] = .init(
                application: application, group: group, constraints: constraints, request: 1000)
        }
        return AskSubmission(
            asks: AskRange(first: AskID(first), count: Int32(count)),
            application: ApplicationID(application), request: Self.vcore(1000),
            taskGroup: group.map { Int32($0) },
            requiredNode: members[application]!.node.map { NodeID($0) }, traits: .neverPreempts,
            constraints: constraints)
    }

    /// Members of the latest application, if it is a gang: as declared, or of another kind.
    private mutating func addLateMembers() -> String? {
        let application = applications - 1
        guard let groups = oracle.groups[application], members[application] != nil
        else { return nil }
        let group = random.below(groups.count)
        let wanted = random.chance(70) ? groups[group].constraints : constraints()
        guard
            let submission = newAsks(
                of: application, random.number(1...2), group: group, wanted)
        else { return nil }
        return apply(.asksAdded(submission))
    }

    private mutating func restore() -> String? {
        guard let node = someNode() else { return nil }
        let application = applications
        if let problem = submit(nil) { return problem }
        let submission = newAsks(
            of: application, random.number(1...2), group: nil, constraints())!
        for ask in submission.asks.indices { oracle.put(ask, on: node) }
        return apply(.asksRestored(submission, on: NodeID(node), since: Tick(milliseconds: now)))
    }

    /// An ask that looks different from now on.
    private mutating func change() -> String? {
        let known = oracle.asks.keys.sorted()
        guard !known.isEmpty else { return nil }
        let ask = random.pick(known)
        let wanted = constraints()
        let request: Int64 = random.pick([500, 1000, 1500])
        oracle.asks[ask]!.constraints = wanted
        oracle.asks[ask]!.request = request
        if let node = oracle.pods[ask]?.node { oracle.put(ask, on: node) }
        let application = oracle.asks[ask]!.application
        return apply(
            .asksChanged(
                AskSubmission(
                    asks: AskRange(first: AskID(ask)), application: ApplicationID(application),
                    request: Self.vcore(request),
                    taskGroup: oracle.asks[ask]!.group.map { Int32($0) },
                    requiredNode: members[application]!.node.map { NodeID($0) },
                    traits: .neverPreempts, constraints: wanted)))
    }

    private mutating func finish() -> String? {
        let running = oracle.pods.keys.sorted()
        guard !running.isEmpty else { return nil }
        let ask = random.pick(running)
        oracle.forget(ask)
        return apply(.allocationsFinished(AskRange(first: AskID(ask))))
    }

    private mutating func end() -> String? {
        guard applications > 0 else { return nil }
        let application = random.below(applications)
        guard let member = members.removeValue(forKey: application) else { return nil }
        for ask in member.asks { oracle.forget(ask) }
        oracle.groups[application] = nil
        oracle.holds[application] = nil
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
        if random.chance(20) { wanted.volumes = [volume()] }
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

    private mutating func volume() -> AttachedVolume {
        let number = random.number(1...4)
        return AttachedVolume("v\(number)", driver: "ebs", isExclusive: number == 4)
    }

    private mutating func spread() -> TopologySpread {
        TopologySpread(
            maxSkew: Int32(random.number(1...2)), topologyKey: random.pick(["zone", "host"]),
            isRequired: random.chance(70), labels: selector(),
            minDomains: Int32(random.number(1...3)), honorsNodeAffinity: random.chance(50),
            honorsTaints: random.chance(50))
    }
}
