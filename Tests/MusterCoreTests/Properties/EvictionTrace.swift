import MusterCore

/// A list of inputs with the decisions that each led to, short enough to be read.
func evictionTrace(_ inputs: [Input]) -> [String] {
    var scheduler = Scheduler()
    return inputs.map { input in
        scheduler.clearDecisions()
        scheduler.apply(input)
        let decisions = scheduler.decisions.map { "      -> \(short("\($0)"))\n" }.joined()
        if case .configurationReplaced(let configuration) = input {
            return "configuration\n" + lines(of: configuration.root, path: "root").joined()
        }
        return "\(short("\(input)"))\n" + decisions
    }
}

/// What differs from the defaults of each queue.
private func lines(of queue: QueueConfiguration, path: String) -> [String] {
    let standard = "\(QueueSettings())".split(separator: ", ")
    let changed = "\(queue.settings)".split(separator: ", ").filter { !standard.contains($0) }
    return ["      \(path) \(short(changed.joined(separator: ", ")))\n"]
        + queue.children.flatMap { lines(of: $0, path: "\(path).\($0.name)") }
}

/// Identifiers and times as plain numbers.
private func short(_ text: String) -> String {
    var text = text
    for name in [
        "MusterCore.", "ApplicationID", "AskID", "NodeID", "QueueID", "ResourceID", "rawValue: ",
        "milliseconds: ",
    ] {
        text = text.replacing(name, with: "")
    }
    return text
}
