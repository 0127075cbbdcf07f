import KubernetesAdapter
import KubernetesModel

extension AdmissionRules {
    /// Judges a pod that is created or changed, in whatever part of it.
    func judgePod(_ request: AdmissionRequest, _ facts: AdmissionFacts) -> AdmissionAnswer {
        guard let pod = request.object.blocks.first else { return AdmissionAnswer() }
        switch request.operation {
        case .create: return judgeNewPod(pod, request, facts)
        case .update:
            let old = request.oldObject.blocks.first?.submitter
            guard checksSubmitter(request, facts), pod.submitter != old else {
                return AdmissionAnswer()
            }
            return AdmissionAnswer(
                denying: .forbidden,
                "the annotation \(YuniKornName.userInfo) of a pod cannot be changed: leave it as it"
                    + " is, or delete the pod and create it anew")
        case .delete, .connect, .unrecognized: return AdmissionAnswer()
        }
    }

    private func judgeNewPod(
        _ pod: PodBlock, _ request: AdmissionRequest, _ facts: AdmissionFacts
    ) -> AdmissionAnswer {
        if checksSubmitter(request, facts),
            let denial = denialOfSubmitter(in: pod, request.requester)
        {
            return denial
        }
        guard claims(pod, in: request.namespace, facts), pod.hasSpec else {
            return AdmissionAnswer()
        }
        var answer = AdmissionAnswer()
        checkGang(of: pod, request.namespace, &answer)
        guard answer.denial == nil else { return answer }
        var change = BlockChange(pod)
        if settings.labels(namespace: request.namespace, facts) {
            addLabels(to: &change, of: pod, request)
        }
        addAnnotations(to: &change, of: pod, request, facts)
        if pod.schedulerName != settings.schedulerName {
            answer.patch.append(
                PatchOperation(add: ["spec", "schedulerName"], .text(settings.schedulerName)))
        }
        answer.patch += change.operations
        return answer
    }

    /// Whether a pod, or those of a template, are to be scheduled by us.
    func claims(_ block: PodBlock, in namespace: String, _ facts: AdmissionFacts) -> Bool {
        // The scheduler's own pods could not start if they waited for it.
        if ["yunikorn", "muster"].contains(block.labels?["app"]) { return false }
        guard settings.claims(namespace: namespace, facts) else { return false }
        switch settings.mode {
        case .all: return true
        case .annotated:
            return block.schedulerName == settings.schedulerName
                || block.names([YuniKornName.queue, YuniKornName.oldQueue])
                || block.annotates(YuniKornName.queue)
        }
    }

    private func addLabels(
        to change: inout BlockChange, of pod: PodBlock, _ request: AdmissionRequest
    ) {
        let namesApplication =
            pod.names([
                YuniKornName.applicationID, YuniKornName.oldApplicationID,
                YuniKornName.sparkApplicationID,
            ]) || pod.annotates(YuniKornName.applicationID)
        if !namesApplication {
            // The server gives the pod its own UID only after this call.
            let name = generatedApplicationID(
                namespace: request.namespace,
                unique: settings.generatesUniqueApplicationIDs ? request.uid : nil)
            let label = labelValue(name)
            change.labels[YuniKornName.applicationID] = label
            change.labels[YuniKornName.oldApplicationID] = label
        }
        if let queue = pod.labels?[YuniKornName.queue], !queue.isEmpty,
            !pod.names([YuniKornName.oldQueue])
        {
            change.labels[YuniKornName.oldQueue] = queue
        }
    }

    private func addAnnotations(
        to change: inout BlockChange, of pod: PodBlock, _ request: AdmissionRequest,
        _ facts: AdmissionFacts
    ) {
        let stated = pod.annotations?[YuniKornName.allowPreemption]
        if stated != "true" && stated != "false" {
            let ofClass = facts.priorityClasses[pod.priorityClassName]
            let isSpared = ofClass?[YuniKornName.allowPreemption] == "false"
            change.annotations[YuniKornName.allowPreemption] = isSpared ? "false" : "true"
        }
        if pod.submitter == nil, !settings.bypassesAuthentication {
            change.annotations[YuniKornName.userInfo] = request.requester.json
        }
    }

    /// A label ends in a letter or digit.
    private func labelValue(_ name: String) -> String {
        let end = name.lastIndex { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return end.map { String(name[...$0]) } ?? ""
    }
}

extension PodBlock {
    /// Whether one of the labels is there and not empty.
    fileprivate func names(_ keys: [String]) -> Bool {
        keys.contains { labels?[$0]?.isEmpty == false }
    }

    /// Whether the annotation is there and not empty.
    fileprivate func annotates(_ key: String) -> Bool { annotations?[key]?.isEmpty == false }
}
