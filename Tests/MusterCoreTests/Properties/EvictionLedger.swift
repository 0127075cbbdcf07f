import MusterCore

/// Independent books of evictions: who was evicted for whom, and what came of it.
///
/// Fed with inputs and decisions alone. Each set of victims is judged when it is named
/// (`EvictionLedger+Rights`), each promise to whom it was named for when the victims are gone.
struct EvictionLedger {
    struct Queue {
        var parent: String?
        var settings = QueueSettings()
    }

    struct App {
        /// Order of submission: identifiers are used again.
        var number: Int
        var path: String
        var gang: Gang?
        var state = ApplicationState.new
        var isFormed = false
        var wasFormed = false
        var formed = Tick.zero
        var held: [Int: [NodeID: Int]] = [:]

        var isUnformedGang: Bool { gang != nil && !isFormed }
    }

    struct Ask: Hashable {
        var app: ApplicationID
        var request: Resources
        var priority: Int32
        var group: Int?
        var requiredNode: NodeID?
        var traits: AskTraits
        var node: NodeID?
        var isEvicting = false
        /// Since when it waits or runs.
        var since = Tick.zero
    }

    /// What is evicted together.
    struct Unit {
        var app: ApplicationID
        var asks: [AskID]
        var isWholeGang: Bool
        var held: [Int: [NodeID: Int]] = [:]
    }

    /// Places promised to somebody.
    struct Promise {
        var number: Int
        /// Unlike that of every other promise.
        var serial: Int
        var victims: [AskID]
        var total: Resources
        var count: Int
        /// Several claims would explain the victims; this is the smallest.
        var isVague = false
        /// Something else happened that may end it.
        var isVoid = false
        var got = 0

        /// Whether it still counts besides what is used.
        var isOpen: Bool { !isVoid && got == 0 }
    }

    struct Pair: Hashable {
        var preemptor, victim: Int
    }

    var configuration = SchedulerConfiguration()
    var queues: [String: Queue] = [:]
    var nodes: [NodeID: Node] = [:]
    var apps: [ApplicationID: App] = [:]
    var asks: [AskID: Ask] = [:]
    var promises: [ApplicationID: Promise] = [:]
    var now = Tick.zero
    /// When P first evicted V.
    var firstEvicted: [Pair: Tick] = [:]
    var evictedFor: [Pair: Set<AskID>] = [:]
    /// When units were evicted from which leaf queue.
    var evictions: [(time: Tick, path: String)] = []
    private(set) var evictionCount = 0
    /// Until when nobody may evict what the outside has refused to, and how often it has.
    var bars: [AskID: (until: Tick, refusals: Int)] = [:]
    var problems: [String] = []

    private var newcomers: Set<AskID> = []
    private var pendingAsks: [AskID] = []
    private var pendingHolds: [ApplicationID: [Int: [NodeID: Int]]] = [:]
    private var pendingReason: EvictionReason?
    private var isAdding = false
    private var submissions = 0
    /// What must be told to be needed no more.
    private var spared: Set<AskID> = []
    /// What was told so, and has neither gone nor been taken back.
    private var released: Set<AskID> = []
    /// What is evicted for a quota, and not for anybody.
    private var quotaVictims: Set<AskID> = []
    /// Those who need no places any more, as those that were to go for them were spared.
    private var dropped: Set<ApplicationID> = []

    // MARK: Inputs

    /// Books an input before the scheduler sees it.
    mutating func announce(_ input: Input) {
        isAdding = false
        for (id, app) in apps { apps[id]?.wasFormed = app.isFormed }
        switch input {
        case .asksAdded(let submission):
            isAdding = true
            add(submission)
        case .timeReached(let time):
            now = max(now, time)
            for id in newcomers { asks[id]?.since = now }
            newcomers = []
        case .nodeChanged(let node):
            nodes[node.id] = node
            voidAll()
        case .nodeRemoved, .configurationReplaced: voidAll()
        case .asksRemoved(let range):
            for id in identifiers(range) {
                if let ask = asks[id], ask.node == nil { promises[ask.app]?.isVoid = true }
            }
        case .evictionsRefused(let range):
            for id in identifiers(range) {
                let refusals = bars[id]?.refusals ?? 0
                bars[id] = (now + Tick(seconds: 60 << Int64(min(refusals, 4))), refusals + 1)
            }
            keep(range)
        case .evictionsWithdrawn(let range): keep(range)
        default: break
        }
    }

    /// Books that asks are not evicted after all: nobody is promised their places any more.
    private mutating func keep(_ range: AskRange) {
        let kept = identifiers(range)
        for (id, promise) in promises where promise.victims.contains(where: { kept.contains($0) }) {
            promises[id] = nil
            spared.formUnion(promise.victims.filter { !kept.contains($0) })
        }
        for id in kept {
            asks[id]?.isEvicting = false
            for pair in evictedFor.keys { evictedFor[pair]?.remove(id) }
            if let app = asks[id]?.app { form(app) }
        }
        spared = spared.filter { asks[$0]?.isEvicting == true && !released.contains($0) }
        released = released.filter { asks[$0]?.isEvicting == true }
    }

    /// Books an input and the decisions that it led to.
    mutating func book(
        _ input: Input, _ decisions: ArraySlice<Decision>, _ scheduler: Scheduler
    ) -> [String] {
        problems = []
        let due = duePromises(input)
        if case .applicationSubmitted(let application) = input { submit(application, scheduler) }
        for decision in decisions { book(decision) }
        closeQuota()
        if !pendingAsks.isEmpty { fail("evictions for nobody: \(pendingAsks)") }
        if !spared.isEmpty { fail("nobody is told that \(spared.sorted()) may stay") }
        spared = []
        closeDropped()
        finish(input, scheduler)
        for (id, serial) in due where promises[id]?.serial == serial { checkCarriedOut(id) }
        return problems
    }

    private mutating func submit(_ application: Application, _ scheduler: Scheduler) {
        guard let queue = scheduler.queue(of: application.id) else { return }
        submissions += 1
        apps[application.id] = App(
            number: submissions, path: scheduler.queuePath(queue), gang: application.gang)
    }

    private mutating func add(_ submission: AskSubmission) {
        guard apps[submission.application] != nil else { return }
        for id in identifiers(submission.asks) {
            asks[id] = Ask(
                app: submission.application, request: submission.request,
                priority: submission.priority, group: submission.taskGroup.map { Int($0) },
                requiredNode: submission.requiredNode, traits: submission.traits)
            if apps[submission.application]?.gang == nil { asks[id]?.group = nil }
            newcomers.insert(id)
        }
    }

    private mutating func finish(_ input: Input, _ scheduler: Scheduler) {
        switch input {
        case .configurationReplaced(let configuration):
            self.configuration = configuration
            queues = [:]
            note(configuration.root, path: "root", parent: nil)
        case .nodeRemoved(let id): nodes[id] = nil
        case .asksRemoved(let range):
            for id in identifiers(range) { asks[id] = nil }
        case .allocationsFinished(let range): for id in identifiers(range) { asks[id] = nil }
        case .applicationRemoved(let id):
            demandSpared(id)
            asks = asks.filter { $0.value.app != id }
            apps[id] = nil
            promises[id] = nil
        default: break
        }
    }

    func identifiers(_ range: AskRange) -> [AskID] {
        (0..<max(0, range.count)).map { AskID(rawValue: range.first.rawValue + $0) }
    }

    private mutating func note(_ queue: QueueConfiguration, path: String, parent: String?) {
        queues[path] = Queue(parent: parent, settings: queue.settings)
        for child in queue.children { note(child, path: "\(path).\(child.name)", parent: path) }
    }

    // MARK: Decisions

    private mutating func book(_ decision: Decision) {
        switch decision {
        case .evicted(let range, let reason):
            if pendingReason != nil, pendingReason != reason { closeQuota() }
            pendingReason = reason
            pendingAsks += identifiers(range)
            return
        case .unheld(let id, let group, let count, let node, .evicted):
            pendingHolds[id, default: [:]][Int(group), default: [:]][node, default: 0] +=
                Int(count)
            return
        case .waits(let id, .evicting):
            if !pendingAsks.isEmpty || !pendingHolds.isEmpty {
                judge(for: id)
                return
            }
        default: break
        }
        closeQuota()
        switch decision {
        case .allocated(let range, let node):
            for id in identifiers(range) { allocate(id, node) }
        case .held(let id, let group, let count, let node):
            apps[id]?.held[Int(group), default: [:]][node, default: 0] += Int(count)
            promises[id]?.got += Int(count)
            form(id)
        case .unheld(let id, let group, let count, let node, _):
            unhold(id, Int(group), Int(count), node)
        case .released(let range, let reason):
            for id in identifiers(range) { release(id, reason) }
        case .spared(let range):
            for id in identifiers(range) { spare(id) }
        case .stateChanged(let id, let from, let to): changeState(of: id, from, to)
        default: break
        }
    }

    private mutating func allocate(_ id: AskID, _ node: NodeID) {
        guard let ask = asks[id], let app = apps[ask.app] else { return }
        asks[id]?.node = node
        asks[id]?.since = now
        // The identifier may have been another's.
        bars[id] = nil
        promises[ask.app]?.got += 1
        guard let group = ask.group, app.gang != nil else { return }
        if isAdding || !app.wasFormed, app.held[group]?[node] ?? 0 > 0 {
            unhold(ask.app, group, 1, node)
        }
        form(ask.app)
    }

    private mutating func spare(_ id: AskID) {
        if asks[id]?.isEvicting != true || quotaVictims.contains(id)
            || !released.insert(id).inserted
        {
            fail("\(id) is spared and was not to go for anybody")
        }
        guard spared.remove(id) == nil else { return }
        for (app, promise) in promises where promise.victims.contains(id) { dropped.insert(app) }
    }

    /// Whoever others are spared for must have a reason to need no places any more.
    private mutating func closeDropped() {
        for id in dropped {
            guard let promise = promises[id] else { continue }
            promises[id] = nil
            guard !promise.isVoid, let app = apps[id], app.number == promise.number
            else { continue }
            let isFormed = app.gang != nil && app.isFormed
            if app.state == .completing || isFormed { continue }
            fail("\(promise.victims) were to go for \(id), which waits, and are spared")
        }
        dropped = []
    }

    /// What was to go for somebody who ends must have been told to be needed no more.
    private mutating func demandSpared(_ id: ApplicationID) {
        let victims = promises[id]?.victims ?? []
        let left = victims.filter { asks[$0]?.isEvicting == true && !released.contains($0) }
        if !left.isEmpty { fail("\(id) has ended, and nobody is told that \(left) may stay") }
    }

    private mutating func form(_ id: ApplicationID) {
        guard apps[id]?.isFormed == false else { return }
        apps[id]?.isFormed = true
        apps[id]?.formed = now
    }

    private mutating func unhold(_ id: ApplicationID, _ group: Int, _ count: Int, _ node: NodeID) {
        let held = apps[id]?.held[group]?[node] ?? 0
        if held < count { fail("\(id) gives back \(count) places on \(node), held \(held)") }
        apps[id]?.held[group]?[node] = held == count ? nil : held - count
    }

    private mutating func release(_ id: AskID, _ reason: ReleaseReason) {
        if reason == .evicted, asks[id]?.isEvicting == false { fail("\(id) was never evicted") }
        asks[id]?.node = nil
        asks[id]?.isEvicting = false
        released.remove(id)
        bars[id] = nil
        newcomers.insert(id)
    }

    private mutating func changeState(
        of id: ApplicationID, _ from: ApplicationState, _ to: ApplicationState
    ) {
        apps[id]?.state = to
        if to == .failing || to == .resuming { promises[id]?.isVoid = true }
        if to == .failed || to == .completed {
            demandSpared(id)
            asks = asks.filter { $0.value.app != id }
            promises[id] = nil
        }
        if from == .resuming {
            apps[id]?.gang = nil
            for (ask, value) in asks where value.app == id { asks[ask]?.group = nil }
        }
    }

    // MARK: Victims

    /// Judges a set of victims that is complete.
    private mutating func judge(for id: ApplicationID) {
        let units = pendingUnits()
        check(units, isFor: id, pendingReason)
        switch pendingReason {
        case .requiredNode(let by, let node):
            if by != id { fail("\(id) waits for evictions for \(by)") }
            judge(units, for: id, on: node)
        case .preempted(let by):
            if by != id { fail("\(id) waits for evictions for \(by)") }
            judge(units, for: id)
        case .quota: fail("\(id) waits for evictions for a quota")
        case nil:
            // Nothing but held places: whose ask it is for says why.
            if configuration.isPreemptionEnabled { judge(units, for: id) }
        }
        carry(units)
    }

    private mutating func closeQuota() {
        guard case .quota(let queue) = pendingReason else { return }
        let units = pendingUnits()
        check(units, isFor: nil, .quota(queue))
        if !configuration.isQuotaPreemptionEnabled { fail("quota preemption is off") }
        carry(units)
        quotaVictims.formUnion(units.flatMap(\.asks))
    }

    /// Puts what was named together to units.
    private func pendingUnits() -> [Unit] {
        var byApp: [ApplicationID: [AskID]] = [:]
        for id in pendingAsks { byApp[asks[id]?.app ?? ApplicationID(999), default: []].append(id) }
        for id in pendingHolds.keys where byApp[id] == nil { byApp[id] = [] }
        return byApp.sorted { $0.key < $1.key }.flatMap { id, victims -> [Unit] in
            let remaining = asks.contains { ask, value in
                value.app == id && value.node != nil && !value.isEvicting
                    && !victims.contains(ask)
            }
            let isGang = apps[id]?.gang != nil && apps[id]?.isFormed == true
            let held = apps[id]?.held.filter { !$0.value.isEmpty } ?? [:]
            if isGang, !remaining, pendingHolds[id] ?? [:] == held {
                return [
                    Unit(app: id, asks: victims, isWholeGang: true, held: pendingHolds[id] ?? [:])
                ]
            }
            return victims.map { Unit(app: id, asks: [$0], isWholeGang: false) }
        }
    }

    private mutating func carry(_ units: [Unit]) {
        for unit in units {
            for id in unit.asks {
                asks[id]?.isEvicting = true
                released.remove(id)
            }
            evictions.append((now, apps[unit.app]?.path ?? "root"))
            quotaVictims.subtract(unit.asks)
            guard unit.isWholeGang else { continue }
            apps[unit.app]?.isFormed = false
            apps[unit.app]?.held = [:]
            promises[unit.app] = nil
        }
        evictionCount += units.count
        pendingAsks = []
        pendingHolds = [:]
        pendingReason = nil
    }

    // MARK: Promises

    private mutating func voidAll() {
        for id in promises.keys { promises[id]?.isVoid = true }
    }

    /// Promises whose victims are all gone when this cycle begins.
    private func duePromises(_ input: Input) -> [ApplicationID: Int] {
        guard case .timeReached = input else { return [:] }
        return promises.filter { promise in
            !promise.value.victims.contains { asks[$0]?.isEvicting == true }
        }.mapValues(\.serial)
    }

    private mutating func checkCarriedOut(_ id: ApplicationID) {
        guard let promise = promises[id] else { return }
        // A queue may be full until others are gone, too.
        if promise.got == 0, !promise.isVoid, asks.values.contains(where: \.isEvicting) { return }
        defer { promises[id] = nil }
        guard !promise.isVoid, apps[id]?.number == promise.number, promise.got < promise.count
        else { return }
        fail("\(id) got \(promise.got) places, \(promise.count) were promised: \(promise.victims)")
    }

    mutating func fail(_ problem: String) {
        problems.append(problem)
    }
}
