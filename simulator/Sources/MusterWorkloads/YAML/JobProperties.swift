import MusterConfiguration
import MusterCore
import YAMLDocument

extension YAMLFields {
    /// What a job says of its user's groups, its tags, and evictions.
    func jobProperties(problems: inout [Problem]) -> JobProperties {
        JobProperties(
            userGroups: nonEmptyStrings("userGroups", problems: &problems),
            tags: tags(problems: &problems),
            checkpointInterval: positiveDuration("checkpointEvery", problems: &problems),
            optsOut: bool("optOut", problems: &problems)?.value ?? false,
            neverPreempts: bool("neverPreempts", problems: &problems)?.value ?? false)
    }

    /// The tags in `tags`, and the one that `namespace` is short for.
    private func tags(problems: inout [Problem]) -> [PlacementRequest.Tag] {
        var tags: [PlacementRequest.Tag] = []
        if let namespace = string("namespace", problems: &problems) {
            if namespace.value.isEmpty {
                problems.append(.emptyText(of: "namespace", at: namespace.location))
            }
            tags.append(PlacementRequest.Tag(name: "namespace", value: namespace.value))
        }
        for (name, node) in mapping("tags", problems: &problems) {
            guard let value = node.string(of: name.value, problems: &problems) else { continue }
            // The core compares names of tags without regard to case.
            guard !tags.contains(where: { $0.name.lowercased() == name.value.lowercased() }) else {
                problems.append(
                    Problem(
                        at: name.location, "the tag `\(name.value)` is there already",
                        hint: "give each tag once; `namespace` is one of them"))
                continue
            }
            if name.value.isEmpty {
                problems.append(.emptyText(of: "the name of a tag", at: name.location))
            }
            if value.value.isEmpty {
                problems.append(.emptyText(of: name.value, at: value.location))
            }
            tags.append(PlacementRequest.Tag(name: name.value, value: value.value))
        }
        return tags
    }

    private func nonEmptyStrings(_ key: String, problems: inout [Problem]) -> [String] {
        strings(key, problems: &problems).map { text in
            if text.value.isEmpty {
                problems.append(.emptyText(of: "an item of `\(key)`", at: text.location))
            }
            return text.value
        }
    }

    private func positiveDuration(_ key: String, problems: inout [Problem]) -> Tick? {
        guard let time = duration(key, problems: &problems) else { return nil }
        guard time == .zero, let place = self[key]?.location else { return time }
        problems.append(
            Problem(
                at: place, "wrong value for `\(key)`", found: "0",
                expected: "a time of at least 1 s", hint: "leave it out for never"))
        return nil
    }
}

extension Problem {
    fileprivate static func emptyText(of name: String, at place: SourceLocation) -> Problem {
        let shown = name.contains(" ") ? name : "`\(name)`"
        return Problem(
            at: place, "wrong value for \(shown)", found: "", expected: "at least one character")
    }
}
