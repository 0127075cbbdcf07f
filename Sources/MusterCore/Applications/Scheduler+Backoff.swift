/// Back-off: an application with many asks that fit on no node is left alone for a while.
extension Scheduler {
    /// Whether an application with so many asks that fitted on no node is to be left alone.
    @inline(__always)
    func isHopeless(_ failed: Int64, in queue: Int32) -> Bool {
        let most = queues.records[Int(queue)].settings.unschedulableAsksBackoff
        return most > 0 && UInt64(clamping: failed) >= most
    }

    /// Takes those that had too many asks in vain in this cycle out of the waiting order, unless
    /// they got something after that, or have something evicted.
    mutating func backOffHopeless() {
        for application in hopeless where applications.records[Int(application)].entry != nil {
            backOff(application)
        }
        hopeless.removeAll(keepingCapacity: true)
    }

    /// Takes an application out of the waiting order for as long as its queue says.
    private mutating func backOff(_ application: Int32) {
        let index = Int(application)
        let queue = Int(applications.records[index].queue)
        // At least until the next moment, or it would be tried for ever in this one.
        let end =
            now
            + max(
                Tick(milliseconds: 1), queues.records[queue].settings.unschedulableAsksBackoffDelay)
        applications.records[index].backsOffUntil = end
        timers.set(
            .backoff, at: end, for: application,
            sequence: applications.records[index].sequence)
        unexplained.append(application)
        refreshWaitingEntry(of: application)
    }

    /// The time of an application that backed off is up: it waits with the others again.
    mutating func endBackoff(of application: Int32) {
        let index = Int(application)
        guard let end = applications.records[index].backsOffUntil, end <= now else { return }
        applications.records[index].backsOffUntil = nil
        refreshWaitingEntry(of: application)
    }

    /// Until when an application that has something to place is left alone, if it is.
    func backoff(of application: Int32) -> Tick? {
        let index = Int(application)
        guard applications.records[index].waitingCount > 0,
            applications.records[index].state.isSchedulable
        else { return nil }
        return applications.records[index].backsOffUntil
    }
}
