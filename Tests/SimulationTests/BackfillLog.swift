import FoundationEssentials

/// A random log with what makes schedules differ: bursts and equal times, early ends and exact
/// estimates, jobs as large as the machine, and lines that stay long.
struct BackfillLog {
    let seed: UInt64
    private(set) var processors = 0
    private(set) var jobs: [BackfillReference.Job] = []
    private var state: UInt64

    init(seed: UInt64, jobs count: ClosedRange<Int>, processors width: ClosedRange<Int>) {
        self.seed = seed
        state = seed
        processors = number(width)
        let (isExact, isBursty, isLoaded) = (below(3) == 0, below(2) == 0, below(2) == 0)
        var now = 0
        for _ in 0..<number(count) {
            if !isBursty || below(4) == 0 { now += below(isLoaded ? 6 : 25) }
            let estimate = [1, 2, 5, 10, 10, 30, 1 + below(60)][below(7)]
            let run = isExact || below(3) == 0 ? estimate : 1 + below(estimate)
            let processors =
                switch below(8) {
                case 0: self.processors
                case 1...3: number(1...self.processors)
                default: number(1...max(1, self.processors / 3))
                }
            jobs.append(
                BackfillReference.Job(
                    submit: now, run: run, estimate: estimate, processors: processors))
        }
    }

    /// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    private mutating func below(_ bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// Leaves out jobs as long as the rest still shows the difference.
    func smallest(where differs: ([BackfillReference.Job]) -> Bool) -> [BackfillReference.Job] {
        var kept = jobs
        var size = kept.count / 2
        while size > 0 {
            var first = 0
            while first < kept.count {
                var fewer = kept
                fewer.removeSubrange(first..<min(first + size, kept.count))
                if differs(fewer) { kept = fewer } else { first += size }
            }
            size /= 2
        }
        return kept
    }

    /// These seeds, or the one in `MUSTER_SEED`, or as many from the first as `MUSTER_RUNS` says.
    static func seeds(_ seeds: Range<UInt64>) -> [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["MUSTER_SEED"].flatMap(UInt64.init) { return [seed] }
        guard let runs = environment["MUSTER_RUNS"].flatMap(UInt64.init) else {
            return Array(seeds)
        }
        return (0..<runs).map { seeds.lowerBound + $0 }
    }
}
