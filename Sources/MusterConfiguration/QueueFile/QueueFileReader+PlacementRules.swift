import MusterCore
import YAMLDocument

/// The names of placement rules.
private enum RuleName: String, CaseIterable {
    case provided
    case user
    case fixed
    case tag
}

/// What a filter does with those who match.
private enum FilterEffect: String, CaseIterable {
    case allow
    case deny
}

extension QueueFileReader {
    mutating func readPlacementRules(_ fields: YAMLFields) -> [PlacementRuleDefinition] {
        let items = fields.list("placementrules", problems: &problems)
        return items.compactMap { readPlacementRule($0) }
    }

    private mutating func readPlacementRule(_ node: YAMLNode) -> PlacementRuleDefinition? {
        let known = ["name", "create", "value", "filter", "parent"]
        guard let fields = node.fields(of: "a placement rule", known: known, problems: &problems)
        else { return nil }
        // Everything is read even if the name is wrong, to find all mistakes at once.
        let name = readRuleName(fields)
        let mayCreate = fields.bool("create", problems: &problems)?.value ?? false
        let value = fields.string("value", problems: &problems)
        let filter = readFilter(fields["filter"])
        let parent = fields["parent"].flatMap { readPlacementRule($0) }
        let text = Located(value?.value ?? "", at: value?.location ?? node.location)
        guard let name, let kind = readKind(name, value: text, hasParent: fields["parent"] != nil)
        else { return nil }
        var rule = PlacementRuleDefinition(
            kind: kind, location: node.location, valueLocation: text.location)
        rule.mayCreate = mayCreate
        rule.filter = filter
        rule.parent = parent
        return rule
    }

    private mutating func readRuleName(_ fields: YAMLFields) -> RuleName? {
        guard let name = fields.required("name", problems: &problems) else { return nil }
        let word = name.text?.lowercased() ?? ""
        if let known = RuleName(rawValue: word) { return known }
        if word == "recovery" {
            report(
                Problem(
                    at: name.location, "the rule is always there, last", found: word,
                    hint: "remove it"))
            return nil
        }
        let tags = ["namespace", "namespace.parentqueue"]
        if tags.contains(word) {
            report(
                Problem(
                    at: name.location, "no rule has this name", found: word,
                    expected: "`name: tag` with `value: \(word)`"))
        } else {
            _ = name.choice(of: "name", as: RuleName.self, problems: &problems)
        }
        return nil
    }

    /// The rule with the value that it needs.
    private mutating func readKind(
        _ name: RuleName, value: Located<String>, hasParent: Bool
    ) -> PlacementRule.Kind? {
        switch name {
        case .provided, .user:
            guard value.value.isEmpty else {
                report(
                    Problem(
                        .warning, at: value.location,
                        "a `\(name.rawValue)` rule takes no `value`, it is ignored",
                        found: value.value, hint: "remove it, or use a `fixed` or `tag` rule"))
                break
            }
        case .tag:
            guard value.value.isEmpty else { return .tag(value.value) }
            report(
                Problem(
                    at: value.location, "a `tag` rule needs a `value`, the name of the tag",
                    hint: "for example `value: namespace`"))
            return nil
        case .fixed:
            return readFixedQueue(value, hasParent: hasParent).map { .fixed($0) }
        }
        return name == .user ? .user : .provided
    }

    private mutating func readFixedQueue(_ value: Located<String>, hasParent: Bool) -> String? {
        guard !value.value.isEmpty else {
            report(
                Problem(
                    at: value.location, "a `fixed` rule needs a `value`, the queue",
                    hint: "for example `value: root.default`"))
            return nil
        }
        let queue = value.value.lowercased()
        let names = queue.split(separator: ".", omittingEmptySubsequences: false)
        guard names.allSatisfy({ NameRule.queue.matches(String($0)) }) else {
            report(
                Problem(
                    at: value.location, "wrong queue in a `fixed` rule", found: value.value,
                    expected: "queue names with dots between them, each of "
                        + NameRule.queue.description))
            return nil
        }
        if hasParent, names.first == "root" {
            report(
                Problem(
                    at: value.location, "a rule with a parent has a full path",
                    found: value.value, expected: "a path below the parent's queue",
                    hint: "remove `root.` or the parent"))
            return nil
        }
        return queue
    }

    private mutating func readFilter(_ node: YAMLNode?) -> PlacementFilter {
        var filter = PlacementFilter()
        let known = ["type", "users", "groups"]
        guard let fields = node?.fields(of: "a filter", known: known, problems: &problems)
        else { return filter }
        if let type = fields["type"], type.text != "" {
            // Any letter case is accepted and means what it says.
            let effect =
                FilterEffect(rawValue: type.text?.lowercased() ?? "")
                ?? type.choice(of: "type", as: FilterEffect.self, problems: &problems)?.value
            filter.isDenying = effect == .deny
        }
        filter.users = readPattern("users", of: .user, in: fields)
        filter.groups = readPattern("groups", of: .group, in: fields)
        return filter
    }

    /// One entry may be a regular expression; of several, those that are no names never match.
    private mutating func readPattern(
        _ key: String, of rule: NameRule, in fields: YAMLFields
    ) -> PlacementFilter.Pattern {
        let entries = fields.strings(key, problems: &problems)
        if entries.count == 1, isRegularExpression(entries[0].value) {
            checkExpression(entries[0])
            return .expression(entries[0].value)
        }
        let names = entries.filter { entry in
            if rule.matches(entry.value) { return true }
            let isAlone = entries.count == 1
            report(
                Problem(
                    isAlone ? .error : .warning, at: entry.location,
                    "the entry of a filter is no name of a \(rule)"
                        + (isAlone ? "" : " and never matches"),
                    found: entry.value,
                    expected: rule.description
                        + (isAlone ? ", or a regular expression" : ""),
                    hint: !isAlone && isRegularExpression(entry.value)
                        ? "a regular expression must be the only entry" : nil))
            return false
        }
        if names.isEmpty, let first = entries.first, entries.count > 1 {
            // Without entries the filter would be for everybody.
            report(
                Problem(
                    at: first.location, "no entry of `\(key)` is a name", expected: "at least one",
                    hint: "a regular expression must be the only entry"))
        }
        return .names(names.map(\.value))
    }

    private mutating func checkExpression(_ expression: Located<String>) {
        do {
            _ = try NamePattern(expression.value)
        } catch {
            report(
                Problem(
                    at: expression.location, "the regular expression cannot be read: \(error.text)",
                    found: expression.value, expected: "one such as `^team-[a-z]+$`",
                    hint: "put a backslash before a character that stands for itself"))
        }
    }
}
