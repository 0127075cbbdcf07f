/// A placement rule, ready to be used: expressions are compiled once for each configuration.
struct CompiledPlacementRule: Sendable {
    /// One rule of a chain.
    struct Link: Sendable {
        var kind: PlacementRule.Kind
        var mayCreate: Bool
        var filter: CompiledPlacementFilter

        init(_ rule: PlacementRule) {
            kind = rule.kind
            mayCreate = rule.mayCreate
            filter = CompiledPlacementFilter(rule.filter)
        }
    }

    /// The rule itself, then its parent rule, then that one's, and so on.
    var links: [Link] = []

    init(_ rule: PlacementRule) {
        var next: PlacementRule? = rule
        while let rule = next {
            links.append(Link(rule))
            next = rule.parent
        }
    }
}

extension CompiledPlacementRule.Link {
    /// What a rule says of an application: names below what its parent rule says, or a whole path.
    struct Names {
        var names: [String]
        var isWhole: Bool
    }

    /// The names that the rule gives, or `nil` if it is not for this application.
    ///
    /// - Throws: What is wrong with a name.
    func names(
        for applicant: Applicant, _ request: PlacementRequest
    ) throws(PlacementFailure) -> Names? {
        guard let text = text(for: applicant, request), !text.isEmpty, filter.allows(applicant)
        else { return nil }
        // Users do not choose paths by their name.
        if kind != .user, text.prefix(5).lowercased() == "root." {
            return Names(names: try QueueName.path(text), isWhole: true)
        }
        if case .fixed = kind { return Names(names: try QueueName.path(text), isWhole: false) }
        return Names(names: [try QueueName.single(text)], isWhole: false)
    }

    private func text(for applicant: Applicant, _ request: PlacementRequest) -> String? {
        switch kind {
        case .provided: request.queueName
        case .user: applicant.user
        case .fixed(let name): name
        case .tag(let name):
            request.tags.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }
}

/// Who submits.
struct Applicant {
    var user: String
    var groups: [String]
}

/// Whom a placement rule is for, ready to be used.
struct CompiledPlacementFilter: Sendable {
    /// The longest name, in bytes, that is compared with an expression: what that costs is the
    /// product of both lengths, and the name comes from whoever submits.
    static let maximumNameLength = 1_024

    private var isDenying: Bool
    private var users: Pattern
    private var groups: Pattern

    private enum Pattern: Sendable {
        case names([String])
        /// `nil` is found in no name; configurations with such are refused before they get here.
        case expression(NamePattern?)

        init(_ pattern: PlacementFilter.Pattern) {
            switch pattern {
            case .names(let names): self = .names(names)
            case .expression(let text): self = .expression(try? NamePattern(text))
            }
        }

        var isEmpty: Bool {
            if case .names(let names) = self { names.isEmpty } else { false }
        }

        func matches(_ name: String) -> Bool {
            switch self {
            case .names(let names): names.contains(name)
            case .expression(let pattern): pattern?.isFound(in: name) ?? false
            }
        }

        func canJudge(_ name: String) -> Bool {
            if case .expression = self { name.utf8.count <= maximumNameLength } else { true }
        }
    }

    init(_ filter: PlacementFilter) {
        isDenying = filter.isDenying
        users = Pattern(filter.users)
        groups = Pattern(filter.groups)
    }

    /// A filter that names nobody matches everybody, as in YuniKorn.
    ///
    /// One whose expression cannot judge somebody allows them nothing, whether it denies or not.
    func allows(_ applicant: Applicant) -> Bool {
        if users.isEmpty, groups.isEmpty { return !isDenying }
        guard users.canJudge(applicant.user), applicant.groups.allSatisfy(groups.canJudge)
        else { return false }
        let matches =
            users.matches(applicant.user) || applicant.groups.contains { groups.matches($0) }
        return matches != isDenying
    }
}
