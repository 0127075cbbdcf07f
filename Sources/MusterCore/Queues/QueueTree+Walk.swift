/// The walk of one cycle: which leaf queue is served next.
extension QueueTree {
    /// Makes every leaf queue active in which something may have become possible.
    ///
    /// - Parameter version: The version of the free capacity; a leaf that was tried as a whole at
    ///   this version needs only its changed applications tried.
    mutating func activateLeaves(version: UInt64) {
        for leaf in waitingLeaves {
            let index = Int(leaf)
            let isWholeWalk =
                records[index].walkedVersion != version
                || records[index].settings.backfill != .greedy
            guard isWholeWalk || records[index].firstChanged != nil else { continue }
            records[index].cursor = isWholeWalk ? nil : records[index].firstChanged
            records[index].cursorIsPast = false
            records[index].blocker = -1
            records[index].firstChanged = nil
            records[index].walkedVersion = version
            activate(leaf)
        }
    }

    /// The leaf queue to serve next: from the root, the first active child on every level.
    ///
    /// Where a queue has both applications and queues, what it had first goes first.
    func nextLeaf() -> Int32? {
        var queue: Int32 = 0
        while records[Int(queue)].isLeaf || !records[Int(queue)].isServing,
            let first = records[Int(queue)].active.first
        {
            queue = first.queue
        }
        return records[Int(queue)].isServing ? queue : nil
    }

    /// Goes back to an application that got something new to place before the walk's place.
    mutating func rewind(_ leaf: Int32) {
        let index = Int(leaf)
        if let first = records[index].firstChanged, let cursor = records[index].cursor,
            first < cursor
        {
            records[index].cursor = first
            records[index].cursorIsPast = false
        }
        records[index].firstChanged = nil
    }

    /// Brings the ranks of a leaf queue and its ancestors up to date after its usage changed.
    mutating func refreshRanks(from leaf: Int32) {
        var queue = leaf
        while queue > 0 {
            let index = Int(queue)
            let parent = records[index].parent
            if let old = records[index].entry {
                let new = makeEntry(queue)
                records[Int(parent)].active.replace(old, with: new)
                records[index].entry = new
            }
            queue = parent
        }
    }

    /// Takes a leaf queue out of this cycle, and each ancestor that has nothing else active.
    mutating func deactivate(_ leaf: Int32) {
        records[Int(leaf)].isServing = false
        var queue = leaf
        while queue > 0, let entry = records[Int(queue)].entry {
            guard records[Int(queue)].active.isEmpty, !records[Int(queue)].isServing else { break }
            let parent = records[Int(queue)].parent
            records[Int(parent)].active.remove(entry)
            records[Int(queue)].entry = nil
            records[Int(queue)].rescaled.removeAll()
            queue = parent
        }
        refreshRanks(from: queue)
    }

    private mutating func activate(_ leaf: Int32) {
        records[Int(leaf)].isServing = true
        var queue = leaf
        while queue > 0, records[Int(queue)].entry == nil {
            let parent = records[Int(queue)].parent
            let entry = makeEntry(queue)
            records[Int(queue)].entry = entry
            records[Int(parent)].active.insert(entry)
            queue = parent
        }
        // Above, a sibling was active already: only the rank may have changed.
        refreshRanks(from: queue)
    }

    private mutating func makeEntry(_ queue: Int32) -> QueueEntry {
        // Fields one by one: copying a record would retain all that it holds.
        let index = Int(queue)
        if rescalesUsage(amongSiblingsOf: index) { rescaleUsage(of: index) }
        let priority = Int64(visiblePriority(queue) ?? .min)
        let isFirst = records[Int(records[index].parent)].settings.prioritySorting
        return QueueEntry(
            isBelowGuarantee: records[index].isBelowGuarantee,
            primary: isFirst ? -priority : 0, share: siblingShare(index),
            secondary: isFirst ? 0 : -priority, waitingVcore: records[index].waitingVcore,
            waitingMemory: records[index].waitingMemory, queue: queue)
    }

    /// The highest priority of what waits inside a queue, as its parent sees it, or `nil`.
    func visiblePriority(_ queue: Int32) -> Int32? {
        records[Int(queue)].priorityInside.map { priority($0, seenAbove: queue) }
    }

    /// Brings the priorities of a queue and its ancestors up to date after something began or
    /// ceased to wait in it.
    ///
    /// - Complexity: O(depth), but a queue whose highest priority went looks for another as high
    ///   among its children.
    mutating func refreshPriorities(from leaf: Int32) {
        var queue = leaf
        var child: (before: Int32?, after: Int32?)?
        while queue >= 0 {
            let before = records[Int(queue)].priorityInside
            let after: Int32?
            if let child, let risen = child.after, risen >= before ?? risen {
                after = risen
            } else if let child, child.before != before {
                after = before
            } else {
                after = highestPriority(inside: queue, atMost: child == nil ? nil : before)
            }
            guard after != before else { return }
            let visibleBefore = visiblePriority(queue)
            records[Int(queue)].priorityInside = after
            child = (visibleBefore, visiblePriority(queue))
            queue = records[Int(queue)].parent
        }
    }

    /// The highest priority among a queue's own applications and its children, which is known not
    /// to exceed `limit` if that is given.
    private func highestPriority(inside queue: Int32, atMost limit: Int32?) -> Int32? {
        var highest = highestWaiting(in: Int(queue))
        for child in records[Int(queue)].children {
            if let limit, highest == limit { break }
            guard let visible = visiblePriority(child) else { continue }
            highest = Swift.max(highest ?? visible, visible)
        }
        return highest
    }

    /// The highest priority among a queue's own waiting applications.
    ///
    /// - Complexity: O(waiting applications) where priority is not the first key, else O(1).
    private func highestWaiting(in index: Int) -> Int32? {
        // Field by field: a copy of the record would retain all that it holds.
        guard let first = records[index].waiting.first else { return nil }
        if records[index].settings.prioritySorting { return Int32(clamping: -first.primary) }
        let isFifo = records[index].settings.applicationSortPolicy == .fifo
        var highest = Int64(Int32.min)
        records[index].waiting.forEach {
            // While a reload ranks everybody anew, this can still be a time of any size.
            let negated = isFifo ? $0.last : $0.middle
            highest = Swift.max(highest, Int64(0).subtractingSaturating(negated))
            return true
        }
        return Int32(clamping: highest)
    }
}
