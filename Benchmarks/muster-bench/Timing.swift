import Glibc
import MusterCore

/// Processor time of this thread so far, seconds.
func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func printHeading() {
    print(columns("workload", "nodes", "placed", "ms", "placed/s"))
}

func printRow(_ name: String, nodes: Int, decided: Int, seconds: Double) {
    let rate = seconds > 0 ? Int(Double(decided) / seconds) : 0
    print(columns(name, "\(nodes)", "\(decided)", "\(Int(seconds * 1000))", "\(rate)"))
}

/// What a branch of a full scheduler costs: the assignment and a first change on both sides.
func reportBranch() {
    var scheduler = Shape(nodes: 10_000, asks: 140_000).load()
    scheduler.apply(.timeReached(Tick(seconds: 1)))
    scheduler.clearDecisions()
    var best = Double.infinity
    for _ in 0..<5 {
        let begin = processorSeconds()
        var branch = scheduler
        branch.apply(.allocationsFinished(AskRange(first: AskID(rawValue: 7))))
        branch.apply(.timeReached(Tick(seconds: 2)))
        best = min(best, processorSeconds() - begin)
    }
    let microseconds = Int(best * 1e6)
    print("branch of 10,000 nodes with 140,000 allocations, and a change in it: \(microseconds) us")
}

private func columns(_ name: String, _ values: String...) -> String {
    let padded = name + String(repeating: " ", count: max(1, 42 - name.count))
    return values.reduce(padded) {
        $0 + String(repeating: " ", count: max(1, 12 - $1.count)) + $1
    }
}
