import MusterCore
import YAMLDocument

extension QueueFileReader {
    /// Reads a queue and all below it; `path` is that of its parent, `nil` for the root.
    mutating func readQueue(_ node: YAMLNode, path: String?) -> QueueDefinition? {
        let known = [
            "name", "parent", "resources", "maxapplications", "properties", "adminacl",
            "submitacl", "childtemplate", "queues", "limits",
        ]
        if let text = node.text {
            report(
                Problem(
                    at: node.location, "a queue is a mapping", found: text,
                    expected: "its fields", hint: text.isEmpty ? nil : "write `- name: \(text)`"))
            return nil
        }
        let read = node.fields(
            of: "a queue", known: known, misplaced: Self.placeOfField, problems: &problems)
        guard let fields = read,
            let name = fields.required("name", problems: &problems)?
                .string(of: "name", problems: &problems)
        else { return nil }
        checkName(name, isFirstLevel: path == "root")
        var queue = QueueDefinition(name: name.value.lowercased(), location: name.location)
        let fullPath = path.map { "\($0).\(queue.name)" } ?? queue.name
        queue.isMarkedParent = fields.bool("parent", problems: &problems)?.value ?? false
        if path == nil { queue.isMarkedParent = true }
        (queue.guaranteed, queue.max) = readResources(fields, ofRoot: path == nil)
        queue.maxApplications = fields.integer(
            "maxapplications", in: 0...UInt64.max, problems: &problems)
        if queue.maxApplications == nil, fields["maxapplications"] != nil {
            unreadableMaxApplications.insert(queue.location)
        }
        queue.properties = readProperties(fields)
        queue.adminACL = readACL("adminacl", in: fields)
        queue.submitACL = readACL("submitacl", in: fields)
        queue.limits = readLimits(fields)
        queue.children = fields.list("queues", problems: &problems).compactMap {
            readQueue($0, path: fullPath)
        }
        queue.childTemplate = readChildTemplate(fields, ofQueue: fullPath)
        if queue.isLeaf, queue.childTemplate != nil {
            report(
                Problem(
                    at: fields.location(of: "childtemplate") ?? fields.location,
                    "leaf queue `\(fullPath)` has a childtemplate, which only a parent can use",
                    hint: "add `parent: true`, or remove the template"))
        }
        return queue
    }

    /// Where a field belongs that was found in a queue.
    private static func placeOfField(_ name: String) -> String? {
        if KnownProperty(rawValue: name) != nil { return "write it under `properties`" }
        switch name {
        case "guaranteed", "max": return "write it under `resources`"
        case "users", "groups", "maxresources":
            return "write it in an item of `limits`"
        case "placementrules", "nodesortpolicy", "preemption", "usergroupresolver":
            return "write it in the partition, beside its `queues`"
        default: return nil
        }
    }

    /// Where a field belongs that was found in a childtemplate.
    private static func placeOfTemplateField(_ name: String) -> String? {
        let ofParent = ["submitacl", "adminacl", "limits"]
        return ofParent.contains(name)
            ? "write it beside `childtemplate`: it holds for the queues below too"
            : placeOfField(name)
    }

    private mutating func checkName(_ name: Located<String>, isFirstLevel: Bool) {
        if !NameRule.queue.matches(name.value) {
            var hint: String?
            if name.value.contains(".") {
                hint = "a dot separates levels: describe the queue under `queues` of the one above"
            } else if name.value.count > 64 {
                hint = "it has \(name.value.count) characters"
            }
            report(
                Problem(
                    at: name.location, "wrong queue name", found: name.value,
                    expected: NameRule.queue.description, hint: hint))
        } else if isFirstLevel, name.value.lowercased() == "@recovery@" {
            report(
                Problem(
                    at: name.location, "the queue name is reserved for recovery after a restart",
                    found: name.value, hint: "choose another name"))
        }
    }

    private mutating func readACL(_ key: String, in fields: YAMLFields) -> AccessControlList {
        guard let node = fields[key] else { return .nobody }
        guard let text = node.text else {
            report(
                Problem(
                    at: node.location, "wrong kind of value for `\(key)`, found \(node.kindName)",
                    expected: "a text such as `alice,bob ops`",
                    hint: "users with commas between them, then a space, then groups"))
            return .nobody
        }
        return AccessControlList(text, at: node.location, problems: &problems) ?? .nobody
    }

    private mutating func readProperties(_ fields: YAMLFields) -> [QueueProperty] {
        fields.mapping("properties", problems: &problems).compactMap { key, value in
            guard let text = value.string(of: key.value, problems: &problems) else { return nil }
            let property = QueueProperty(
                name: key.value, value: text.value, location: text.location)
            report(property.warning)
            return property
        }
    }

    private mutating func readChildTemplate(
        _ fields: YAMLFields, ofQueue path: String
    ) -> ChildTemplate? {
        let known = ["maxapplications", "properties", "resources"]
        guard let node = fields["childtemplate"],
            let template = node.fields(
                of: "a childtemplate", known: known, misplaced: Self.placeOfTemplateField,
                problems: &problems)
        else { return nil }
        var result = ChildTemplate(location: node.location)
        let maxApplications = template.integer(
            "maxapplications", in: 0...UInt64.max, problems: &problems)
        result.maxApplications = maxApplications?.value ?? 0
        result.properties = readProperties(template)
        (result.guaranteed, result.max) = readResources(template, ofRoot: false)
        checkGuaranteed(
            of: "the childtemplate of `\(path)`", result.guaranteed, against: result.max)
        return result
    }

    /// `guaranteed` and `max` of `resources`.
    private mutating func readResources(
        _ fields: YAMLFields, ofRoot isRoot: Bool
    ) -> (guaranteed: ResourceMap, max: ResourceMap) {
        let known = ["guaranteed", "max"]
        let resources = fields["resources"]?.fields(
            of: "`resources`", known: known, problems: &problems)
        guard let resources else { return (ResourceMap(), ResourceMap()) }
        let guaranteed = readResourceMap("guaranteed", in: resources)
        let max = readResourceMap("max", in: resources)
        guard isRoot else { return (guaranteed, max) }
        if resources["guaranteed"] != nil || resources["max"] != nil {
            report(
                Problem(
                    at: fields.location(of: "resources") ?? fields.location,
                    "`root` has `resources`, but it always has what the nodes have",
                    hint: "set them on the queues below"))
        }
        return (ResourceMap(), ResourceMap())
    }

    /// A map of quantities; entries that cannot be read are reported and left out.
    mutating func readResourceMap(_ key: String, in fields: YAMLFields) -> ResourceMap {
        var map = ResourceMap()
        for (name, value) in fields.mapping(key, problems: &problems) {
            guard let resource = readResourceName(name),
                let text = value.string(of: resource, problems: &problems)
            else { continue }
            do throws(QuantityError) {
                let quantity = try parseQuantity(text.value, of: resource)
                map.entries.append(
                    ResourceMap.Entry(
                        resource: catalog.intern(resource), quantity: quantity, text: text.value,
                        location: text.location))
            } catch {
                report(
                    Problem(
                        at: text.location, "wrong quantity for `\(resource)`", found: text.value,
                        expected: error.expected, hint: error.hint))
            }
        }
        return map
    }

    /// The name of a resource; any name is one, but some are probably meant otherwise.
    mutating func readResourceName(_ name: Located<String>) -> String? {
        guard !name.value.isEmpty else {
            report(Problem(at: name.location, "a resource has no name"))
            return nil
        }
        let synonyms = ["cpu": "vcore", "cpus": "vcore", "mem": "memory", "gpu": "nvidia.com/gpu"]
        let known = ["vcore", "memory"]
        let meant =
            synonyms[name.value.lowercased()]
            ?? (known.contains(name.value) ? nil : nearest(to: name.value, among: known, edits: 2))
        if let meant {
            report(
                Problem(
                    .warning, at: name.location, "no node has a resource of this name",
                    found: name.value, hint: "did you mean `\(meant)`?"))
        }
        return name.value
    }
}
