/// A set of nodes, one bit each.
struct NodeSet: Hashable, Sendable {
    private var words: [UInt64] = []

    func contains(_ node: Int) -> Bool {
        let word = node >> 6
        return word < words.count && words[word] >> UInt64(node & 63) & 1 == 1
    }

    mutating func set(_ node: Int, _ isMember: Bool) {
        let word = node >> 6
        if word >= words.count {
            guard isMember else { return }
            words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
        }
        let bit: UInt64 = 1 << UInt64(node & 63)
        if isMember { words[word] |= bit } else { words[word] &= ~bit }
    }
}
