import MusterCore

/// Puts a workload together from names and request vectors, storing each distinct one once.
struct WorkloadBuilder {
    private(set) var workload: Workload
    private var queues: [String: Int32] = ["": 0]
    private var users: [String: Int32] = ["": 0]
    private var requests: [Resources: Int32] = [:]
    private var properties = [JobProperties(): Int32(0)]

    init(name: String) {
        workload = Workload(name: name)
    }

    /// Makes room for so many jobs of one task group each.
    mutating func reserveCapacity(_ jobs: Int) {
        workload.jobs.reserveCapacity(jobs)
        workload.taskGroups.reserveCapacity(jobs)
    }

    /// The index of a queue name, stored on first sight.
    mutating func queue(_ name: String) -> Int32 {
        Self.index(of: name, in: &queues, storing: &workload.queues)
    }

    /// The index of a user name, stored on first sight.
    mutating func user(_ name: String) -> Int32 {
        Self.index(of: name, in: &users, storing: &workload.users)
    }

    /// The index of a request vector, stored on first sight.
    mutating func request(_ resources: Resources) -> Int32 {
        Self.index(of: resources, in: &requests, storing: &workload.requests)
    }

    /// The index of what a job says besides, stored on first sight.
    mutating func properties(_ said: JobProperties) -> Int32 {
        Self.index(of: said, in: &properties, storing: &workload.properties)
    }

    /// Adds a job; its `firstTaskGroup` and `taskGroupCount` are set here.
    mutating func add(_ job: Job, taskGroups: some Collection<JobTaskGroup>) {
        var job = job
        job.firstTaskGroup = Int32(workload.taskGroups.count)
        job.taskGroupCount = Int32(taskGroups.count)
        workload.taskGroups.append(contentsOf: taskGroups)
        workload.jobs.append(job)
    }

    private static func index<Element: Hashable>(
        of element: Element, in known: inout [Element: Int32], storing elements: inout [Element]
    ) -> Int32 {
        if let index = known[element] { return index }
        let index = Int32(elements.count)
        elements.append(element)
        known[element] = index
        return index
    }
}
