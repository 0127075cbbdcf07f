import Testing

@testable import MusterPlayground

extension EndToEndTests {
    /// Applications, queues and quotas as labels, annotations and namespaces name them.
    @Suite struct QueueTests {
        static let queues = """
            - name: ids
              maxapplications: 1
            - name: narrow
              resources: {max: {vcore: 1}}
            - name: wide
            - name: one
              maxapplications: 1
            - name: users
              limits:
                - {limit: each, users: ["*"], maxresources: {vcore: 1}}
            """

        @Test func B140_B141_B142_B145_labelsSayWhichApplicationAPodIsOf() async throws {
            let story = try await Story(nodes: [8])
            let (key, x) = ("yunikorn.apache.org/app-id", JSONValue.string(story.app("x")))
            let (spark, z) = ("spark-app-selector", JSONValue.string(story.app("z")))
            try await story.apply(story.pod("a", queue: "root.ids", labels: [key: x]))
            try await story.until { $0.isPlaced("a") }
            // One application runs at most: whoever runs is of the same one.
            try await story.apply(
                story.pod("b", app: "x", queue: "root.ids"),
                story.pod("c", app: "y", queue: "root.ids", labels: [key: x]),
                story.pod("d", queue: "root.ids", labels: [spark: x], annotations: [key: z]),
                story.pod("e", app: "x", queue: "root.ids", labels: [spark: z]),
                story.pod("f", queue: "root.ids", labels: [spark: x]))
            let conflict =
                "Scheduling: Found multiple 'app-id' value in pod. { podName: c, finalValue:"
                + " \(story.app("x")), ignored: [(Label) applicationId: \(story.app("y"))] }"
            let sight = try await story.until {
                $0.isPlaced("b", "c", "e", "f")
                    && $0.condition(of: "d") == "False SchedulingSkipped"
                    && $0.events(about: "c").contains(conflict)
            }
            #expect(
                sight.message(of: "d")
                    == "queue root.ids runs as many applications as it may (1)")
        }

        @Test func B022_nextApplicationWaitsUntilOneThatRunsHasEnded() async throws {
            let story = try await Story(nodes: [8])
            try await story.apply(story.pod("first", app: "a", queue: "root.one"))
            try await story.until { $0.isPlaced("first") }
            try await story.apply(
                story.pod("more", app: "a", queue: "root.one"),
                story.pod("second", app: "b", queue: "root.one"))
            let sight = try await story.until {
                $0.isPlaced("more") && $0.condition(of: "second") == "False SchedulingSkipped"
            }
            #expect(
                sight.message(of: "second")
                    == "queue root.one runs as many applications as it may (1)")
            try await story.deletePods("first", "more")
            try await story.until { $0.isPlaced("second") }
        }

        @Test func B146_B072_B089_queueLabelWinsAndItsMaxHolds() async throws {
            let story = try await Story(nodes: [8])
            let label = "yunikorn.apache.org/queue"
            try await story.apply(
                story.pod("first", app: "a", queue: "root.wide", labels: [label: "root.narrow"]))
            try await story.until { $0.isPlaced("first") }
            try await story.apply(
                story.pod("second", app: "a", queue: "root.narrow"),
                story.pod("third", app: "b", queue: "root.narrow", labels: [label: "root.wide"]))
            let sight = try await story.until {
                $0.isPlaced("third") && $0.condition(of: "second") == "False SchedulingSkipped"
            }
            #expect(
                sight.message(of: "second") == "queue root.narrow would exceed its max by 1 vcore")
            try await story.deletePods("first")
            try await story.until { $0.isPlaced("second") }
        }

        @Test func B073_B135_eachUserHasALimit() async throws {
            let story = try await Story(nodes: [8])
            func pod(_ name: String, _ user: String) -> JSONValue {
                let info = "{\"user\": \"\(user)\", \"groups\": [\"staff\"]}"
                return story.pod(
                    name, app: "of-\(user)", queue: "root.users",
                    annotations: ["yunikorn.apache.org/user.info": .string(info)])
            }
            try await story.apply(pod("a1", "ann"), pod("b1", "bob"))
            try await story.until { $0.isPlaced("a1", "b1") }
            try await story.apply(pod("a2", "ann"))
            let sight = try await story.until {
                $0.condition(of: "a2") == "False SchedulingSkipped"
            }
            #expect(
                sight.message(of: "a2")
                    == "user ann would exceed the limit in queue root.users by 1 vcore")
        }

        @Test func B043_B046_B147_B150_quotaOfANamespaceIsTheMaxOfItsQueue() async throws {
            let key = "yunikorn.apache.org/namespace."
            let story = try await Story(
                nodes: [8],
                annotations: ["\(key)quota": #"{"cpu": "2"}"#, "\(key)max.cpu": "1"])
            try await story.apply(story.pods(4, "p") { story.pod($0, app: "a") })
            try await story.until {
                $0.placed.count == 2
                    && $0.pods.keys.filter { $0.hasPrefix("p") }.count == 4
            }
            let sight = try await story.until { sight in
                sight.pods.keys.count { sight.condition(of: $0) == "False SchedulingSkipped" } == 2
            }
            #expect(sight.placed.count == 2)
            try await story.kubectl.run([
                "annotate", "namespace", story.name, "--overwrite", "\(key)quota={\"cpu\": \"3\"}",
            ])
            try await story.until { $0.placed.count == 3 }
        }

        @Test func B149_numberOfApplicationsOfANamespace() async throws {
            let story = try await Story(
                nodes: [8], annotations: ["yunikorn.apache.org/namespace.maxApps": "2"])
            try await story.apply(story.pods(3, "p") { story.pod($0, app: "of-\($0)") })
            let sight = try await story.until { sight in
                sight.placed.count == 2
                    && sight.pods.keys.contains {
                        sight.condition(of: $0) == "False SchedulingSkipped"
                    }
            }
            try await story.deletePods(sight.placed[0])
            try await story.until { $0.placed.count == 2 }
        }

        @Test func B151_malformedQuotaOfANamespaceBoundsNothing() async throws {
            let story = try await Story(
                nodes: [8], annotations: ["yunikorn.apache.org/namespace.quota": "three"])
            try await story.apply(story.pods(4, "p") { story.pod($0, app: "a") })
            try await story.until { $0.placed.count == 4 }
        }
    }
}
