internal import KubernetesModel
internal import MusterConfiguration
internal import MusterCore

/// Decisions of the core become calls.
extension Adapter {
    /// Carries out what the core has decided since the last time.
    mutating func carryOut() {
        // What is carried out can make the core decide more.
        while !scheduler.decisions.isEmpty {
            let decisions = scheduler.decisions
            scheduler.clearDecisions()
            for decision in decisions { carryOut(decision) }
        }
    }

    private mutating func carryOut(_ decision: Decision) {
        switch decision {
        case .allocated(let range, let node):
            for place in range.places { beginBinding(place, on: node) }
        case .evicted(let range, let reason):
            for place in range.places { beginEviction(place, because: reason) }
            let application = pods[range.first.rawValue].application
            if application >= 0 { gatherIfNeeded(ApplicationID(rawValue: application)) }
        case .replaced(let placeholder, let ask, let node):
            replace(placeholder.rawValue, by: ask.rawValue, on: node)
        case .unneeded(let range, _):
            for place in range.places { noteUnneeded(place) }
        case .released(let range, let reason):
            for place in range.places { noteReleased(place, because: reason) }
        case .stateChanged(let application, _, let state): note(state, of: application)
        case .waits(let application, let reason): note(reason, of: application)
        case .rejected(let application, let reason): note(reason, of: application)
        case .refused(let input): problems.append("the core refused an input: \(input)")
        case .held, .unheld, .reserved, .placed, .queueChanged: break
        }
    }

    /// An allocation that was taken back waits again, unless its application has ended.
    private mutating func noteReleased(_ place: Int32, because reason: ReleaseReason) {
        guard case .allocated = pods[place].role else { return }
        dropBinding(place)
        pods[place].role = .waiting
    }

    private mutating func note(_ state: ApplicationState, of application: ApplicationID) {
        guard applications[application].isSubmitted else { return }
        switch state {
        case .completed, .expired: removeApplication(application)
        case .failed:
            end(
                application, reason: "ResourceReservationTimeout",
                message: "Scheduling has timed out due to insufficient resources")
        case .running:
            guard applications[application].gang != nil else { return }
            tellOriginator(
                of: application, "all members of the gang have places",
                reason: "GangScheduling", action: "GangReservationComplete", type: "Normal")
        case .resuming:
            tellOriginator(
                of: application,
                "the gang did not find places in time; its pods are scheduled one by one",
                reason: "GangScheduling", action: "GangSchedulingFailed", type: "Warning")
        case .new, .accepted, .rejected, .completing, .failing: break
        }
    }

    private mutating func note(_ reason: RejectionReason, of application: ApplicationID) {
        guard applications[application].isSubmitted else { return }
        let text = scheduler.text(of: reason, catalog: catalog)
        // A single ask that cannot be is one that the server would not have taken.
        guard scheduler.state(of: application) == .rejected else {
            problems.append("application \(applications[application].name): \(text)")
            return
        }
        end(application, reason: "ApplicationRejected", message: "rejected: \(text)")
    }

    /// Ends the pods of an application that will never be placed.
    private mutating func end(
        _ application: ApplicationID, reason: String, message: String
    ) {
        tellOriginator(
            of: application, message, reason: "ApplicationFailed", action: "ApplicationFailed",
            type: "Warning")
        for place in members(of: application) {
            guard !pods[place].pod.isPlaceholder else {
                delete(place)
                continue
            }
            guard pods[place].pod.spec.nodeName.isEmpty else { continue }
            var patch = PodStatusPatch(podUID: pods[place].metadata.uid)
            patch.phase = .failed
            patch.reason = reason
            patch.message = message
            call(
                .patch, pods[place].path("status"), patch.json,
                for: .fail(pods.key(of: place)))
            pods[place].isFailing = true
        }
        removeApplication(application)
    }

    /// What could not be ended is asked for again, and comes to the same end.
    private mutating func takeFailure(_ answer: CallAnswer, _ key: PodKey) {
        guard let place = pods.place(of: key), answer != .done else { return }
        pods[place].isFailing = false
        setTimer(.look(key), after: Tick(seconds: 5))
    }

    /// Takes in what became of a call.
    mutating func take(_ answer: CallAnswer, of purpose: ClusterCall.Purpose) {
        switch purpose {
        case .bind(let key): takeBinding(answer, key)
        case .volume(let key): takeVolume(answer, key)
        case .mark(let key): takeMark(answer, key)
        case .evict(let key): takeEviction(answer, key)
        case .report(let key): takeReport(answer, key)
        case .fail(let key): takeFailure(answer, key)
        case .placeholder(let name, let application):
            takePlaceholder(answer, name, of: application)
        case .delete(let key): takeDeletion(answer, key)
        case .event: break
        }
    }
}

extension AskRange {
    /// The places of the pods in the table.
    var places: Range<Int32> { first.rawValue..<first.rawValue + count }
}

extension PodRecord {
    /// The path of a part of the pod.
    func path(_ subresource: String? = nil) -> String {
        Pod.resource.path(
            namespace: metadata.namespace, name: metadata.name, subresource: subresource)
    }
}
