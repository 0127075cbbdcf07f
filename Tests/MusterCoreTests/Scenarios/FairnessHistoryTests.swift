import TestKit
import Testing

@testable import MusterCore

/// The usage of the past in the order of queues (`muster.dev/fairness.half-life`).
@Suite("Usage history")
struct FairnessHistoryTests {
    // MARK: The decay

    @Test(
        "What is left of 2^40 after a time",
        arguments: [
            (0, 10, 1 << 40), (10, 10, 1 << 39), (20, 10, 1 << 38), (400, 10, 1), (410, 10, 0),
            // 2^40 · 2^(-1/3) = 872682957291.44..., 2^40 · 2^(-27/10) = 169207199743.02...
            (1, 3, 872_682_957_291), (27, 10, 169_207_199_743),
            (Int64.max, 1, 0), (1, Int64.max, (1 << 40) - 1),
        ] as [(Int64, Int64, UInt128)])
    func decay(elapsed: Int64, halfLife: Int64, left: UInt128) {
        let decay = Decay(
            elapsed: Tick(milliseconds: elapsed), halfLife: Tick(milliseconds: halfLife))
        #expect(decay.remainder(of: 1 << 40) == left)
    }

    @Test("Half a half-life leaves the square root of a half, to the last bit")
    func squareRoot() {
        let decay = Decay(elapsed: Tick(seconds: 1), halfLife: Tick(seconds: 2))
        // floor(2^62.5)
        #expect(decay.remainder(of: 1 << 63) == 6_521_908_912_666_391_106)
    }

    @Test("An interval in pieces gives the same average, up to one unit of 2^-32 per piece")
    func pieces() {
        for seed in Seeds.first(200) {
            var random = SplitMix64(seed: seed)
            let halfLife = Tick(milliseconds: Int64(random.number(1...5000)))
            let used = Int64(random.number(0...100_000))
            var start = UsageHistory(since: .zero)
            start.advance(
                to: Tick(milliseconds: 777), used: [Int64(random.number(0...100_000))],
                halfLife: halfLife)
            var pieces = start
            var now = start.since
            for _ in 0..<10 {
                now = now + Tick(milliseconds: Int64(random.number(1...2000)))
                pieces.advance(to: now, used: [used], halfLife: halfLife)
            }
            var whole = start
            whole.advance(to: now, used: [used], halfLife: halfLife)
            let (left, right) = (pieces.averages[0], whole.averages[0])
            let difference = left < right ? right - left : left - right
            #expect(difference <= 10, "seed \(seed)")
        }
    }

    // MARK: The average

    /// The average of what a queue used of processors, in units of 2^-32 millicores.
    private func average(_ s: Scenario, _ path: String) -> UInt128? {
        let tree = s.scheduler.queues
        let index = s.queueID(of: path)!.index
        guard let history = tree.records[index].history else { return nil }
        let halfLife = tree.records[Int(tree.records[index].parent)].settings.fairnessHalfLife
        return history.average(
            0, used: tree.usage[index, 0],
            after: history.decay(until: tree.now, halfLife: halfLife))
    }

    /// Queues a and b; a has used 4 processors of 4 for 10 s, the half-life unless told otherwise.
    private func tenSeconds(_ s: inout Scenario, halfLife: Int64 = 10) {
        s.queues("root.a", "root.b")
        s.set("root", \.fairnessHalfLife, Tick(seconds: halfLife))
        s.nodes(1, "4")
        s.submit("A", to: "root.a", asks: 4)
        s.cycle(at: 0)
        s.passOver()
        s.cycle(at: 10)
        s.finish("A")
        s.decides(at: 10)
    }

    @Test("Half of the usage after one half-life, half of that after the next")
    func average() {
        scenario { s in
            tenSeconds(&s)
            #expect(average(s, "root.a") == 2000 << 32)
            #expect(average(s, "root.b") == 0)
            s.cycle(at: 20)
            #expect(average(s, "root.a") == 1000 << 32)
            s.start("B", to: "root.a", on: "n1", at: 20, each: "2")
            #expect(average(s, "root.a") == 1000 << 32)
            s.cycle(at: 30)
            // 2000 + (1000 - 2000) / 2
            #expect(average(s, "root.a") == 1500 << 32)
        }
    }

    @Test("What ends between two cycles was used until the second one")
    func endBetweenCycles() {
        scenario { s in
            s.nodes(1, "2")
            s.queue("root.a")
            s.set("root", \.fairnessHalfLife, Tick(seconds: 10))
            s.start("A", to: "root.a", on: "n1", at: 0, each: "2")
            s.finish("A")
            s.cycle(at: 10)
            #expect(average(s, "root.a") == 1000 << 32)
            s.cycle(at: 20)
            #expect(average(s, "root.a") == 500 << 32)
        }
    }

    @Test("A new half-life counts from the reload on; without one nothing is kept")
    func reload() {
        scenario { s in
            tenSeconds(&s)
            s.set("root", \.fairnessHalfLife, Tick(seconds: 20))
            s.configure()
            s.cycle(at: 10)
            s.cycle(at: 30)
            #expect(average(s, "root.a") == 1000 << 32)
            s.set("root", \.fairnessHalfLife, .zero)
            s.cycle(at: 40)
            #expect(average(s, "root.a") == nil)
            s.set("root", \.fairnessHalfLife, Tick(seconds: 20))
            s.cycle(at: 50)
            #expect(average(s, "root.a") == 0)
        }
    }

    @Test("The past of a queue matters as long as it is a 1024th of what the queue is entitled to")
    func historyMatters() {
        scenario { s in
            tenSeconds(&s)
            let a = s.queueID(of: "root.a")!.rawValue
            let b = s.queueID(of: "root.b")!.rawValue
            #expect(!s.scheduler.queues.historyMatters(b))
            s.cycle(at: 100)
            // 2000 / 2^9 = 4000 / 1024
            #expect(s.scheduler.queues.historyMatters(a))
            s.apply(.timeReached(Tick(milliseconds: 100_001)))
            #expect(!s.scheduler.queues.historyMatters(a))
            s.cycle(at: 101)
        }
    }

    // MARK: The order

    /// `C` and `B` want all there is, in the queue that used it lately and in the other one.
    private func compete(_ s: inout Scenario) {
        s.submit("C", to: "root.a", asks: 4)
        s.submit("B", to: "root.b", asks: 4)
    }

    @Test("A queue that used much lately comes later, and is not shut out")
    func order() {
        scenario { s in
            tenSeconds(&s)
            compete(&s)
            // a: 2, 3; b: 0, 1, 2; on the tie at 2 more waits in a, then b has 2 to a's 3.
            s.decides(
                at: 10, "allocated B/0 n1", "allocated B/1 n1", "allocated C/0 n1",
                "allocated B/2 n1")
        }
    }

    @Test("Without a half-life the past is forgotten at once")
    func withoutHalfLife() {
        scenario { s in
            tenSeconds(&s, halfLife: 0)
            compete(&s)
            s.decides(
                at: 10, "allocated C/0 n1", "allocated B/0 n1", "allocated C/1 n1",
                "allocated B/1 n1")
        }
    }

    @Test("After ten half-lives only the first turn tells")
    func fading() {
        scenario { s in
            tenSeconds(&s)
            compete(&s)
            s.removeNode("n1")
            s.decides(at: 110)
            s.node("n2", "4")
            // a: 1.95, 1001.95; b: 0, 1000.
            s.decides(
                at: 110, "allocated B/0 n2", "allocated C/0 n2", "allocated B/1 n2",
                "allocated C/1 n2")
        }
    }

    @Test("Weights divide the past too")
    func weights() {
        scenario { s in
            tenSeconds(&s)
            s.set("root.a", \.weightThousandths, 2000)
            compete(&s)
            // a: 2/2, 3/2, 4/2; b: 0, 1, 2; on the tie at 1 more waits in a.
            s.decides(
                at: 10, "allocated B/0 n1", "allocated C/0 n1", "allocated B/1 n1",
                "allocated C/1 n1")
        }
    }

    @Test("A guarantee comes before the past")
    func guaranteeFirst() {
        scenario { s in
            tenSeconds(&s)
            s.queue("root.a", guaranteed: "2")
            compete(&s)
            s.decides(
                at: 10, "allocated C/0 n1", "allocated C/1 n1", "allocated B/0 n1",
                "allocated B/1 n1")
        }
    }
}
