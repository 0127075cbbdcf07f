/// The nodes on which something may fit that did not before, in the order in which that happened:
/// room was given back, or the node joined or changed.
///
/// Positions count from the first that there ever was; only the latest are kept.
struct LoosenedNodes: Sendable {
    private var latest: [Int32] = []
    private var dropped = 0
    private static var capacity: Int { 2048 }

    /// The position after the last.
    var end: Int { dropped + latest.count }

    /// - Complexity: O(1) on average.
    mutating func add(_ node: Int32) {
        if latest.count == Self.capacity {
            latest.removeFirst(Self.capacity / 2)
            dropped += Self.capacity / 2
        }
        latest.append(node)
    }

    /// Those from a position on; `nil` if they are not all kept any more.
    func since(_ position: Int) -> ArraySlice<Int32>? {
        position < dropped ? nil : latest[(position - dropped)...]
    }

    /// Forgets those from a position on: what was given back had been taken after it.
    mutating func remove(from position: Int) {
        latest.removeSubrange(max(0, position - dropped)...)
    }
}
