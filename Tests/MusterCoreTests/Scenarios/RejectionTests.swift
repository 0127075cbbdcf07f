import MusterCore
import TestKit
import Testing

/// What is turned away, and inputs that change nothing.
@Suite("Rejected and refused")
struct RejectionTests {
    @Test("A queue that is not there, or is no leaf, takes no application")
    func noSuchLeafQueue() {
        scenario { s in
            s.queue("root.p", isParent: true)
            s.submit("A", to: "root.x", gang: nil, at: nil, lasting: nil)
            s.expect("A rejected: noSuchLeafQueue(99)", "A New -> Rejected")
            s.submit("B", to: "root.p", gang: nil, at: nil, lasting: nil)
            s.expect("B rejected: noSuchLeafQueue(root.p)", "B New -> Rejected")
            s.submit("C", to: "root", gang: nil, at: nil, lasting: nil)
            s.expect("C rejected: noSuchLeafQueue(root)", "C New -> Rejected")
        }
    }

    @Test("A queue that drains takes no application")
    func queueDraining() {
        scenario { s in
            s.queue("root.a")
            s.queue("root.b")
            s.configure()
            s.removeQueue("root.b")
            s.submit("A", to: "root.b", gang: nil, at: nil, lasting: nil)
            s.expect("A rejected: queueDraining(root.b)", "A New -> Rejected")
        }
    }

    @Test("A gang that its queue's max can never hold")
    func gangExceedsQueueMax() {
        scenario { s in
            s.queue("root.q", max: "3500m")
            s.submit(gang: "G", to: "root.q", (2, "2"))
            s.expect(
                "G rejected: gangExceedsQueueMax(root.q, vcore, requested: 4000, max: 3500)",
                "G New -> Rejected")
        }
    }

    @Test(
        "A malformed task group is named by its index",
        arguments: [
            (Int32(0), "1"), (-1, "1"), (1, ""), (1, "0"), (1, "-1"), (1, "1, -1 memory"),
        ])
    func invalidTaskGroup(count: Int32, request: String) {
        scenario { s in
            let good = TaskGroup(minMember: 1, request: s.resources("1"))
            let bad = TaskGroup(minMember: count, request: s.resources(request))
            s.submit(
                "G", to: "root.default", gang: Gang(taskGroups: [good, bad]), at: nil,
                lasting: nil)
            s.expect("G rejected: invalidTaskGroup(1)", "G New -> Rejected")
        }
    }

    @Test("A gang without task groups")
    func noTaskGroups() {
        scenario { s in
            s.submit("G", to: "root.default", gang: Gang(taskGroups: []), at: nil, lasting: nil)
            s.expect("G rejected: invalidTaskGroup(0)", "G New -> Rejected")
        }
    }

    @Test("A request with a negative quantity; the application stays as it is")
    func invalidRequest() {
        scenario { s in
            s.nodes(1, "1")
            s.submit("A", each: "-1")
            s.expect("A rejected: invalidRequest")
            s.expectState("A", .new)
            s.ask("A", each: "1, -1 memory")
            s.expect("A rejected: invalidRequest")
            s.ask("A")
            s.cycle()
            s.expect("allocated A/2 n1")
        }
    }

    // MARK: Refused inputs

    /// A scheduler in the middle of things: `A` half allocated, `G` formed with a held place.
    private func busy(_ s: inout Scenario) {
        s.nodes(1, "3")
        s.submit(gang: "G", (2, "1"), members: [1])
        s.submit("A", asks: 2)
        s.cycle()
        s.expect("allocated G/0 n1", "held G#0 x1 n1", "allocated A/0 n1")
    }

    @Test("A node that is not known")
    func unknownNode() {
        expectRefusal(
            of: [.nodeRemoved(NodeID(1)), .nodeRemoved(NodeID(rawValue: -1))],
            "refused: unknownNode(1)", "refused: unknownNode(-1)")
    }

    @Test("A node whose identifier, capacity or occupied part is negative")
    func invalidNode() {
        let negative = Resources([(ResourceCatalog.vcore, -1)])
        expectRefusal(
            of: [
                .nodeChanged(Node(id: NodeID(rawValue: -2), name: "x", capacity: .none)),
                .nodeChanged(Node(id: NodeID(0), name: "n1", capacity: negative)),
                .nodeChanged(
                    Node(id: NodeID(5), name: "n6", capacity: .none, occupied: negative)),
            ],
            "refused: identifierOutOfRange(-2)", "refused: invalidNode(n1)",
            "refused: invalidNode(5)")
    }

    @Test("An application that is not known, or is over")
    func unknownApplication() {
        let asks = AskSubmission(
            asks: AskRange(first: AskID(50)), application: ApplicationID(7), request: .none)
        expectRefusal(
            of: [.applicationRemoved(ApplicationID(7)), .asksAdded(asks)],
            "refused: unknownApplication(7)", "refused: unknownApplication(7)")
    }

    @Test("An application identifier that is in use")
    func applicationInUse() {
        let root = QueueID(1)
        let ids = [ApplicationID(1), ApplicationID(rawValue: -3)]
        expectRefusal(
            of: ids.map {
                .applicationSubmitted(Application(id: $0, queue: root, submitted: .zero))
            },
            "refused: applicationInUse(A)", "refused: identifierOutOfRange(-3)")
    }

    @Test("An ask that is not known")
    func unknownAsk() {
        let empty = AskRange(first: AskID(50), count: 0)
        let negative = AskRange(first: AskID(rawValue: -1))
        let beyond = AskRange(first: AskID(rawValue: .max), count: 1)
        let application = ApplicationID(1)
        expectRefusal(
            of: [
                .asksRemoved(AskRange(first: AskID(3), count: 2)),
                .allocationsFinished(AskRange(first: AskID(9))),
                .asksRemoved(negative),
                .asksAdded(AskSubmission(asks: empty, application: application, request: .none)),
                .asksAdded(
                    AskSubmission(asks: negative, application: application, request: .none)),
                .asksAdded(AskSubmission(asks: beyond, application: application, request: .none)),
            ],
            "refused: unknownAsk(3)", "refused: unknownAsk(9)", "refused: unknownAsk(-1)",
            "refused: identifierOutOfRange(50)", "refused: identifierOutOfRange(-1)",
            "refused: identifierOutOfRange(2147483647)")
    }

    @Test("An ask identifier that is in use, whosoever it is; no ask of the range is taken")
    func askInUse() {
        let range = AskRange(first: AskID(0), count: 5)
        expectRefusal(
            of: [
                .asksAdded(
                    AskSubmission(asks: range, application: ApplicationID(1), request: .none))
            ], "refused: askInUse(G/0)")
    }

    @Test("An ask without an allocation cannot be confirmed, refused or finished")
    func notAllocated() {
        let waiting = AskRange(first: AskID(2))
        let unknown = AskRange(first: AskID(8))
        expectRefusal(
            of: [
                .allocationsConfirmed(waiting), .allocationsRefused(waiting),
                .allocationsFinished(waiting), .allocationsConfirmed(unknown),
                .allocationsRefused(unknown),
            ],
            "refused: notAllocated(A/1)", "refused: notAllocated(A/1)",
            "refused: notAllocated(A/1)", "refused: unknownAsk(8)", "refused: unknownAsk(8)")
    }

    @Test("A task group that the gang does not have")
    func unknownTaskGroup() {
        expectRefusal(
            of: [Int32(1), -1, .max].map {
                .asksAdded(
                    AskSubmission(
                        asks: AskRange(first: AskID(50)), application: ApplicationID(0),
                        request: .none, taskGroup: $0))
            },
            "refused: unknownTaskGroup(G, 1)", "refused: unknownTaskGroup(G, -1)",
            "refused: unknownTaskGroup(G, 2147483647)")
    }

    @Test("Time does not run backwards")
    func timeRunsForward() {
        scenario { s in
            s.nodes(1, "1")
            s.submit("A")
            s.cycle(at: 10)
            s.finish("A")
            s.cycle(at: 5)
            s.expect("allocated A/0 n1")
            #expect(s.scheduler.now == Tick(seconds: 10))
            #expect(s.scheduler.nextTimer == Tick(seconds: 40))
        }
    }

    /// Hands inputs to a busy scheduler and expects these refusals and no other change at all.
    private func expectRefusal(
        of inputs: [Input], _ lines: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        scenario(sourceLocation: sourceLocation) { s in
            busy(&s)
            let before = state(of: s.scheduler)
            for input in inputs { s.apply(input) }
            #expect(state(of: s.scheduler) == before, sourceLocation: sourceLocation)
            s.expect(lines, sourceLocation: sourceLocation)
        }
    }

    /// Everything a scheduler holds, but for what it has decided, as text.
    private func state(of scheduler: Scheduler) -> [String] {
        let told: Set<String> = ["decisions", "decisionCount", "fingerprint"]
        return Mirror(reflecting: scheduler).children.filter { !told.contains($0.label ?? "") }
            .map { "\($0.label ?? ""): \($0.value)" }
    }
}
