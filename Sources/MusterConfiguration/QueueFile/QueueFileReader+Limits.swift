import MusterCore
import YAMLDocument

extension QueueFileReader {
    /// The limits of a partition or queue.
    mutating func readLimits(_ fields: YAMLFields) -> [Limit] {
        fields.list("limits", problems: &problems).compactMap { readLimit($0) }
    }

    private mutating func readLimit(_ node: YAMLNode) -> Limit? {
        let known = ["limit", "users", "groups", "maxresources", "maxapplications"]
        guard let fields = node.fields(of: "a limit", known: known, problems: &problems)
        else { return nil }
        var limit = Limit(location: node.location)
        limit.description = fields.string("limit", problems: &problems)?.value ?? ""
        limit.users = readNames("users", of: .user, in: fields)
        limit.groups = readNames("groups", of: .group, in: fields)
        let problemsBefore = problems.count
        limit.maxResources = readResourceMap("maxresources", in: fields)
        limit.maxApplications = fields.integer(
            "maxapplications", in: 0...UInt64.max, problems: &problems)
        let isReadable = problems.count == problemsBefore
        checkSubject(of: limit, fields)
        if isReadable { checkQuota(of: limit, fields) }
        return limit
    }

    private mutating func readNames(
        _ key: String, of rule: NameRule, in fields: YAMLFields
    ) -> [Located<String>] {
        let names = fields.strings(key, problems: &problems)
        for name in names where name.value != "*" && !rule.matches(name.value) {
            report(
                Problem(
                    at: name.location, "wrong name of a \(rule) in a limit", found: name.value,
                    expected: "\(rule.description), or `*`"))
        }
        return names
    }

    private mutating func checkSubject(of limit: Limit, _ fields: YAMLFields) {
        let isEmpty = { (node: YAMLNode?) in
            guard case .sequence(let items)? = node?.content else { return node == nil }
            return items.isEmpty
        }
        guard isEmpty(fields["users"]), isEmpty(fields["groups"]) else { return }
        report(
            Problem(
                at: limit.location, "the limit names neither users nor groups",
                expected: "`users` or `groups`", hint: "`users: [\"*\"]` means each user"))
    }

    private mutating func checkQuota(of limit: Limit, _ fields: YAMLFields) {
        let entries = limit.maxResources.entries
        if entries.isEmpty, limit.maxApplications?.value ?? 0 == 0 {
            report(
                Problem(
                    at: limit.location, "the limit limits nothing",
                    expected: "`maxresources`, or `maxapplications` above 0"))
        } else if !entries.isEmpty, !entries.contains(where: { $0.quantity > 0 }) {
            report(
                Problem(
                    at: fields.location(of: "maxresources") ?? limit.location,
                    "every quantity of the limit is 0", expected: "one above 0",
                    hint: "remove `maxresources` to leave resources unlimited"))
        }
    }
}
