import Glibc
import MusterReports

/// Runs work and measures what it cost.
///
/// - Returns: What the work returned, and its cost; the memory is that of the whole process.
func measuringCost<Result>(_ work: () throws -> Result) rethrows -> (Result, RunCost) {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try work()
    let (seconds, attoseconds) = (clock.now - start).components
    let cost = RunCost(
        wallSeconds: Double(seconds) + Double(attoseconds / 1_000_000_000_000_000) / 1000,
        peakResidentBytes: peakResidentBytes())
    return (result, cost)
}

/// The most memory that this process ever had resident; 0 where the system does not tell.
private func peakResidentBytes() -> Int64 {
    var usage = rusage()
    // Linux counts in KiB; its constant RUSAGE_SELF, 0, has a type the function does not take.
    return getrusage(__rusage_who_t(0), &usage) == 0 ? Int64(usage.ru_maxrss) * 1024 : 0
}
