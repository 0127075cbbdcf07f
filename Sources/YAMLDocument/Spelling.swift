/// The candidate that was probably meant by a misspelt word, or `nil` if none is near.
///
/// - Parameters:
///   - word: What was written.
///   - candidates: What might have been meant; among equally near ones the first wins.
///   - edits: How many insertions, deletions, replacements and swaps of neighbours are near,
///     case ignored; one for every three letters of the word if not given.
/// - Returns: One of `candidates`.
/// - Complexity: O(n · m) for each candidate, with both lengths cut at 64 characters.
package func nearest(
    to word: String, among candidates: [String], edits: Int? = nil
) -> String? {
    let wanted = Array(word.lowercased().prefix(64))
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
        let distance = editDistance(wanted, Array(candidate.lowercased().prefix(64)))
        guard distance <= edits ?? Swift.max(1, wanted.count / 3) else { continue }
        if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
}

/// Optimal string alignment distance: the fewest edits that turn one word into the other.
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for (row, leftLetter) in left.enumerated() {
        var current = [row + 1]
        for (column, rightLetter) in right.enumerated() {
            var cost = Swift.min(
                previous[column + 1] + 1, current[column] + 1,
                previous[column] + (leftLetter == rightLetter ? 0 : 1))
            let isSwap =
                row > 0 && column > 0 && leftLetter == right[column - 1]
                && left[row - 1] == rightLetter
            if isSwap { cost = Swift.min(cost, beforePrevious[column - 1] + 1) }
            current.append(cost)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
}

/// `a`, `a` or `b`, `a`, `b` or `c`, each in backquotes; "" for none.
package func quotedList(_ words: [String], conjunction: String = "or") -> String {
    let quoted = words.map { "`\($0)`" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}
