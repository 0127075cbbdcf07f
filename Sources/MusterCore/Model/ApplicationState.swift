/// The state of an application, in YuniKorn's words.
public enum ApplicationState: String, Hashable, Sendable, CaseIterable {
    /// Submitted; has asked for nothing yet. Goes to `accepted` or `rejected`.
    case new = "New"
    /// Has asks and no allocation. Goes to `running`, `completing`, `failing` or `resuming`.
    case accepted = "Accepted"
    /// Has a real allocation, or its whole gang has places.
    case running = "Running"
    /// Turned away. Terminal.
    case rejected = "Rejected"
    /// Has neither asks nor allocations; a new ask makes it run again.
    case completing = "Completing"
    /// Ended well. Terminal.
    case completed = "Completed"
    /// A hard gang's timeout passed; its places are being given back.
    case failing = "Failing"
    /// Ended badly. Terminal.
    case failed = "Failed"
    /// Finished long ago and forgotten. Terminal.
    case expired = "Expired"
    /// A soft gang's timeout passed; goes to `accepted` once its held places are given back.
    case resuming = "Resuming"
}
