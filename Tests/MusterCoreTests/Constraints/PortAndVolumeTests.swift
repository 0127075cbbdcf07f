import MusterCore
import TestKit
import Testing

@Suite("Host ports and volumes")
struct PortAndVolumeTests {
    @Test(
        "B081 ports collide by number, transport and address",
        arguments: [
            (HostPort(80), HostPort(80), true),
            (HostPort(80), HostPort(81), false),
            (HostPort(80), HostPort(80, transport: "UDP"), false),
            (HostPort(80), HostPort(80, address: "127.0.0.1"), true),
            (HostPort(80, address: "127.0.0.1"), HostPort(80, address: "127.0.0.2"), false),
            (HostPort(80, address: "127.0.0.1"), HostPort(80, address: "127.0.0.1"), true),
        ])
    func ports(first: HostPort, second: HostPort, collide: Bool) {
        scenario { s in
            s.node("n1")
            s.submit("A") { $0.hostPorts = [first] }
            s.cycle()
            s.submit("B") { $0.hostPorts = [second] }
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "B") == (collide ? "-" : "n1"))
        }
    }

    @Test("Alike asks with a port get one node each, and it when one has ended")
    func oneEach() {
        scenario { s in
            s.node("n1")
            s.node("n2")
            s.submit("A", asks: 3) { $0.hostPorts = [HostPort(8080), HostPort(9090)] }
            s.cycle()
            #expect(s.placement(of: "A") == "n1 n2 -")
            s.finish("A/1")
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "A") == "n1 - n2")
        }
    }

    @Test("A volume for one pod only keeps the second one waiting, wherever there is room")
    func exclusive() {
        scenario { s in
            s.node("n1")
            s.node("n2")
            for name in ["A", "B"] {
                s.submit(name) { $0.volumes = [AttachedVolume("pv1", isExclusive: true)] }
            }
            s.cycle()
            #expect(["A", "B"].map(s.placement) == ["n1", "-"])
            s.finish("A")
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "B") == "n1")
        }
    }

    @Test("A driver's limit counts each volume of a node once, however many pods use it")
    func limits() {
        scenario { s in
            s.node("n1", volumeLimits: [VolumeLimit("ebs", 2)])
            for (name, volumes) in [("A", ["v1"]), ("B", ["v1", "v2"]), ("C", ["v3"])] {
                s.submit(name) {
                    $0.volumes = volumes.map { AttachedVolume($0, driver: "ebs") }
                }
            }
            s.submit("D") { $0.volumes = [AttachedVolume("v9", driver: "nfs")] }
            s.cycle()
            #expect(["A", "B", "C", "D"].map(s.placement) == ["n1", "n1", "-", "n1"])
            s.finish("B")
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "C") == "n1")
        }
    }

    @Test("Whose volume comes to a node with too many all the same may come there, too")
    func attachedByOthers() {
        scenario { s in
            s.node("n1", volumeLimits: [VolumeLimit("ebs", 1)])
            s.submit("A") { $0.volumes = [AttachedVolume("v1", driver: "ebs")] }
            s.cycle()
            s.submit("B") { $0.volumes = [AttachedVolume("v2", driver: "ebs")] }
            s.cycle()
            #expect(["A", "B"].map(s.placement) == ["n1", "-"])
            s.occupy(0, on: "n1") { $0.volumes = [AttachedVolume("v2", driver: "ebs")] }
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "B") == "n1")
        }
    }
}
