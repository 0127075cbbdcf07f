internal import KubernetesModel
internal import MusterCore

/// A pod on its way to its node.
struct BindAttempt: Sendable {
    /// The node that the core chose.
    var node: NodeID
    /// Distinguishes it from attempts that were given up.
    var number: Int32
    var stage = Stage.waiting
    /// How often the server has refused.
    var refusals = 0
    /// How often it was asked in vain, for the delays between tries.
    var silences = 0
    /// Whether it was told that the pod is bound.
    var isTold = false
    /// The placeholder whose place it gets, as long as that is there.
    var predecessor: PodKey?
    /// Volumes that are being bound for it.
    var volumes: VolumePlan?
    var volumeDeadline = Tick.never
    /// Calls about volumes that have not been answered.
    var openVolumeCalls = 0
    /// Whether what was written about them has been told of.
    var hasSeenVolumes = false

    enum Stage: Hashable, Sendable {
        /// For volumes, or for the next try.
        case waiting
        /// The server was asked.
        case calling
        /// The server has said that it is done; the pod has not been told of with its node.
        case bound
    }
}

/// Assume, bind volumes, bind the pod, confirm. (The core has assumed already.)
extension Adapter {
    /// Eight tries that take two minutes together, as with YuniKorn.
    static var bindRefusals: Int { 8 }
    /// How long to wait to be told of a pod that the server says is bound, before asking again.
    static var confirmationTimeout: Tick { Tick(seconds: 60) }

    mutating func beginBinding(
        _ place: Int32, on node: NodeID, after predecessor: PodKey? = nil
    ) {
        guard pods[place].role == .waiting else { return }
        pods[place].role = .allocated(node)
        bindAttempts &+= 1
        pods[place].binding = BindAttempt(
            node: node, number: bindAttempts, predecessor: predecessor)
        if predecessor == nil { startBinding(place) }
    }

    mutating func startBinding(_ place: Int32) {
        guard let node = pods[place].binding?.node else { return }
        guard volumeWaiters.contains(place), let description = nodes[node].node else {
            return sendBinding(place)
        }
        do throws(PodObstacle) {
            guard
                let plan = try VolumePlan(pods[place].pod, on: description, storage: storage)
            else { return takeBack(place) }
            beginVolumes(plan, of: place)
        } catch {
            takeBack(place)
        }
    }

    /// Asks the server to put the pod on its node.
    mutating func sendBinding(_ place: Int32) {
        guard let attempt = pods[place].binding else { return }
        pods[place].binding?.stage = .calling
        let metadata = pods[place].metadata
        let binding = Binding(
            podName: metadata.name, podUID: metadata.uid, nodeName: nodes[attempt.node].name)
        call(
            .create, pods[place].path("binding"), binding.json, for: .bind(pods.key(of: place)))
    }

    mutating func takeBinding(_ answer: CallAnswer, _ key: PodKey) {
        guard let place = pods.place(of: key), let attempt = pods[place].binding,
            attempt.stage == .calling
        else { return }
        switch answer {
        case .done:
            pods[place].binding?.stage = .bound
            nodes[attempt.node].failures = 0
            tell(.allocationsConfirmed(AskRange(first: AskID(rawValue: place))))
            setTimer(
                .bind(key, attempt: attempt.number), after: Self.confirmationTimeout)
            noteBound(place, on: attempt.node)
        case .unreachable:
            // It may have been done: then the next try is refused, and the pod told of.
            pods[place].binding?.silences += 1
            retryBinding(place, tries: attempt.silences)
        case .refused(let status): takeRefusal(status, of: place, attempt)
        }
    }

    private mutating func takeRefusal(
        _ status: ServerStatus, of place: Int32, _ attempt: BindAttempt
    ) {
        statistics.refusedBindings += 1
        switch status.code {
        case 404:
            // The pod is gone, which will be told of; until then its place stays taken.
            pods[place].binding?.stage = .bound
        case 409:
            // It has a node, or is being deleted, which will be told of as well. Its place must not
            // be given to others before: it may be the one that it has.
            pods[place].binding?.stage = .bound
            setTimer(
                .bind(pods.key(of: place), attempt: attempt.number),
                after: Self.confirmationTimeout)
        default:
            pods[place].binding?.refusals += 1
            guard attempt.refusals + 1 < Self.bindRefusals else {
                noteBindingFailed(on: attempt.node)
                warn(
                    place,
                    ["binding to node \(nodes[attempt.node].name) failed: \(status.message)"],
                    reason: "PodBindFailure", action: "PodBindFailure")
                return takeBack(place)
            }
            retryBinding(place, tries: attempt.refusals)
        }
    }

    private mutating func retryBinding(_ place: Int32, tries: Int) {
        guard let attempt = pods[place].binding else { return }
        pods[place].binding?.stage = .waiting
        setTimer(
            .bind(pods.key(of: place), attempt: attempt.number),
            after: Tick(seconds: min(30, Int64(1) << min(tries, 5))))
    }

    /// Goes on with a binding after a pause.
    mutating func continueBinding(_ key: PodKey, attempt number: Int32) {
        guard let place = pods.place(of: key), let attempt = pods[place].binding,
            attempt.number == number, attempt.predecessor == nil
        else { return }
        switch attempt.stage {
        case .waiting where attempt.volumes != nil: continueVolumes(place)
        case .waiting, .bound: sendBinding(place)
        case .calling: break
        }
    }

    /// The pod was told of with its node.
    mutating func confirm(_ place: Int32, on node: NodeID) {
        // The answer to the call may still be to come, or be lost.
        if pods[place].binding?.stage != .bound {
            tell(.allocationsConfirmed(AskRange(first: AskID(rawValue: place))))
        }
        noteBound(place, on: node)
        dropBinding(place)
        pods[place].role = .bound(node)
    }

    /// Gives a place back to the core, which looks for another one.
    mutating func takeBack(_ place: Int32) {
        guard case .allocated = pods[place].role else { return }
        dropBinding(place)
        pods[place].role = .waiting
        tell(.allocationsRefused(AskRange(first: AskID(rawValue: place))))
    }

    mutating func dropBinding(_ place: Int32) {
        if let plan = pods[place].binding?.volumes { storage.forget(plan) }
        if let key = pods[place].binding?.predecessor, let placeholder = pods.place(of: key) {
            // Nobody gets its place: it has it as long as it is there.
            pods[placeholder].successor = nil
            noteStale(placeholder)
        }
        pods[place].binding = nil
    }

    /// Counts and tells once that a pod is bound.
    private mutating func noteBound(_ place: Int32, on node: NodeID) {
        guard pods[place].binding?.isTold == false else { return }
        pods[place].binding?.isTold = true
        statistics.bound += 1
        let metadata = pods[place].metadata
        report(
            "Successfully assigned \(metadata.namespace)/\(metadata.name) to \(nodes[node].name)",
            about: place, reason: "Scheduled", action: "Binding", type: "Normal")
    }
}
