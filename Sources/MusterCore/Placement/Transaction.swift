/// Room taken tentatively on nodes, so that it can be kept or given back as a whole.
struct Transaction: Sendable {
    /// `count` members of a class on a node, for a task group of a gang (or -1).
    struct Step: Hashable, Sendable {
        var node: Int32
        var classIndex: Int32
        var count: Int64
        var group: Int32
    }

    /// The steps taken so far, in order.
    private(set) var steps: [Step] = []
    /// What `ConstraintTable.hasEnabled` was before the first: what is undone enables nobody.
    var hadEnabled = false
    /// How far the list of loosened nodes was before the first: so is what is undone.
    var loosened = 0

    mutating func record(_ step: Step) {
        steps.append(step)
    }

    /// The last step, removed, for undoing in reverse order.
    mutating func popLast() -> Step? {
        steps.popLast()
    }

    /// All steps are kept: begins a new transaction.
    mutating func close() {
        steps.removeAll(keepingCapacity: true)
    }
}

extension Scheduler {
    /// Takes room on a node as a step of the open transaction.
    mutating func takeTentatively(_ step: Transaction.Step) {
        if transaction.steps.isEmpty {
            transaction.hadEnabled = classes.constraints.hasEnabled
            transaction.loosened = nodes.loosened.end
        }
        nodes.take(step.count, of: step.classIndex, on: step.node, classes: &classes)
        transaction.record(step)
    }

    /// Gives back what the open transaction took since it had this many steps, by default all: the
    /// state is as it was then.
    mutating func rollBack(to count: Int = 0) {
        while transaction.steps.count > count, let step = transaction.popLast() {
            nodes.take(-step.count, of: step.classIndex, on: step.node, classes: &classes)
            if transaction.steps.isEmpty {
                classes.constraints.hasEnabled = transaction.hadEnabled
                nodes.loosened.remove(from: transaction.loosened)
            }
        }
    }
}
