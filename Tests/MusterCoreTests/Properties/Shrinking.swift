import MusterCore

/// Makes a failing list of inputs small, by leaving out what the failure does not need.
///
/// First in large pieces, then one by one. An input that refers to one left out is refused by the
/// core, so every part of a list is a list that may be tried.
///
/// - Complexity: O(n log n) runs for n inputs, more where much has to stay.
func shrink(_ inputs: [Input], while fails: ([Input]) -> Bool) -> [Input] {
    var inputs = inputs
    var size = max(1, inputs.count / 2)
    while true {
        var start = 0
        var hasShrunk = false
        while start < inputs.count {
            var fewer = inputs
            fewer.removeSubrange(start..<min(start + size, inputs.count))
            if fails(fewer) {
                inputs = fewer
                hasShrunk = true
            } else {
                start += size
            }
        }
        if size == 1, !hasShrunk { return inputs }
        size = max(1, size / 2)
    }
}

/// The first thing that goes wrong when a list of inputs is applied and all work then ends, or
/// `nil`.
func firstProblem(of inputs: [Input]) -> String? {
    var checked = CheckedScheduler()
    for input in inputs {
        if let problem = checked.apply(input).first { return problem }
    }
    return checked.drain().first
}
