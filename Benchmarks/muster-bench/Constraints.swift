import MusterCore

/// A cluster in 10 zones, and services of alike asks that look at more than room.
struct ConstraintShape {
    /// What the asks of a service want.
    enum Wish: String, CaseIterable {
        /// Nodes of one of 20 pools, half of which are tainted.
        case pools = "node selectors and taints, 20 pools"
        /// No other ask of the service on the same node.
        case apart = "pod anti-affinity by host"
        /// Evenly over the zones, and over the hosts if possible.
        case spread = "spread over zones, hosts preferred"
        /// Rather on some nodes and beside some services.
        case preferred = "preferred nodes and neighbours"
        /// A tenth of all asks like the above, the rest plain.
        case mixed = "a tenth with constraints"
    }

    var nodes = 5_000
    var services: Int
    var asksPerService: Int
    var wish: Wish
    /// What asks can have of each node, in millicores.
    var room: Int64 = 64_000
    /// The same in the first zone, to which the services are bound then.
    var roomInFirstZone: Int64?

    static let pools = 20

    var asks: Int { services * asksPerService }

    /// A scheduler to which everything was submitted and that has placed nothing yet.
    func load() -> Scheduler {
        var root = QueueConfiguration(name: "root")
        root.children = (0..<10).map { QueueConfiguration(name: "leaf\($0)") }
        var scheduler = Scheduler(configuration: SchedulerConfiguration(root: root))
        for index in 0..<nodes { scheduler.apply(.nodeChanged(node(index))) }
        let leaves = scheduler.leafQueues
        for service in 0..<services {
            let queue = leaves[service % leaves.count]
            submit(service, to: queue, constraints(of: service), &scheduler)
        }
        return scheduler
    }

    /// One service, as an application.
    func submit(
        _ service: Int, to queue: QueueID, _ constraints: PlacementConstraints,
        _ scheduler: inout Scheduler
    ) {
        scheduler.apply(
            .applicationSubmitted(
                Application(
                    id: ApplicationID(service), queue: queue,
                    submitted: Tick(milliseconds: Int64(service)))))
        scheduler.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(
                        first: AskID(service * asksPerService), count: Int32(asksPerService)),
                    application: ApplicationID(service),
                    request: Resources([(ResourceCatalog.vcore, 1000)]),
                    constraints: constraints)))
    }

    /// A node of a zone and a pool; `edition` is a label that changes.
    func node(_ index: Int, edition: Int = 0) -> Node {
        let digits = String(index)
        let name = "node-" + String(repeating: "0", count: 6 - digits.count) + digits
        let pool = index % Self.pools
        // The other rows are about neighbours alone.
        let isTainted = wish == .pools && pool % 2 == 0
        let zone = index / Self.pools % 10
        let room = zone == 0 ? roomInFirstZone ?? room : room
        return Node(
            id: NodeID(index), name: name,
            capacity: Resources([(ResourceCatalog.vcore, 64_000)]),
            occupied: Resources([(ResourceCatalog.vcore, 64_000 - room)]),
            labels: [
                "kubernetes.io/hostname": name,
                "topology.kubernetes.io/zone": "zone-\(zone)",
                "pool": "pool-\(pool)", "edition": "\(edition)",
            ],
            taints: isTainted ? [Taint("pool", "pool-\(pool)", .noSchedule)] : [])
    }

    func constraints(of service: Int) -> PlacementConstraints {
        var wanted = PlacementConstraints()
        switch wish {
        case .pools: wantPool(service % Self.pools, &wanted)
        case .apart: keepApart(service, &wanted)
        case .spread: wantSpread(service, &wanted)
        case .preferred: prefer(service, &wanted)
        case .mixed:
            guard service % 10 == 0 else { break }
            switch service / 10 % 4 {
            case 0: wantPool(service % Self.pools, &wanted)
            case 1: keepApart(service, &wanted)
            case 2: wantSpread(service, &wanted)
            default: prefer(service, &wanted)
            }
        }
        if roomInFirstZone != nil {
            let zone = Labels(dictionaryLiteral: ("topology.kubernetes.io/zone", "zone-0"))
            wanted.nodes.append(NodeSelector(labels: zone))
        }
        return wanted
    }

    private func wantPool(_ pool: Int, _ wanted: inout PlacementConstraints) {
        wanted.nodes = [NodeSelector(labels: ["pool": "pool-\(pool)"])]
        wanted.tolerations = [Toleration(key: "pool", value: "pool-\(pool)")]
    }

    private func name(_ service: Int, _ wanted: inout PlacementConstraints) {
        wanted.namespace = "team-\(service % 10)"
        wanted.labels = ["app": "service-\(service)"]
    }

    private func pods(of service: Int) -> PodSelector {
        PodSelector(
            labels: [LabelRequirement("app", .isIn, ["service-\(service)"])],
            in: NamespaceSelector(["team-\(service % 10)"]))
    }

    private func keepApart(_ service: Int, _ wanted: inout PlacementConstraints) {
        name(service, &wanted)
        wanted.podAntiAffinity = [
            PodAffinityTerm(pods(of: service), topologyKey: "kubernetes.io/hostname")
        ]
    }

    private func wantSpread(_ service: Int, _ wanted: inout PlacementConstraints) {
        name(service, &wanted)
        let own = pods(of: service).labels
        wanted.spread = [
            TopologySpread(maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", labels: own),
            TopologySpread(
                maxSkew: 1, topologyKey: "kubernetes.io/hostname", isRequired: false, labels: own),
        ]
    }

    private func prefer(_ service: Int, _ wanted: inout PlacementConstraints) {
        name(service, &wanted)
        let pool = LabelRequirement("pool", .isIn, ["pool-\(service % Self.pools)"])
        wanted.preferredNodes = [PreferredNodes(weight: 50, NodeSelector.Term(labels: [pool]))]
        wanted.preferredPods = [
            PreferredPods(
                weight: 100,
                PodAffinityTerm(pods(of: service), topologyKey: "topology.kubernetes.io/zone")),
            PreferredPods(
                weight: -50,
                PodAffinityTerm(pods(of: service), topologyKey: "kubernetes.io/hostname")),
        ]
    }
}

/// Reports the time in which all asks are taken in, and that of the cycle that places them.
func reportConstraints(_ shape: ConstraintShape, rounds: Int = 2) {
    var best = (load: Double.infinity, cycle: Double.infinity)
    var placed = 0
    for _ in 0..<rounds {
        let start = processorSeconds()
        var scheduler = shape.load()
        let begin = processorSeconds()
        scheduler.apply(.timeReached(Tick(seconds: 1)))
        best.load = min(best.load, begin - start)
        best.cycle = min(best.cycle, processorSeconds() - begin)
        placed = countPlaced(scheduler)
    }
    let name = shape.wish.rawValue
    printRow("\(name), inputs", nodes: shape.nodes, decided: shape.asks, seconds: best.load)
    printRow(name, nodes: shape.nodes, decided: placed, seconds: best.cycle)
}

/// A cluster in which many wait for a full zone, or all of it is full, and small changes.
///
/// Half a core is free on each node, so that no sum tells that there is no room.
struct TrickleShape {
    /// What changes, one at a time.
    enum Change: String, CaseIterable {
        /// A pod ends anywhere; somebody who waits takes its place.
        case end = "a pod ends"
        /// A pod ends in a zone that has room, where those who wait may not run.
        case endElsewhere = "a pod ends elsewhere"
        /// A node gets another label that nobody looks at.
        case label = "a label changes"
        /// A pod of somebody else comes to a node and goes.
        case occupant = "an occupant comes and goes"
    }

    /// Who waits: 200 services of 100 asks.
    var waiting: ConstraintShape
    var change: Change
    private static let podsPerNode = 4

    init(_ wish: ConstraintShape.Wish, _ change: Change) {
        waiting = ConstraintShape(services: 200, asksPerService: 100, wish: wish)
        waiting.room = Int64(Self.podsPerNode) * 1000 + 500
        if change == .endElsewhere {
            waiting.room *= 2
            waiting.roomInFirstZone = 500
        }
        self.change = change
    }

    private var running: ConstraintShape {
        var shape = waiting
        shape.services = waiting.nodes * Self.podsPerNode / shape.asksPerService
        return shape
    }

    /// A cluster with pods that mind nothing, and those who wait.
    func load() -> Scheduler {
        var none = running
        none.services = 0
        var scheduler = none.load()
        let leaves = scheduler.leafQueues
        var mindsNothing = PlacementConstraints()
        mindsNothing.tolerations = [Toleration()]
        for service in 0..<running.services {
            running.submit(service, to: leaves[service % leaves.count], mindsNothing, &scheduler)
        }
        scheduler.apply(.timeReached(Tick(seconds: 1)))
        for service in 0..<waiting.services {
            running.submit(
                running.services + service, to: leaves[service % leaves.count],
                waiting.constraints(of: service), &scheduler)
        }
        scheduler.apply(.timeReached(Tick(seconds: 2)))
        scheduler.clearDecisions()
        return scheduler
    }

    func apply(_ step: Int, _ scheduler: inout Scheduler) {
        // Far from the last one, and not always in the same pool.
        let place = step * 37
        switch change {
        case .end, .endElsewhere:
            scheduler.apply(.allocationsFinished(AskRange(first: AskID(place % running.asks))))
        case .label:
            scheduler.apply(.nodeChanged(waiting.node(place % waiting.nodes, edition: step + 1)))
        case .occupant:
            let occupant = Occupant(
                id: OccupantID(step), node: NodeID(place % waiting.nodes), request: Resources())
            scheduler.apply(.occupantChanged(occupant))
            scheduler.apply(.occupantRemoved(OccupantID(step)))
        }
        scheduler.apply(.timeReached(Tick(milliseconds: 2000 + Int64(step))))
    }
}

/// Reports what a change costs while many wait, the cycle after it included.
func reportTrickle(_ shape: TrickleShape, changes: Int = 200) {
    var scheduler = shape.load()
    let begin = processorSeconds()
    for step in 0..<changes { shape.apply(step, &scheduler) }
    printRow(
        "\(shape.change.rawValue), waiting: \(shape.waiting.wish.rawValue)",
        nodes: shape.waiting.nodes, decided: changes, seconds: processorSeconds() - begin)
}

/// All rows about constraints.
func reportAllConstraints() {
    for wish in ConstraintShape.Wish.allCases {
        let services = wish == .apart ? 2_500 : 500
        reportConstraints(
            ConstraintShape(services: services, asksPerService: 50_000 / services, wish: wish))
    }
    for change in TrickleShape.Change.allCases {
        for wish in ConstraintShape.Wish.allCases {
            reportTrickle(TrickleShape(wish, change))
        }
    }
}
