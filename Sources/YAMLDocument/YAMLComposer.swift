/// What a document may cost before it is refused.
struct YAMLLimits {
    /// Nodes of the whole document, each alias counted with all that it stands for.
    var nodes: Int
    /// Collections inside one another.
    var depth = 250

    /// The limits of a text of this many bytes.
    ///
    /// A node takes at least a byte, so that only aliases can reach the limit.
    init(bytes: Int) {
        nodes = bytes + 1_000_000
    }
}

/// Builds the document out of events, without recursion.
struct YAMLComposer {
    private(set) var document: YAMLNode?
    private(set) var problems: [Problem] = []

    private let file: String
    private let limits: YAMLLimits
    private var frames: [Frame] = []
    private var anchors: [String: Anchored] = [:]
    private var nodeCount = 0
    private var documentCount = 0

    /// A collection that is being read.
    private struct Frame {
        var isMapping: Bool
        var location: SourceLocation
        var anchor: String?
        /// Items, or keys and values in turn.
        var items: [YAMLNode] = []
        /// How many collections deep it is, itself included.
        var height = 1
        /// `nodeCount` before it.
        var nodesBefore: Int
    }

    /// What an alias stands for.
    private struct Anchored {
        var node: YAMLNode
        var nodes: Int
        var height: Int
    }

    init(file: String, limits: YAMLLimits) {
        self.file = file
        self.limits = limits
    }

    /// Takes one event; `false` when reading must stop.
    mutating func accept(_ event: YAMLEvent) -> Bool {
        let location = SourceLocation(file: file, line: event.line, column: event.column)
        checkTag(event.tag, at: location)
        switch event.kind {
        case .streamEnd: return false
        case .other: return true
        case .documentStart: return startDocument(at: location)
        case .scalar(let text, let isPlain):
            let content = YAMLNode.Content.scalar(text: text, isPlain: isPlain, tag: event.tag)
            let anchored = Anchored(node: YAMLNode(content, at: location), nodes: 1, height: 0)
            if let anchor = event.anchor { anchors[anchor] = anchored }
            return add(anchored, at: location)
        case .alias(let name): return addAlias(name, at: location)
        case .sequenceStart, .mappingStart:
            var isMapping = false
            if case .mappingStart = event.kind { isMapping = true }
            guard frames.count < limits.depth else { return refuseDepth(at: location) }
            nodeCount += 1
            frames.append(
                Frame(
                    isMapping: isMapping, location: location, anchor: event.anchor,
                    nodesBefore: nodeCount - 1))
            return true
        case .collectionEnd: return endCollection()
        }
    }

    private mutating func startDocument(at location: SourceLocation) -> Bool {
        documentCount += 1
        guard documentCount > 1 else { return true }
        problems.append(
            Problem(
                at: location, "a second document starts here", found: "---",
                expected: "one document in a file", hint: "put it into a file of its own"))
        return false
    }

    private mutating func addAlias(_ name: String, at location: SourceLocation) -> Bool {
        if let anchored = anchors[name] { return add(anchored, at: location) }
        let isOpen = frames.contains { $0.anchor == name }
        problems.append(
            Problem(
                at: location,
                isOpen
                    ? "the alias stands inside of what it stands for"
                    : "the alias has no anchor before it",
                found: "*\(name)", expected: isOpen ? nil : "`&\(name)` earlier in the file",
                hint: isOpen ? "write the value out" : nil))
        return add(
            Anchored(
                node: YAMLNode(.scalar(text: "", isPlain: true, tag: nil), at: location),
                nodes: 1, height: 0),
            at: location)
    }

    /// Adds a finished node whose cost is not counted yet.
    private mutating func add(_ anchored: Anchored, at location: SourceLocation) -> Bool {
        let (count, overflow) = nodeCount.addingReportingOverflow(anchored.nodes)
        guard !overflow, count <= limits.nodes else {
            problems.append(
                Problem(
                    at: location, "the document is too large once its aliases are filled in",
                    expected: "at most \(limits.nodes) values", hint: "use fewer aliases"))
            return false
        }
        guard frames.count + anchored.height <= limits.depth else {
            return refuseDepth(at: location)
        }
        nodeCount = count
        place(anchored.node, height: anchored.height)
        return true
    }

    private mutating func refuseDepth(at location: SourceLocation) -> Bool {
        problems.append(
            Problem(
                at: location, "lists and mappings are nested too deeply",
                expected: "at most \(limits.depth) levels"))
        return false
    }

    private mutating func place(_ node: YAMLNode, height: Int) {
        guard let last = frames.indices.last else {
            document = node
            return
        }
        frames[last].items.append(node)
        frames[last].height = Swift.max(frames[last].height, height + 1)
    }

    private mutating func endCollection() -> Bool {
        guard let frame = frames.popLast() else { return true }
        let content =
            frame.isMapping
            ? YAMLNode.Content.mapping(pairs(of: frame)) : .sequence(frame.items)
        let node = YAMLNode(content, at: frame.location)
        if let anchor = frame.anchor {
            anchors[anchor] = Anchored(
                node: node, nodes: nodeCount - frame.nodesBefore, height: frame.height)
        }
        place(node, height: frame.height)
        return true
    }

    /// The pairs of a mapping, with scalar keys, each key once, merge keys resolved.
    private mutating func pairs(of frame: Frame) -> [YAMLNode.Pair] {
        var pairs: [YAMLNode.Pair] = []
        var places: [String: SourceLocation] = [:]
        var merged: [YAMLNode] = []
        for index in stride(from: 0, to: frame.items.count - 1, by: 2) {
            let (key, value) = (frame.items[index], frame.items[index + 1])
            guard let name = key.text else {
                reportKeyKind(key)
                continue
            }
            if let earlier = places[name] {
                problems.append(
                    Problem(
                        at: key.location, "the key is given twice", found: name,
                        hint: "it stands in line \(earlier.line) already; remove one"))
                continue
            }
            places[name] = key.location
            if name == "<<", key.plainText != nil {
                merged += mergeSources(value)
            } else {
                pairs.append((key, value))
            }
        }
        // The limit on nodes holds here too: each alias in `merged` was counted with its pairs.
        for source in merged {
            guard case .mapping(let inherited) = source.content else { continue }
            for pair in inherited {
                guard let name = pair.key.text, places[name] == nil else { continue }
                places[name] = pair.key.location
                pairs.append(pair)
            }
        }
        return pairs
    }

    private mutating func reportKeyKind(_ key: YAMLNode) {
        problems.append(
            Problem(
                at: key.location, "\(key.kindName) cannot be a key", expected: "a name",
                hint: "quote a value that starts with `{` or `[`, and fill in a template"
                    + " (`{{ ... }}`) before the file is read"))
    }

    private mutating func mergeSources(_ value: YAMLNode) -> [YAMLNode] {
        switch value.content {
        case .mapping: return [value]
        case .sequence(let items):
            return items.flatMap { item -> [YAMLNode] in
                if case .mapping = item.content { return [item] }
                reportMergeKind(item)
                return []
            }
        case .scalar:
            reportMergeKind(value)
            return []
        }
    }

    private mutating func reportMergeKind(_ value: YAMLNode) {
        problems.append(
            Problem(
                at: value.location, "`<<` merges mappings, found \(value.kindName)",
                expected: "a mapping or a list of mappings"))
    }

    private mutating func checkTag(_ tag: String?, at location: SourceLocation) {
        guard let tag, tag != "!" else { return }
        let standard = ["str", "int", "float", "bool", "null", "map", "seq"]
        guard !standard.contains(where: { tag == "tag:yaml.org,2002:\($0)" }) else { return }
        problems.append(
            Problem(
                at: location, "the tag means nothing here", found: tag, hint: "remove it"))
    }
}
