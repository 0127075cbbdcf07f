/// Ageing: who waits for long rises in its leaf queue.
///
/// Only ranks follow it. What may be evicted for whom is decided by the priorities as they were
/// asked for, so that nobody is evicted for having waited less.
extension Scheduler {
    /// The priority by which a waiting application is ranked in its leaf queue, and which the
    /// leaf shows to its parent: one more for each full `ageing` since its submission.
    @inline(__always)
    func agedPriority(_ priority: Int32, of application: Int32) -> Int32 {
        guard let step = ageingStep(of: application) else { return priority }
        return Int32(clamping: Int64(priority).addingSaturating(fullSteps(step, application)))
    }

    /// Has a waiting application rise when its next step is due, if its queue knows ageing.
    mutating func watchAge(of application: Int32) {
        let index = Int(application)
        guard let step = ageingStep(of: application),
            applications.records[index].entry != nil
        else { return }
        let steps = fullSteps(step, application).addingSaturating(1)
        let next =
            applications.records[index].submitted
            + Tick(milliseconds: step.milliseconds.multipliedSaturating(by: steps))
        // A step in the past would be due at once, for ever.
        guard next > now, applications.records[index].ages != next else { return }
        applications.records[index].ages = next
        timers.set(
            .ageing, at: next, for: application,
            sequence: applications.records[index].sequence)
    }

    /// A step is due: the application takes its new place, if it still waits.
    mutating func growOlder(_ application: Int32) {
        let index = Int(application)
        guard applications.records[index].ages <= now else { return }
        applications.records[index].ages = .never
        guard let old = applications.records[index].entry,
            let new = makeWaitingEntry(of: application)
        else { return }
        queues.removeWaiting(old, from: applications.records[index].queue)
        applications.records[index].entry = new
        queues.insertWaiting(new, in: applications.records[index].queue)
        watchAge(of: application)
    }

    @inline(__always)
    private func ageingStep(of application: Int32) -> Tick? {
        let queue = applications.records[Int(application)].queue
        let step = queues.records[Int(queue)].settings.ageing
        return step > .zero ? step : nil
    }

    @inline(__always)
    private func fullSteps(_ step: Tick, _ application: Int32) -> Int64 {
        let waited = now - applications.records[Int(application)].submitted
        return max(0, waited.milliseconds) / step.milliseconds
    }
}
