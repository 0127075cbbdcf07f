internal import HeapModule
internal import MusterCore

/// Something that the adapter does by itself at a moment.
struct AdapterTimer: Comparable, Sendable {
    enum Kind: Hashable, Sendable {
        /// A pod is looked at again.
        case look(PodKey)
        /// A binding is tried again, or its confirmation is overdue.
        case bind(PodKey, attempt: Int32)
        /// An eviction is tried again.
        case evict(PodKey)
        /// The deletion of a pod is tried again.
        case delete(PodKey)
        /// Placeholders of an application may have to be made again.
        case gather(String)
        /// An application is looked at again.
        case settle(String)
        /// A node may get pods again.
        case node(String)
        /// The reasons for waiting are told.
        case report
    }

    var time: Tick
    /// Timers of one moment fire in the order in which they were set.
    var sequence: Int64
    var kind: Kind

    static func < (left: AdapterTimer, right: AdapterTimer) -> Bool {
        (left.time, left.sequence) < (right.time, right.sequence)
    }

    static func == (left: AdapterTimer, right: AdapterTimer) -> Bool {
        left.sequence == right.sequence
    }
}

extension Adapter {
    mutating func setTimer(_ kind: AdapterTimer.Kind, after delay: Tick) {
        timerSequence += 1
        timers.insert(AdapterTimer(time: now + delay, sequence: timerSequence, kind: kind))
    }

    mutating func fireTimers() {
        while let timer = timers.min, timer.time <= now {
            timers.removeMin()
            switch timer.kind {
            case .look(let key):
                if let place = pods.place(of: key) { noteStale(place) }
            case .bind(let key, let attempt): continueBinding(key, attempt: attempt)
            case .evict(let key): continueEviction(key)
            case .delete(let key):
                if let place = pods.place(of: key), pods[place].deletion != nil {
                    sendDeletion(place)
                }
            case .gather(let name):
                if let application = applications.identifier(of: name) {
                    noteGatheringChange(of: application)
                }
            case .settle(let name):
                if let application = applications.identifier(of: name) { noteStale(application) }
            case .node(let name): noteStale(nodes.intern(name))
            case .report: areReportsDue = true
            }
        }
    }
}
