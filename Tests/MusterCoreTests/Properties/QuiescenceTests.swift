import MusterCore
import TestKit
import Testing

/// Once inputs stop, decisions stop: a second cycle at the same moment has nothing left to do, and
/// the end of one thing leads to one round of decisions, not to a stream of them.
@Suite("Quiescence where starts are promised")
struct QuiescenceTests {
    @Test(
        "Gangs of alike members that say how long they run",
        arguments: [BackfillPolicy.easy, .conservative])
    func gangs(policy: BackfillPolicy) {
        playGangs(policy)
    }

    private func playGangs(_ policy: BackfillPolicy) {
        for seed in Seeds.first(100) {
            var random = SplitMix64(seed: seed)
            var world = EdgeWorld(nodes: random.number(1...4), [ResourceCatalog.vcore: 4], policy)
            for job in 0..<12 {
                world.submit(
                    job, asks: Int32(random.number(1...6)), [ResourceCatalog.vcore: 1],
                    estimate: Int64(random.number(1...9)), isGang: true)
                if random.chance(40) { end(&world, 0...job, &random) }
                guard isQuiet(&world, at: Int64(job * 2), seed) else { return }
            }
        }
    }

    @Test("An application's asks that come one by one start in one cycle")
    func plainAsksUnderConservative() {
        var world = EdgeWorld(nodes: 1, [ResourceCatalog.vcore: 4], .conservative)
        world.submit(0, asks: 3, [ResourceCatalog.vcore: 1], estimate: 5)
        world.reach(1)
        #expect((0..<3).allSatisfy { world.scheduler.node(of: AskID($0)) == NodeID(0) })
    }

    private func end(_ world: inout EdgeWorld, _ jobs: ClosedRange<Int>, _ random: inout SplitMix64)
    {
        let running = jobs.filter { world.scheduler.state(of: ApplicationID($0)) == .running }
        guard !running.isEmpty else { return }
        world.apply(.applicationRemoved(ApplicationID(random.pick(running))))
    }

    private func isQuiet(_ world: inout EdgeWorld, at time: Int64, _ seed: UInt64) -> Bool {
        world.reach(time)
        let count = world.scheduler.decisions.count
        world.reach(time)
        let more = world.scheduler.decisions[count...]
        if !more.isEmpty {
            Issue.record("seed \(seed) (repeat with MUSTER_SEED=\(seed)): at \(time) again \(more)")
        }
        return more.isEmpty
    }
}
