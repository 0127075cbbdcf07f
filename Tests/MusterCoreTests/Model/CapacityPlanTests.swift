import Testing

@testable import MusterCore

/// The plan of conservative backfill by itself.
@Suite("Capacity plan")
struct CapacityPlanTests {
    private func lanes(_ amount: Int64) -> [RequestLane] { [RequestLane(lane: 0, amount: amount)] }

    /// 4 free now, 2 of them taken from 10 to 20, 6 free from 30 on.
    private var plan: CapacityPlan {
        var plan = CapacityPlan(width: 1)
        plan.restart(now: .zero, free: [4])
        plan.add(lanes(2), sign: -1, from: 10, to: 20)
        plan.add(lanes(2), sign: 1, from: 30, to: .max)
        return plan
    }

    @Test(
        "The earliest hole",
        arguments: [
            (4, 10, 0), (4, 11, 20), (3, 5, 0), (2, 100, 0), (6, 1, 30), (6, 1_000, 30),
        ] as [(Int64, Int64, Int64)])
    func earliest(amount: Int64, duration: Int64, start: Int64) {
        #expect(
            plan.earliestStart(of: lanes(amount), lasting: duration, from: 0, before: .max)
                == start)
    }

    @Test("Too much, or not before a limit, is nowhere")
    func nowhere() {
        #expect(plan.earliestStart(of: lanes(7), lasting: 1, from: 0, before: .max) == nil)
        #expect(plan.earliestStart(of: lanes(6), lasting: 1, from: 0, before: 30) == nil)
    }

    @Test("One's own range counts as free")
    func own() {
        var plan = plan
        plan.add(lanes(4), sign: -1, from: 20, to: 30)
        #expect(
            plan.earliestStart(of: lanes(4), lasting: 8, from: 12, before: .max) == 30)
        #expect(
            plan.earliestStart(of: lanes(4), lasting: 8, from: 12, before: .max, own: 20..<30)
                == 20)
    }

    @Test("The past is forgotten, the present stays")
    func advance() {
        var plan = plan
        plan.advance(to: Tick(milliseconds: 15))
        #expect(plan.earliestStart(of: lanes(2), lasting: 1, from: 0, before: .max) == 15)
        #expect(plan.earliestStart(of: lanes(3), lasting: 1, from: 0, before: .max) == 20)
    }

    @Test("What was given back is a range and a most")
    func givenBack() {
        var plan = plan
        #expect(plan.mostFreed() == [.min])
        plan.giveBack(lanes(1), from: 5, to: 15)
        #expect(plan.needsCompression)
        #expect((plan.freed.start, plan.freed.end) == (5, 15))
        #expect(plan.mostFreed() == [5])
        plan.beginCompression()
        plan.noteMove(from: 40, to: 50)
        #expect((plan.freed.start, plan.freed.end) == (5, 50))
        plan.endCompression()
        #expect(plan.freed.isEmpty)
        // What the move freed is looked at again by those who came before it.
        plan.beginCompression()
        #expect((plan.freed.start, plan.freed.end) == (40, 50))
    }
}
