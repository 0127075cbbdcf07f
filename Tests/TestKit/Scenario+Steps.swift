package import MusterCore
package import Testing

/// Steps that come together in many stories.
extension Scenario {
    /// Runs one cycle, by default at the time of the last one, and expects exactly these decisions
    /// since the last expectation.
    package mutating func decides(
        at seconds: Int64? = nil, _ lines: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        cycle(at: seconds)
        expect(lines, sourceLocation: sourceLocation)
    }

    /// Submits an application whose alike asks all start in the next cycle, the first of them on
    /// the first of these nodes and so on.
    package mutating func start(
        _ name: String, to queue: String = "root.default", on nodes: String...,
        at seconds: Int64? = nil, each request: String = "1", priority: Int32 = 0,
        traits: AskTraits = [], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        submit(
            name, to: queue, asks: nodes.count, each: request, priority: priority, traits: traits)
        cycle(at: seconds)
        expect(
            nodes.enumerated().map { "allocated \(name)/\($0) \($1)" },
            sourceLocation: sourceLocation)
    }

    /// Submits an application with alike asks, of which the next cycle knows that they wait.
    package mutating func submit(
        _ name: String, to queue: String, asks count: Int = 1, each request: String = "1",
        priority: Int32 = 0, traits: AskTraits = [], waitingFrom seconds: Int64
    ) {
        submit(name, to: queue, asks: count, each: request, priority: priority, traits: traits)
        cycle(at: seconds)
    }

    /// Submits an application with an ask for each of these nodes, which can run there only.
    package mutating func submit(
        daemonSet name: String, to queue: String = "root.default", on nodes: String...,
        each request: String = "1"
    ) {
        submit(name, to: queue, asks: 0)
        for node in nodes { ask(name, each: request, on: node) }
    }

    /// What was to be evicted of these asks is gone, in this order: each is released at once, and
    /// the next cycle decides exactly these lines.
    package mutating func endEvictions(
        _ ranges: String..., at seconds: Int64? = nil, then lines: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for range in ranges {
            evictionEnds(range)
            expect(
                asks(range).map { "released \(text(of: AskRange(first: $0))) (evicted)" },
                sourceLocation: sourceLocation)
        }
        cycle(at: seconds)
        expect(lines, sourceLocation: sourceLocation)
    }
}
