/// Why a key that YuniKorn knows, or knew, has no effect here; nil for a key that it never knew.
func reasonForNoEffect(ofKey key: String) -> String? {
    switch key {
    case "service.eventChannelCapacity", "service.dispatchTimeout":
        "nothing that comes in is put into a queue of a fixed size"
    case "service.schedulingInterval":
        "a cycle runs as soon as something has changed or is due"
    case "event.requestCapacity": "events are not gathered before they are published"
    case "service.operatorPlugins": "there are no operator plugins; YuniKorn has none either"
    case "admissionController.filtering.defaultQueue":
        "no queue is added to pods; YuniKorn adds none either"
    default:
        admissionKeys.contains(key) ? "pods are not yet changed or refused on admission" : nil
    }
}

/// The keys that belong to admission alone, and those without effect, for hints.
let unusedKeys: [String] =
    [
        "service.eventChannelCapacity", "service.dispatchTimeout", "service.schedulingInterval",
        "event.requestCapacity", "service.operatorPlugins",
        "admissionController.filtering.defaultQueue",
    ] + admissionKeys

private let admissionKeys: [String] = [
    "webHook.amServiceName", "webHook.schedulerServiceAddress", "filtering.processNamespaces",
    "filtering.bypassNamespaces", "filtering.labelNamespaces", "filtering.noLabelNamespaces",
    "accessControl.bypassAuth", "accessControl.trustControllers", "accessControl.systemUsers",
    "accessControl.externalUsers", "accessControl.externalGroups", "filtering.mode",
    "accessControl.checkBypassedNamespaces", "taskGroups", "workloads",
].map { "admissionController.\($0)" }
