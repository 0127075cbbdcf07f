import MusterCore
import TestKit
import Testing

/// Placeholders as victims and preemptors.
@Suite("Placeholders and preemption")
struct PlaceholderPreemptionTests {
    @Test("A gang that is evicted as a whole gathers placeholders again")
    func gathersAgain() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: "4") { $0.preemptionDelay = Tick(seconds: 1) }
            s.queue("root.over")
            s.submit(gang: "G", to: "root.over", (3, "1"), members: [0], placeholders: .pods)
            s.ask("G", 3, group: 0, traits: .placeholder)
            s.cycle()
            s.passOver()
            s.confirm("G")
            s.ask("G", group: 0)
            s.passOver()
            s.submit("A", to: "root.owed", asks: 1, each: "4", waitingFrom: 1)
            s.decides(
                at: 3, "evicted G/1-2 (preempted by A)", "evicted G/3 (preempted by A)")
            #expect(s.scheduler.isGathering(s.identifier(of: "G")))
            s.withdraw("G/1-3")
            s.decides("allocated A/0 n1")
        }
    }

    @Test("A gang of which a member has to stay has not to gather again")
    func memberStays() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: "4") { $0.preemptionDelay = Tick(seconds: 1) }
            s.queue("root.over")
            s.submit(gang: "G", to: "root.over", (2, "2"), members: [0], placeholders: .pods)
            s.ask("G", 2, each: "2", group: 0, traits: .placeholder)
            s.cycle()
            s.passOver()
            s.confirm("G")
            s.ask("G", each: "2", group: 0)
            s.passOver()
            s.submit("A", to: "root.owed", asks: 1, each: "4", waitingFrom: 1)
            s.decides(at: 3, "evicted G/1 (preempted by A)", "evicted G/2 (preempted by A)")
            s.refuseEvictions("G/2")
            s.expect("spared G/1")
            #expect(!s.scheduler.isGathering(s.identifier(of: "G")))
            s.withdrawEvictions("G/1")
            s.decides()
        }
    }

    @Test("A placeholder of a gang that gathers is evicted alone")
    func victim() {
        scenario { s in
            s.nodes(1, "2")
            s.queue("root.owed", guaranteed: "2") { $0.preemptionDelay = Tick(seconds: 1) }
            s.queue("root.over")
            s.submit(gang: "G", to: "root.over", (3, "1"), members: [0], placeholders: .pods)
            s.ask("G", 3, group: 0, traits: .placeholder)
            s.decides("allocated G/0 n1", "allocated G/1 n1")
            s.submit("A", to: "root.owed", asks: 1, each: "1", waitingFrom: 1)
            s.decides(at: 3, "evicted G/1 (preempted by A)")
            s.withdraw("G/1")
            s.decides("allocated A/0 n1")
        }
    }
}
