extension QueueFileReader {
    mutating func readPlacementRules(_ fields: YAMLFields) -> [PlacementRuleDefinition] {
        let items = fields.list("placementrules", problems: &problems)
        if !items.isEmpty {
            noteNotYetEffective("`placementrules`", at: fields.location(of: "placementrules"))
        }
        return items.compactMap { readPlacementRule($0) }
    }

    private mutating func readPlacementRule(_ node: YAMLNode) -> PlacementRuleDefinition? {
        let known = ["name", "create", "value", "filter", "parent"]
        guard let fields = node.fields(of: "a placement rule", known: known, problems: &problems)
        else { return nil }
        // Everything is read even if the name is wrong, to find all mistakes at once.
        let kind = readKind(fields)
        var rule = PlacementRuleDefinition(kind: kind ?? .provided, location: node.location)
        rule.mayCreate = fields.bool("create", problems: &problems)?.value ?? false
        let value = fields.string("value", problems: &problems)
        rule.value = value?.value ?? ""
        rule.valueLocation = value?.location ?? node.location
        rule.filter = readFilter(fields["filter"])
        rule.parent = fields["parent"].flatMap { readPlacementRule($0) }
        guard kind != nil else { return nil }
        if kind == .fixed { rule.value = rule.value.lowercased() }
        return checkValue(of: rule) ? rule : nil
    }

    private mutating func readKind(_ fields: YAMLFields) -> PlacementRuleDefinition.Kind? {
        guard let name = fields.required("name", problems: &problems) else { return nil }
        let word = name.text?.lowercased() ?? ""
        if let kind = PlacementRuleDefinition.Kind(rawValue: word) { return kind }
        if word == "recovery" {
            report(
                Problem(
                    at: name.location, "the rule is always there, last", found: word,
                    hint: "remove it"))
            return nil
        }
        _ = name.choice(of: "name", as: PlacementRuleDefinition.Kind.self, problems: &problems)
        return nil
    }

    /// Whether the rule has the value that its kind needs.
    private mutating func checkValue(of rule: PlacementRuleDefinition) -> Bool {
        let location = rule.valueLocation
        switch rule.kind {
        case .provided, .user: return true
        case .tag:
            guard rule.value.isEmpty else { return true }
            report(
                Problem(
                    at: location, "a `tag` rule needs a `value`, the name of the tag",
                    hint: "for example `value: namespace`"))
            return false
        case .fixed: break
        }
        guard !rule.value.isEmpty else {
            report(
                Problem(
                    at: location, "a `fixed` rule needs a `value`, the queue",
                    hint: "for example `value: root.default`"))
            return false
        }
        let names = rule.value.split(separator: ".", omittingEmptySubsequences: false)
        guard names.allSatisfy({ NameRule.queue.matches(String($0)) }) else {
            report(
                Problem(
                    at: location, "wrong queue in a `fixed` rule", found: rule.value,
                    expected: "queue names with dots between them, each of "
                        + NameRule.queue.description))
            return false
        }
        if rule.parent != nil, names.first == "root" {
            report(
                Problem(
                    at: location, "a rule with a parent has a full path", found: rule.value,
                    expected: "a path below the parent's queue",
                    hint: "remove `root.` or the parent"))
            return false
        }
        return true
    }

    private mutating func readFilter(_ node: YAMLNode?) -> PlacementFilterDefinition {
        var filter = PlacementFilterDefinition()
        let known = ["type", "users", "groups"]
        guard let fields = node?.fields(of: "a filter", known: known, problems: &problems)
        else { return filter }
        if let type = fields["type"], type.text != "" {
            // Any letter case is accepted and means what it says.
            let effect = PlacementFilterDefinition.Effect(rawValue: type.text?.lowercased() ?? "")
            filter.effect =
                effect
                ?? type.choice(
                    of: "type", as: PlacementFilterDefinition.Effect.self, problems: &problems)?
                .value ?? .allow
        }
        filter.users = readPattern("users", of: .user, in: fields)
        filter.groups = readPattern("groups", of: .group, in: fields)
        return filter
    }

    /// One entry may be a regular expression; of several, those that are no names never match.
    private mutating func readPattern(
        _ key: String, of rule: NameRule, in fields: YAMLFields
    ) -> PlacementFilterDefinition.Pattern {
        let entries = fields.strings(key, problems: &problems)
        if entries.count == 1, isRegularExpression(entries[0].value) {
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
        return .names(names.map(\.value))
    }
}
