import MusterCore
import TestKit
import Testing

/// Why a single ask waits, where others of its application wait for something else.
@Suite("Reasons of asks")
struct AskReasonTests {
    @Test("Each ask has the reason of its own needs")
    func ownNeeds() {
        scenario { s in
            s.nodes(1, "4")
            s.submit("A", asks: 1, each: "40")
            s.ask(
                "A", under: Scenario.constraints { $0.nodes = [NodeSelector(labels: ["gpu": "x"])] }
            )
            s.ask("A", each: "3")
            s.cycle()
            s.passOver()
            s.expectReason("A", "clusterTooSmall(vcore, missing: 36000)")
            s.expectReason(ofAsk: "A/0", "clusterTooSmall(vcore, missing: 36000)")
            s.expectReason(
                ofAsk: "A/1",
                "unsuitableNodes(places: 0, needed: 1, 1 nodes, nodeAffinity: 1)")
            s.expectReason(ofAsk: "A/2", nil)
        }
    }

    @Test("What an ask lacks is found out anew when something on the nodes has changed")
    func followsChanges() {
        scenario { s in
            s.nodes(1, "4")
            s.submit("A", asks: 3)
            s.submit("B", each: "4")
            s.cycle()
            s.passOver()
            s.expectReason(ofAsk: "B/0", "notEnoughFree(vcore, missing: 3000)")
            s.finish("A/1")
            s.expectReason(ofAsk: "B/0", "notEnoughFree(vcore, missing: 2000)")
            s.occupy(0, on: "n1", "2")
            s.expectReason(ofAsk: "B/0", "nodesTooSmall(places: 0, needed: 1)")
            s.vacate(0)
            s.node("n1", "3")
            s.expectReason(ofAsk: "B/0", "clusterTooSmall(vcore, missing: 1000)")
        }
    }

    @Test("What a neighbour's leaving changes is seen as well")
    func followsNeighbours() {
        scenario { s in
            s.node("n1")
            s.node("n2")
            for name in ["A", "B", "C"] { s.submit(name) { $0.hostPorts = [HostPort(80)] } }
            s.cycle()
            s.passOver()
            s.expectReason(
                ofAsk: "C/0", "unsuitableNodes(places: 0, needed: 1, 2 nodes, hostPort: 2)")
            s.finish("A")
            s.expectReason(ofAsk: "C/0", "notTriedYet")
            s.decides("allocated C/0 n1")
        }
    }

    @Test("Members of a gang that has not formed wait for the gang, later ones for themselves")
    func gang() {
        scenario { s in
            s.nodes(2, "2")
            s.submit(gang: "G", (3, "2"))
            s.cycle()
            s.passOver()
            s.expectReason(ofAsk: "G/2", "clusterTooSmall(vcore, missing: 2000)")
            s.node("n3", "2")
            s.cycle()
            s.ask("G", each: "5", group: 0)
            s.cycle()
            s.passOver()
            s.expectReason(ofAsk: "G/0", nil)
            s.expectReason(ofAsk: "G/3", "nodesTooSmall(places: 0, needed: 1)")
        }
    }

    @Test("While places are made free for one ask, another has its own reason if it has one")
    func claim() {
        scenario { s in
            s.nodes(1, "3")
            s.start("L", on: "n1", "n1", "n1", at: 0)
            s.submit("D", asks: 0)
            s.ask("D", priority: 1, on: "n1")
            s.ask("D", each: "4")
            s.cycle(at: 1)
            s.passOver()
            s.expectReason(ofAsk: "D/0", "evicting(remaining: 1)")
            s.expectReason(ofAsk: "D/1", "clusterTooSmall(vcore, missing: 1000)")
        }
    }

    @Test("The barriers of the application come first, and who runs or is gone has no reason")
    func barriers() {
        scenario { s in
            s.queue("root.q", max: "2")
            s.nodes(1, "4")
            s.submit("A", to: "root.q", asks: 3)
            s.ask("A", each: "9")
            s.cycle()
            s.passOver()
            s.expectReason(ofAsk: "A/0", nil)
            s.expectReason(ofAsk: "A/2", "queueMax(root.q, vcore, missing: 1000)")
            s.expectReason(ofAsk: "A/3", "queueMax(root.q, vcore, missing: 9000)")
            s.remove("A")
            s.expectReason(ofAsk: "A/3", nil)
        }
    }

    @Test("Asks that are left alone for a while say until when")
    func backoff() {
        scenario { s in
            s.queue(
                "root.q",
                settings: {
                    $0.unschedulableAsksBackoff = 2
                    $0.unschedulableAsksBackoffDelay = Tick(seconds: 30)
                })
            s.nodes(1, "1")
            s.submit("A", to: "root.q", asks: 2, each: "5")
            s.cycle(at: 10)
            s.passOver()
            s.expectReason(ofAsk: "A/1", "backoff(until: 40)")
        }
    }
}
