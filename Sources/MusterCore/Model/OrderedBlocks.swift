/// What a block of an `OrderedBlocks` can promise about its elements, so that a search can pass
/// over the block without looking inside.
protocol BlockSummary: Sendable {
    associatedtype Element
    /// The summary of no elements.
    init()
    /// Widens the promise so that it covers one more element.
    mutating func cover(_ element: Element)
}

/// An element of an `OrderedBlocks`: totally ordered, with a summary for pruned searches.
protocol BlockElement: Comparable, Sendable {
    associatedtype Summary: BlockSummary where Summary.Element == Self
}

/// A sorted set in blocks of at most `capacity` elements, each block with a summary.
///
/// The one ordered index of the core: nodes by usage, applications by rank in their queue, queues
/// by share, running applications by estimated end. Insertion and removal cost one binary search
/// over blocks, one inside a block, and a move inside the block: O(log n) comparisons and
/// O(capacity) moved elements. Searches skip blocks whose summary says that nothing inside
/// matches. Copying is cheap: blocks are shared until they change.
struct OrderedBlocks<Element: BlockElement>: Sendable {
    struct Block: Sendable {
        var elements: [Element]
        var summary: Element.Summary
    }

    /// Blocks in ascending order, none empty.
    private(set) var blocks: [Block] = []
    /// The last element of each block, side by side, so that a search for a block reads no other
    /// memory.
    private var lasts: [Element] = []
    private(set) var count = 0
    private static var capacity: Int { 64 }

    var isEmpty: Bool { count == 0 }
    var first: Element? { blocks.first?.elements[0] }

    /// Builds the set from elements in strictly ascending order.
    ///
    /// - Complexity: O(n).
    init(sorted elements: [Element] = []) {
        let half = Self.capacity / 2
        var start = 0
        while start < elements.count {
            let end = min(start + half, elements.count)
            blocks.append(Self.block(elements[start..<end]))
            lasts.append(elements[end - 1])
            start = end
        }
        count = elements.count
    }

    /// Adds an element.
    ///
    /// - Precondition: No element equal to it is in the set.
    mutating func insert(_ element: Element) {
        count += 1
        guard !blocks.isEmpty else {
            blocks.append(Self.block([element]))
            lasts.append(element)
            return
        }
        let target = min(blockIndex(notBefore: element), blocks.count - 1)
        let position = Self.position(of: element, in: blocks[target].elements)
        if position == blocks[target].elements.count { lasts[target] = element }
        blocks[target].elements.insert(element, at: position)
        blocks[target].summary.cover(element)
        if blocks[target].elements.count > Self.capacity { split(target) }
    }

    /// Takes an element out.
    ///
    /// - Precondition: An element equal to it is in the set.
    mutating func remove(_ element: Element) {
        let target = blockIndex(notBefore: element)
        precondition(target < blocks.count, "\(element) is not in the index")
        let position = Self.position(of: element, in: blocks[target].elements)
        precondition(
            position < blocks[target].elements.count
                && blocks[target].elements[position] == element,
            "\(element) is not in the index")
        remove(at: position, of: target)
    }

    /// Puts `new` in the place of `old`, which may mean another position.
    ///
    /// - Precondition: `old` is in the set; `new` is not, unless it equals `old`.
    mutating func replace(_ old: Element, with new: Element) {
        let target = blockIndex(notBefore: old)
        precondition(target < blocks.count, "\(old) is not in the index")
        let elementCount = blocks[target].elements.count
        let position = Self.position(of: old, in: blocks[target].elements)
        let staysInOrder =
            (position == 0
                ? target == 0 || lasts[target - 1] < new
                : blocks[target].elements[position - 1] < new)
            && (position == elementCount - 1
                ? target == blocks.count - 1 || new < blocks[target + 1].elements[0]
                : new < blocks[target].elements[position + 1])
        if staysInOrder {
            if position == elementCount - 1 { lasts[target] = new }
            blocks[target].elements[position] = new
            blocks[target].summary = Self.summary(blocks[target].elements)
        } else {
            precondition(
                position < elementCount && blocks[target].elements[position] == old,
                "\(old) is not in the index")
            remove(at: position, of: target)
            insert(new)
        }
    }

    /// Whether an element equal to this one is in the set.
    func contains(_ element: Element) -> Bool {
        let target = blockIndex(notBefore: element)
        guard target < blocks.count else { return false }
        return blocks[target].elements[
            Self.position(of: element, in: blocks[target].elements)] == element
    }

    /// The first element at or after `start` that matches.
    ///
    /// - Parameters:
    ///   - start: Where to begin; `nil` for the beginning of the order.
    ///   - isPast: Whether `start` itself is passed over.
    ///   - mayContain: Whether a block with this summary can hold a match; must be true for
    ///     every block that does.
    ///   - matches: Whether an element is wanted.
    /// - Returns: The element, or `nil` if none from there on matches.
    /// - Complexity: O(blocks + capacity · blocks not pruned).
    @inline(__always)
    func first(
        from start: Element? = nil, isPast: Bool = false,
        mayContain: (Element.Summary) -> Bool, where matches: (Element) -> Bool
    ) -> Element? {
        var index = 0
        var position = 0
        if let start {
            index = blockIndex(notBefore: start)
            guard index < blocks.count else { return nil }
            position = Self.position(of: start, in: blocks[index].elements)
            if isPast, blocks[index].elements[position] == start { position += 1 }
        }
        while index < blocks.count {
            if mayContain(blocks[index].summary) {
                let elements = blocks[index].elements
                while position < elements.count {
                    if matches(elements[position]) { return elements[position] }
                    position += 1
                }
            }
            position = 0
            index += 1
        }
        return nil
    }

    /// Calls `body` for each element in ascending order until it returns false.
    func forEach(_ body: (Element) -> Bool) {
        for block in blocks {
            for element in block.elements where !body(element) { return }
        }
    }

    /// The index of the first block whose last element is not before `element`.
    private func blockIndex(notBefore element: Element) -> Int {
        Self.position(of: element, in: lasts)
    }

    /// The index of the first element that is not before `element`.
    private static func position(of element: Element, in elements: [Element]) -> Int {
        var low = 0
        var high = elements.count
        while low < high {
            let middle = (low + high) / 2
            if elements[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func split(_ index: Int) {
        let middle = blocks[index].elements.count / 2
        let upper = Self.block(blocks[index].elements[middle...])
        blocks[index].elements.removeSubrange(middle...)
        blocks[index].summary = Self.summary(blocks[index].elements)
        lasts.insert(lasts[index], at: index + 1)
        lasts[index] = blocks[index].elements[middle - 1]
        blocks.insert(upper, at: index + 1)
    }

    private mutating func remove(at position: Int, of target: Int) {
        count -= 1
        let elementCount = blocks[target].elements.count
        if elementCount == 1 {
            blocks.remove(at: target)
            lasts.remove(at: target)
            return
        }
        if position == elementCount - 1 { lasts[target] = blocks[target].elements[position - 1] }
        blocks[target].elements.remove(at: position)
        blocks[target].summary = Self.summary(blocks[target].elements)
    }

    private static func block(_ elements: ArraySlice<Element>) -> Block {
        var own: [Element] = []
        own.reserveCapacity(capacity + 1)
        own.append(contentsOf: elements)
        return Block(elements: own, summary: summary(own))
    }

    private static func summary(_ elements: [Element]) -> Element.Summary {
        var summary = Element.Summary()
        for element in elements { summary.cover(element) }
        return summary
    }
}
