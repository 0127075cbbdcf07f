import KubernetesAdapter
import KubernetesModel
import Testing

@testable import MusterPlayground

/// Drivers start together with the places for their executors, whose number their properties tell.
@Suite struct SparkTests {
    private static let threeExecutors = "spark.executor.instances=3\nspark.executor.cores=1\n"
    private static let reads = "GET /api/v1/namespaces/default/configmaps/spark-drv-1-conf-map"

    @Test func driverWaitsForTheRoomThatItsExecutorsNeed() throws {
        var cluster = try VirtualCluster(nodes: 1, capacity: ["cpu": "4", "memory": "64Gi"])
        try cluster.makeProperties(Self.threeExecutors)
        try cluster.makeDriver()
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "driver") == "")
        cluster.addNodes(1, prefix: "more", cpu: "4")
        try cluster.run(seconds: 2)
        #expect(try cluster.node(of: "driver") != "")
        #expect(try cluster.audit() == [])
        // The places are held: six cores of eight are taken, one of them is free.
        try cluster.makePod("thief", app: "x", cpu: "4")
        for number in 0..<3 {
            try cluster.makePod(
                "exec\(number)", cpu: "1",
                labels: ["spark-role": "executor", "spark-app-selector": "spark-1"])
        }
        try cluster.run(seconds: 5)
        #expect(try cluster.placedCount() == 4)
        #expect(try cluster.node(of: "thief") == "")
        #expect(cluster.calls.filter { $0 == Self.reads }.count == 1)
        #expect(cluster.adapter.problems == [])
    }

    @Test func propertiesThatComeAfterTheDriverAreWaitedFor() throws {
        var cluster = try VirtualCluster(nodes: 1, capacity: ["cpu": "4", "memory": "64Gi"])
        try cluster.makeDriver()
        try cluster.run(seconds: 1)
        #expect(try cluster.node(of: "driver") == "")
        try cluster.makeProperties(Self.threeExecutors)
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "driver") == "")
        #expect(try cluster.message(of: "driver").contains("spark") == false)
        cluster.addNodes(1, prefix: "more", cpu: "4")
        try cluster.run(seconds: 2)
        #expect(try cluster.node(of: "driver") != "")
    }

    @Test func propertiesThatNobodyMayReadAreDoneWithout() throws {
        var cluster = try VirtualCluster(nodes: 1, capacity: ["cpu": "4", "memory": "64Gi"])
        try cluster.makeProperties(Self.threeExecutors)
        cluster.intercept = { call in
            guard call.verb == .read else { return nil }
            var status = ServerStatus()
            status.code = 403
            status.message = "configmaps is forbidden"
            return .refused(status)
        }
        try cluster.makeDriver()
        try cluster.run(seconds: 3)
        #expect(try cluster.node(of: "driver") == "node-0")
        #expect(
            try cluster.events(about: "driver").first
                == "GangScheduling: places for the executors are not held: the properties of the"
                + " driver cannot be read: configmaps is forbidden")
    }

    @Test func standbyKnowsThemToo() throws {
        var cluster = try VirtualCluster(nodes: 1, capacity: ["cpu": "4", "memory": "64Gi"])
        try cluster.addReplica()
        try cluster.makeProperties(Self.threeExecutors)
        try cluster.makeDriver()
        try cluster.run(seconds: 5)
        #expect(cluster.calls.filter { $0 == Self.reads }.count == 2)
        try cluster.changeLeader()
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "driver") == "")
    }
}
