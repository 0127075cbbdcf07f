import Testing

@testable import MusterPlayground

extension EndToEndTests {
    /// Queues that rules create, and what else only a queue of one's own can show.
    @Suite struct DynamicQueueTests {
        private static let key = "yunikorn.apache.org/"

        @Test func B044_namespaceNamesTheQueueAboveItsOwn() async throws {
            var story = try await Story(
                nodes: [4], annotations: ["\(Self.key)parentqueue": "root.teams"])
            try await story.configure(
                """
                partitions:
                  - name: default
                    placementrules:
                      - name: tag
                        value: namespace
                        create: true
                        parent: {name: tag, value: namespace.parentqueue}
                    queues:
                      - name: root
                        submitacl: "*"
                        queues:
                          - name: teams
                            parent: true
                            resources: {max: {vcore: 1}}
                """)
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(story.pod("first", app: "a"))
            try await story.until { $0.isPlaced("first") }
            try await story.apply(story.pod("second", app: "a"))
            let sight = try await story.until {
                $0.condition(of: "second") == "False SchedulingSkipped"
            }
            #expect(
                sight.message(of: "second") == "queue root.teams would exceed its max by 1 vcore")
            #expect(scheduler.end() == 0)
        }

        /// A pod of a queue below that of the gang, which is placed or rejected.
        private func tryBelow(_ story: Story, _ name: String) async throws -> Sight {
            try await story.apply(story.pod(name, app: name, queue: "root.gone.below"))
            return try await story.until {
                $0.isPlaced(name) || $0.pods[name]?.phase == "Failed"
            }
        }

        @Test func B053_emptyDynamicQueueGoes() async throws {
            var story = try await Story(nodes: [1])
            try await story.configure(
                """
                partitions:
                  - name: default
                    placementrules:
                      - {name: provided, create: true}
                    queues:
                      - name: root
                        submitacl: "*"
                """)
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            // The queue of a gang that can only fail is made, and is empty soon.
            try await story.apply(
                story.pod(
                    "gang", app: "gang", queue: "root.gone",
                    annotations: story.gang(2, style: "Hard", timeout: 20)))
            try await story.until { !$0.condition(of: "gang").isEmpty }
            // While there is a queue for applications, none can be made below it.
            var sight = try await tryBelow(story, "early")
            #expect(sight.pods["early"]?.phase == "Failed")
            try await story.until { $0.pods["gang"]?.phase == "Failed" }
            for number in 0..<500 where sight.placed.isEmpty {
                sight = try await tryBelow(story, "later\(number)")
            }
            #expect(sight.placed.count == 1)
            #expect(scheduler.end() == 0)
        }

        @Test func B148_guaranteeOfANamespaceIsThatOfItsQueue() async throws {
            var story = try await Story(
                nodes: [4], annotations: ["\(Self.key)namespace.guaranteed": #"{"cpu": "2"}"#])
            try await story.configure(
                """
                partitions:
                  - name: default
                    placementrules:
                      - name: provided
                      - {name: tag, value: namespace, create: true}
                    queues:
                      - name: root
                        submitacl: "*"
                        childtemplate: {properties: {preemption.delay: 1s}}
                        queues:
                          - name: over
                """)
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(
                story.pods(4, "over") { [story] in story.pod($0, app: $0, queue: "root.over") })
            try await story.until { $0.placed.count == 4 }
            try await story.apply(story.pods(3, "owed") { [story] in story.pod($0, app: "owed") })
            let sight = try await story.until { sight in
                let owed = sight.pods.keys.filter { $0.hasPrefix("owed") }
                return owed.filter { sight.isPlaced($0) }.count == 2
                    && owed.filter { sight.isUnschedulable($0) }.count == 1
            }
            #expect(sight.placed.filter { $0.hasPrefix("over") }.count == 2)
            #expect(scheduler.end() == 0)
        }

        @Test func B074_applicationOfWhichNothingFitsIsLeftAloneForAWhile() async throws {
            var story = try await Story(nodes: [2])
            try await story.configure(
                """
                partitions:
                  - name: default
                    placementrules:
                      - name: provided
                    queues:
                      - name: root
                        submitacl: "*"
                        queues:
                          - name: patient
                            properties:
                              application.unschedasks.backoff: "5"
                              application.unschedasks.backoff.delay: 30s
                """)
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(
                story.pods(5, "large") { [story] in
                    story.pod($0, app: "large", queue: "root.patient", cpu: "3")
                })
            try await story.until {
                $0.message(of: "large0").hasPrefix(
                    "too many of its asks did not fit; is tried again at ")
            }
            try await story.addNode("n1", cpu: 3)
            try await story.apply(story.pod("later", app: "l", queue: "root.patient", cpu: "3"))
            try await story.until { $0.placements.contains("later: n1") }
            #expect(story.sight.placed == ["later"])
            try await story.addNode("n2", cpu: 3)
            try await story.until(seconds: 120) { $0.placed.count == 2 }
            #expect(scheduler.end() == 0)
        }
    }
}
