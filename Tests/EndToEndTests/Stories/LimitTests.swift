import Testing

@testable import MusterPlayground

extension EndToEndTests {
    /// Users and groups get no more than they may have.
    @Suite struct LimitTests {
        static let queues = """
            - name: personal
              parent: true
              limits:
                - {limit: ann, users: [ann], maxresources: {vcore: 1}}
              queues:
                - name: left
                - name: right
            - name: shared
              limits:
                - {limit: staff, groups: [staff], maxresources: {vcore: 1}}
                - {limit: others, groups: ["*"], maxresources: {vcore: 2}}
            """

        /// A pod of a user's only application in a queue.
        private func pod(
            _ story: Story, _ name: String, of user: String, in group: String = "crew",
            app: String = "", queue: String
        ) -> JSONValue {
            let info = "{\"user\": \"\(user)\", \"groups\": [\"\(group)\"]}"
            return story.pod(
                name, app: "\(user)\(app).\(queue)", queue: queue,
                annotations: ["yunikorn.apache.org/user.info": .string(info)])
        }

        @Test func B134_limitOfAUserBindsThatUserInAllQueuesBelow() async throws {
            let story = try await Story(nodes: [8])
            try await story.apply(
                pod(story, "ann-left", of: "ann", queue: "root.personal.left"),
                pod(story, "bob-left", of: "bob", queue: "root.personal.left"))
            try await story.until { $0.isPlaced("ann-left", "bob-left") }
            try await story.apply(pod(story, "ann-right", of: "ann", queue: "root.personal.right"))
            let sight = try await story.until {
                $0.condition(of: "ann-right") == "False SchedulingSkipped"
            }
            #expect(
                sight.message(of: "ann-right")
                    == "user ann would exceed the limit in queue root.personal by 1 vcore")
            try await story.apply(pod(story, "bob-right", of: "bob", queue: "root.personal.right"))
            try await story.until { $0.isPlaced("bob-right") }
            try await story.deletePods("ann-left")
            try await story.until { $0.isPlaced("ann-right") }
        }

        @Test func B136_B137_limitsOfGroupsAreSharedAndTheWildcardIsOneForAllOthers()
            async throws
        {
            let story = try await Story(nodes: [8])
            func member(_ name: String, _ group: String) -> JSONValue {
                pod(story, name, of: name, in: group, queue: "root.shared")
            }
            try await story.apply(
                member("ann", "staff"), member("carl", "crew"), member("dora", "club"))
            try await story.until { $0.isPlaced("ann", "carl", "dora") }
            try await story.apply(member("bob", "staff"), member("eve", "guests"))
            let sight = try await story.until { sight in
                ["bob", "eve"].allSatisfy { sight.condition(of: $0) == "False SchedulingSkipped" }
            }
            #expect(
                sight.message(of: "bob")
                    == "group staff would exceed the limit in queue root.shared by 1 vcore")
            #expect(
                sight.message(of: "eve")
                    == "everybody in no named group would exceed the limit in queue root.shared by"
                    + " 1 vcore")
        }

        private static let single = """
            partitions:
              - name: default
                placementrules:
                  - name: provided
                queues:
                  - name: root
                    submitacl: "*"
                    queues:
                      - name: single
                        limits:
                          - {limit: ann, users: [ann], maxapplications: 1}

            """

        @Test func B138_B139_secondApplicationOfAUserWaitsUntilTheLimitIsRaised() async throws {
            var story = try await Story(nodes: [8])
            try await story.configure(Self.single)
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(pod(story, "first", of: "ann", app: "1", queue: "root.single"))
            try await story.until { $0.isPlaced("first") }
            try await story.apply(
                pod(story, "second", of: "ann", app: "2", queue: "root.single"),
                pod(story, "bobs", of: "bob", queue: "root.single"))
            let sight = try await story.until {
                $0.isPlaced("bobs") && $0.condition(of: "second") == "False SchedulingSkipped"
            }
            #expect(
                sight.message(of: "second")
                    == "user ann runs as many applications in queue root.single as the limit"
                    + " allows (1)")
            try await story.configure(
                Self.single.replacing("maxapplications: 1", with: "maxapplications: 2"))
            try await story.until { $0.isPlaced("second") }
            #expect(scheduler.end() == 0)
        }
    }
}
