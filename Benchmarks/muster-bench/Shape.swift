import MusterCore

/// One workload of the benchmark: what is loaded before the clock starts.
struct Shape {
    var nodes: Int
    var asks: Int
    var order = NodeSortPolicy.Order.fair
    /// Asks of 25 sizes on nodes of 3 sizes instead of one each.
    var isMixed = false
    /// 10 parents of 10 leaf queues each, with guarantees and maxima, instead of 10 leaves.
    var isTree = false
    /// Applications are gangs of 8, 16, 32 and 64 members instead of 100 single asks.
    var isGang = false

    private static let gibibyte: Int64 = 1 << 30

    /// A scheduler to which everything was submitted and that has placed nothing yet.
    func load() -> Scheduler {
        var scheduler = Scheduler(configuration: configuration)
        for index in 0..<nodes {
            scheduler.apply(.nodeChanged(node(index)))
        }
        let leaves = scheduler.leafQueues
        var random = SplitMix64(state: 42)
        var ask = 0
        var application = 0
        while ask < asks {
            let identifier = ApplicationID(application)
            let members = isGang ? [8, 16, 32, 64][application % 4] : 100
            let count = min(members, asks - ask)
            let request = isMixed ? Resources() : request(vcore: 1000, gibibytes: 1)
            scheduler.apply(
                .applicationSubmitted(
                    Application(
                        id: identifier, queue: leaves[application % leaves.count],
                        submitted: Tick(milliseconds: Int64(application)),
                        gang: isGang
                            ? Gang(taskGroups: [
                                TaskGroup(minMember: Int32(count), request: request)
                            ]) : nil)))
            if isMixed {
                for member in 0..<count {
                    add(1, from: ask + member, request: mixedRequest(&random), to: identifier)
                }
            } else {
                add(count, from: ask, request: request, to: identifier)
            }
            ask += count
            application += 1

            func add(_ count: Int, from first: Int, request: Resources, to: ApplicationID) {
                scheduler.apply(
                    .asksAdded(
                        AskSubmission(
                            asks: AskRange(first: AskID(first), count: Int32(count)),
                            application: to, request: request, taskGroup: isGang ? 0 : nil)))
            }
        }
        return scheduler
    }

    private func request(vcore: Int64, gibibytes: Int64) -> Resources {
        Resources([
            (ResourceCatalog.vcore, vcore), (ResourceCatalog.memory, gibibytes * Self.gibibyte),
        ])
    }

    private func mixedRequest(_ random: inout SplitMix64) -> Resources {
        Resources([
            (ResourceCatalog.vcore, [250, 500, 1000, 2000, 4000][random.below(5)]),
            (ResourceCatalog.memory, [1, 2, 4, 8, 16][random.below(5)] * Self.gibibyte / 2),
        ])
    }

    private func node(_ index: Int) -> Node {
        var size: (Int64, Int64) = (32, 128)
        if isMixed, index % 10 >= 5 { size = index % 10 >= 8 ? (16, 64) : (64, 256) }
        return Node(
            id: NodeID(index), name: paddedName(index),
            capacity: request(vcore: size.0 * 1000, gibibytes: size.1))
    }

    private func paddedName(_ index: Int) -> String {
        let digits = String(index)
        return "node-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private var configuration: SchedulerConfiguration {
        var root = QueueConfiguration(name: "root")
        if isTree {
            let share = Int64(nodes) * 320
            root.children = (0..<10).map { parent in
                QueueConfiguration(
                    name: "parent\(parent)",
                    children: (0..<10).map {
                        QueueConfiguration(
                            name: "leaf\($0)",
                            guaranteed: ResourceBounds([
                                (ResourceCatalog.vcore, share),
                                (ResourceCatalog.memory, share * Self.gibibyte / 250),
                            ]),
                            max: ResourceBounds([
                                (ResourceCatalog.vcore, share * 10),
                                (ResourceCatalog.memory, share * Self.gibibyte / 25),
                            ]),
                            applicationSortPolicy: .fair)
                    })
            }
        } else {
            root.children = (0..<10).map { QueueConfiguration(name: "leaf\($0)") }
        }
        return SchedulerConfiguration(root: root, nodeSortPolicy: NodeSortPolicy(order: order))
    }
}

/// How many asks got a node since the decisions were cleared.
func countPlaced(_ scheduler: Scheduler) -> Int {
    scheduler.decisions.reduce(0) {
        guard case .allocated(let range, _) = $1 else { return $0 }
        return $0 + Int(range.count)
    }
}

/// The generator of the benchmark's sizes.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }
}
