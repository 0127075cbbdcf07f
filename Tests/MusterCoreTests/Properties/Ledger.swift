import MusterCore

/// Independent books: what must be so, worked out from inputs and decisions alone.
///
/// Knows nothing of the core but its public words. Every decision is checked when it is made (the
/// node has the room, the queue stays within its max, the ask waits), and after every input the
/// books are compared with what the scheduler says of its nodes, queues and asks.
struct Ledger {
    struct App {
        /// The path of its queue, "" if it was rejected.
        var path: String
        var user = ""
        var groups: [String] = []
        var gang: Gang?
        var state = ApplicationState.new
        var isFormed = false
        /// Places got in the current input, per task group.
        var newPlaces: [Int32: Int32] = [:]
        /// Places held, per task group and node.
        var held: [Int32: [NodeID: Int32]] = [:]

        var holdsPlaces: Bool { held.values.contains { !$0.isEmpty } }
        /// A gang that asks again before it has formed is called running and takes no slot.
        var takesSlot: Bool {
            state == .running && (gang == nil || isFormed || !newPlaces.isEmpty || holdsPlaces)
        }
    }

    struct Ask {
        var application: ApplicationID
        var request: Resources
        var group: Int32?
        var node: NodeID?
    }

    private(set) var nodes: [NodeID: Node] = [:]
    private(set) var free: [NodeID: Resources] = [:]
    private(set) var apps: [ApplicationID: App] = [:]
    private(set) var asks: [AskID: Ask] = [:]
    private var usage: [String: Resources] = [:]
    /// Every queue, by path: one that drains keeps its limits.
    private(set) var queues: [String: QueueConfiguration] = [:]
    /// The path of every queue that there is.
    private var paths: [QueueID: String] = [.root: "root", QueueID(1): "root.default"]
    /// Queues whose max was lowered below what they used.
    private var cutQueues: Set<String> = []
    private var isFillingHolds = false
    private var hasEvictions = false
    private var problems: [String] = []

    init() {}

    /// Books one input and the decisions it led to.
    ///
    /// - Returns: What is wrong, in words.
    mutating func book(
        _ input: Input, _ decisions: ArraySlice<Decision>, _ scheduler: Scheduler
    ) -> [String] {
        problems = []
        for id in apps.keys { apps[id]?.newPlaces = [:] }
        let isAccepted = !decisions.contains {
            if case .refused = $0 { true } else { false }
        }
        bookBefore(input, isAccepted, scheduler)
        isFillingHolds = if case .asksAdded = input { true } else { false }
        for decision in decisions { book(decision, scheduler) }
        bookAfter(input, isAccepted, scheduler)
        checkGangs()
        compare(with: scheduler)
        return problems
    }

    // MARK: Inputs

    private mutating func bookBefore(
        _ input: Input, _ isAccepted: Bool, _ scheduler: Scheduler
    ) {
        switch input {
        case .nodeChanged(let node) where isAccepted:
            nodes[node.id] = node
            recomputeFree(node.id)
        case .applicationSubmitted(let application) where isAccepted:
            let queue = scheduler.queue(of: application.id)
            // Who runs already without a known user counts as `nobody` of `nogroup`.
            let isNobody =
                if case .rules(let request) = application.queue {
                    request.isForced && application.user.isEmpty
                } else { false }
            apps[application.id] = App(
                path: queue.map { scheduler.queuePath($0) } ?? "",
                user: isNobody ? "nobody" : application.user,
                groups: isNobody ? ["nogroup"] : application.groups, gang: application.gang)
        default: break
        }
    }

    private mutating func bookAfter(
        _ input: Input, _ isAccepted: Bool, _ scheduler: Scheduler
    ) {
        switch input {
        case .configurationReplaced(let configuration):
            note(configuration.root, path: "root", scheduler)
            cutQueues = []
            for (path, used) in usage where !isWithinMax(used, path) { cutQueues.insert(path) }
        case .nodeRemoved(let node) where isAccepted:
            for (id, ask) in asks where ask.node == node { fail("\(id) is left on \(node)") }
            nodes[node] = nil
            free[node] = nil
        case .asksAdded(let submission) where isAccepted:
            bookNewAsks(submission, scheduler)
        case .asksRemoved(let range) where isAccepted:
            for id in identifiers(range) { drop(id, scheduler) }
        case .allocationsFinished(let range) where isAccepted:
            for id in identifiers(range) { drop(id, scheduler) }
        case .applicationRemoved(let id) where isAccepted:
            dropAsks(of: id, scheduler)
            if let app = apps[id], app.holdsPlaces { fail("\(id) is gone and holds \(app.held)") }
            apps[id] = nil
        default: break
        }
    }

    private mutating func bookNewAsks(_ submission: AskSubmission, _ scheduler: Scheduler) {
        guard submission.request.quantities.allSatisfy({ $0 >= 0 }) else { return }
        for id in identifiers(submission.asks) where asks[id] == nil {
            fail("\(id) was taken in without being booked")
        }
    }

    /// Asks exist from the moment they are told of, which is before their first decision.
    private mutating func add(_ submission: AskSubmission) {
        let isGang = apps[submission.application]?.gang != nil
        for id in identifiers(submission.asks) {
            asks[id] = Ask(
                application: submission.application, request: submission.request,
                group: isGang ? submission.taskGroup : nil, node: nil)
        }
    }

    /// Announces an input, before the scheduler has seen it.
    mutating func announce(_ input: Input) {
        guard case .asksAdded(let submission) = input,
            let app = apps[submission.application], !app.state.isOver,
            submission.request.quantities.allSatisfy({ $0 >= 0 }),
            submission.asks.first.rawValue >= 0, submission.asks.count > 0,
            identifiers(submission.asks).allSatisfy({ asks[$0] == nil })
        else { return }
        if let gang = app.gang, let group = submission.taskGroup,
            !gang.taskGroups.indices.contains(Int(group))
        {
            return
        }
        add(submission)
    }

    private func identifiers(_ range: AskRange) -> [AskID] {
        let first = Int64(range.first.rawValue)
        let end = min(first + Int64(max(0, range.count)), 1000)
        guard first < end else { return [] }
        return (first..<end).map { AskID(rawValue: Int32($0)) }
    }

    private mutating func drop(_ id: AskID, _ scheduler: Scheduler) {
        guard let ask = asks.removeValue(forKey: id) else { return }
        if let node = ask.node { give(ask.request, node, ask.application, scheduler) }
    }

    private mutating func dropAsks(of application: ApplicationID, _ scheduler: Scheduler) {
        for id in asks.keys.filter({ asks[$0]?.application == application }) {
            drop(id, scheduler)
        }
    }

    // MARK: Decisions

    private mutating func book(_ decision: Decision, _ scheduler: Scheduler) {
        switch decision {
        case .allocated(let range, let node):
            for id in identifiers(range) { allocate(id, node, scheduler) }
        case .held(let id, let group, let count, let node):
            hold(id, group, count, node, scheduler)
        case .unheld(let id, let group, let count, let node, _):
            unhold(id, group, count, node, scheduler)
        case .released(let range, _):
            for id in identifiers(range) { release(id, scheduler) }
        case .reserved(_, let time):
            if time < scheduler.now { fail("reserved \(time) in the past") }
        case .stateChanged(let id, let from, let to):
            changeState(of: id, from, to, scheduler)
        case .queueChanged(let id, let state): changeQueue(id, state, scheduler)
        case .placed(let id, let queue):
            if paths[queue] != apps[id]?.path { fail("\(id) is not placed in \(queue)") }
        case .waits(_, .evicting), .evicted: hasEvictions = true
        case .replaced, .unneeded: fail("\(decision): nobody has placeholders")
        case .waits, .rejected, .refused: break
        }
    }

    private mutating func allocate(_ id: AskID, _ node: NodeID, _ scheduler: Scheduler) {
        guard let ask = asks[id], let app = apps[ask.application] else {
            fail("\(id) is allocated and not known")
            return
        }
        if ask.node != nil { fail("\(id) is allocated twice") }
        asks[id]?.node = node
        // Held places are filled when asks come and when the gang forms, never by a later cycle.
        if isFillingHolds || !app.isFormed, let group = ask.group, let gang = app.gang,
            let count = app.held[group]?[node], count > 0,
            ask.request.isWithin(gang.taskGroups[Int(group)].request)
        {
            let place = gang.taskGroups[Int(group)].request
            apps[ask.application]?.held[group]?[node] = count == 1 ? nil : count - 1
            give(place, node, ask.application, scheduler)
            move(ask.request, sign: 1, node, ask.application, scheduler)
            return
        }
        if nodes[node]?.isSchedulable != true { fail("\(id) is allocated on cordoned \(node)") }
        if let group = ask.group { apps[ask.application]?.newPlaces[group, default: 0] += 1 }
        take(ask.request, node, ask.application, scheduler)
    }

    private mutating func hold(
        _ id: ApplicationID, _ group: Int32, _ count: Int32, _ node: NodeID,
        _ scheduler: Scheduler
    ) {
        guard let gang = apps[id]?.gang, gang.taskGroups.indices.contains(Int(group)), count > 0
        else {
            fail("\(id) holds \(count) places without a task group \(group)")
            return
        }
        if nodes[node]?.isSchedulable != true { fail("\(id) holds places on cordoned \(node)") }
        apps[id]?.held[group, default: [:]][node, default: 0] += count
        apps[id]?.newPlaces[group, default: 0] += count
        take(gang.taskGroups[Int(group)].request * Int64(count), node, id, scheduler)
    }

    private mutating func unhold(
        _ id: ApplicationID, _ group: Int32, _ count: Int32, _ node: NodeID,
        _ scheduler: Scheduler
    ) {
        let held = apps[id]?.held[group]?[node] ?? 0
        guard let gang = apps[id]?.gang, held >= count else {
            fail("\(id) gives back \(count) places of \(group) on \(node), held \(held)")
            return
        }
        apps[id]?.held[group]?[node] = held == count ? nil : held - count
        give(gang.taskGroups[Int(group)].request * Int64(count), node, id, scheduler)
    }

    private mutating func release(_ id: AskID, _ scheduler: Scheduler) {
        guard let ask = asks[id], let node = ask.node else {
            fail("\(id) is released and has no place")
            return
        }
        asks[id]?.node = nil
        give(ask.request, node, ask.application, scheduler)
    }

    private mutating func changeState(
        of id: ApplicationID, _ from: ApplicationState, _ to: ApplicationState,
        _ scheduler: Scheduler
    ) {
        guard let app = apps[id] else {
            fail("\(id) is unknown and becomes \(to)")
            return
        }
        if app.state != from { fail("\(id) is \(app.state), not \(from)") }
        if !from.successors.contains(to) { fail("\(id) goes from \(from) to \(to)") }
        apps[id]?.state = to
        if to == .running, from == .accepted { checkMaxApplications(app.path) }
        if to == .failed || to == .completed { dropAsks(of: id, scheduler) }
        if from == .resuming {
            apps[id]?.gang = nil
            for ask in asks.keys where asks[ask]?.application == id { asks[ask]?.group = nil }
        }
    }

    private mutating func checkMaxApplications(_ queue: String) {
        for path in Self.paths(to: queue) {
            let running = apps.values.filter {
                $0.takesSlot && Self.paths(to: $0.path).contains(path)
            }.count
            let maximum = queues[path]?.maxApplications ?? 0
            if maximum > 0, running > maximum {
                fail("\(path) runs \(running) applications, max \(maximum)")
            }
        }
    }

    private mutating func checkGangs() {
        for (id, app) in apps {
            guard let gang = app.gang, !app.isFormed else { continue }
            guard !app.newPlaces.isEmpty else {
                let places = asks.values.filter { $0.application == id && $0.node != nil }.count
                if places > 0 || app.holdsPlaces {
                    fail("\(id) holds places before its gang has formed")
                }
                continue
            }
            apps[id]?.isFormed = true
            for (index, group) in gang.taskGroups.enumerated()
            where app.newPlaces[Int32(index), default: 0] < group.minMember {
                fail("\(id) formed with \(app.newPlaces) places, needs \(gang.taskGroups)")
            }
        }
    }

    // MARK: Amounts

    private mutating func take(
        _ amount: Resources, _ node: NodeID, _ id: ApplicationID, _ scheduler: Scheduler
    ) {
        move(amount, sign: 1, node, id, scheduler)
        for lane in amount.quantities.indices where amount.quantities[lane] > 0 {
            if (free[node] ?? .none)[ResourceID(lane)] < 0 { fail("\(node) is over capacity") }
        }
        guard let queue = apps[id]?.path else { return }
        for path in Self.paths(to: queue) where !cutQueues.contains(path) {
            let used = usage[path] ?? .none
            if !isWithinMax(used, path) { fail("\(path) uses \(used), more than its max") }
        }
    }

    private mutating func give(
        _ amount: Resources, _ node: NodeID, _ id: ApplicationID, _ scheduler: Scheduler
    ) {
        move(amount, sign: -1, node, id, scheduler)
    }

    private mutating func move(
        _ amount: Resources, sign: Int64, _ node: NodeID, _ id: ApplicationID,
        _ scheduler: Scheduler
    ) {
        if nodes[node] == nil { fail("\(id) uses \(node), which is not known") }
        free[node] = (free[node] ?? .none) + amount * -sign
        guard let queue = apps[id]?.path else { return }
        for path in Self.paths(to: queue) {
            usage[path] = (usage[path] ?? .none) + amount * sign
        }
    }

    private mutating func recomputeFree(_ id: NodeID) {
        guard let node = nodes[id] else { return }
        var free = node.capacity + node.occupied * -1
        for ask in asks.values where ask.node == id { free = free + ask.request * -1 }
        for app in apps.values {
            for (group, places) in app.held {
                guard let gang = app.gang, let count = places[id] else { continue }
                free = free + gang.taskGroups[Int(group)].request * -Int64(count)
            }
        }
        self.free[id] = free
    }

    private mutating func compare(with scheduler: Scheduler) {
        for (id, expected) in free where scheduler.free(on: id) != expected {
            // Who has others evicted is given what is free meanwhile, which nobody decides aloud.
            if hasEvictions, scheduler.free(on: id).isWithin(expected) { continue }
            fail("\(id) has \(scheduler.free(on: id)) free, should have \(expected)")
        }
        for (id, path) in paths {
            let used = scheduler.usage(of: id)
            if used != usage[path] ?? .none { fail("\(path) uses \(used) by its own account") }
            if scheduler.queuePath(id) != path { fail("\(id) is not \(path) any more") }
        }
        for (id, ask) in asks where scheduler.node(of: id) != ask.node {
            fail("\(id) is on \(String(describing: scheduler.node(of: id)))")
        }
        for (id, app) in apps where scheduler.state(of: id) != app.state {
            fail("\(id) is \(String(describing: scheduler.state(of: id))), not \(app.state)")
        }
    }

    // MARK: Queues

    /// `root.a.b` gives `root`, `root.a` and `root.a.b`.
    static func paths(to path: String) -> [String] {
        let names = path.split(separator: ".")
        return names.indices.map { names[...$0].joined(separator: ".") }
    }

    private mutating func note(
        _ queue: QueueConfiguration, path: String, _ scheduler: Scheduler
    ) {
        queues[path] = queue
        let names = path.split(separator: ".").map(String.init)
        if let id = scheduler.queueID(path: names) { paths[id] = path }
        for child in queue.children { note(child, path: path + "." + child.name, scheduler) }
    }

    /// A queue came to be active, or ceased to be.
    private mutating func changeQueue(
        _ id: QueueID, _ state: QueueState, _ scheduler: Scheduler
    ) {
        switch state {
        case .active:
            let path = scheduler.queuePath(id)
            paths[id] = path
            queues[path] = QueueConfiguration(
                name: "", settings: scheduler.queueSettings(id) ?? QueueSettings())
        case .draining: if paths[id] == nil { fail("unknown \(id) drains") }
        case .removed:
            guard let path = paths.removeValue(forKey: id) else {
                fail("unknown \(id) was removed")
                return
            }
            queues[path] = nil
            cutQueues.remove(path)
            if usage[path] ?? .none != .none { fail("\(path) was removed and is used") }
            for (app, record) in apps where record.path == path && !record.state.isOver {
                fail("\(path) was removed and has \(app)")
            }
        }
    }

    private func isWithinMax(_ used: Resources, _ path: String) -> Bool {
        guard path != "root", let queue = queues[path] else { return true }
        return queue.max.entries.allSatisfy { used[$0.resource] <= $0.quantity }
    }

    /// Whether an application has asks without a place.
    func waits(_ application: ApplicationID) -> Bool {
        asks.values.contains { $0.application == application && $0.node == nil }
    }

    private mutating func fail(_ problem: String) {
        problems.append(problem)
    }
}

extension ApplicationState {
    /// Whether nothing comes after it.
    var isOver: Bool { [.completed, .failed, .rejected, .expired].contains(self) }

    /// The states that may follow, in YuniKorn's state machine.
    var successors: Set<ApplicationState> {
        switch self {
        case .new: [.accepted, .rejected, .failing, .resuming]
        case .accepted: [.running, .completing, .failing, .resuming]
        case .running: [.completing, .failing, .resuming]
        case .completing: [.running, .completed, .failing, .resuming]
        case .failing: [.failed]
        case .resuming: [.accepted]
        case .completed: [.expired]
        case .failed, .rejected: [.expired]
        case .expired: []
        }
    }
}

extension Resources {
    /// Whether no quantity is larger than the other vector's.
    func isWithin(_ other: Resources) -> Bool {
        quantities.indices.allSatisfy { quantities[$0] <= other[ResourceID($0)] }
    }
}
