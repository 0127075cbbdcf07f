import KubernetesAdapter
import KubernetesModel

extension PodBlock {
    /// What the block says of the submitter.
    var submitter: String? { annotations?[YuniKornName.userInfo] }
}

extension AdmissionRules {
    /// Whether submitters are checked in what a request has.
    func checksSubmitter(_ request: AdmissionRequest, _ facts: AdmissionFacts) -> Bool {
        guard !settings.bypassesAuthentication else { return false }
        // What names the scheduler itself is scheduled as the submitter that it names.
        return settings.checksBypassedNamespaces
            || settings.claims(namespace: request.namespace, facts)
            || request.object.blocks.contains { $0.schedulerName == settings.schedulerName }
    }

    /// A denial if the requester may not name the submitter as a block does.
    func denialOfSubmitter(in block: PodBlock, _ requester: UserInformation) -> AdmissionAnswer? {
        guard let text = block.submitter else { return nil }
        let place = "annotation \(YuniKornName.userInfo) of \(block.place)"
        guard mayNameSubmitter(requester) else {
            return AdmissionAnswer(
                denying: .forbidden,
                "user \(requester.user) may not set the \(place): leave it out, and it will name"
                    + " you; or have the user added to"
                    + " admissionController.accessControl.externalUsers, or a group of the user to"
                    + " admissionController.accessControl.externalGroups")
        }
        let expected = #"write {"user": "NAME", "groups": ["GROUP"]}, or leave it out"#
        var decoder = ObjectDecoder(maximumBytes: 1 << 20)
        do throws(DecodingProblem) {
            let bytes = Array(text.utf8)
            let named = try decoder.decode(UserInformation.self, from: bytes.span)
            guard named.user.isEmpty else { return nil }
            return AdmissionAnswer(denying: .invalid, "the \(place) names no user: \(expected)")
        } catch {
            return AdmissionAnswer(
                denying: .invalid, "the \(place) cannot be read: \(error); \(expected)")
        }
    }

    private func mayNameSubmitter(_ requester: UserInformation) -> Bool {
        isController(requester) && settings.trustsControllers
            || settings.externalUsers.areFound(in: requester.user)
            || requester.groups.contains { settings.externalGroups.areFound(in: $0) }
    }

    /// Whether the requester is one of the cluster's controllers.
    func isController(_ requester: UserInformation) -> Bool {
        settings.systemUsers.areFound(in: requester.user)
    }
}
