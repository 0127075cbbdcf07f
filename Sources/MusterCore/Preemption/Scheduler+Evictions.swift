/// What becomes of evicted allocations.
extension Scheduler {
    /// What was to be evicted is gone; the asks wait again.
    mutating func endEvictions(_ range: AskRange) {
        refuse(range)
    }

    /// What the application did until a moment would not be lost by an eviction.
    mutating func noteCheckpoint(of application: ApplicationID, at time: Tick) {
        guard applications.exists(application) else {
            decide(.refused(.unknownApplication(application)))
            return
        }
    }
}
