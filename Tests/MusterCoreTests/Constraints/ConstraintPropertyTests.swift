import MusterCore
import TestKit
import Testing

/// Random clusters and constraints against the oracle: nothing is placed where it must not be, and
/// nothing waits that could be placed.
@Suite("Placement constraints, random")
struct ConstraintPropertyTests {
    @Test("Every placement is allowed, and nobody waits who has a node")
    func placements() {
        for seed in Seeds.first(30) {
            var run = ConstraintRun(seed: seed)
            guard let problem = run.play(steps: 60) else { continue }
            Issue.record("seed \(seed) (repeat with MUSTER_SEED=\(seed)): \(problem)")
            return
        }
    }
}
