package import MusterCore
package import Testing

/// Runs a case: a story about one scheduler, told in names and text quantities.
///
/// All invariants are checked after each step. Every decision must be named by an expectation of
/// the story; what is left over at its end fails, and five further cycles must decide nothing.
/// `tells` says which routine decisions the story wants to see as well.
package func scenario(
    _ tells: Scenario.Tells = [], sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (inout Scenario) -> Void
) {
    var story = Scenario(tells: tells, sourceLocation: sourceLocation)
    body(&story)
    story.expect(sourceLocation: sourceLocation)
    story.expectSilence(cycles: 5, sourceLocation: sourceLocation)
}

/// A scheduler with names, and the decisions that no expectation has named yet.
package struct Scenario {
    /// Routine decisions that are told only to stories that are about them.
    package struct Tells: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        /// The moves of an ordinary life: `New`, `Accepted`, `Running`, `Completing`, `Completed`.
        package static let states = Tells(rawValue: 1)
        /// Why applications wait.
        package static let reasons = Tells(rawValue: 2)
        /// Queues that come, drain and go.
        package static let queues = Tells(rawValue: 4)
        /// Everything.
        package static let all: Tells = [.states, .reasons, .queues]
    }

    /// The thing under test.
    package internal(set) var scheduler = Scheduler()
    /// Names of resources, interned as they are mentioned.
    package internal(set) var catalog = ResourceCatalog()
    /// The time of the last cycle, seconds.
    package private(set) var now: Int64 = 0
    /// Which routine decisions are told.
    package var tells: Tells

    var configuration = SchedulerConfiguration()
    var isConfigurationNew = false
    /// Whether the story has named any queue; until then there is `root.default`.
    var hasQueues = false
    /// Whether the scheduler has been told anything.
    var hasBegun = false
    var queueNames: [String?] = []
    var nodeNames: [String] = []
    var nodes: [Node] = []
    var applications: [NamedApplication] = []
    /// Application and ordinal by ask identifier.
    var askNames: [(application: Int, ordinal: Int)] = []
    private var told: [String] = []
    private let sourceLocation: SourceLocation

    /// What a story calls an application, and the asks it has made so far.
    struct NamedApplication {
        var name: String
        var asks: [AskID] = []
    }

    init(tells: Tells, sourceLocation: SourceLocation) {
        self.tells = tells
        self.sourceLocation = sourceLocation
    }

    // MARK: Steps

    /// Lets the time come to a moment, by default the last one, and runs one cycle.
    package mutating func cycle(at seconds: Int64? = nil) {
        now = seconds ?? now
        apply(.timeReached(Tick(seconds: now)))
    }

    /// Hands one input to the scheduler and checks all invariants.
    package mutating func apply(_ input: Input) {
        configure()
        hasBegun = true
        scheduler.apply(input)
        for decision in scheduler.decisions {
            nameQueue(in: decision)
            if isTold(decision) { told.append(text(of: decision)) }
            if case .stateChanged(_, from: let old, to: let new) = decision, !old.mayBecome(new) {
                Issue.record(
                    "after \(input): illegal move: \(text(of: decision))",
                    sourceLocation: sourceLocation)
            }
        }
        scheduler.clearDecisions()
        let violations = scheduler.checkInvariants()
        if !violations.isEmpty {
            Issue.record(
                "after \(input): \(violations.joined(separator: "; "))",
                sourceLocation: sourceLocation)
        }
    }

    private func isTold(_ decision: Decision) -> Bool {
        switch decision {
        case .waits: return tells.contains(.reasons)
        case .queueChanged: return tells.contains(.queues)
        case .stateChanged(_, from: let old, to: let new):
            let isRoutine =
                switch (old, new) {
                case (.new, .accepted), (.accepted, .running), (.running, .completing),
                    (.completing, .completed):
                    true
                default: false
                }
            return !isRoutine || tells.contains(.states)
        default: return true
        }
    }

    // MARK: Expectations

    /// Expects exactly these decisions since the last expectation, in this order, one per line.
    package mutating func expect(
        _ lines: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        expect(lines, sourceLocation: sourceLocation)
    }

    /// Expects exactly these decisions since the last expectation, in this order.
    package mutating func expect(
        _ lines: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        if told != lines {
            Issue.record(
                """
                at \(now) s
                expected: \(lines.isEmpty ? "nothing" : lines.joined(separator: "\n          "))
                decided:  \(told.isEmpty ? "nothing" : told.joined(separator: "\n          "))
                """, sourceLocation: sourceLocation)
        }
        told = []
    }

    /// Expects an application to wait for exactly this reason, or not to wait (`nil`).
    package func expectReason(
        _ application: String, _ reason: String?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = scheduler.waitReason(of: identifier(of: application)).map { text(of: $0) }
        #expect(found == reason, sourceLocation: sourceLocation)
    }

    /// Expects an ask (`name/2`) to wait for exactly this reason, or not to wait (`nil`).
    package mutating func expectReason(
        ofAsk ask: String, _ reason: String?, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = asks(ask).first.flatMap { scheduler.waitReason(of: $0) }.map { text(of: $0) }
        #expect(found == reason, sourceLocation: sourceLocation)
    }

    /// Expects an application to be in a state, or to be unknown (`nil`).
    package func expectState(
        _ application: String, _ state: ApplicationState?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(
            scheduler.state(of: identifier(of: application)) == state,
            sourceLocation: sourceLocation)
    }

    /// Forgets what was decided, where only the state afterwards matters.
    package mutating func passOver() {
        told = []
    }

    /// Expects that further cycles at the same moment decide nothing at all.
    mutating func expectSilence(cycles: Int, sourceLocation: SourceLocation) {
        let count = scheduler.decisionCount
        tells = .all
        for _ in 0..<cycles { cycle() }
        if scheduler.decisionCount != count {
            Issue.record(
                "more cycles at \(now) s decide more: \(told.joined(separator: "; "))",
                sourceLocation: sourceLocation)
        }
    }
}

extension ApplicationState {
    /// Whether YuniKorn's state machine of applications has a move to another state.
    fileprivate func mayBecome(_ next: ApplicationState) -> Bool {
        switch self {
        case .new: [.accepted, .rejected, .failing, .resuming].contains(next)
        case .accepted: [.running, .completing, .failing, .resuming].contains(next)
        case .running: [.completing, .failing].contains(next)
        case .completing: [.running, .completed].contains(next)
        case .resuming: next == .accepted
        case .failing: next == .failed
        case .completed, .failed, .rejected: next == .expired
        case .expired: false
        }
    }
}
