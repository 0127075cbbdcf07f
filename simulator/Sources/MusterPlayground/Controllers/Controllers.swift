import HeapModule

/// Something that a controller has to look at again.
struct Work: Sendable, Hashable, Comparable {
    enum Kind: Int, Sendable {
        case namespace, node, volume, claim, deployment, replicaSet, daemonSet, job, pod, budget,
            podGroup, event
        /// A deleted object whose finalizers say what becomes of its dependents.
        case finalizers
        /// An object with owners, which may all be gone.
        case orphan
    }

    var kind: Kind
    var key: ObjectKey

    static func < (left: Work, right: Work) -> Bool {
        (left.kind.rawValue, left.key) < (right.kind.rawValue, right.key)
    }
}

/// The part of a cluster's control plane and nodes that a playground plays.
///
/// Its members look at the objects and make requests like any other client; nothing but the objects
/// says what is so.
struct Controllers: Sendable {
    private struct Timer: Sendable, Comparable {
        var at: Instant
        var sequence: UInt64
        var work: Work

        static func < (left: Timer, right: Timer) -> Bool {
            (left.at, left.sequence) < (right.at, right.sequence)
        }
    }

    /// The last change that was looked at.
    var revision: Int64 = 0
    private var timers = Heap<Timer>()
    private var sequence: UInt64 = 0
    private var waiting: Set<Work> = []
    /// Requests of an owner, by its uid, that wait for webhooks.
    var pending: [String: Int64] = [:]
    /// Since when a pod has been known to be bound, by its uid.
    var boundSince: [String: Instant] = [:]
    /// How often creating pods for an owner has failed in a row, by its uid, and when it may be
    /// tried again.
    var refusals: [String: (count: Int64, until: Instant)] = [:]
    /// What has been told about objects that are there, by their uid.
    var ledgers: [String: EventLedger] = [:]
    /// How many events have been made; part of their names.
    var eventNumber: UInt64 = 0

    /// When there is something to do next even if nothing changes.
    var nextTimer: Instant? { timers.min?.at }

    mutating func add(_ work: Work) { waiting.insert(work) }

    mutating func add(_ work: Work, at time: Instant) {
        sequence += 1
        timers.insert(Timer(at: time, sequence: sequence, work: work))
    }

    /// What has to be looked at now, each once, in a fixed order.
    mutating func take(at time: Instant) -> [Work] {
        while let first = timers.min, first.at <= time {
            waiting.insert(first.work)
            timers.removeMin()
        }
        defer { waiting.removeAll(keepingCapacity: true) }
        return waiting.sorted()
    }

    /// A request of this owner has come back from the webhooks.
    mutating func finished(_ owner: String, _ answer: Answer, at time: Instant) {
        let left = (pending[owner] ?? 1) - 1
        pending[owner] = left > 0 ? left : nil
        if case .response(let response) = answer { note(owner, response.status < 300, at: time) }
    }

    /// Waits longer after each refusal: 1 s, doubled up to 5 minutes.
    mutating func note(_ owner: String, _ isFine: Bool, at time: Instant) {
        guard !isFine else {
            refusals[owner] = nil
            return
        }
        let count = (refusals[owner]?.count ?? 0) + 1
        let seconds = min(300, Int64(1) << min(count - 1, 9))
        refusals[owner] = (count, time.adding(seconds: seconds))
    }
}

extension Playground {
    /// When `advance(to:)` has something to do even if no request comes; nil: never.
    public var nextTimer: Instant? { controllers.nextTimer }

    /// Lets the controllers and the hollow nodes do what is due by `time`.
    ///
    /// - Returns: Requests of controllers that wait for webhooks; pass the replies to
    ///   `resume(_:with:at:)`.
    public mutating func advance(to time: Instant) -> [PendingAdmission] {
        now = max(now, time)
        var pending: [PendingAdmission] = []
        // Each round follows from the one before; the bound is far above any chain of owners.
        for _ in 0..<32 {
            observe()
            let work = controllers.take(at: now)
            if work.isEmpty { break }
            for item in work { reconcile(item, &pending) }
        }
        return pending
    }

    /// Finds who is concerned by what has changed.
    private mutating func observe() {
        if controllers.revision < store.compacted { controllers.revision = store.compacted }
        for event in store.log[store.firstChange(after: controllers.revision)...] {
            concern(event)
        }
        controllers.revision = store.revision
    }

    private mutating func concern(_ event: LogEvent) {
        let index = catalogue.storageDefinitions[event.key.storage]
        let definition = catalogue.definitions[index]
        let object = event.object.value
        let isGone = event.change == .deleted
        let kinds: [String: Work.Kind] = [
            "Node": .node, "Namespace": .namespace, "PodDisruptionBudget": .budget, "Job": .job,
            "Deployment": .deployment, "ReplicaSet": .replicaSet, "DaemonSet": .daemonSet,
            "PodGroup": .podGroup, "PersistentVolumeClaim": .claim, "PersistentVolume": .volume,
        ]
        if let kind = kinds[definition.kind], definition.custom == nil, !isGone {
            controllers.add(Work(kind: kind, key: event.key))
        }
        if definition.kind == "Pod", definition.group.isEmpty { concern(pod: event) }
        if definition.isEvent, event.change == .added, settings.mostPodsWithEvents > 0 {
            controllers.add(Work(kind: .event, key: event.key))
        }
        if definition.kind == "Node", event.change != .modified {
            let sets = catalogue.core("daemonsets", group: "apps").storage
            for set in store.list(storage: sets, namespace: nil) {
                controllers.add(
                    Work(
                        kind: .daemonSet,
                        key: ObjectKey(storage: sets, namespace: set.namespace, name: set.name)))
            }
        }
        for owner in object.list("metadata", "ownerReferences") {
            guard let key = key(ofOwner: owner, namespace: event.key.namespace) else { continue }
            let kind = catalogue.definitions[catalogue.storageDefinitions[key.storage]].kind
            if let work = kinds[kind] { controllers.add(Work(kind: work, key: key)) }
            if isGone { controllers.add(Work(kind: .finalizers, key: key)) }
        }
        if event.change == .added, object.at("metadata", "ownerReferences") != nil {
            controllers.add(Work(kind: .orphan, key: event.key))
        }
        if isGone {
            controllers.ledgers[event.object.uid] = nil
            concern(goneVolumeOrClaim: event)
            for key in store.dependents(of: event.object.uid) {
                controllers.add(Work(kind: .orphan, key: key))
            }
            let spaces = catalogue.core("namespaces").storage
            let space = ObjectKey(storage: spaces, namespace: "", name: event.key.namespace)
            if store[space]?.value.at("metadata", "deletionTimestamp") != nil {
                controllers.add(Work(kind: .namespace, key: space))
            }
        } else if object.at("metadata", "deletionTimestamp") != nil {
            controllers.add(Work(kind: .finalizers, key: event.key))
        }
    }

    private mutating func concern(pod event: LogEvent) {
        let pod = event.object.value
        if event.change == .deleted {
            controllers.boundSince[event.object.uid] = nil
            concern(claimsOfGone: event)
        }
        if pod.string("spec", "nodeName") ?? "" != "", event.change != .deleted {
            controllers.add(Work(kind: .pod, key: event.key))
        }
        let budgets = catalogue.core("poddisruptionbudgets", group: "policy").storage
        for budget in store.list(storage: budgets, namespace: event.key.namespace) {
            controllers.add(
                Work(
                    kind: .budget,
                    key: ObjectKey(
                        storage: budgets, namespace: budget.namespace, name: budget.name)))
        }
        if let group = pod.string("spec", "schedulingGroup", "podGroupName") {
            let groups = catalogue.core(
                "podgroups", group: "scheduling.k8s.io", version: "v1alpha2"
            ).storage
            controllers.add(
                Work(
                    kind: .podGroup,
                    key: ObjectKey(storage: groups, namespace: event.key.namespace, name: group)))
        }
    }

    /// The key of an owner; nil if its kind is not served.
    func key(ofOwner owner: JSONValue, namespace: String) -> ObjectKey? {
        guard let apiVersion = owner.string("apiVersion"), let kind = owner.string("kind"),
            let name = owner.string("name"),
            let definition = catalogue.find(apiVersion: apiVersion, kind: kind)
        else { return nil }
        return ObjectKey(
            storage: definition.storage, namespace: definition.isNamespaced ? namespace : "",
            name: name)
    }

    private mutating func reconcile(_ work: Work, _ pending: inout [PendingAdmission]) {
        guard let object = store[work.key] else { return }
        switch work.kind {
        case .finalizers: settleDependents(of: object, work.key, &pending)
        case .orphan: collect(object, work.key, &pending)
        case .namespace: empty(object, work.key, &pending)
        case .pod: if settings.playsNodes { play(pod: object, work.key, &pending) }
        case .node: play(node: object, work.key, &pending)
        case .budget: update(budget: object, work.key, &pending)
        case .event: expire(event: object, work.key)
        case .podGroup: release(podGroup: object, work.key, &pending)
        case .volume: if settings.playsControllers { settle(volume: object, work.key, &pending) }
        case .claim: if settings.playsControllers { bind(claim: object, work.key, &pending) }
        case .job: if settings.playsControllers { run(job: object, work.key, &pending) }
        case .replicaSet:
            if settings.playsControllers { run(replicaSet: object, work.key, &pending) }
        case .deployment:
            if settings.playsControllers { run(deployment: object, work.key, &pending) }
        case .daemonSet: if settings.playsControllers { run(daemonSet: object, work.key, &pending) }
        }
    }

    /// Makes a request as a controller.
    ///
    /// Requests that wait for a webhook are put into `pending`.
    ///
    /// - Returns: whether it was carried out.
    @discardableResult
    mutating func act(
        _ method: String, _ key: ObjectKey, subresource: String? = nil, named: Bool = true,
        type: String = "application/json", _ document: JSONValue?, as controller: String,
        for owner: Origin? = nil, _ pending: inout [PendingAdmission]
    ) -> Bool {
        let definition = catalogue.definitions[catalogue.storageDefinitions[key.storage]]
        var path = definition.group.isEmpty ? "/api" : "/apis/\(definition.group)"
        path += "/\(definition.version)"
        if definition.isNamespaced { path += "/namespaces/\(key.namespace)" }
        path += "/\(definition.plural)"
        if named { path += "/\(key.name)" }
        if let subresource { path += "/\(subresource)" }
        let name = "system:serviceaccount:kube-system:\(controller)"
        let user = User(
            name: name,
            groups: [
                "system:serviceaccounts", "system:serviceaccounts:kube-system",
                "system:authenticated",
            ])
        let request = Request(
            method: method, path: path, contentType: type, document: document, user: user)
        let seed = random.next()
        let answer = perform(request, replies: [], seed: seed, origin: owner)
        switch answer {
        case .admission(let waiting):
            pending.append(waiting)
            if let owner { controllers.pending[owner.uid, default: 0] += 1 }
            return false
        case .response(let response):
            if let owner, method == "POST" {
                controllers.note(owner.uid, response.status < 300, at: now)
                tellCreation(answer, for: owner)
            }
            return response.status < 300
        case .watch: return false
        }
    }
}
