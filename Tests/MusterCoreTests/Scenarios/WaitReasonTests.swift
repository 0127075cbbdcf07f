import MusterCore
import TestKit
import Testing

/// One story per reason for waiting, with its exact fields.
@Suite("Wait reasons")
struct WaitReasonTests {
    @Test("It has asked for nothing yet")
    func noAsks() {
        scenario(.reasons) { s in
            s.submit("A", asks: 0)
            s.cycle()
            s.expect()
            s.expectReason("A", "noAsks")
        }
    }

    @Test("The queue runs as many applications as it may")
    func queueApplications() {
        scenario(.reasons) { s in
            s.queue("root.q", maxApplications: 2)
            s.nodes(1, "4")
            for name in ["A", "B", "C"] { s.submit(name, to: "root.q") }
            s.cycle()
            s.expect(
                "allocated A/0 n1", "allocated B/0 n1",
                "C waits: queueApplications(root.q, max: 2)")
        }
    }

    @Test("The queue would exceed its max")
    func queueMax() {
        scenario(.reasons) { s in
            s.queue("root.q", max: "2500m")
            s.nodes(1, "4")
            s.submit("A", to: "root.q", asks: 2, each: "1500m")
            s.cycle()
            s.expect(
                "allocated A/0 n1", "A waits: queueMax(root.q, vcore, missing: 500)")
        }
    }

    @Test("Even an empty cluster has too little")
    func clusterTooSmall() {
        scenario(.reasons) { s in
            s.nodes(2, "4, 1Gi memory")
            s.submit("A", each: "1, 4Gi memory")
            s.submit("G", each: "1 gpu")
            s.cycle()
            s.expect(
                "A waits: clusterTooSmall(memory, missing: 2147483648)",
                "G waits: clusterTooSmall(gpu, missing: 1)")
        }
    }

    @Test("Even empty nodes have places for too few members")
    func nodesTooSmall() {
        scenario(.reasons) { s in
            s.nodes(2, "5")
            s.submit(gang: "G", (3, "3"))
            s.node("n1", "5", occupied: "3")
            s.cycle()
            s.expect("G waits: nodesTooSmall(places: 1, needed: 3)")
        }
    }

    @Test("The cluster has too little free in total")
    func notEnoughFree() {
        scenario(.reasons) { s in
            s.nodes(2, "2, 4Gi memory")
            s.submit("A", each: "2, 1Gi memory")
            s.submit(gang: "G", (3, "1, 1Gi memory"))
            s.cycle()
            s.expect("allocated A/0 n1", "G waits: notEnoughFree(vcore, missing: 1000)")
        }
    }

    @Test("The nodes have places for too few members now")
    func notEnoughPlaces() {
        scenario(.reasons) { s in
            s.nodes(3, "3")
            s.submit("A", asks: 2)
            s.submit(gang: "G", (2, "3"))
            s.cycle()
            s.expect(
                "allocated A/0 n1", "allocated A/1 n2",
                "G waits: notEnoughPlaces(places: 1, needed: 2)")
        }
    }

    @Test("Too few nodes suit by name, labels and taints")
    func unsuitableNodes() {
        scenario(.reasons) { s in
            s.node("n1", "2", labels: ["zone": "a"])
            s.node("n2", labels: ["zone": "b"])
            s.node("n3", labels: ["zone": "a"], taints: [Taint("spot", "", .noExecute)])
            s.node("n4", labels: ["zone": "a"])
            s.cordon("n4")
            s.submit(
                gang: "G", under: { $0.nodes = [NodeSelector(labels: ["zone": "a"])] }, (2, "2"))
            s.cycle()
            s.expect(
                "G waits: unsuitableNodes(places: 1, needed: 2, 4 nodes,"
                    + " cordon: 1, nodeAffinity: 1, taint: 1)")
        }
    }

    @Test("Too few nodes suit because of who is there")
    func crowdedNodes() {
        scenario(.reasons) { s in
            for (name, cpu) in [("n1", "4"), ("n2", "4"), ("n3", "1"), ("n4", "4")] {
                s.node(name, cpu, volumeLimits: name == "n4" ? [VolumeLimit("ebs", 0)] : [])
            }
            s.occupy(0, on: "n1") { $0.hostPorts = [HostPort(80)] }
            s.submit(
                gang: "G",
                under: {
                    $0.hostPorts = [HostPort(80)]
                    $0.volumes = [AttachedVolume("v", driver: "ebs")]
                }, (3, "2"))
            s.cycle()
            s.expect(
                "G waits: unsuitableNodes(places: 1, needed: 3, 4 nodes,"
                    + " room: 1, hostPort: 1, volumeLimit: 1)")
        }
    }

    @Test("There is room, but nobody may be overtaken")
    func behind() {
        scenario(.reasons) { s in
            s.queue("root.q", backfill: .none)
            s.nodes(2, "1")
            s.submit("A", to: "root.q")
            s.submit(gang: "B", to: "root.q", (2, "1"))
            s.submit("C", to: "root.q")
            s.cycle()
            s.expect(
                "allocated A/0 n1", "B waits: notEnoughFree(vcore, missing: 1000)",
                "C waits: behind(B)")
        }
    }

    @Test("There is room, but a promise would be broken")
    func wouldDelay() {
        scenario(.reasons) { s in
            s.queue("root.q", backfill: .easy)
            s.nodes(2, "1")
            s.submit("A", to: "root.q", lasting: 10)
            s.submit(gang: "B", to: "root.q", (2, "1"), lasting: 10)
            s.submit("C", to: "root.q", lasting: 11)
            s.cycle()
            s.expect(
                "allocated A/0 n1", "reserved B at 10",
                "B waits: notEnoughFree(vcore, missing: 1000)",
                "C waits: wouldDelay(B, reserved: 10)")
        }
    }

    @Test("There is room, but its own time has not come")
    func reserved() {
        scenario(.reasons) { s in
            s.queue("root.q", backfill: .conservative)
            s.nodes(2, "1")
            s.submit("A", to: "root.q", lasting: 10)
            s.submit(gang: "B", to: "root.q", (2, "1"), lasting: 10)
            s.submit("C", to: "root.q", lasting: 11)
            s.cycle()
            s.expect(
                "reserved B at 10", "reserved C at 20", "allocated A/0 n1",
                "B waits: notEnoughFree(vcore, missing: 1000)", "C waits: reserved(20)")
        }
    }

    @Test("No cycle has come to it yet")
    func notTriedYet() {
        scenario(.reasons) { s in
            s.nodes(1, "1")
            s.submit("A")
            s.expectReason("A", "notTriedYet")
            s.cycle()
            s.expect("allocated A/0 n1")
        }
    }

    @Test("Who does not wait has no reason")
    func nothing() {
        scenario(.reasons) { s in
            s.nodes(1, "1")
            s.submit("A")
            s.cycle()
            s.expect("allocated A/0 n1")
            s.expectReason("A", nil)
            s.finish("A")
            s.expectReason("A", nil)
            #expect(s.scheduler.waitReason(of: ApplicationID(99)) == nil)
        }
    }

    @Test("Limits are looked at before the cluster, the cluster before the nodes")
    func order() {
        scenario { s in
            s.queue("root.q", max: "4", maxApplications: 1)
            s.nodes(1, "2")
            s.submit("A", to: "root.q", asks: 2, each: "1500m")
            s.submit("B", to: "root.q", each: "9")
            s.cycle()
            s.expect("allocated A/0 n1")
            s.expectReason("B", "queueApplications(root.q, max: 1)")
            s.queue("root.q", max: "4")
            s.cycle()
            s.expectReason("B", "queueMax(root.q, vcore, missing: 6500)")
            s.queue("root.q")
            s.cycle()
            s.expectReason("B", "clusterTooSmall(vcore, missing: 7000)")
            s.expectReason("A", "notEnoughFree(vcore, missing: 1000)")
        }
    }

    @Test("A reason is told when waiting begins, and again after having run")
    func toldOnce() {
        scenario(.reasons) { s in
            s.nodes(1, "1")
            s.submit("A")
            s.submit("B")
            s.cycle()
            s.expect("allocated A/0 n1", "B waits: notEnoughFree(vcore, missing: 1000)")
            s.finish("A")
            s.cycle()
            s.expect("allocated B/0 n1")
            s.submit("C", priority: 9)
            s.refuse("B")
            s.cycle()
            s.expect(
                "released B/0 (refused)", "allocated C/0 n1",
                "B waits: notEnoughFree(vcore, missing: 1000)")
        }
    }
}
