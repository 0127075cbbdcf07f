import Glibc
import MusterCore

if CommandLine.arguments.dropFirst() == ["decode"] {
    reportDecoding()
    exit(0)
}

if CommandLine.arguments.dropFirst() == ["constraints"] {
    printHeading()
    reportAllConstraints()
    exit(0)
}

// The core alone: inputs are applied before the clock starts, then decisions are timed.
// Each figure is the best of several rounds of processor time; compare ratios within one run.

func report(_ name: String, nodes: Int, _ shape: Shape, rounds: Int = 3) {
    var best = Double.infinity
    var decided = 0
    for _ in 0..<rounds {
        var scheduler = shape.load()
        let begin = processorSeconds()
        scheduler.apply(.timeReached(Tick(seconds: 1)))
        best = min(best, processorSeconds() - begin)
        decided = countPlaced(scheduler)
    }
    printRow(name, nodes: nodes, decided: decided, seconds: best)
}

printHeading()
for order in NodeSortPolicy.Order.allCases {
    for nodes in [100, 1_000, 10_000, 100_000] {
        report(
            "plain, \(order.rawValue)", nodes: nodes,
            Shape(nodes: nodes, asks: min(100_000, nodes * 10), order: order))
    }
}
for nodes in [100, 1_000, 10_000, 100_000] {
    report(
        "mixed sizes, fair", nodes: nodes,
        Shape(nodes: nodes, asks: min(100_000, nodes * 10), isMixed: true))
}
// More than fits: most nodes are nearly full, and in the end everything that waits is hopeless.
for order in NodeSortPolicy.Order.allCases {
    for nodes in [100, 1_000, 10_000] {
        report(
            "mixed sizes beyond full, \(order.rawValue)", nodes: nodes,
            Shape(nodes: nodes, asks: nodes * 40, order: order, isMixed: true))
    }
}
for nodes in [100, 1_000, 10_000, 100_000] {
    report(
        "100 leaves, 3 levels, fair applications", nodes: nodes,
        Shape(nodes: nodes, asks: min(100_000, nodes * 10), isTree: true))
}
for nodes in [100, 1_000, 5_000, 10_000] {
    report(
        "gangs of 8 to 64", nodes: nodes,
        Shape(nodes: nodes, asks: min(100_000, nodes * 10), isGang: true))
}
for (nodes, asks) in [(100, 320), (1_000, 1), (1_000, 64), (10_000, 64)] {
    reportPreemption(nodes: nodes, asks: asks)
}
for nodes in [100, 1_000, 10_000] { reportReasons(nodes: nodes) }
reportAllConstraints()
reportBranch()
