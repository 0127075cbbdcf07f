/// One place in the tree that breaks a rule.
struct Finding: Hashable, CustomStringConvertible {
    /// Path from the root of the repository.
    var path: String
    /// 1-based.
    var line: Int
    /// What was found, and what to do instead.
    var message: String

    var description: String { "\(path):\(line): \(message)" }
}
