import MusterConfiguration
public import MusterCore
import YAMLDocument

/// Reads a workload in Muster's own format.
///
/// The format is described in `simulator/workloads/README.md`. Every member requests one of
/// `pods` in addition to what is written, unless that names `pods` itself.
///
/// - Parameters:
///   - bytes: The YAML text.
///   - file: The name for messages; its last part names a workload that has no name.
///   - catalog: Learns resource names that it has not seen before.
/// - Returns: The workload, or every problem with its place.
/// - Complexity: O(bytes + jobs · log jobs).
public func readWorkloadFile(
    _ bytes: [UInt8], file: String, catalog: inout ResourceCatalog
) -> WorkloadReading {
    var reader = WorkloadFileReader(file: file, catalog: catalog)
    let workload = reader.read(bytes)
    catalog = reader.catalog
    return WorkloadReading(workload: workload, problems: reader.problems)
}

private struct WorkloadFileReader {
    /// What all jobs of a file may come to: a short file may not fill the memory.
    private static let maximumTaskGroups = 1_000_000
    /// How many checkpoints there may be in a run.
    private static let maximumCheckpoints: Int64 = 100_000
    /// Kubernetes keeps what is above for the system.
    private static let priorities: ClosedRange<Int32> = -1_000_000_000...1_000_000_000

    let file: String
    var catalog: ResourceCatalog
    var problems: [Problem] = []
    private var builder = WorkloadBuilder(name: "")
    private var names = UniqueNames(of: "job")
    /// Jobs with their task groups, in the order of the file.
    private var jobs: [(job: Job, groups: [JobTaskGroup])] = []
    private var taskGroups = 0
    private var isTooLarge = false

    init(file: String, catalog: ResourceCatalog) {
        self.file = file
        self.catalog = catalog
    }

    mutating func read(_ bytes: [UInt8]) -> Workload? {
        let document = fields(
            of: .workload, in: bytes, file: file, known: ["name", "jobs"], problems: &problems)
        guard let document else { return nil }
        let name = document.string("name", problems: &problems)?.value ?? baseName(of: file)
        builder = WorkloadBuilder(name: name)
        if let list = document.required("jobs", problems: &problems) {
            let items = list.list(of: "jobs", problems: &problems)
            for item in items { readJob(item) }
            if items.isEmpty, problems.isEmpty {
                problems.append(Problem(at: list.location, "the workload has no jobs"))
            }
        }
        guard problems.isEmpty else { return nil }
        // Jobs stand in the file in the order that tells the story best.
        let ordered = jobs.enumerated().sorted {
            ($0.element.job.submitted, $0.offset) < ($1.element.job.submitted, $1.offset)
        }
        for (_, (job, groups)) in ordered { builder.add(job, taskGroups: groups) }
        return builder.workload
    }

    private mutating func readJob(_ node: YAMLNode) {
        let known = [
            "name", "queue", "user", "submit", "priority", "estimate", "gang", "count", "every",
            "members", "minMembers", "request", "run", "groups", "userGroups", "namespace", "tags",
            "checkpointEvery", "optOut", "neverPreempts",
        ]
        guard let job = node.fields(of: "a job", known: known, problems: &problems) else { return }
        let name = job.name(problems: &problems)
        let queue = job.string("queue", problems: &problems)?.value ?? ""
        let user = job.string("user", problems: &problems)?.value ?? ""
        let submit = job.duration("submit", problems: &problems) ?? .zero
        let priority = job.integer("priority", in: Self.priorities, problems: &problems)
        let isGang = job.bool("gang", problems: &problems)?.value ?? true
        let count = job.integer("count", in: 1...1_000_000, problems: &problems)?.value
        let every = job.duration("every", problems: &problems)
        let estimate = job.duration("estimate", problems: &problems)
        let properties = job.jobProperties(problems: &problems)
        let groups = readGroups(job, isGang: isGang)
        checkCheckpoints(of: job, every: properties.checkpointInterval, groups)
        if job["count"] == nil, let place = job["every"]?.location {
            problems.append(
                Problem(at: place, "`every` says nothing without `count`", hint: "add `count`"))
        }
        taskGroups += (count ?? 1) * max(groups.count, 1)
        reportSize(at: node.location)
        guard let name, !isTooLarge else { return }
        let interval = every ?? .zero
        let last = submit.milliseconds.addingSaturating(
            interval.milliseconds.multipliedSaturating(by: Int64((count ?? 1) - 1)))
        if last > longestDuration.milliseconds, let place = job["every"]?.location {
            problems.append(
                Problem(
                    at: place, "the last repetition is submitted too late",
                    expected: "at most \(longestDuration.milliseconds / 1000) s",
                    hint: "lower `every` or `count`"))
        }
        let queueIndex = builder.queue(queue)
        let userIndex = builder.user(user)
        let propertiesIndex = builder.properties(properties)
        for index in 0..<(count ?? 1) {
            let fullName = count == nil ? name.value : "\(name.value)-\(index + 1)"
            // One repeated name in a thousand repetitions tells enough.
            guard names.insert(fullName, at: name.location, problems: &problems) else { return }
            let delay = interval.milliseconds.multipliedSaturating(by: Int64(index))
            let repetition = Job(
                name: fullName, queue: queueIndex, user: userIndex,
                submitted: submit + Tick(milliseconds: delay), runTimeEstimate: estimate,
                priority: priority?.value ?? 0, isGang: isGang, firstTaskGroup: 0,
                properties: propertiesIndex)
            jobs.append((repetition, groups))
        }
    }

    /// Each checkpoint is an event: a long run with a short interval would never come to its end.
    private mutating func checkCheckpoints(
        of job: YAMLFields, every interval: Tick?, _ groups: [JobTaskGroup]
    ) {
        let longest = groups.map { ($0.appearsAfter + $0.runTime).milliseconds }.max() ?? 0
        let seconds = longest / (Self.maximumCheckpoints * 1000) + 1
        guard let interval, longest / interval.milliseconds > Self.maximumCheckpoints,
            let place = job["checkpointEvery"]
        else { return }
        problems.append(
            Problem(
                at: place.location,
                "more than \(Self.maximumCheckpoints) checkpoints in the job's run",
                expected: "a time of at least \(seconds) s"))
    }

    /// Reports the first job that is too much; the jobs after it are only checked.
    private mutating func reportSize(at location: SourceLocation) {
        guard taskGroups > Self.maximumTaskGroups, !isTooLarge else { return }
        isTooLarge = true
        let what = "the jobs up to here have more than \(Self.maximumTaskGroups) task groups"
        problems.append(Problem(at: location, what, hint: "lower `count`"))
    }
}

// MARK: - Task groups

extension WorkloadFileReader {
    private static let shortForm = ["members", "minMembers", "request", "run"]

    /// The task groups of a job, from its list or from its own fields.
    private mutating func readGroups(_ job: YAMLFields, isGang: Bool) -> [JobTaskGroup] {
        guard let list = job["groups"] else {
            return readGroup(job, name: "", isGang: isGang).map { [$0] } ?? []
        }
        for key in Self.shortForm {
            guard let place = job[key]?.location else { continue }
            problems.append(
                Problem(
                    at: place, "a job with `groups` cannot have `\(key)` as well",
                    hint: "move it into the groups"))
        }
        var names = UniqueNames(of: "group")
        var groups: [JobTaskGroup] = []
        let items = list.list(of: "groups", problems: &problems)
        for item in items {
            let known = ["name", "appearsAfter", "originator"] + Self.shortForm
            let group = item.fields(of: "a group", known: known, problems: &problems)
            guard let group else { continue }
            let name = group.name(problems: &problems)
            if let name { _ = names.insert(name.value, at: name.location, problems: &problems) }
            if let group = readGroup(group, name: name?.value ?? "", isGang: isGang) {
                groups.append(group)
            }
        }
        let isNeverStarted = groups.allSatisfy { $0.appearsAfter > .zero }
        if isNeverStarted, groups.count == items.count {
            problems.append(
                Problem(
                    at: list.location,
                    items.isEmpty ? "the job has no groups" : "every group has `appearsAfter`",
                    expected: "at least one group that is there from the start"))
        }
        return groups
    }

    /// One task group from the fields of a group or of a job in the short form.
    private mutating func readGroup(
        _ fields: YAMLFields, name: String, isGang: Bool
    ) -> JobTaskGroup? {
        let members = fields.integer("members", in: Int32(1)...10_000_000, problems: &problems)
        // Where `members` is wrong itself, one complaint is enough.
        let most = members?.value ?? (fields["members"] == nil ? 1 : 10_000_000)
        let minMembers = readMinMembers(fields, of: most, isGang: isGang)
        let hasRequest = fields.required("request", problems: &problems) != nil
        let named = fields.resources("request", catalog: &catalog, problems: &problems)
        let hasRun = fields.required("run", problems: &problems) != nil
        let run = fields.duration("run", problems: &problems)
        let appearsAfter = fields.duration("appearsAfter", problems: &problems) ?? .zero
        let isOriginator = fields.bool("originator", problems: &problems)?.value ?? false
        guard hasRequest, hasRun, let run else { return nil }
        return JobTaskGroup(
            name: name, members: members?.value ?? 1,
            request: builder.request(Resources(named, pods: 1)), runTime: run,
            appearsAfter: appearsAfter, minMembers: minMembers, isOriginator: isOriginator)
    }

    private mutating func readMinMembers(
        _ fields: YAMLFields, of members: Int32, isGang: Bool
    ) -> Int32? {
        guard let place = fields["minMembers"]?.location else { return nil }
        guard isGang else {
            problems.append(
                Problem(
                    at: place, "`minMembers` says nothing where `gang` is false",
                    hint: "its members start when they can"))
            return nil
        }
        return fields.integer("minMembers", in: 1...members, problems: &problems)?.value
    }
}
