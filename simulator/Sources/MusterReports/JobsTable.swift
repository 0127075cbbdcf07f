import MusterCore
public import MusterSimulator
import MusterWorkloads

/// `jobs.csv`: one line per job of the workload, in its order.
///
/// Columns `job,queue,user,submit,start,end,wait,members,state,evictions,lost_member_s`. Times are
/// seconds on the workload's own time axis: whole where they are whole, else with up to three
/// decimals; start, end and wait are empty where there was none. Fields with a comma, a quote or a
/// line break are quoted. `members` is the size of the job, whether it started or not; `evictions`
/// counts its members that were evicted, and `lost_member_s` is what they did in vain, members
/// times seconds.
///
/// - Returns: The file's bytes, UTF-8, lines ended by `\n`.
/// - Complexity: O(n) for n jobs.
public func jobsTable(_ result: SimulationResult) -> [UInt8] {
    let queues = result.queuePaths.map { field($0) }
    let users = result.workload.users.map { field($0) }
    let columns = "job,queue,user,submit,start,end,wait,members,state,evictions,lost_member_s\n"
    var losses = result.losses[...]
    var bytes = Array(columns.utf8)
    bytes.reserveCapacity(bytes.count + result.workload.jobs.count * 80)
    for (index, (job, outcome)) in zip(result.workload.jobs, result.outcomes).enumerated() {
        append(job.name, to: &bytes)
        bytes.append(comma)
        if outcome.queue >= 0 { bytes.append(contentsOf: queues[Int(outcome.queue)]) }
        bytes.append(comma)
        bytes.append(contentsOf: users[Int(job.user)])
        bytes.append(comma)
        append(job.submitted, to: &bytes)
        bytes.append(comma)
        append(outcome.start, to: &bytes)
        bytes.append(comma)
        append(outcome.end, to: &bytes)
        bytes.append(comma)
        if outcome.start != .never { append(outcome.start - job.submitted, to: &bytes) }
        bytes.append(comma)
        append(result.members(of: job).magnitude, to: &bytes)
        bytes.append(comma)
        bytes.append(contentsOf: outcome.state.rawValue.utf8)
        bytes.append(comma)
        append(UInt64(outcome.evictions.magnitude), to: &bytes)
        bytes.append(comma)
        let loss = losses.first.flatMap { Int($0.job) == index ? losses.removeFirst() : nil }
        append(Tick(milliseconds: loss?.memberMilliseconds ?? 0), to: &bytes)
        bytes.append(lineFeed)
    }
    return bytes
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

private func field(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    append(text, to: &bytes)
    return bytes
}

/// Appends a text field, quoted where it has to be.
private func append(_ text: String, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    let needsQuotes = bytes[start...].contains {
        $0 == comma || $0 == quote || $0 == lineFeed || $0 == carriageReturn
    }
    guard needsQuotes else { return }
    bytes.removeSubrange(start...)
    bytes.append(quote)
    for byte in text.utf8 {
        if byte == quote { bytes.append(quote) }
        bytes.append(byte)
    }
    bytes.append(quote)
}

/// Appends a moment or a length of time in seconds; nothing for `never`.
private func append(_ time: Tick, to bytes: inout [UInt8]) {
    guard time != .never else { return }
    if time.milliseconds < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, rest) = time.milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
    append(whole, to: &bytes)
    guard rest > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    var remaining = rest
    var place: UInt64 = 100
    while remaining > 0 {
        bytes.append(UInt8(ascii: "0") + UInt8(remaining / place))
        remaining %= place
        place /= 10
    }
}

private func append(_ number: UInt64, to bytes: inout [UInt8]) {
    let start = bytes.count
    var rest = number
    repeat {
        bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
        rest /= 10
    } while rest > 0
    bytes[start...].reverse()
}
