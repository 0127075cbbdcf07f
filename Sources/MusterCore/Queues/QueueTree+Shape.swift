/// The shape of the tree: queues come, are found by name, and go.
extension QueueTree {
    /// The child of this name; O(log of children).
    func child(of queue: Int32, named name: String) -> Int32? {
        let children = records[Int(queue)].children
        let position = position(of: name, among: children)
        guard position < children.count, records[Int(children[position])].name == name else {
            return nil
        }
        return children[position]
    }

    /// Every queue after its parent, siblings by name; O(queues).
    func parentsFirst() -> [Int32] {
        var order: [Int32] = [0]
        order.reserveCapacity(records.count)
        var next = 0
        while next < order.count {
            order.append(contentsOf: records[Int(order[next])].children)
            next += 1
        }
        return order
    }

    /// Makes a leaf queue with default settings, at a place that is free.
    ///
    /// - Returns: Its index.
    mutating func addChild(to parent: Int32, named name: String) -> Int32 {
        var record = QueueRecord(name: name, parent: parent)
        let queue: Int32
        if let vacancy = vacancies.popLast() {
            queue = vacancy
            record.generation = records[Int(queue)].generation
            records[Int(queue)] = record
        } else {
            queue = Int32(records.count)
            records.append(record)
            reachRows(Int(queue))
        }
        let position = position(of: name, among: records[Int(parent)].children)
        records[Int(parent)].children.insert(queue, at: position)
        return queue
    }

    /// Makes a queue for a placement rule.
    ///
    /// `cluster` is the capacity of the cluster, per resource, base units.
    ///
    /// - Returns: Its index.
    mutating func addDynamicChild(
        to parent: Int32, named name: String, isLeaf: Bool, settings: QueueSettings,
        cluster: [Int64]
    ) -> Int32 {
        let queue = addChild(to: parent, named: name)
        records[Int(queue)].isDynamic = true
        records[Int(queue)].isLeaf = isLeaf
        records[Int(queue)].settings = settings
        setBounds(of: queue, to: settings)
        deriveBound(of: queue)
        deriveEntitlement(of: queue, cluster: cluster)
        followHistory(Int(queue))
        refreshShare(Int(queue))
        return queue
    }

    /// Gives a leaf queue other settings.
    mutating func setBounds(of queue: Int32, settings: QueueSettings) {
        let index = Int(queue)
        records[index].settings = settings
        setBounds(of: queue, to: settings)
        deriveBound(of: queue)
        records[index].mayExceedMax = (0..<width).contains {
            usage[index, $0] > max[index, $0]
        }
    }

    /// What a leaf queue gets that is created below a queue; O(depth).
    func childTemplate(below queue: Int32) -> QueueSettings {
        var ancestor = queue
        while ancestor >= 0 {
            if let template = records[Int(ancestor)].childTemplate { return template }
            ancestor = records[Int(ancestor)].parent
        }
        return QueueSettings()
    }

    /// Where a name is, or belongs, among children.
    private func position(of name: String, among children: [Int32]) -> Int {
        var (low, high) = (0, children.count)
        while low < high {
            let middle = (low + high) / 2
            if records[Int(children[middle])].name < name {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// Takes a queue out of the tree, which has nothing in it and nothing below it.
    mutating func remove(_ queue: Int32) {
        let index = Int(queue)
        let parent = Int(records[index].parent)
        let position = position(of: records[index].name, among: records[parent].children)
        records[parent].children.remove(at: position)
        var vacancy = QueueRecord(name: "", parent: -1)
        vacancy.exists = false
        vacancy.isLeaf = false
        vacancy.generation = records[index].generation + 1
        records[index] = vacancy
        clearRows(index)
        vacancies.append(queue)
    }
}
