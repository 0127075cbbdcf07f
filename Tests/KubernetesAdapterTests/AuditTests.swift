import KubernetesAdapter
import MusterCore
import Testing

@Suite("When an audit is made, and what it says")
struct AuditTests {
    private func at(_ seconds: Int64) -> Tick { Tick(seconds: seconds) }

    @Test("It is made at intervals")
    func intervals() {
        var audit = Audit(every: at(600), from: at(100))
        #expect(audit.next == at(700))
        audit.begin()
        #expect(audit.next == .never)
        #expect(audit.compared([], at: at(705)) == .agrees)
        #expect(audit.next == at(1305))
        audit.setInterval(at(60), at: at(800))
        #expect(audit.next == at(860))
        audit.setInterval(.zero, at: at(800))
        #expect(audit.next == .never)
    }

    @Test("A difference is confirmed after half a minute, and counts if it is said again")
    func confirmation() {
        var audit = Audit(every: at(600), from: .zero)
        audit.begin()
        #expect(audit.compared(["a", "b", "c"], at: at(600)) == nil)
        #expect(audit.next == at(630))
        audit.begin()
        #expect(audit.compared(["b", "c", "d"], at: at(630)) == .differs("b", count: 2))
        #expect(audit.next == at(1230))
    }

    @Test("What differs otherwise the second time was on its way")
    func transience() {
        var audit = Audit(every: at(600), from: .zero)
        audit.begin()
        #expect(audit.compared(["a"], at: at(600)) == nil)
        audit.begin()
        #expect(audit.compared(["b"], at: at(630)) == .agrees)
        audit.begin()
        #expect(audit.compared(["b"], at: at(1230)) == nil)
    }

    @Test("One that is demanded begins at once, unless there is one already")
    func demand() {
        var audit = Audit(every: .zero, from: .zero)
        audit.demand(at: at(5))
        #expect(audit.next == at(5))
        #expect(audit.isDemanded)
        audit.begin()
        audit.demand(at: at(6))
        #expect(audit.next == .never)
        #expect(audit.compared(["a"], at: at(7)) == nil)
        audit.demand(at: at(8))
        #expect(audit.next == at(37))
        audit.rest(from: at(40))
        #expect(!audit.isDemanded)
        #expect(audit.next == .never)
    }
    @Test("What is left out is told once, and again if it was readable in between")
    func omissions() {
        var audit = Audit(every: at(600), from: .zero)
        #expect(audit.leavesOut(["pods a/b", "nodes n"]) == ["pods a/b", "nodes n"])
        #expect(audit.leavesOut(["nodes n", "nodes o"]) == ["nodes o"])
        #expect(audit.leavesOut([]) == [])
        #expect(audit.leavesOut(["nodes n"]) == ["nodes n"])
    }
}
