/// Which node an ask gets.
///
/// The best by preferences, if it has any; among equals, and without any, the first in the order of
/// nodes.
extension Scheduler {
    /// The node for one more member of a class; `nil` if none that is allowed has room.
    ///
    /// - Complexity: O(blocks of nodes) mostly; O(nodes) with preferences if no node satisfies all.
    // Mutating though it changes nothing: any other call out of a mutating function copies the
    // whole scheduler.
    @inline(__always)
    mutating func chooseNode(for classIndex: Int32) -> Int32? {
        choosesByMore(than: classIndex)
            ? chooseByMore(for: classIndex) : nodes.first(fitting: classes[classIndex])
    }

    private mutating func chooseByMore(for classIndex: Int32) -> Int32? {
        let constraints = classes[classIndex].constraints
        let askClass = classes[classIndex]
        let neighbourhood = classes.constraints.neighbourhood(of: constraints)
        guard classes.constraints.hasPreferences(constraints) else {
            return nodes.first(fitting: askClass) { neighbourhood.obstacle(on: $0) == nil }
        }
        let preferences = classes.constraints.preferences(of: constraints)
        let ideal = nodes.first(fitting: askClass) {
            preferences.isIdeal($0) && neighbourhood.obstacle(on: $0) == nil
        }
        if let ideal { return ideal }
        var candidates: [Int32] = []
        _ = nodes.first(fitting: askClass) {
            if neighbourhood.obstacle(on: $0) == nil { candidates.append($0) }
            return false
        }
        return candidates.isEmpty
            ? nil : classes.constraints.best(of: candidates, by: preferences)
    }

    /// Whether where others are, or preferences, decide besides room and what is always allowed.
    @inline(__always)
    func choosesByMore(than classIndex: Int32) -> Bool {
        let constraints = classes[classIndex].constraints
        guard constraints > 0 || classes.constraints.unwelcomeNodes > 0 else { return false }
        return classes.constraints[constraints].isDynamic
            || classes.constraints.hasPreferences(constraints)
    }

    /// Whether one more member of a class may be on a node, as far as room does not matter.
    func isAdmitted(_ classIndex: Int32, on node: Int32) -> Bool {
        let constraints = classes[classIndex].constraints
        return (classes[classIndex].allowed?.contains(Int(node)) ?? true)
            && classes.constraints.dynamicObstacle(constraints, on: node) == nil
    }
}
