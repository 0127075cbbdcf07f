/// Events are kept in the form of the core group; events.k8s.io names the same fields otherwise.
extension Playground {
    private static let names: [(old: String, new: String)] = [
        ("involvedObject", "regarding"), ("message", "note"),
        ("reportingComponent", "reportingController"), ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"),
    ]

    static func eventAsNew(_ event: JSONValue) -> JSONValue {
        var result = event
        for (old, new) in names {
            result[new] = result[old]
            result[old] = nil
        }
        if result["kind"] != nil { result["apiVersion"] = "events.k8s.io/v1" }
        return result
    }

    static func eventAsOld(_ event: JSONValue) -> JSONValue {
        var result = event
        for (old, new) in names where result[new] != nil {
            result[old] = result[new]
            result[new] = nil
        }
        return result
    }
}
