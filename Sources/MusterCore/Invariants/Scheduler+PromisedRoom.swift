extension Scheduler {
    /// Per node, by its identifier: what of it is taken for nobody who is there yet, which are
    /// places held for members of gangs and what claims have got so far; base units.
    ///
    /// - Complexity: O(nodes + applications + claims).
    public func promisedRoom() -> [Resources] {
        var rows = ResourceRows(width: nodes.width)
        guard nodes.count > 0 else { return [] }
        rows.reach(nodes.count - 1)
        for record in applications.records where record.exists && record.heldCount > 0 {
            for group in record.groups {
                for place in group.held {
                    for lane in classes[group.classIndex].lanes {
                        rows[Int(place.node), lane.lane] += lane.amount * Int64(place.count)
                    }
                }
            }
        }
        addClaims(to: &rows)
        return (0..<nodes.count).map { rows.resources($0) }
    }
}
