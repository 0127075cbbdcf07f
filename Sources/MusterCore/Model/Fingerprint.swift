/// A running 64-bit hash of the decisions, in order; equal runs have equal fingerprints.
///
/// Not cryptographic. Each word is mixed with the finaliser of SplitMix64 (Steele, Lea and Flood,
/// "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
public struct Fingerprint: Hashable, Sendable {
    /// The hash of everything absorbed so far.
    public private(set) var value: UInt64 = 0x6d75_7374_6572_2e31

    /// Creates the fingerprint of no decisions.
    public init() {}

    /// Takes one word into the hash.
    public mutating func absorb(_ word: Int64) {
        var mixed = (value ^ UInt64(bitPattern: word)) &+ 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        value = mixed ^ (mixed >> 31)
    }

    /// Takes a decision into the hash: a tag, then its fields.
    mutating func absorb(_ decision: Decision) {
        switch decision {
        case .allocated(let asks, let node):
            absorb(1 << 32 | Int64(node.rawValue))
            absorb(Int64(asks.first.rawValue) << 32 | Int64(asks.count))
        case .held(let application, let group, let count, let node):
            absorb(2, application, Int64(group), Int64(count), Int64(node.rawValue))
        case .unheld(let application, let group, let count, let node, let reason):
            absorb(3, application, Int64(group), Int64(count), Int64(node.rawValue))
            absorb(text: reason.rawValue)
        case .released(let asks, let reason):
            absorb(all: [4, Int64(asks.first.rawValue), Int64(asks.count)])
            absorb(text: reason.rawValue)
        case .reserved(let application, let time):
            absorb(5, application, time.milliseconds)
        case .stateChanged(let application, let from, let to):
            absorb(6, application, from.code << 8 | to.code)
        case .waits(let application, let reason):
            absorb(7, application)
            absorb(reason)
        case .rejected(let application, let reason):
            absorb(8, application)
            absorb(reason)
        case .refused(let input):
            absorb(9)
            absorb(input)
        case .evicted(let asks, let reason):
            absorb(all: [10, Int64(asks.first.rawValue), Int64(asks.count)])
            absorb(reason)
        case .replaced(let placeholder, let ask, let node):
            absorb(all: [13, Int64(placeholder.rawValue), Int64(ask.rawValue)])
            absorb(Int64(node.rawValue))
        case .unneeded(let asks, let reason):
            absorb(all: [14, Int64(asks.first.rawValue), Int64(asks.count)])
            absorb(text: reason.rawValue)
        case .spared(let asks):
            absorb(all: [15, Int64(asks.first.rawValue), Int64(asks.count)])
        case .placed(let application, let queue): absorb(11, application, Int64(queue.rawValue))
        case .queueChanged(let queue, let state):
            absorb(all: [12, Int64(queue.rawValue)])
            absorb(text: state.rawValue)
        }
    }

    private mutating func absorb(all words: [Int64]) {
        for word in words { absorb(word) }
    }

    private mutating func absorb(_ tag: Int64, _ application: ApplicationID, _ words: Int64...) {
        absorb(tag << 32 | Int64(application.rawValue))
        for word in words { absorb(word) }
    }

    private mutating func absorb(text: String) {
        for byte in text.utf8 { absorb(Int64(byte)) }
    }

    private mutating func absorb(_ reason: WaitReason) {
        switch reason {
        case .noAsks: absorb(1)
        case .queueApplications(let queue, let max):
            absorb(all: [2, Int64(queue.rawValue), Int64(truncatingIfNeeded: max)])
        case .queueMax(let queue, let resource, let missing):
            absorb(all: [3, Int64(queue.rawValue), Int64(resource.rawValue), missing])
        case .clusterTooSmall(let resource, let missing):
            absorb(all: [4, Int64(resource.rawValue), missing])
        case .nodesTooSmall(let group, let places, let needed):
            absorb(all: [5, Int64(group ?? -1), places, needed])
        case .notEnoughFree(let resource, let missing):
            absorb(all: [6, Int64(resource.rawValue), missing])
        case .notEnoughPlaces(let group, let places, let needed):
            absorb(all: [7, Int64(group ?? -1), places, needed])
        case .behind(let application): absorb(all: [8, Int64(application.rawValue)])
        case .wouldDelay(let application, let time):
            absorb(all: [9, Int64(application.rawValue), time.milliseconds])
        case .reserved(let time): absorb(all: [10, time.milliseconds])
        case .notTriedYet: absorb(11)
        case .limitMax(let queue, let subject, let resource, let missing):
            absorb(all: [12, Int64(queue.rawValue), Int64(resource.rawValue), missing])
            absorb(subject)
        case .limitApplications(let queue, let subject, let max):
            absorb(all: [13, Int64(queue.rawValue), Int64(truncatingIfNeeded: max)])
            absorb(subject)
        case .backoff(let time): absorb(all: [14, time.milliseconds])
        case .requiredNode(let node, let resource, let missing):
            absorb(all: [15, Int64(node.rawValue), Int64(resource?.rawValue ?? -1), missing])
        case .evicting(let remaining): absorb(all: [16, remaining])
        case .requiredNodeUnsuitable(let node, let obstacle):
            absorb(all: [18, Int64(node.rawValue), Int64(obstacle.rawValue)])
        case .unsuitableNodes(let group, let places, let needed, let tally):
            absorb(all: [17, Int64(group ?? -1), places, needed])
            for entry in tally.entries {
                absorb(all: [Int64(entry.obstacle.rawValue), Int64(entry.count)])
            }
        }
    }

    private mutating func absorb(_ reason: RejectionReason) {
        switch reason {
        case .noSuchLeafQueue(let queue): absorb(all: [1, Int64(queue.rawValue)])
        case .queueDraining(let queue): absorb(all: [2, Int64(queue.rawValue)])
        case .gangExceedsQueueMax(let queue, let resource, let requested, let max):
            absorb(all: [3, Int64(queue.rawValue), Int64(resource.rawValue), requested, max])
        case .invalidTaskGroup(let group): absorb(all: [4, Int64(group)])
        case .invalidRequest: absorb(5)
        case .noPlacementRuleMatched: absorb(6)
        case .placementRuleFailed(let rule, let failure):
            absorb(all: [7, Int64(rule)])
            absorb(failure)
        }
    }

    private mutating func absorb(_ failure: PlacementFailure) {
        switch failure {
        case .invalidName(let name):
            absorb(1)
            absorb(text: name)
        case .parentIsLeaf(let queue): absorb(all: [2, Int64(queue.rawValue)])
        case .reservedName(let name):
            absorb(3)
            absorb(text: name)
        }
    }

    private mutating func absorb(_ reason: EvictionReason) {
        switch reason {
        case .preempted(let application): absorb(all: [1, Int64(application.rawValue)])
        case .requiredNode(let application, let node):
            absorb(all: [2, Int64(application.rawValue), Int64(node.rawValue)])
        case .quota(let queue): absorb(all: [3, Int64(queue.rawValue)])
        }
    }

    private mutating func absorb(_ subject: LimitSubject) {
        switch subject {
        case .user(let name):
            absorb(1)
            absorb(text: name)
        case .group(let name):
            absorb(2)
            absorb(text: name)
        }
    }

    private mutating func absorb(_ input: RefusedInput) {
        switch input {
        case .unknownNode(let node): absorb(all: [1, Int64(node.rawValue)])
        case .unknownApplication(let application): absorb(all: [2, Int64(application.rawValue)])
        case .applicationInUse(let application): absorb(all: [3, Int64(application.rawValue)])
        case .unknownAsk(let ask): absorb(all: [4, Int64(ask.rawValue)])
        case .askInUse(let ask): absorb(all: [5, Int64(ask.rawValue)])
        case .notAllocated(let ask): absorb(all: [6, Int64(ask.rawValue)])
        case .unknownTaskGroup(let application, let group):
            absorb(all: [7, Int64(application.rawValue), Int64(group)])
        case .invalidNode(let node): absorb(all: [8, Int64(node.rawValue)])
        case .notEvicted(let ask): absorb(all: [10, Int64(ask.rawValue)])
        case .identifierOutOfRange(let identifier): absorb(all: [9, Int64(identifier)])
        case .unknownOccupant(let occupant): absorb(all: [11, Int64(occupant.rawValue)])
        }
    }
}

extension ApplicationState {
    /// A number that stays the same whatever order the cases are written in.
    var code: Int64 {
        switch self {
        case .new: 1
        case .accepted: 2
        case .running: 3
        case .rejected: 4
        case .completing: 5
        case .completed: 6
        case .failing: 7
        case .failed: 8
        case .expired: 9
        case .resuming: 10
        }
    }
}
