internal import KubernetesModel
internal import MusterCore

extension LabelRequirement {
    /// What nothing meets: for requirements that the server would refuse.
    static func impossible(_ key: String) -> LabelRequirement {
        LabelRequirement(key, .isIn, [])
    }

    /// A requirement of a label selector.
    init(_ requirement: LabelSelector.Requirement) {
        let (key, values) = (requirement.key, requirement.values)
        switch requirement.comparison {
        case .isIn: self.init(key, .isIn, values)
        case .isNotIn where !values.isEmpty: self.init(key, .isNotIn, values)
        case .exists where values.isEmpty: self.init(key, .exists)
        case .isAbsent where values.isEmpty: self.init(key, .doesNotExist)
        default: self = .impossible(key)
        }
    }

    /// A requirement of a label of nodes.
    init(_ requirement: NodeRequirement) {
        let (key, values) = (requirement.key, requirement.values)
        switch requirement.comparison {
        case .isIn: self.init(key, .isIn, values)
        case .isNotIn where !values.isEmpty: self.init(key, .isNotIn, values)
        case .exists where values.isEmpty: self.init(key, .exists)
        case .isAbsent where values.isEmpty: self.init(key, .doesNotExist)
        case .isGreater where values.isOneInteger: self.init(key, .isGreater, values)
        case .isLess where values.isOneInteger: self.init(key, .isLess, values)
        default: self = .impossible(key)
        }
    }

    /// A requirement of a node's name; Kubernetes knows no other field, and one value at a time.
    init(field requirement: NodeRequirement) {
        let isName = requirement.key == "metadata.name" && requirement.values.count == 1
        switch requirement.comparison {
        case .isIn where isName: self.init(requirement.key, .isIn, requirement.values)
        case .isNotIn where isName: self.init(requirement.key, .isNotIn, requirement.values)
        default: self = .impossible(requirement.key)
        }
    }
}

extension [String] {
    fileprivate var isOneInteger: Bool { count == 1 && Int64(self[0]) != nil }
}

extension LabelSelector {
    /// All of its requirements.
    var requirements: [LabelRequirement] {
        matchLabels.map { LabelRequirement($0.key, .isIn, [$0.value]) }
            + matchExpressions.map { LabelRequirement($0) }
    }

    /// All of its requirements, with those of `matchLabelKeys` and `mismatchLabelKeys`.
    ///
    /// A server since 1.31 (1.34 for spreading) has added them to the selector when it stored the
    /// pod; then the pod's labels of today do not matter.
    func requirements(
        matching keys: [String], notMatching otherKeys: [String] = [], of labels: NameMap<String>
    ) -> [LabelRequirement] {
        var requirements = self.requirements
        for (keys, comparison) in [(keys, .isIn), (otherKeys, .isNotIn)]
            as [([String], LabelRequirement.Operator)]
        {
            for key in keys {
                guard let value = labels[key] else { continue }
                let isThere = requirements.contains {
                    $0.key == key && $0.comparison == comparison && $0.values.count == 1
                }
                if !isThere { requirements.append(LabelRequirement(key, comparison, [value])) }
            }
        }
        return requirements
    }
}

extension MusterCore.NodeSelector {
    /// A selector of nodes, with the same alternatives.
    init(_ selector: KubernetesModel.NodeSelector) {
        self.init(terms: selector.terms.map { Term($0) })
    }

    /// A selector with these alternatives, as few as possible: those that differ only in the
    /// values of one label become one.
    init(merging alternatives: [Term]) {
        var terms: [Term] = []
        var places: [String: Int] = [:]
        for term in alternatives {
            guard term.names.isEmpty, term.labels.count == 1, term.labels[0].comparison == .isIn
            else {
                if !terms.contains(term) { terms.append(term) }
                continue
            }
            let key = term.labels[0].key
            guard let place = places[key] else {
                places[key] = terms.count
                terms.append(term)
                continue
            }
            terms[place].labels[0].values += term.labels[0].values
        }
        for place in terms.indices where terms[place].labels.count == 1 {
            terms[place].labels[0].values = ascending(terms[place].labels[0].values)
        }
        self.init(terms: terms)
    }
}

/// The values in ascending order, each once.
private func ascending(_ values: [String]) -> [String] {
    var result: [String] = []
    for value in values.sorted() where result.last != value { result.append(value) }
    return result
}

extension MusterCore.NodeSelector.Term {
    /// A term, with the same requirements.
    init(_ term: NodeSelectorTerm) {
        self.init(
            labels: term.matchExpressions.map { LabelRequirement($0) },
            names: term.matchFields.map { LabelRequirement(field: $0) })
    }
}

extension MusterCore.Toleration {
    /// A toleration; `nil` for one that tolerates nothing.
    ///
    /// Those are words of a newer server, and comparisons (KEP-5471) with what is no integer, which
    /// the server refuses. Without them the pod stays off more nodes.
    init?(_ toleration: KubernetesModel.Toleration) {
        var effect: MusterCore.Taint.Effect?
        if let wanted = toleration.effect {
            guard let known = MusterCore.Taint.Effect(rawValue: wanted.rawValue) else {
                return nil
            }
            effect = known
        }
        let key = toleration.key.isEmpty ? nil : toleration.key
        switch toleration.comparison {
        case .equal: self.init(key: key, value: toleration.value, effect: effect)
        case .exists: self.init(key: key, value: nil, effect: effect)
        case .isGreater, .isLess:
            guard let bound = Int64(toleration.value), String(bound) == toleration.value
            else { return nil }
            let isAbove = toleration.comparison == .isGreater
            self.init(key: key, isAbove ? .above(bound) : .below(bound), effect: effect)
        case .unrecognized: return nil
        }
    }
}

extension MusterCore.NodeSelector.Term {
    /// Whether a node satisfies all conditions.
    func selects(_ node: KubernetesModel.Node) -> Bool {
        selects(node.metadata.name, Labels(node.metadata.labels))
    }
}
