extension Range where Bound: FixedWidthInteger {
    /// The first number for which a condition holds that, once it holds, holds for all that follow;
    /// the upper bound if it holds for none.
    ///
    /// - Complexity: O(log of the range) calls.
    func partitionPoint(where isPast: (Bound) -> Bool) -> Bound {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if isPast(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
