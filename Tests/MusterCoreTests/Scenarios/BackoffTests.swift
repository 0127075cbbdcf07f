import MusterCore
import TestKit
import Testing

/// An application with many asks that fit nowhere is left alone for a while
/// (`application.unschedasks.backoff`).
@Suite("Back-off")
struct BackoffTests {
    private func queue(
        _ s: inout Scenario, max: String = "", after count: UInt64 = 5,
        backfill: BackfillPolicy = .greedy
    ) {
        s.queue("root.q", max: max, backfill: backfill)
        s.set("root.q", \.unschedulableAsksBackoff, count)
        s.set("root.q", \.unschedulableAsksBackoffDelay, Tick(seconds: 30))
        s.nodes(3, "2")
    }

    @Test("B074: after five asks that fit nowhere the application is skipped for the delay")
    func backoff() {
        scenario(.reasons) { s in
            queue(&s)
            s.submit("A", to: "root.q", asks: 5, each: "3")
            s.cycle(at: 1)
            s.expect("A waits: backoff(until: 31)")
            s.expectReason("A", "backoff(until: 31)")
            #expect(s.scheduler.nextTimer == Tick(seconds: 31))
            s.node("big", "3")
            s.cycle(at: 30)
            s.expect()
            s.cycle(at: 31)
            // Four asks are too few.
            s.expect("allocated A/0 big", "A waits: notEnoughPlaces(places: 0, needed: 1)")
            s.expectReason("A", "notEnoughPlaces(places: 0, needed: 1)")
            s.ask("A", each: "4")
            s.cycle(at: 31)
            s.expect("A waits: backoff(until: 61)")
        }
    }

    @Test("B074: fewer asks, or no number, and it is tried whenever something changes")
    func fewerAsks() {
        for (asks, count) in [(4, 5), (9, 0)] as [(Int, UInt64)] {
            scenario { s in
                queue(&s, after: count)
                s.submit("A", to: "root.q", asks: asks, each: "3")
                s.cycle(at: 1)
                s.expectReason("A", "nodesTooSmall(places: 0, needed: 1)")
                s.node("big", "3")
                s.cycle(at: 2)
                s.expect("allocated A/0 big")
            }
        }
    }

    @Test("Asks of several sizes are counted together; one that fits is placed first")
    func severalSizes() {
        scenario { s in
            queue(&s)
            s.submit("A", to: "root.q", asks: 3, each: "3", priority: 1)
            s.ask("A", 2, each: "4")
            s.ask("A", 1, each: "1")
            s.cycle(at: 0)
            s.expect("allocated A/5 n1")
            s.expectReason("A", "backoff(until: 30)")
            s.withdraw("A/0-2")
            s.expectReason("A", "backoff(until: 30)")
            s.withdraw("A/3-4")
            s.expectReason("A", nil)
        }
    }

    @Test("What a queue or a limit keeps back does not count")
    func queueMax() {
        scenario { s in
            queue(&s, max: "1")
            s.limit("root.q", users: ["ann"], max: "1")
            s.submit("A", to: "root.q", asks: 6, each: "2")
            s.submit("B", by: "ann", to: "root.q", asks: 6, each: "2")
            s.cycle(at: 0)
            s.expectReason("A", "queueMax(root.q, vcore, missing: 1000)")
            s.expectReason("B", "limitMax(root.q, user ann, vcore, missing: 1000)")
        }
    }

    @Test("B074: a gang is left alone if it lacks so many members")
    func gang() {
        scenario { s in
            queue(&s)
            s.submit(gang: "G", to: "root.q", (5, "2"))
            s.submit(gang: "H", to: "root.q", (4, "2"))
            s.cycle(at: 0)
            s.expectReason("G", "backoff(until: 30)")
            s.expectReason("H", "clusterTooSmall(vcore, missing: 2000)")
            s.nodes(2, "2")
            s.cycle(at: 29)
            s.expect(
                "allocated H/0 n1", "allocated H/1 n2", "allocated H/2 n3", "allocated H/3 n4")
            s.remove("H")
            s.cycle(at: 30)
            s.expect(
                "allocated G/0 n1", "allocated G/1 n2", "allocated G/2 n3", "allocated G/3 n4",
                "allocated G/4 n5")
        }
    }

    @Test("Who backs off holds up nobody", arguments: [BackfillPolicy.greedy, .none, .easy])
    func overtaking(policy: BackfillPolicy) {
        scenario { s in
            queue(&s, backfill: policy)
            s.node("busy", "3")
            s.submit("long", to: "root.q", each: "3")
            s.cycle(at: 0)
            s.expect("allocated long/0 busy")
            s.submit("A", to: "root.q", asks: 5, each: "3")
            s.submit("B", to: "root.q", each: "2")
            s.cycle(at: 0)
            s.expect("allocated B/0 n1")
            s.expectReason("A", "backoff(until: 30)")
            s.finish("long")
            s.cycle(at: 29)
            s.expect()
            s.cycle(at: 30)
            // Four are left: under `none` and `easy` they wait for those that run.
            s.expect(
                ["allocated A/0 busy"] + (policy == .easy ? ["reserved A at never"] : []))
        }
    }

    @Test("An application that ends while it backs off is forgotten")
    func ending() {
        scenario { s in
            queue(&s)
            s.submit("A", to: "root.q", asks: 5, each: "3")
            s.cycle(at: 0)
            s.expectReason("A", "backoff(until: 30)")
            s.remove("A")
            s.expect("A Accepted -> Failing", "A Failing -> Failed")
            s.submit("A", to: "root.q", each: "2")
            s.cycle(at: 1)
            s.expect("allocated A/5 n1")
            s.cycle(at: 30)
        }
    }
}
