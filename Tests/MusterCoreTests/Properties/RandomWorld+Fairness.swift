import MusterCore
import TestKit

/// Limits of users and groups, and what changes the order of queues and applications.
extension RandomWorld {
    private static let users = ["", "ann", "bob", "*"]
    private static let groups = ["dev", "ops", "*"]

    /// What a queue has besides its own max and guarantee.
    mutating func addFairness(to queue: inout QueueConfiguration) {
        if features.limits, random.chance(60) {
            for _ in 0..<random.number(1...3) { queue.limits.append(limit()) }
        }
        if features.weights { queue.weightThousandths = random.pick([1, 500, 1000, 3000]) }
        if features.history, random.chance(60) {
            queue.fairnessHalfLife = Tick(milliseconds: Int64(random.number(1...10)))
        }
        if features.rescaling { queue.rescalesUsage = random.chance(60) }
        if features.ageing, random.chance(60) {
            queue.ageing = Tick(milliseconds: Int64(random.number(1...10)))
        }
        if features.backoff, random.chance(60) {
            queue.unschedulableAsksBackoff = UInt64(random.number(1...4))
            queue.unschedulableAsksBackoffDelay = Tick(milliseconds: Int64(random.number(0...8)))
        }
    }

    private mutating func limit() -> QueueLimit {
        var limit = QueueLimit()
        if random.chance(60) { limit.users = [random.pick(Self.users)] }
        if random.chance(60) { limit.groups = [random.pick(Self.groups)] }
        if random.chance(70) { limit.maxResources = bounds(upTo: 6) }
        if random.chance(30) { limit.maxApplications = UInt64(random.number(1...2)) }
        return limit
    }

    /// Who submits an application.
    mutating func submitter() -> (user: String, groups: [String]) {
        guard features.limits else { return ("", []) }
        return (
            random.pick(["", "ann", "bob", "cay"]),
            ["dev", "ops", "all"].filter { _ in random.chance(40) }
        )
    }
}
