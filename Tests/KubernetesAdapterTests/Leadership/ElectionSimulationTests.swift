import Foundation
import KubernetesAdapter
import MusterCore
import Testing

/// `MUSTER_SEED=n` runs one seed, to repeat a failure; `MUSTER_RUNS=n` the seeds `0..<n`.
private let seeds: [UInt64] = {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["MUSTER_SEED"].flatMap(UInt64.init) { return [seed] }
    return Array(0..<(environment["MUSTER_RUNS"].flatMap(UInt64.init) ?? 40))
}()

@Suite("Three candidates and a server")
struct ElectionSimulationTests {
    private func repeated(_ seed: UInt64) -> Comment {
        "repeat with MUSTER_SEED=\(seed) swift test --filter ElectionSimulationTests"
    }

    @Test("Never two lead, whatever is lost, late, asleep or dead, and in the end one does")
    func safety() {
        var terms = 0
        for seed in seeds {
            var world = ElectionWorld(seed: seed, isFaulty: true, clocksDiffer: true)
            var leader: Int?
            while world.now < 600_000 {
                world.step()
                let leaders = world.leaders
                #expect(leaders.count < 2, repeated(seed))
                if let first = leaders.first, first != leader { terms += 1 }
                leader = leaders.first ?? leader
            }
            world.isFaulty = false
            world.outageUntil = 0
            while world.now < 700_000 { world.step() }
            #expect(world.leaders.count == 1, repeated(seed))
        }
        // The runs are worth something only if the lease goes round.
        #expect(terms > seeds.count * 5)
    }

    /// A calm world with a leader that has led for a while.
    private func calm(_ seed: UInt64, hasWatch: Bool = false) throws -> (ElectionWorld, Int) {
        var world = ElectionWorld(seed: seed, isFaulty: false, clocksDiffer: false)
        world.hasWatch = hasWatch
        while world.now < 20_000 + Int(seed % 7) * 333 { world.step() }
        let leader = try #require(world.leaders.first, repeated(seed))
        return (world, leader)
    }

    /// How long until somebody leads.
    private func gap(_ world: inout ElectionWorld, since start: Int) -> Int {
        while world.leaders.isEmpty, world.now < start + 60_000 { world.step() }
        return world.now - start
    }

    @Test("A dead leader is replaced within the lease duration and a retry period")
    func death() throws {
        for seed in seeds {
            var (world, leader) = try calm(seed)
            world.end(leader)
            let gap = gap(&world, since: world.now)
            // Two calls to take over, and the one that saw the last renewal: 20 ms each.
            #expect(gap <= 17_060, repeated(seed))
            #expect(gap >= 13_000, repeated(seed))
        }
    }

    @Test("A lease that was given back is taken within a retry period, and at once with a watch")
    func release() throws {
        for seed in seeds {
            for hasWatch in [false, true] {
                var (world, leader) = try calm(seed, hasWatch: hasWatch)
                world.input(leader) { $0.leave($1) }
                #expect(world.leaders == [])
                let gap = gap(&world, since: world.now)
                // The call that gives back, and two to take over.
                #expect(gap <= (hasWatch ? 65 : 2060), repeated(seed))
            }
        }
    }
}
