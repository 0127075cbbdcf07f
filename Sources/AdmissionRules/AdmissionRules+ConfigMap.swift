import KubernetesAdapter
import KubernetesModel
import MusterCore
import YAMLDocument

extension AdmissionRules {
    /// Checks the queue file that would be in force, as `muster queues check` does.
    ///
    /// Only what the change itself puts in force is a reason to deny it: a file that is wrong
    /// already must not keep anybody from changing something else.
    func checkConfigMap(_ request: AdmissionRequest, _ facts: AdmissionFacts) -> AdmissionAnswer {
        guard request.namespace == settings.ownNamespace, configMapNames.contains(request.name)
        else { return AdmissionAnswer() }
        var maps = facts.configMaps.filter { $0.metadata.name != request.name }
        var before = maps
        if let old = request.oldObject.configMap { before.append(old) }
        switch request.operation {
        case .create, .update:
            if let problem = request.object.problem {
                return AdmissionAnswer(
                    denying: .invalid, "the config map cannot be read: \(problem); correct it")
            }
            guard let map = request.object.configMap else { return AdmissionAnswer() }
            maps.append(map)
        case .delete: break
        case .connect, .unrecognized: return AdmissionAnswer()
        }
        let after = queueFile(of: maps)
        var catalog = ResourceCatalog()
        let problems = readConfiguration(maps, catalog: &catalog).problems
        let errors = problems.filter {
            $0.severity == .error && $0.location.file == after?.place
        }
        var answer = AdmissionAnswer()
        // A namespace could not be deleted if its config maps could not.
        if request.operation != .delete, !errors.isEmpty, after != queueFile(of: before) {
            let text = errors.map(\.description).joined(separator: "\n")
            answer.denial = AdmissionAnswer.Denial(
                code: 422, reason: "Invalid",
                message: "the queue file is refused, and the one in force stays:\n\(text)")
            return answer
        }
        // Admission's own keys are read here, and mean nothing to the scheduler.
        var ownSettings = AdmissionSettings()
        let others = problems.filter {
            $0.severity != .note && !$0.location.file.contains("/admissionController.")
        }
        answer.warnings = (others + ownSettings.read(maps)).map(\.description)
        return answer
    }

    private func queueFile(of maps: [ConfigMap]) -> MergedMaps.Entry? {
        let entries = MergedMaps(maps).entries
        let group = entries["service.policyGroup"]?.text ?? ""
        return entries["\(group.isEmpty ? "queues" : group).yaml"]
    }
}
