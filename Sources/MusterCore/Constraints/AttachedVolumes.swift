/// Which volumes are attached to which nodes, as far as drivers limit their number.
struct AttachedVolumeTable: Sendable {
    private var known: [AttachedVolume: Int32] = [:]
    private var drivers: [String] = []
    /// Per node the volumes there and how many members use them, ascending by volume.
    private var attached: [[(volume: Int32, users: Int64)]] = []

    /// The identifiers of volumes whose driver may limit them, ascending.
    mutating func identifiers(of volumes: [AttachedVolume]) -> [Int32] {
        volumes.filter { !$0.driver.isEmpty }.map { volume in
            if let number = known[volume] { return number }
            let fresh = Int32(drivers.count)
            known[volume] = fresh
            drivers.append(volume.driver)
            return fresh
        }.sorted()
    }

    /// Forgets everything.
    mutating func removeAll() {
        self = AttachedVolumeTable()
    }

    /// Members with these volumes come to a node (go from it, if negative).
    mutating func note(_ count: Int64, of volumes: [Int32], on node: Int32) {
        guard !volumes.isEmpty else { return }
        while attached.count <= Int(node) { attached.append([]) }
        for volume in volumes {
            let list = attached[Int(node)]
            let position = list.firstIndex { $0.volume >= volume } ?? list.count
            if position == list.count || list[position].volume != volume {
                attached[Int(node)].insert((volume, 0), at: position)
            }
            attached[Int(node)][position].users += count
            if attached[Int(node)][position].users == 0 {
                attached[Int(node)].remove(at: position)
            }
        }
    }

    /// Whether these volumes can be attached to a node besides those that are.
    func fit(_ volumes: [Int32], on node: Int32, _ limits: [VolumeLimit]) -> Bool {
        let there = Int(node) < attached.count ? attached[Int(node)] : []
        return limits.allSatisfy { limit in
            let new = volumes.count { volume in
                drivers[Int(volume)] == limit.driver
                    && !there.contains { $0.volume == volume }
            }
            guard new > 0 else { return true }
            let used = there.count { drivers[Int($0.volume)] == limit.driver }
            return used + new <= Int(limit.count)
        }
    }
}
