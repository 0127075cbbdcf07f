internal import MusterCore

/// Gives out ask identifiers, consecutive for the members of a group, and takes them back.
struct AskIdentifiers: Sendable {
    /// Per ask: the task group it belongs to.
    private var groups: [Int32] = []
    /// Per ask: when its member started last, in milliseconds; -1 while it has no place.
    ///
    /// Stays as it is when the member ends.
    private var starts: [Int64] = []
    /// Per count: the first identifiers of free ranges of this length.
    ///
    /// Only looked up by key.
    private var free: [Int32: [Int32]] = [:]

    /// As many asks as the core can tell apart.
    static let maximum = 100_000_000

    /// Whether this many more members could exist at once.
    func hasRoom(for counts: [Int32]) -> Bool {
        counts.reduce(groups.count) { $0 + Int($1) } <= Self.maximum
    }

    mutating func take(_ count: Int32, for group: Int32) -> AskRange {
        let first: Int32
        if let reused = free[count]?.popLast() {
            first = reused
            for ask in Int(first)..<Int(first + count) {
                groups[ask] = group
                starts[ask] = -1
            }
        } else {
            first = Int32(groups.count)
            groups.append(contentsOf: repeatElement(group, count: Int(count)))
            starts.append(contentsOf: repeatElement(-1, count: Int(count)))
        }
        return AskRange(first: AskID(rawValue: first), count: count)
    }

    mutating func giveBack(_ range: AskRange) {
        free[range.count, default: []].append(range.first.rawValue)
    }

    func group(of ask: AskID) -> Int32 {
        groups[ask.index]
    }

    /// Members started.
    mutating func start(_ range: AskRange, at time: Tick) {
        for ask in range.indices { starts[ask] = time.milliseconds }
    }

    /// A member lost its place.
    mutating func stop(_ ask: Int) {
        starts[ask] = -1
    }

    /// When a member started last; `nil` while it has no place.
    func start(of ask: Int) -> Tick? {
        starts[ask] < 0 ? nil : Tick(milliseconds: starts[ask])
    }

    /// The parts of a range that belong to one group each.
    func parts(of range: AskRange) -> [AskRange] {
        range.parts(by: { groups[$0] })
    }
}

extension AskRange {
    /// Its asks as indices.
    var indices: Range<Int> { first.index..<first.index + Int(count) }

    /// The longest parts of which all asks have the same value.
    func parts<Value: Equatable>(by value: (Int) -> Value) -> [AskRange] {
        var parts: [AskRange] = []
        var last: Value?
        for ask in indices {
            let this = value(ask)
            if let last, last == this {
                parts[parts.count - 1].count += 1
            } else {
                parts.append(AskRange(first: AskID(ask)))
            }
            last = this
        }
        return parts
    }

    /// The parts of which all asks meet a condition.
    func parts(where condition: (Int) -> Bool) -> [AskRange] {
        parts(by: condition).filter { condition($0.first.index) }
    }
}
