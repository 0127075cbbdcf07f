import MusterCore
import TestKit
import Testing

/// The core's decisions, one by one and in order, against a placer that tries everything.
@Suite("Placement against an exhaustive reference")
struct ReferencePlacerTests {
    @Test("One queue: order of applications, asks and nodes")
    func oneQueue() {
        compare(hasSeveralQueues: false, hasPriorities: true, runs: 300)
    }

    @Test("Several queues: order by exact shares")
    func severalQueues() {
        compare(hasSeveralQueues: true, hasPriorities: false, runs: 200)
    }

    @Test("Several queues with priorities, offsets and fences")
    func priorities() {
        compare(hasSeveralQueues: true, hasPriorities: true, runs: 100)
    }

    private func compare(
        hasSeveralQueues: Bool, hasPriorities: Bool, runs: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for seed in Seeds.first(runs) {
            var run = ReferenceRun(
                seed: seed, hasSeveralQueues: hasSeveralQueues, hasPriorities: hasPriorities)
            guard let difference = run.firstDifference(moments: 8) else { continue }
            let text = difference.replacing("MusterCore.", with: "")
            Issue.record(
                "seed \(seed) (repeat with MUSTER_SEED=\(seed)): \(text)",
                sourceLocation: sourceLocation)
            return
        }
    }
}
