import KubernetesAdapter
import Testing

@testable import MusterPlayground

/// Annotations of namespaces bound the queues that are made for them.
@Suite struct NamespaceTests {
    private func team(
        _ annotations: JSONValue, pods: Int = 4
    ) throws -> VirtualCluster {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.demand(
            "POST", "/api/v1/namespaces",
            ["metadata": ["name": "team", "annotations": annotations]])
        try cluster.run(seconds: 1)
        for number in 0..<pods {
            try cluster.makePod("p\(number)", app: "a\(number)", namespace: "team")
        }
        try cluster.run(seconds: 5)
        return cluster
    }

    @Test func B147_quotaIsTheMax() throws {
        var cluster = try team(["yunikorn.apache.org/namespace.quota": #"{"cpu": "3"}"#])
        #expect(try cluster.placedCount(namespace: "team") == 3)
        try cluster.demand(
            "PATCH", "/api/v1/namespaces/team",
            [
                "metadata": [
                    "annotations": ["yunikorn.apache.org/namespace.quota": #"{"cpu": "4"}"#]
                ]
            ], type: "application/merge-patch+json")
        try cluster.run(seconds: 5)
        #expect(try cluster.placedCount(namespace: "team") == 4)
    }

    @Test func B149_numberOfApplications() throws {
        var cluster = try team(["yunikorn.apache.org/namespace.maxApps": "2"])
        #expect(try cluster.placedCount(namespace: "team") == 2)
    }

    @Test func B150_oldFormCountsWithoutTheNewOne() throws {
        var cluster = try team(["yunikorn.apache.org/namespace.max.cpu": "2"])
        #expect(try cluster.placedCount(namespace: "team") == 2)
        cluster = try team([
            "yunikorn.apache.org/namespace.max.cpu": "2",
            "yunikorn.apache.org/namespace.quota": #"{"cpu": "3"}"#,
        ])
        #expect(try cluster.placedCount(namespace: "team") == 3)
    }

    @Test func B151_malformedQuotaBoundsNothing() throws {
        var cluster = try team(["yunikorn.apache.org/namespace.quota": "three"])
        #expect(try cluster.placedCount(namespace: "team") == 4)
        #expect(cluster.adapter.problems.count == 1)
    }
}
