import MusterCore
import YAMLDocument

/// A rule in a line: what it looks at, whom it is for, and below which other rule's queue.
func placementRuleText(_ rule: PlacementRule) -> String {
    var text =
        switch rule.kind {
        case .provided: "provided"
        case .user: "user"
        case .fixed(let queue): "fixed \(queue)"
        case .tag(let name): "tag \(printable(name))"
        }
    if rule.mayCreate { text += ", create" }
    text += filterText(rule.filter)
    if let parent = rule.parent { text += "; below: " + placementRuleText(parent) }
    return text
}

private func filterText(_ filter: PlacementFilter) -> String {
    let subjects = subjectText(users: entries(filter.users), groups: entries(filter.groups))
    guard !subjects.isEmpty else { return "" }
    return (filter.isDenying ? ", not for " : ", only for ") + subjects.joined(separator: " or ")
}

private func entries(_ pattern: PlacementFilter.Pattern) -> [String] {
    switch pattern {
    case .names(let names): names
    case .expression(let text): ["like \(printable(text))"]
    }
}
