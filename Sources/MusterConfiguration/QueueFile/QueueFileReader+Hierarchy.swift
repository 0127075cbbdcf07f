import MusterCore
import YAMLDocument

extension QueueFileReader {
    /// A max with the queue that sets it.
    private struct Bound {
        var quantity: Int64
        var path: String
        var line: Int
    }

    /// What a queue adds to the guarantees of its parent; wide enough for any number of queues.
    private typealias Guarantees = [ResourceID: Int128]

    /// Checks names, resources and `maxapplications` of a tree.
    mutating func checkHierarchy(below root: QueueDefinition) {
        checkSiblings(of: root, path: root.name)
        checkMaxApplications(of: root, path: root.name)
        _ = checkResources(of: root, path: root.name, inherited: [:])
    }

    private mutating func checkSiblings(of queue: QueueDefinition, path: String) {
        var places: [String: SourceLocation] = [:]
        for child in queue.children {
            if let earlier = places[child.name] {
                report(
                    Problem(
                        at: child.location, "two queues below `\(path)` have the same name",
                        found: child.name,
                        hint: "names are compared without case, and it stands in line"
                            + " \(earlier.line) already"))
            }
            places[child.name] = places[child.name] ?? child.location
            checkSiblings(of: child, path: "\(path).\(child.name)")
        }
    }

    private mutating func checkMaxApplications(of queue: QueueDefinition, path: String) {
        for child in queue.children {
            let childPath = "\(path).\(child.name)"
            let isReadable = !unreadableMaxApplications.contains(child.location)
            if let limit = queue.maxApplications, limit.value > 0, isReadable {
                let value = child.maxApplications?.value ?? 0
                if value == 0 || value > limit.value {
                    report(
                        Problem(
                            at: child.maxApplications?.location ?? child.location,
                            value == 0
                                ? "queue `\(childPath)` may run any number of applications, its"
                                    + " parent may not"
                                : "maxapplications of queue `\(childPath)` is above its parent's",
                            found: child.maxApplications == nil ? nil : "\(value)",
                            expected: "`maxapplications` from 1 to \(limit.value)",
                            hint: "`\(path)` sets \(limit.value) in line \(limit.location.line)"))
                }
            }
            checkMaxApplications(of: child, path: childPath)
        }
    }

    /// Checks a queue's resources and those below it, where `inherited` is the effective max of
    /// the parent; gives the guarantees of the queue, or if it has none the sum of those below it.
    private mutating func checkResources(
        of queue: QueueDefinition, path: String, inherited: [ResourceID: Bound]
    ) -> Guarantees {
        var bounds = inherited
        for entry in queue.max.effectiveEntries {
            let bound = Bound(quantity: entry.quantity, path: path, line: entry.location.line)
            guard let above = inherited[entry.resource], above.quantity < entry.quantity else {
                bounds[entry.resource] = bound
                continue
            }
            reportAbove(entry, "max", of: path, above)
        }
        for entry in queue.guaranteed.effectiveEntries {
            guard let bound = bounds[entry.resource], bound.quantity < entry.quantity else {
                continue
            }
            reportAbove(entry, "guaranteed", of: path, bound)
        }
        let children = queue.children.map { child in
            checkResources(of: child, path: "\(path).\(child.name)", inherited: bounds)
        }
        checkSum(of: children, queue, path: path, bounds: bounds)
        let own = queue.guaranteed.effectiveEntries
        guard own.isEmpty else {
            return own.reduce(into: [:]) { $0[$1.resource] = Int128($1.quantity) }
        }
        return children.reduce(into: [:]) { sum, child in
            sum.merge(child, uniquingKeysWith: +)
        }
    }

    /// The guarantees of the children together fit into the guarantee and the max of the queue.
    private mutating func checkSum(
        of children: [Guarantees], _ queue: QueueDefinition, path: String,
        bounds: [ResourceID: Bound]
    ) {
        let own = queue.guaranteed.effectiveEntries
        let resources = Set(children.flatMap(\.keys)).sorted()
        for resource in resources {
            let parts = children.map { $0[resource] ?? 0 }
            let sum = parts.reduce(0, +)
            let found = Int64(exactly: sum).map { text($0, of: resource) }
            let what = "the guarantees of `\(catalog.name(of: resource))` below `\(path)` add up"
            if let entry = own.first(where: { $0.resource == resource }), entry.quantity < sum {
                report(
                    Problem(
                        at: entry.location, "\(what) to more than its own",
                        found: found ?? "\(sum)",
                        expected: "at most \(text(entry.quantity, of: resource))",
                        hint: found.map { "lower them, or raise it to \($0)" } ?? "lower them"))
                continue
            }
            // A single guarantee above the max has its own message.
            guard let bound = bounds[resource], bound.quantity < sum,
                parts.allSatisfy({ $0 <= bound.quantity })
            else { continue }
            report(
                Problem(
                    at: queue.location, "\(what) to more than its max",
                    found: found ?? "\(sum)",
                    expected: "at most \(text(bound.quantity, of: resource))",
                    hint: "`\(bound.path)` sets this max in line \(bound.line)"))
        }
    }

    private mutating func reportAbove(
        _ entry: ResourceMap.Entry, _ kind: String, of path: String, _ bound: Bound
    ) {
        let name = catalog.name(of: entry.resource)
        let isOwn = bound.path == path
        report(
            Problem(
                at: entry.location,
                "\(kind) `\(name)` of queue `\(path)` is above \(isOwn ? "its" : "a parent's") max",
                found: entry.text,
                expected: "at most \(text(bound.quantity, of: entry.resource))",
                hint: "\(isOwn ? "it" : "`\(bound.path)`") sets this max in line \(bound.line)"))
    }

    /// A template's guarantee fits into its own max.
    mutating func checkGuaranteed(
        of owner: String, _ guaranteed: ResourceMap, against max: ResourceMap
    ) {
        for entry in guaranteed.effectiveEntries {
            guard let bound = max.bounds[entry.resource], bound < entry.quantity else { continue }
            report(
                Problem(
                    at: entry.location,
                    "guaranteed `\(catalog.name(of: entry.resource))` of \(owner) is above its max",
                    found: entry.text, expected: "at most \(text(bound, of: entry.resource))"))
        }
    }
}
