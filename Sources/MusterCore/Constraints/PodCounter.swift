/// How many pods of some kind are in each part of the cluster.
///
/// One counter serves all asks that look at the same pods in the same parts.
struct PodCounter: Sendable {
    /// Which pods are counted.
    enum Subject: Hashable, Sendable {
        /// Those that match all of these: what a required affinity looks for, or (a single one)
        /// what an anti-affinity or a preference looks for.
        case matching([PodSelector])
        /// Those that have this anti-affinity themselves: they keep others away.
        case repelling(PodSelector)
        /// Those that had rather be near or away from others, times the weight, or need to be near
        /// them, once.
        case attracted(PodSelector)
    }

    struct Key: Hashable, Sendable {
        var subject: Subject
        var topologyKey: String
    }

    let key: Key
    let topology: Int32
    /// Per part.
    private(set) var counts: [Int64] = []
    /// Over all parts.
    private(set) var total: Int64 = 0
    /// Classes that have to be near to what is counted.
    var seekers: [Int32] = []
    /// Counts how often a part got its first or lost its last: what may allow a node that was not.
    private(set) var loosenings: UInt64 = 0

    init(key: Key, topology: Int32) {
        self.key = key
        self.topology = topology
    }

    /// How many there are in a part; 0 outside of all parts.
    func count(in part: Int32) -> Int64 {
        part >= 0 && Int(part) < counts.count ? counts[Int(part)] : 0
    }

    mutating func add(_ amount: Int64, in part: Int32) {
        guard part >= 0 else { return }
        if Int(part) >= counts.count {
            counts.append(contentsOf: repeatElement(0, count: Int(part) + 1 - counts.count))
        }
        let before = counts[Int(part)]
        counts[Int(part)] += amount
        total += amount
        if (before == 0) != (before + amount == 0) { loosenings += 1 }
    }
}

extension PodCounter.Subject {
    /// Whether labels of namespaces decide who is counted.
    var looksAtNamespaces: Bool {
        switch self {
        case .matching(let selectors): selectors.contains { $0.namespaces.labels != nil }
        case .repelling(let selector), .attracted(let selector): selector.namespaces.labels != nil
        }
    }
}
