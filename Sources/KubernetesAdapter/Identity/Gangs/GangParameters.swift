internal import KubernetesModel
internal import MusterCore

/// What the annotation `schedulingPolicyParameters` says.
struct GangParameters {
    /// What becomes of a gang that does not form.
    private(set) var style = Gang.Style.soft
    /// How long it may take; YuniKorn's default where nothing else is said.
    private(set) var timeout = Tick(seconds: 15 * 60)
    /// Whether something else is said.
    private(set) var isTimeoutGiven = false

    /// Reads the annotation.
    ///
    /// What is malformed is passed over, as by YuniKorn: another word than `Hard` or `Soft` is
    /// `Soft`, and a timeout that is no number above 0 is the default.
    init(_ pod: Pod) {
        let text = pod.metadata.annotations[YuniKornName.policyParameters] ?? ""
        for parameter in text.split(separator: " ") {
            let parts = parameter.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "gangSchedulingStyle": style = Gang.Style(rawValue: String(parts[1])) ?? .soft
            case "placeholderTimeoutInSeconds":
                guard let seconds = Int64(parts[1]), seconds > 0 else { continue }
                timeout = Tick(seconds: seconds)
                isTimeoutGiven = true
            default: break
            }
        }
    }
}
