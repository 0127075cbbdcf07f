import Glibc
import Testing

@testable import MusterPlayground

extension EndToEndTests {
    /// What config maps say is in force at once, and only if it is right.
    @Suite struct ReloadTests {
        private static let narrow = """
            partitions:
              - name: default
                placementrules:
                  - name: provided
                queues:
                  - name: root
                    submitacl: "*"
                    queues:
                      - name: narrow
                        resources: {max: {vcore: 1}}

            """

        @Test func B001_B055_B058_changesAreFollowedAndMistakesKeepTheOld() async throws {
            var story = try await Story(nodes: [8])
            try await story.configure(Self.narrow)
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(
                story.pods(3, "p") { [story] in story.pod($0, app: "a", queue: "root.narrow") })
            try await story.until { $0.placed.count == 1 }
            try await story.configure(
                Self.narrow.replacing("max: {vcore: 1}", with: "most: {vcore: 2}"))
            let sight = try await story.until { !$0.events(about: "muster-configs").isEmpty }
            let mistake =
                "muster-configs/queues.yaml:10:25: error: `resources` has no such field,"
                + " found `most`, expected one of `guaranteed` or `max`"
            #expect(
                sight.events(about: "muster-configs") == ["InvalidConfiguration: \(mistake)"])
            #expect(scheduler.errors.contains(mistake))
            #expect(sight.placed.count == 1)
            try await story.configure(
                Self.narrow.replacing("vcore: 1", with: "vcore: 2") + "          - name: added\n")
            try await story.until { $0.placed.count == 2 }
            try await story.apply(story.pod("new", app: "b", queue: "root.added"))
            try await story.until { $0.isPlaced("new") }
            #expect(scheduler.end() == 0)
        }

        @Test func B051_B052_B054_B183_queueThatGoesAndComesBackLosesNothing() async throws {
            var story = try await Story(nodes: [8])
            try await story.configure(Self.narrow)
            var scheduler = try story.startScheduler()
            story.schedulerName = story.name
            let pod = story.pod("runs", app: "a", queue: "root.narrow")
            try await story.apply(pod)
            try await story.until { $0.pods["runs"]?.phase == "Running" }
            try await story.configure(Self.narrow.replacing("narrow", with: "other"))
            try await story.until(scheduler, says: "configuration")
            try await story.apply(story.pod("late", app: "b", queue: "root.narrow"))
            try await story.until { $0.pods["late"]?.phase == "Failed" }
            // Of what runs in no queue the one that starts anew makes an application all the same.
            scheduler.end(by: SIGKILL)
            scheduler = try story.startScheduler()
            try await story.apply(story.pod("next", app: "c", queue: "root.other"))
            try await story.until { $0.isPlaced("next") }
            #expect(story.sight.pods["runs"]?.phase == "Running")
            #expect(scheduler.end() == 0)
        }

        @Test func B056_withoutHotRefreshChangesWaitForARestart() async throws {
            var story = try await Story(nodes: [8])
            let fixed: JSONValue = ["service.enableConfigHotRefresh": "false"]
            try await story.configure(Self.narrow, fixed)
            var scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(
                story.pods(3, "p") { [story] in story.pod($0, app: "a", queue: "root.narrow") })
            try await story.until { $0.placed.count == 1 }
            try await story.configure(Self.narrow.replacing("vcore: 1", with: "vcore: 2"), fixed)
            try await story.until(scheduler, says: "without hot refresh it waits for a restart")
            #expect(story.sight.placed.count == 1)
            #expect(scheduler.end() == 0)
            scheduler = try story.startScheduler()
            try await story.until { $0.placed.count == 2 }
        }

        @Test func B057_compressedQueueFileIsRead() async throws {
            var story = try await Story(nodes: [8])
            var map = TestCluster.configuration("", settings: [:], in: story.name)
            // `narrow` as above.
            map["binaryData"] = [
                "queues.yaml.gz": .string(Self.compressed)
            ]
            try await story.apply(map)
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(
                story.pods(2, "p") { [story] in story.pod($0, app: "a", queue: "root.narrow") })
            try await story.until { sight in
                sight.placed.count == 1
                    && sight.pods.keys.contains {
                        sight.message(of: $0) == "queue root.narrow would exceed its max by 1 vcore"
                    }
            }
            #expect(scheduler.end() == 0)
        }

        private static let compressed =
            "H4sIAAAAAAACA2WLsQoCMRBE+3zFcKVgYXt/syYrBJJs3GxOQe7fjYfKiVNM8eZNJbVoUUqbHXBEocwz"
            + "Al+oJxsEqIk8Zy6mPfFmvfIxq8oSA4cNXzv3f0VF7I2A1s85Gvk0YzpMX/z73L8LqcptNwDKTbr64eOR"
            + "6T568aLDPa2rc09yFkeO0gAAAA=="

        @Test func B109_B144_settingsMakeEachPodAnApplicationAndGangsPlain() async throws {
            var story = try await Story(nodes: [8])
            try await story.configure(
                Self.narrow.replacing("resources: {max: {vcore: 1}}", with: "maxapplications: 1"),
                [
                    "service.disableGangScheduling": "true",
                    "admissionController.filtering.generateUniqueAppId": "true",
                ])
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(
                story.pod("gang", queue: "root.narrow", annotations: story.gang(9)))
            try await story.until { $0.isPlaced("gang") }
            try await story.apply(story.pod("second", queue: "root.narrow"))
            let sight = try await story.until {
                $0.condition(of: "second") == "False SchedulingSkipped"
            }
            #expect(
                sight.message(of: "second")
                    == "queue root.narrow runs as many applications as it may (1)")
            #expect(scheduler.end() == 0)
        }

        private static let cut = """
            partitions:
              - name: default
                preemption: {quotapreemptionenabled: true}
                placementrules:
                  - name: provided
                queues:
                  - name: root
                    submitacl: "*"
                    queues:
                      - name: prompt
                        resources: {max: {vcore: 3}}
                        properties: {quota.preemption.delay: 2s}
                      - name: never
                        resources: {max: {vcore: 3}}

            """

        @Test func B131_B132_loweredMaxEvictsTheSurplusAfterItsDelay() async throws {
            var story = try await Story(nodes: [8])
            try await story.configure(Self.cut)
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            for queue in ["prompt", "never"] {
                try await story.apply(
                    story.pods(3, queue) { [story] in
                        story.pod($0, app: $0, queue: "root.\(queue)")
                    })
            }
            try await story.until { $0.placed.count == 6 }
            try await story.configure(Self.cut.replacing("vcore: 3", with: "vcore: 1"))
            let sight = try await story.until { $0.placed.filter { $0.hasPrefix("p") }.count == 1 }
            #expect(sight.placed.filter { $0.hasPrefix("n") }.count == 3)
            let told = ["prompt0", "prompt1", "prompt2"].filter {
                sight.events(about: $0).contains(
                    "QuotaPreempted: has to go because the max of queue root.prompt was lowered")
            }
            #expect(told.count == 2)
            #expect(scheduler.end() == 0)
        }

        private static func twoQueues(lowered: Int, raised: Int) -> String {
            """
            partitions:
              - name: default
                preemption: {quotapreemptionenabled: true}
                placementrules:
                  - name: provided
                queues:
                  - name: root
                    submitacl: "*"
                    properties: {quota.preemption.delay: 8s}
                    queues:
                      - name: lowered
                        resources: {max: {vcore: \(lowered)}}
                      - name: raised
                        resources: {max: {vcore: \(raised)}}
            """
        }

        @Test func B133_maxThatIsRaisedInTimeEvictsNobody() async throws {
            var story = try await Story(nodes: [8])
            try await story.configure(Self.twoQueues(lowered: 3, raised: 3))
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            for queue in ["lowered", "raised"] {
                try await story.apply(
                    story.pods(3, queue) { [story] in
                        story.pod($0, app: $0, queue: "root.\(queue)")
                    })
            }
            try await story.until { $0.placed.count == 6 }
            try await story.configure(Self.twoQueues(lowered: 1, raised: 1))
            try await story.apply(story.pod("raised3", app: "r", queue: "root.raised"))
            try await story.until {
                $0.message(of: "raised3") == "queue root.raised would exceed its max by 3 vcore"
            }
            try await story.configure(Self.twoQueues(lowered: 1, raised: 4))
            try await story.until { $0.isPlaced("raised3") }
            // The delays of both would have ended at the same moment.
            let sight = try await story.until {
                $0.placed.filter { $0.hasPrefix("lowered") }.count == 1
            }
            #expect(sight.placed.filter { $0.hasPrefix("raised") }.count == 4)
            #expect(scheduler.end() == 0)
        }

        @Test func logLevelIsChangedWithoutARestart() async throws {
            var story = try await Story(nodes: [2])
            try await story.configure(Self.narrow, ["log.level": "WARN"])
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(story.pod("p", app: "a", queue: "root.narrow"))
            try await story.until { $0.isPlaced("p") }
            #expect(!scheduler.errors.contains("new queues are in force"))
            try await story.configure(
                Self.narrow.replacing("vcore: 1", with: "vcore: 2"), ["log.level": "INFO"])
            try await story.until(scheduler, says: "new queues are in force")
            #expect(scheduler.end() == 0)
        }

        @Test func B184_levelOfASubsystemIsChangedWithoutARestart() async throws {
            var story = try await Story(nodes: [2])
            try await story.configure(Self.narrow, ["log.level": "ERROR"])
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(story.pod("first", app: "a", queue: "root.narrow"))
            try await story.until { $0.isPlaced("first") }
            try await story.configure(
                Self.narrow.replacing("vcore: 1", with: "vcore: 2"),
                ["log.level": "ERROR", "log.core.scheduler.level": "DEBUG"])
            try await story.apply(story.pod("second", app: "a", queue: "root.narrow"))
            try await story.until(scheduler, says: "/pods/second/binding")
            // Those of other subsystems, and from before, were not wanted.
            #expect(!scheduler.errors.contains("new queues are in force"))
            #expect(!scheduler.errors.contains("/pods/first/binding"))
            #expect(scheduler.end() == 0)
        }
    }
}
