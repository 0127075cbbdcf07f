import Testing

@testable import MusterPlayground

extension EndToEndTests {
    /// Which of the nodes that would do comes first.
    @Suite struct NodeOrderTests {
        private static func queues(_ order: String) -> String {
            """
            partitions:
              - name: default
                nodesortpolicy: \(order)
                placementrules:
                  - name: provided
                queues:
                  - name: root
                    submitacl: "*"
                    queues:
                      - name: all

            """
        }

        /// A pod that may run on one node only, or on any.
        private func pod(
            _ story: Story, _ name: String, cpu: String, memory: String = "64Mi",
            on node: String = ""
        ) -> JSONValue {
            let requests: JSONValue = ["cpu": .string(cpu), "memory": .string(memory)]
            var spec: JSONValue = [
                "containers": [
                    [
                        "name": "main", "image": "registry.example/app:1",
                        "resources": ["requests": requests],
                    ]
                ]
            ]
            if !node.isEmpty {
                spec["nodeSelector"] = ["kubernetes.io/hostname": .string(story.node(node))]
            }
            return story.pod(name, app: name, queue: "root.all", spec: spec)
        }

        @Test func B068_binpackingFillsTheFullestNodeThatFits() async throws {
            var story = try await Story(nodes: [4, 4, 4])
            try await story.configure(Self.queues("{type: binpacking}"))
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(pod(story, "first", cpu: "1", on: "n1"))
            try await story.until { $0.isPlaced("first") }
            try await story.apply(pod(story, "second", cpu: "1"))
            try await story.until { $0.isPlaced("second") }
            try await story.apply(pod(story, "third", cpu: "3"))
            let sight = try await story.until { $0.isPlaced("third") }
            #expect(sight.placements == ["first: n1", "second: n1", "third: n0"])
            #expect(scheduler.end() == 0)
        }

        @Test func B071_onlyResourcesWithAWeightCount() async throws {
            var story = try await Story(nodes: [4, 4])
            try await story.configure(
                Self.queues("{type: fair, resourceweights: {memory: 1}}"))
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(
                pod(story, "cores", cpu: "3", on: "n0"),
                pod(story, "memory", cpu: "1", memory: "8Gi", on: "n1"))
            try await story.until { $0.isPlaced("cores", "memory") }
            // By default the node of which a quarter is used would come before one of three.
            try await story.apply(pod(story, "next", cpu: "1"))
            let sight = try await story.until { $0.isPlaced("next") }
            #expect(sight.placements == ["cores: n0", "memory: n1", "next: n0"])
            #expect(scheduler.end() == 0)
        }
    }
}
