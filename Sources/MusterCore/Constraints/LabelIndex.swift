/// Selectors by a label that what they match must have.
///
/// Most selectors name a value (`app: web`) and are looked up by it; the rest may match anything.
struct SelectorIndex: Sendable {
    private var byLabel: [Label: [Int32]] = [:]
    private var others: [Int32] = []

    /// Adds a selector that matches what satisfies all of these conditions; `nil`: nothing does.
    mutating func add(_ selector: Int32, _ conditions: [LabelRequirement]?) {
        guard let conditions else { return }
        guard let condition = conditions.naming else { return others.append(selector) }
        for value in condition.values {
            let label = Label(condition.key, value)
            // A value may be named twice.
            guard byLabel[label]?.last != selector else { continue }
            byLabel[label, default: []].append(selector)
        }
    }

    /// The selectors that may match some labels, ascending, each once.
    func candidates(for labels: Labels) -> [Int32] {
        var found = others
        for label in labels.list { found += byLabel[label] ?? [] }
        return found.sorted()
    }
}

/// Classes by the labels of their members.
struct LabelIndex: Sendable {
    private var byLabel: [Label: [Int32]] = [:]
    private var all: [Int32] = []

    mutating func add(_ index: Int32, _ labels: Labels) {
        all.append(index)
        for label in labels.list { byLabel[label, default: []].append(index) }
    }

    /// Those that may satisfy all of these conditions (`nil`: nothing does), ascending.
    func candidates(for conditions: [LabelRequirement]?) -> [Int32] {
        guard let conditions else { return [] }
        guard let condition = conditions.naming else { return all.sorted() }
        // A value may be named twice.
        var values = condition.values.sorted()
        for position in values.indices.dropFirst().reversed()
        where values[position] == values[position - 1] { values.remove(at: position) }
        return values.flatMap { byLabel[Label(condition.key, $0)] ?? [] }.sorted()
    }
}

extension [LabelRequirement] {
    /// The first that names the values that will do.
    fileprivate var naming: LabelRequirement? { first { $0.comparison == .isIn } }
}
