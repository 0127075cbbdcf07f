import Glibc

/// Prints what was measured.
struct ResultTable {
    private let nodes: Int
    private let pods: Int
    private let singles: Int
    private var results: [RoundResult] = []

    private static let columns = [
        "bound/s", "told/s", "first s", "p50 ms", "p99 ms", "made p50", "made p99", "CPU s",
        "peak MB", "server s",
    ]

    init(nodes: Int, pods: Int, singles: Int) {
        self.nodes = nodes
        self.pods = pods
        self.singles = singles
    }

    func printHeading() {
        print("\(pods) pods on \(nodes) nodes, then \(singles) one by one:")
        printLine("subject", Self.columns)
    }

    mutating func add(_ result: RoundResult) {
        results.append(result)
        printLine(result.subject, cells(result))
    }

    /// What the columns mean, and the calls of each subject's last turn.
    func printSummary() {
        print(
            """

            bound/s    pods per second, from the first binding to the last
            told/s     the same, to the last event
            first s    from the start of the program to the first binding
            p50, p99   of the single pods: from the news of the pod to the news of its node
            made       the same, from the request that makes the pod
            CPU, peak  of the program until all were told; server: the API server's CPU meanwhile

            """)
        var names: [String] = []
        for result in results where !names.contains(result.subject) { names.append(result.subject) }
        for name in names {
            guard let result = results.last(where: { $0.subject == name }), !result.calls.isEmpty
            else { continue }
            let seldom = Double(result.pods) / 1000
            let calls = result.calls.filter { $0.count >= seldom }.map {
                "\(decimal($0.count / Double(result.pods), 3)) \($0.name)"
            }
            let others = result.calls.filter { $0.count < seldom }.reduce(0) { $0 + $1.count }
            let rest = others > 0 ? ["and \(Int(others)) others in all"] : []
            print("calls per pod, \(name): \((calls + rest).joined(separator: ", "))")
        }
    }

    private func cells(_ result: RoundResult) -> [String] {
        [
            decimal(result.boundPerSecond, 0), decimal(result.allToldPerSecond, 0),
            decimal(result.firstBindSeconds, 2), percentile(50, of: result.fromNews),
            percentile(99, of: result.fromNews), percentile(50, of: result.fromCreation),
            percentile(99, of: result.fromCreation), decimal(result.usage?.cpuSeconds, 2),
            decimal(result.usage.map { Double($0.peakBytes) / 1e6 }, 0),
            decimal(result.serverCPUSeconds, 2),
        ]
    }

    private func printLine(_ name: String, _ cells: [String]) {
        let padded = name + String(repeating: " ", count: max(1, 18 - name.count))
        print(
            cells.reduce(padded) { line, cell in
                line + String(repeating: " ", count: max(1, 10 - cell.count)) + cell
            })
        fflush(nil)
    }

    /// Milliseconds below which so many of a hundred are (nearest rank).
    private func percentile(_ percent: Int, of nanoseconds: [Int64]) -> String {
        guard !nanoseconds.isEmpty else { return "-" }
        let rank = (nanoseconds.count * percent + 99) / 100
        return decimal(Double(nanoseconds.sorted()[max(rank, 1) - 1]) / 1e6, 1)
    }
}

/// The number with so many digits after the point; `-` for none.
private func decimal(_ value: Double?, _ digits: Int) -> String {
    guard let value else { return "-" }
    let scale = digits == 0 ? 1.0 : pow(10, Double(digits))
    let scaled = Int((value * scale).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let fraction = String(scaled % Int(scale))
    return "\(scaled / Int(scale))."
        + String(repeating: "0", count: digits - fraction.count) + fraction
}
