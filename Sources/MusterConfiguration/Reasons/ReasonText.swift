public import MusterCore

/// Reasons in words, for people. The core carries codes and figures only.
extension Scheduler {
    /// A reason for waiting as a sentence without its subject.
    ///
    /// - Parameters:
    ///   - reason: What the core says.
    ///   - catalog: Names for resources.
    ///   - applicationName: The name of another application that the reason speaks of.
    ///   - moment: A moment in words; without it whole seconds since the driver's epoch, `90 s`.
    /// - Returns: The sentence, such as `4 vcore more must become free`.
    public func text(
        of reason: WaitReason, catalog: ResourceCatalog,
        applicationName: (ApplicationID) -> String,
        moment: (Tick) -> String = { "\($0.milliseconds / 1000) s" }
    ) -> String {
        switch reason {
        case .noAsks:
            return "has not asked for anything yet"
        case .queueApplications(let queue, let max):
            return "queue \(queuePath(queue)) runs as many applications as it may (\(max))"
        case .queueMax(let queue, let resource, let missing):
            return "queue \(queuePath(queue)) would exceed its max by"
                + " \(catalog.text(missing, of: resource))"
        case .clusterTooSmall(let resource, let missing):
            return "the whole cluster has \(catalog.text(missing, of: resource)) too little"
        case .limitMax(let queue, let subject, let resource, let missing):
            return "\(subject.text) would exceed the limit in queue \(queuePath(queue)) by"
                + " \(catalog.text(missing, of: resource))"
        case .limitApplications(let queue, let subject, let max):
            return "\(subject.text) runs as many applications in queue \(queuePath(queue)) as the"
                + " limit allows (\(max))"
        case .backoff(let time):
            return "too many of its asks did not fit; is tried again at \(moment(time))"
        case .requiredNode(_, let resource, let missing):
            guard let resource else { return "the node that it must run on is not there" }
            return "the node that it must run on has \(catalog.text(missing, of: resource)) too"
                + " little free"
        case .requiredNodeUnsuitable(_, let obstacle):
            return "the node that it must run on \(obstacle.textOfOne)"
        case .evicting(let remaining):
            return "its places become free when "
                + (remaining == 1
                    ? "1 evicted member has ended" : "\(remaining) evicted members have ended")
        case .nodesTooSmall(_, let places, let needed):
            return places == 0
                ? "even an empty node is too small for one of its members"
                : "even empty nodes have places for only \(places) of \(needed) members"
        case .notEnoughFree(let resource, let missing):
            return "\(catalog.text(missing, of: resource)) more must become free"
        case .notEnoughPlaces(_, let places, let needed):
            return "nodes have places for only \(places) of \(needed) members now"
        case .unsuitableNodes(_, let places, let needed, let tally):
            let obstacles = tally.entries.map { "\($0.count) \($0.obstacle.text)" }
            return "only \(places) of \(needed) members have a node that suits; of \(tally.nodes)"
                + " nodes " + obstacles.joined(separator: ", ")
        case .behind(let application):
            return "waits behind \(applicationName(application))"
        case .wouldDelay(let application, let time):
            return "would delay \(applicationName(application)), which starts by"
                + " \(moment(time))"
        case .reserved(let time):
            return time == .never
                ? "is next, as soon as enough has ended" : "starts by \(moment(time))"
        case .notTriedYet:
            return "is about to be tried"
        }
    }

    /// A reason for rejection as a sentence without its subject.
    public func text(of reason: RejectionReason, catalog: ResourceCatalog) -> String {
        switch reason {
        case .noSuchLeafQueue: return "its queue does not exist or has queues below it"
        case .queueDraining(let queue): return "queue \(queuePath(queue)) is draining"
        case .gangExceedsQueueMax(let queue, let resource, let requested, let max):
            return "its members need \(catalog.text(requested, of: resource)) together, queue"
                + " \(queuePath(queue)) allows \(catalog.text(max, of: resource))"
        case .invalidTaskGroup(let group): return "task group \(group) is malformed"
        case .invalidRequest: return "it requests a negative quantity"
        case .noPlacementRuleMatched:
            return "no placement rule leads to a queue that exists and that its user may submit to"
        case .placementRuleFailed(let rule, let failure):
            return "placement rule \(rule + 1) failed: \(text(of: failure))"
        }
    }

    /// A reason for eviction as a sentence without its subject, the evicted pod.
    public func text(
        of reason: EvictionReason, applicationName: (ApplicationID) -> String
    ) -> String {
        switch reason {
        case .preempted(let application):
            return "gives its place to \(applicationName(application)), to which it is owed"
        case .requiredNode(let application, _):
            return "gives its place to \(applicationName(application)), which can run on this node"
                + " only"
        case .quota(let queue):
            return "has to go because the max of queue \(queuePath(queue)) was lowered"
        }
    }
}

extension Scheduler {
    private func text(of failure: PlacementFailure) -> String {
        switch failure {
        case .invalidName(let name):
            // Whoever submits may give a name of any length.
            let shown = name.count > 80 ? name.prefix(77) + "..." : name[...]
            return "`\(shown)` cannot be the name of a queue"
        case .parentIsLeaf(let queue):
            return "queue \(queuePath(queue)) has applications and can have no queues below it"
        case .reservedName(let name): return "`\(name)` is reserved for recovery"
        }
    }
}

extension LimitSubject {
    fileprivate var text: String {
        switch self {
        case .user(""): return "the user without a name"
        case .user(let name): return "user \(name)"
        case .group("*"): return "everybody in no named group"
        case .group(let name): return "group \(name)"
        }
    }
}

extension ResourceCatalog {
    /// A quantity with its name, in the unit that people use.
    fileprivate func text(_ quantity: Int64, of resource: ResourceID) -> String {
        let name = name(of: resource)
        return "\(quantityText(quantity, of: name)) \(name)"
    }
}

extension NodeObstacle {
    /// What a node is or has, after a number of nodes.
    fileprivate var text: String {
        switch self {
        case .room: "have too little free"
        case .cordon: "are cordoned"
        case .nodeAffinity: "do not match its node selector or affinity"
        case .taint: "have a taint that it does not tolerate"
        case .hostPort: "have a port taken that it needs"
        case .volume: "cannot have its volume, which another pod uses"
        case .volumeLimit: "have as many volumes attached as they may"
        case .spread: "would break its topology spread"
        case .podAntiAffinity: "are too near to pods that it avoids, or that avoid it"
        case .podAffinity: "are not near the pods that it needs"
        }
    }
    /// What the only node is or has.
    fileprivate var textOfOne: String {
        switch self {
        case .room: "has too little free"
        case .cordon: "is cordoned"
        case .nodeAffinity: "does not match its node selector or affinity"
        case .taint: "has a taint that it does not tolerate"
        case .hostPort: "has a port taken that it needs"
        case .volume: "cannot have its volume, which another pod uses"
        case .volumeLimit: "has as many volumes attached as it may"
        case .spread: "would break its topology spread"
        case .podAntiAffinity: "is too near to pods that it avoids, or that avoid it"
        case .podAffinity: "is not near the pods that it needs"
        }
    }
}
