/// Recordings that are not asked again, and why.
let notAskedAgain: [String: String] = [:]

/// What is known to differ, by recording.
let knownDifferences: [String: [String]] = [:]
