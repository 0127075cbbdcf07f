/// A place with labels and annotations of pods: the metadata of a pod or of a template of pods, or
/// what a custom resource has instead.
public struct PodBlock: Hashable, Sendable {
    /// Where it is: names of members and 0-based places, from the object on.
    public var path: [String]
    /// Whether the object is there that the labels and annotations are members of.
    public var isThere = false
    /// Nil where there is no such member.
    public var labels: NameMap<String>?
    /// Nil where there is no such member.
    public var annotations: NameMap<String>?
    /// Whether there is a `spec` beside the block.
    public var hasSpec = false
    /// The scheduler that is named beside the block, or in it; empty for none.
    public var schedulerName = ""
    /// The class of priority that is named there; empty for none.
    public var priorityClassName = ""

    /// A block at this place of which nothing is there.
    public init(path: [String]) {
        self.path = path
    }

    /// The path for people, such as `spec.template.metadata`.
    public var place: String { path.joined(separator: ".") }
}

extension PodBlock {
    /// Adds the blocks at a path.
    ///
    /// Where the object that would have the block is not there, there is none.
    static func read(
        _ json: JSONValue, _ path: ArraySlice<String>, at place: [String],
        into blocks: inout [PodBlock]
    ) throws(DecodingProblem) {
        guard let step = path.first, !json.isNull else { return }
        let rest = path.dropFirst()
        if step == "*" {
            try forEachPart(of: json) { name, value throws(DecodingProblem) in
                if rest.isEmpty {
                    blocks.append(try PodBlock(value, beside: nil, at: place + [name]))
                } else {
                    try read(value, rest, at: place + [name], into: &blocks)
                }
            }
            return
        }
        var found: JSONValue?
        var spec: JSONValue?
        try json.forEachMember { name, value throws(DecodingProblem) in
            if name.utf8.elementsEqual(step.utf8) { found = value }
            if "spec" ~= name { spec = value }
        }
        do throws(DecodingProblem) {
            if rest.isEmpty {
                let beside = step == "metadata" ? spec : nil
                blocks.append(try PodBlock(found, beside: beside, at: place + [step]))
            } else if let found {
                try read(found, rest, at: place + [step], into: &blocks)
            }
        } catch {
            throw error.within(step)
        }
    }

    /// Shows the elements of an array or the members of an object, with the problem's place.
    private static func forEachPart(
        of json: JSONValue, _ body: (String, JSONValue) throws(DecodingProblem) -> Void
    ) throws(DecodingProblem) {
        guard json.kind == JSONValue.Kind.array else {
            return try json.forEachMember { name, value throws(DecodingProblem) in
                try body(name.text, value)
            }
        }
        var elements = try json.elements()
        var place = 0
        while let element = elements.next() {
            do throws(DecodingProblem) {
                try body("\(place)", element)
            } catch {
                throw error.within(place: place)
            }
            place += 1
        }
    }

    private init(
        _ json: JSONValue?, beside spec: JSONValue?, at path: [String]
    ) throws(DecodingProblem) {
        self.init(path: path)
        if let json, !json.isNull {
            isThere = true
            try json.forEachMember { name, value throws(DecodingProblem) in
                switch name {
                case "labels": labels = try value.get() as NameMap<String>
                case "annotations": annotations = try value.get() as NameMap<String>
                default: try readSpec(name, value)
                }
            }
        }
        guard let spec else { return }
        hasSpec = true
        try spec.forEachMember { name, value throws(DecodingProblem) in
            try readSpec(name, value)
        }
    }

    private mutating func readSpec(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "schedulerName": schedulerName = try value.get()
        case "priorityClassName": priorityClassName = try value.get()
        default: break
        }
    }
}
