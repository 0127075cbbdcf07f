import KubernetesAdapter
import KubernetesModel

extension AdmissionRules {
    /// Judges a workload: its templates get the submitter, so that the pods that controllers make
    /// of them belong to whoever wrote the templates.
    func judgeWorkload(_ request: AdmissionRequest, _ facts: AdmissionFacts) -> AdmissionAnswer {
        let isWritten = request.operation == .create || request.operation == .update
        guard isWritten, request.subresource.isEmpty else { return AdmissionAnswer() }
        // A rollout finds its ReplicaSet by a hash of the template.
        if request.kind.description == "ReplicaSet.apps", isController(request.requester) {
            return AdmissionAnswer()
        }
        var answer = AdmissionAnswer()
        let olds = request.oldObject.blocks.compactMap(\.submitter)
        let checksSubmitter = checksSubmitter(request, facts)
        for block in request.object.blocks {
            if checksSubmitter, let new = block.submitter, !olds.contains(new),
                let denial = denialOfSubmitter(in: block, request.requester)
            {
                return denial
            }
            guard claims(block, in: request.namespace, facts) else { continue }
            if request.operation == .create {
                checkGang(of: block, request.namespace, &answer)
                guard answer.denial == nil else { return answer }
            }
            // What was there before admission stays as it is: another template is a rollout, and
            // the one of a Job cannot be changed.
            guard !settings.bypassesAuthentication, block.submitter == nil,
                request.operation == .create || !olds.isEmpty
            else { continue }
            var change = BlockChange(block)
            change.annotations[YuniKornName.userInfo] = request.requester.json
            answer.patch += change.operations
        }
        return answer
    }

    /// Tells what is wrong with the annotations about gangs.
    func checkGang(of block: PodBlock, _ namespace: String, _ answer: inout AdmissionAnswer) {
        guard let annotations = block.annotations else { return }
        var pod = Pod()
        pod.metadata.namespace = namespace
        pod.metadata.labels = block.labels ?? [:]
        pod.metadata.annotations = annotations
        let path = "\(block.place).annotations"
        if let problem = taskGroupsProblem(of: pod) {
            let message =
                "\(path)[\"\(YuniKornName.taskGroups)\"]: \(problem); no gang comes of it,"
                + " so correct it or leave it out"
            guard settings.taskGroups == .warn else {
                answer = AdmissionAnswer(denying: .invalid, message)
                return
            }
            answer.warnings.append(message)
        }
        let parameters = annotations[YuniKornName.policyParameters] ?? ""
        for parameter in parameters.split(separator: " ") where !isKnown(parameter) {
            answer.warnings.append(
                "\(path)[\"\(YuniKornName.policyParameters)\"]: `\(parameter.prefix(60))` is"
                    + " ignored, expected `gangSchedulingStyle=Soft`, `gangSchedulingStyle=Hard`"
                    + " or `placeholderTimeoutInSeconds=60`, separated by blanks")
        }
    }

    private func isKnown(_ parameter: Substring) -> Bool {
        let parts = parameter.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        return switch parts[0] {
        case "gangSchedulingStyle": parts[1] == "Soft" || parts[1] == "Hard"
        // 0 is how YuniKorn's default is written.
        case "placeholderTimeoutInSeconds": Int64(parts[1]).map { $0 >= 0 } ?? false
        default: false
        }
    }
}
