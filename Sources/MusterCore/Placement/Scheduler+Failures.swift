/// What did not fit, and whether that may have changed.
///
/// A class that found no node is tried again when a node on which one member could be now was
/// loosened since, or when those moved whom it looks at. Everything else cannot help it.
extension Scheduler {
    /// Whether it is known that this many members do not fit, as nothing happened that may help.
    @inline(__always)
    mutating func hasFailed(_ count: Int64, of classIndex: Int32) -> Bool {
        if classes[classIndex].failedVersion != freedVersion {
            guard classes[classIndex].failedCount > 0, isStillFailing(classIndex)
            else { return false }
        }
        return count >= classes[classIndex].failedCount
    }

    /// Brings what is known of a failure up to now; forgets it if the class is to be tried again.
    private mutating func isStillFailing(_ classIndex: Int32) -> Bool {
        // What an open transaction has taken may be given back.
        guard transaction.steps.isEmpty else { return false }
        guard staysFailed(classIndex) else {
            classes[classIndex].failedCount = 0
            return false
        }
        noteStranded(classIndex)
        forgetNearMiss(of: classIndex)
        classes[classIndex].failedVersion = freedVersion
        classes[classIndex].failure.loosened = nodes.loosened.end
        return true
    }

    /// Whether nothing happened since a class failed that may help it.
    ///
    /// - Complexity: O(nodes that were loosened since + terms of the class).
    func staysFailed(_ classIndex: Int32) -> Bool {
        let failure = classes[classIndex].failure
        let constraints = classes[classIndex].constraints
        guard let loosened = nodes.loosened.since(failure.loosened),
            failure.stir == classes.constraints.stir(around: constraints)
        else { return false }
        guard classes.constraints[constraints].isDynamic else {
            return !loosened.contains { hasPlace(on: $0, for: classIndex) }
        }
        guard failure.isCertain else { return false }
        let candidates = loosened.filter { hasPlace(on: $0, for: classIndex) }
        guard !candidates.isEmpty else { return true }
        let neighbourhood = classes.constraints.neighbourhood(of: constraints)
        return candidates.allSatisfy { neighbourhood.obstacle(on: $0) != nil }
    }

    private func hasPlace(on node: Int32, for classIndex: Int32) -> Bool {
        nodes.records[Int(node)].isSchedulable
            && classes[classIndex].places(in: nodes.free, on: Int(node)) > 0
    }

    /// Notes that members of a class found no node: what others place may be what they wait for.
    mutating func noteStranded(_ classIndex: Int32) {
        classes.constraints[classes[classIndex].constraints].hasFailed = true
    }

    /// Notes that so many members of a class did not fit.
    ///
    /// - Precondition: No transaction is open.
    mutating func noteFailed(_ count: Int64, of classIndex: Int32) {
        noteStranded(classIndex)
        if classes[classIndex].failedVersion == freedVersion {
            guard count < classes[classIndex].failedCount else { return }
        } else {
            let constraints = classes[classIndex].constraints
            classes[classIndex].failedVersion = freedVersion
            classes[classIndex].failure = AskClass.Failure(
                loosened: nodes.loosened.end, stir: classes.constraints.stir(around: constraints),
                isCertain: classes.constraints[constraints].isDynamic && count > 1
                    && chooseNode(for: classIndex) == nil)
        }
        classes[classIndex].failedCount = count
        if count == 1 { classes[classIndex].failure.isCertain = true }
    }
}
