/// Pods that others have placed on the nodes.
struct OccupantTable: Sendable {
    /// Per identifier its node and class; the node is -1 where there is none.
    private(set) var places: [(node: Int32, classIndex: Int32)] = []

    subscript(occupant: OccupantID) -> (node: Int32, classIndex: Int32)? {
        occupant.rawValue >= 0 && occupant.index < places.count && places[occupant.index].node >= 0
            ? places[occupant.index] : nil
    }

    mutating func set(_ occupant: OccupantID, _ place: (node: Int32, classIndex: Int32)?) {
        while places.count <= occupant.index { places.append((-1, -1)) }
        places[occupant.index] = place ?? (-1, -1)
    }
}

extension Scheduler {
    mutating func changeOccupant(_ occupant: Occupant) {
        guard (0..<Self.maximumAsks).contains(Int64(occupant.id.rawValue)) else {
            decide(.refused(.identifierOutOfRange(occupant.id.rawValue)))
            return
        }
        guard nodes.exists(occupant.node) else {
            decide(.refused(.unknownNode(occupant.node)))
            return
        }
        let isSound = occupant.request.quantities.allSatisfy {
            (0...Self.maximumCapacity).contains($0)
        }
        guard isSound, nodes.canOccupy(occupant.node, occupant.request) else {
            decide(.refused(.invalidNode(occupant.node)))
            return
        }
        reach(occupant.request)
        forgetOccupant(occupant.id)
        let classIndex = classes.retain(occupant.request, occupant.constraints)
        nodes.occupy(1, of: classIndex, on: occupant.node.rawValue, classes: &classes)
        occupants.set(occupant.id, (occupant.node.rawValue, classIndex))
        noteOccupantsChanged()
    }

    mutating func removeOccupant(_ occupant: OccupantID) {
        guard occupants[occupant] != nil else {
            decide(.refused(.unknownOccupant(occupant)))
            return
        }
        forgetOccupant(occupant)
        noteOccupantsChanged()
    }

    /// Forgets all occupants of a node that leaves; O(occupants).
    mutating func forgetOccupants(on node: Int32) {
        for index in occupants.places.indices where occupants.places[index].node == node {
            forgetOccupant(OccupantID(index))
        }
    }

    private mutating func forgetOccupant(_ occupant: OccupantID) {
        guard let place = occupants[occupant] else { return }
        nodes.occupy(-1, of: place.classIndex, on: place.node, classes: &classes)
        classes.release(place.classIndex)
        occupants.set(occupant, nil)
    }

    private mutating func noteOccupantsChanged() {
        plan?.isStale = true
        noteFreed()
    }
}
