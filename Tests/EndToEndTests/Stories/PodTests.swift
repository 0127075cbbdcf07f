import Testing

@testable import MusterPlayground

extension EndToEndTests {
    /// Pods get nodes, and say why not.
    @Suite struct PodTests {
        @Test func B143_podsWithoutAnApplicationAreBoundAndSaySo() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(story.pods(3, "p") { story.pod($0) })
            let sight = try await story.until {
                $0.isPlaced("p0", "p1", "p2") && !$0.events(about: "p0").isEmpty
                    && $0.pods["p0"]?.phase == "Running"
            }
            #expect(sight.placements == ["p0: n0", "p1: n0", "p2: n0"])
            #expect(
                sight.events(about: "p0") == [
                    "Scheduled: Successfully assigned \(story.name)/p0 to \(story.node("n0"))"
                ])
        }

        @Test func B088_podWithoutANodeIsToldOnceAndRunsWhenThereIsOne() async throws {
            let story = try await Story(nodes: [2])
            try await story.apply(story.pod("large", app: "a", cpu: "3"))
            let sight = try await story.until {
                $0.isUnschedulable("large") && !$0.events(about: "large").isEmpty
            }
            #expect(sight.events(about: "large").count == 1)
            #expect(sight.events(about: "large")[0].hasPrefix("PodUnschedulable: "))
            try await story.addNode("n1", cpu: 4)
            try await story.until { $0.placements == ["large: n1"] }
        }

        @Test func B087_podsOfOthersCountAndAreLeftAlone() async throws {
            let story = try await Story(nodes: [4])
            let other: JSONValue = ["schedulerName": "somebody-else"]
            var bound = other
            bound["nodeName"] = .string(story.node("n0"))
            try await story.apply(
                story.pod("bound", cpu: "3", spec: bound), story.pod("waits", spec: other))
            try await story.until { $0.isPlaced("bound") }
            try await story.apply(
                story.pod("large", app: "a", cpu: "2"), story.pod("small", app: "b"))
            let sight = try await story.until {
                $0.isPlaced("small") && $0.isUnschedulable("large")
            }
            #expect(sight.placements == ["bound: n0", "large: -", "small: n0", "waits: -"])
            #expect(sight.condition(of: "waits") == "")
        }

        @Test func B152_gatedPodWaitsUntilItsGatesAreGone() async throws {
            let story = try await Story(nodes: [2])
            let gates: JSONValue = ["schedulingGates": [["name": "example.com/budget"]]]
            try await story.apply(story.pod("gated", app: "a", spec: gates))
            try await story.until {
                $0.placements == ["gated: -"]
                    && $0.events(about: "gated")
                        == ["Scheduling: waiting for scheduling gates: example.com/budget"]
            }
            try await story.kubectl.run([
                "patch", "pod", "gated", "-n", story.name, "--type=json", "-p",
                #"[{"op": "remove", "path": "/spec/schedulingGates"}]"#,
            ])
            try await story.until { $0.isPlaced("gated") }
        }

        @Test func B086_nodeThatGrowsOrShrinksCountsAtOnce() async throws {
            let story = try await Story(nodes: [1])
            try await story.apply(story.pods(4, "p") { story.pod($0, app: "a") })
            try await story.until { $0.placed.count == 1 }
            try await story.cluster.kubelets.setCapacity(
                Story.capacity(cpu: 3), of: story.node("n0"))
            try await story.until { $0.placed.count == 3 }
        }

        @Test func endedPodMakesRoom() async throws {
            let story = try await Story(nodes: [2])
            try await story.apply(story.pod("first", app: "a", cpu: "2"))
            try await story.until { $0.isPlaced("first") }
            try await story.apply(story.pod("second", app: "b", cpu: "2"))
            try await story.until { $0.isUnschedulable("second") }
            try await story.annotate("first", "\(Kubelets.endAnnotation)=now")
            try await story.until {
                $0.isPlaced("second") && $0.pods["first"]?.phase == "Succeeded"
            }
        }

        @Test func B155_resizeInPlaceCountsAtOnce() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(story.pod("web", app: "a", cpu: "2"))
            try await story.until { $0.pods["web"]?.phase == "Running" }
            try await story.cluster.kubelets.resize("web", in: story.name, cpu: "3")
            try await story.until {
                $0.pods["web"]?.value.list("spec", "containers").first?
                    .string("resources", "requests", "cpu") == "3"
            }
            try await story.apply(story.pod("two", app: "b", cpu: "2"), story.pod("one", app: "c"))
            let sight = try await story.until { $0.isPlaced("one") && $0.isUnschedulable("two") }
            #expect(sight.placements == ["one: n0", "two: -", "web: n0"])
        }

        @Test func B156_resizeThatTheNodeCannotGiveDoesNotCount() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(story.pod("web", app: "a", cpu: "2"))
            try await story.until { $0.pods["web"]?.phase == "Running" }
            do {
                try await story.cluster.kubelets.resize("web", in: story.name, cpu: "64")
                try await story.cluster.kubelets.refuseResize(of: "web", in: story.name)
                try await story.until { $0.pods["web"]?.condition("PodResizePending") != nil }
            } catch is Kubelets.Refusal {
                // Newer servers know the size of the node and say no themselves.
            }
            try await story.apply(story.pod("two", app: "b", cpu: "2"))
            try await story.until { $0.isPlaced("two") }
        }
    }
}
