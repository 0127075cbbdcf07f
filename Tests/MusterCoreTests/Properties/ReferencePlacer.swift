import MusterCore

/// A placer that tries everything.
///
/// Each decision begins at the root, sorts whole queues, whole lines of applications and all nodes
/// anew, and takes the first thing that fits.
///
/// Written from YuniKorn's order of queues, applications, asks and nodes and from the docstrings of
/// the configuration. Knows `greedy` queues, plain asks, and gangs of one task group all of whose
/// members ask. Keeps no index and no sum: usage is added up whenever it is wanted.
struct ReferencePlacer {
    struct App {
        var application: Application
        var sequence: Int
        var hasStarted = false
    }

    struct Ask {
        var id: AskID
        var application: ApplicationID
        var request: Resources
        var priority: Int32
        var node: NodeID?
    }

    let configuration: SchedulerConfiguration
    /// The identifier of each queue, by path: the last tie-break among siblings.
    let queueOrder: [String: QueueID]
    var nodes: [Node] = []
    var apps: [App] = []
    var asks: [Ask] = []

    init(configuration: SchedulerConfiguration, queueOrder: [String: QueueID]) {
        self.configuration = configuration
        self.queueOrder = queueOrder
    }

    /// Places all that can be placed, in order.
    mutating func cycle() -> [Placement] {
        var placements: [Placement] = []
        while let next = place(in: (configuration.root, "root")) {
            placements += next
            for placement in next {
                let index = asks.firstIndex { $0.id == placement.ask }!
                asks[index].node = placement.node
                let owner = asks[index].application
                apps[apps.firstIndex { $0.application.id == owner }!].hasStarted = true
            }
        }
        return placements
    }

    struct Placement: Equatable {
        var ask: AskID
        var node: NodeID
    }

    // MARK: Queues

    private typealias Child = (QueueConfiguration, String)

    /// The first placement below a queue: children in order, depth first.
    private func place(in queue: Child) -> [Placement]? {
        if queue.0.children.isEmpty { return placeLeaf(queue.0, queue.1) }
        let isFirst = queue.0.prioritySorting
        let children = candidates(in: queue).sorted {
            comesBefore($0, $1, prioritySorting: isFirst)
        }
        for child in children {
            if let placements = place(in: child) { return placements }
        }
        return nil
    }

    /// The children in which something waits.
    private func candidates(in queue: Child) -> [Child] {
        queue.0.children.map { ($0, queue.1 + "." + $0.name) }
            .filter { !waiting(below: $0.1).isEmpty }
    }

    private func comesBefore(_ left: Child, _ right: Child, prioritySorting: Bool) -> Bool {
        let areOwed = (isBelowGuarantee(left), isBelowGuarantee(right))
        if areOwed.0 != areOwed.1 { return areOwed.0 }
        let priorities = (visiblePriority(left), visiblePriority(right))
        if prioritySorting, priorities.0 != priorities.1 { return priorities.0 > priorities.1 }
        let shares = (share(of: left.1), share(of: right.1))
        if shares.0 != shares.1 { return shares.0 < shares.1 }
        if priorities.0 != priorities.1 { return priorities.0 > priorities.1 }
        for resource in [ResourceCatalog.vcore, ResourceCatalog.memory] {
            let needs = [left.1, right.1].map { path in
                waiting(below: path).reduce(Int64(0)) { $0 + $1.request[resource] }
            }
            if needs[0] != needs[1] { return needs[0] > needs[1] }
        }
        return queueOrder[left.1]! < queueOrder[right.1]!
    }

    /// Whether a queue has a guarantee and has reached no part of it.
    private func isBelowGuarantee(_ child: Child) -> Bool {
        let used = usage(below: child.1)
        let parts = child.0.guaranteed.entries.filter { $0.quantity > 0 || used[$0.resource] > 0 }
        return parts.contains { $0.quantity > 0 }
            && parts.allSatisfy { used[$0.resource] < $0.quantity }
    }

    /// The highest priority inside, as the parent sees it.
    private func visiblePriority(_ child: Child) -> Int64 {
        let (queue, path) = child
        if queue.priorityPolicy == .fence { return Int64(queue.priorityOffset) }
        let inside: Int64
        if queue.children.isEmpty {
            inside = waitingApps(path).map { Int64(priority(of: $0)) }.max() ?? Int64(Int32.min)
        } else {
            inside = candidates(in: child).map(visiblePriority).max() ?? Int64(Int32.min)
        }
        return Int64(Int32(clamping: inside + Int64(queue.priorityOffset)))
    }

    /// The largest part of what a queue is entitled to that it uses.
    private func share(of path: String) -> Fraction {
        let used = usage(below: path)
        return used.quantities.indices.filter { used.quantities[$0] > 0 }.map {
            let resource = ResourceID($0)
            return Fraction(used[resource], of: entitlement(of: path, resource))
        }.max() ?? Fraction(0, of: 1)
    }

    private func entitlement(of path: String, _ resource: ResourceID) -> Int64 {
        let line = chain(to: path)
        if let guaranteed = line.last!.guaranteed[resource] { return guaranteed }
        for queue in line.dropFirst().reversed() {
            if let max = queue.max[resource] { return max }
        }
        return nodes.reduce(0) { $0 + $1.capacity[resource] }
    }

    /// The root, and every queue down to `path`.
    private func chain(to path: String) -> [QueueConfiguration] {
        var chain = [configuration.root]
        for name in path.split(separator: ".").dropFirst() {
            chain.append(chain.last!.children.first { $0.name == name }!)
        }
        return chain
    }

    // MARK: Applications

    private func placeLeaf(_ queue: QueueConfiguration, _ path: String) -> [Placement]? {
        for app in waitingApps(path).sorted(by: { comesBefore($0, $1, in: queue) }) {
            if let placements = place(app, path) { return placements }
        }
        return nil
    }

    private func comesBefore(_ left: App, _ right: App, in queue: QueueConfiguration) -> Bool {
        let priorities = (priority(of: left), priority(of: right))
        if queue.prioritySorting, priorities.0 != priorities.1 {
            return priorities.0 > priorities.1
        }
        let times = (left.application.submitted, right.application.submitted)
        switch queue.applicationSortPolicy {
        case .fifo:
            if times.0 != times.1 { return times.0 < times.1 }
            if priorities.0 != priorities.1 { return priorities.0 > priorities.1 }
        case .fair:
            let shares = (share(of: left, in: queue), share(of: right, in: queue))
            if shares.0 != shares.1 { return shares.0 < shares.1 }
            if priorities.0 != priorities.1 { return priorities.0 > priorities.1 }
            if times.0 != times.1 { return times.0 < times.1 }
        }
        return left.sequence < right.sequence
    }

    private func priority(of app: App) -> Int32 {
        if !app.hasStarted, let gang = app.application.gang {
            return gang.taskGroups.map(\.priority).max()!
        }
        return waitingAsks(of: app).map(\.priority).max()!
    }

    private func share(of app: App, in queue: QueueConfiguration) -> Fraction {
        let used = asks.filter { $0.application == app.application.id && $0.node != nil }
            .reduce(Resources()) { $0 + $1.request }
        return used.quantities.indices.filter { used.quantities[$0] > 0 }.map {
            let resource = ResourceID($0)
            guard let guarantee = queue.guaranteed[resource] else {
                return Fraction(used[resource], of: 1)
            }
            return Fraction(used[resource], of: guarantee)
        }.max() ?? Fraction(0, of: 1)
    }

    private func place(_ app: App, _ path: String) -> [Placement]? {
        guard app.hasStarted || hasSlot(path) else { return nil }
        let waiting = waitingAsks(of: app)
        if !app.hasStarted, app.application.gang != nil {
            return place(waiting[...], path, nodes: freeByNode())
        }
        for ask in waiting {
            if let placement = place([ask], path, nodes: freeByNode()) { return placement }
        }
        return nil
    }

    private func hasSlot(_ path: String) -> Bool {
        let paths = Ledger.paths(to: path)
        return zip(paths, chain(to: path)).allSatisfy { path, queue in
            // Who started and has asks left runs, placed or not.
            let running = apps.filter { app in
                app.hasStarted && isBelow(app, path)
                    && asks.contains { $0.application == app.application.id }
            }.count
            return queue.maxApplications == 0 || UInt64(running) < queue.maxApplications
        }
    }

    // MARK: Asks and nodes

    /// All of these asks, one after the other on the first node that fits, or nothing.
    private func place(
        _ members: ArraySlice<Ask>, _ path: String, nodes free: [Resources]
    ) -> [Placement]? {
        let total = members.reduce(Resources()) { $0 + $1.request }
        for (path, queue) in zip(Ledger.paths(to: path), chain(to: path)).dropFirst() {
            let used = usage(below: path)
            for (resource, most) in queue.max.entries where total[resource] > 0 {
                if used[resource] + total[resource] > most { return nil }
            }
        }
        var free = free
        var placements: [Placement] = []
        for member in members {
            let candidates = nodes.indices.filter {
                nodes[$0].isSchedulable && member.request.isCovered(by: free[$0])
            }
            let order = candidates.map { (score($0, free[$0]), nodes[$0].name, $0) }
            guard let best = order.min(by: { $0 < $1 })?.2 else { return nil }
            free[best] = free[best] + member.request * -1
            placements.append(Placement(ask: member.id, node: nodes[best].id))
        }
        return placements
    }

    /// Usage in units of 2^-30, rounded down as the docstring of the node order says.
    private func score(_ node: Int, _ free: Resources) -> Int64 {
        var sum: Int128 = 0
        var weights: Int128 = 0
        for weight in configuration.nodeSortPolicy.weights where weight.thousandths > 0 {
            let whole = nodes[node].capacity[weight.resource]
            guard whole > 0 else { continue }
            let used = min(max(0, whole - max(0, free[weight.resource])), whole)
            let part = Int128(used) * (1 << 30) / Int128(whole)
            sum += part * Int128(weight.thousandths)
            weights += Int128(weight.thousandths)
        }
        let usage = weights == 0 ? 0 : Int64(sum / weights)
        return configuration.nodeSortPolicy.order == .fair ? usage : (1 << 30) - usage
    }

    private func freeByNode() -> [Resources] {
        nodes.map { node in
            asks.filter { $0.node == node.id }.reduce(node.capacity + node.occupied * -1) {
                $0 + $1.request * -1
            }
        }
    }

    // MARK: Who waits and who uses what

    private func isBelow(_ app: App, _ path: String) -> Bool {
        let queue = app.application.queue
        return queueOrder.contains { known, id in
            QueueChoice.leaf(id) == queue && (known == path || known.hasPrefix(path + "."))
        }
    }

    private func waitingApps(_ path: String) -> [App] {
        apps.filter { isBelow($0, path) && !waitingAsks(of: $0).isEmpty }
    }

    /// By priority, then by age (B066); a younger ask has a larger identifier here.
    private func waitingAsks(of app: App) -> [Ask] {
        asks.filter { $0.application == app.application.id && $0.node == nil }
            .sorted { ($1.priority, $0.id) < ($0.priority, $1.id) }
    }

    private func waiting(below path: String) -> [Ask] {
        waitingApps(path).flatMap(waitingAsks)
    }

    private func usage(below path: String) -> Resources {
        apps.filter { isBelow($0, path) }.reduce(Resources()) { sum, app in
            asks.filter { $0.application == app.application.id && $0.node != nil }
                .reduce(sum) { $0 + $1.request }
        }
    }
}

/// An exact fraction.
///
/// Using anything of nothing counts as all of it.
struct Fraction: Comparable {
    private let numerator: Int128
    private let denominator: Int128

    init(_ used: Int64, of whole: Int64) {
        numerator = whole > 0 ? Int128(used) : (used > 0 ? 1 : 0)
        denominator = whole > 0 ? Int128(whole) : 1
    }

    static func < (left: Fraction, right: Fraction) -> Bool {
        left.numerator * right.denominator < right.numerator * left.denominator
    }

    static func == (left: Fraction, right: Fraction) -> Bool {
        left.numerator * right.denominator == right.numerator * left.denominator
    }
}
