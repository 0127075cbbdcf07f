import KubernetesClient

/// A subject's turn: many pods that wait for it, then single ones on a cluster at rest.
struct Round {
    let cluster: BenchCluster
    let subject: Subject
    let pods: Int
    let singles: Int
    /// The server, if it was started by this program.
    let server: ChildProcess?

    func run() async throws -> RoundResult {
        let watch = PodWatch(cluster.client, namespace: cluster.namespace)
        try await watch.open()
        defer { watch.close() }
        let names = (0..<pods).map { "\(subject.name)-\($0)" }
        var result = RoundResult(subject: subject.name, pods: pods)
        let created = monotonicNanoseconds()
        try await cluster.createPods(names, schedulerName: subject.schedulerName)
        try await watch.wait("pods", until: { $0.present >= names.count })
        result.createdPerSecond = Double(pods) / seconds(since: created)
        let known = try await cluster.eventCount()
        let before = await ServerFigures.now(cluster.client)
        let serverBefore = server?.usage
        let child = try subject.command.map { try ChildProcess($0) }
        defer { child?.stop() }
        let started = monotonicNanoseconds()
        try await watch.wait(
            "bindings", until: { $0.bound >= names.count }, unless: { failure(of: child) })
        let allTold = try await lastEvent(of: known + pods)
        let after = await ServerFigures.now(cluster.client)
        let tally = watch.tally
        if let first = tally.firstBound, let last = tally.lastBound {
            result.firstBindSeconds = Double(first - started) / 1e9
            // The first one is the start of the measured time.
            result.boundPerSecond = Double(pods - 1) / (Double(max(last - first, 1)) / 1e9)
            if let allTold {
                let span = Double(max(allTold, last) - first) / 1e9
                result.allToldPerSecond = Double(pods - 1) / span
            }
        }
        result.usage = child?.usage
        if let before, let after {
            result.calls = after.calls(since: before)
            result.serverCPUSeconds = zip(after.cpuSeconds, before.cpuSeconds).map { $0 - $1 }
        } else if let now = server?.usage, let serverBefore {
            result.serverCPUSeconds = now.cpuSeconds - serverBefore.cpuSeconds
        }
        try await measureSingles(watch, child, &result)
        child?.stop()
        child?.removeLog()
        try await cleanUp(watch, names)
        return result
    }

    private func failure(of child: ChildProcess?) -> String? {
        guard let child, child.hasEnded else { return nil }
        return "\(subject.name) has ended; see \(child.log)"
    }

    /// When the last of so many events was there; `nil` if they are not all told.
    private func lastEvent(of wanted: Int) async throws -> Int64? {
        var known = -1
        var last = monotonicNanoseconds()
        while seconds(since: last) < 3 {
            let count = try await cluster.eventCount()
            if count != known { (known, last) = (count, monotonicNanoseconds()) }
            if count >= wanted { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        return known >= wanted ? last : nil
    }

    private func measureSingles(
        _ watch: PodWatch, _ child: ChildProcess?, _ result: inout RoundResult
    ) async throws {
        for number in 0..<singles {
            let name = "\(subject.name)-single-\(number)"
            let created = monotonicNanoseconds()
            try await cluster.createPod(name, schedulerName: subject.schedulerName)
            try await watch.wait(
                "a single pod", until: { $0.bound >= pods + number + 1 },
                unless: { failure(of: child) })
            guard let times = watch.times(of: name), let bound = times.bound else { continue }
            result.fromCreation.append(bound - created)
            result.fromNews.append(bound - times.added)
            // Until what is told of this one is told.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func cleanUp(_ watch: PodWatch, _ names: [String]) async throws {
        try await cluster.delete(pods: names)
        try await cluster.delete(pods: (0..<singles).map { "\(subject.name)-single-\($0)" })
        try await watch.wait("the end of the pods", until: { $0.present == 0 })
    }

    private func seconds(since start: Int64) -> Double {
        Double(monotonicNanoseconds() - start) / 1e9
    }
}

/// What a subject's turn has shown.
struct RoundResult {
    var subject: String
    var pods: Int
    var createdPerSecond = 0.0
    /// From the start of the program to the first binding.
    var firstBindSeconds = 0.0
    /// From the first binding to the last.
    var boundPerSecond = 0.0
    /// From the first binding to the last event.
    var allToldPerSecond: Double?
    /// Of the pods that came one by one: nanoseconds from the request that makes it to the news of
    /// its node.
    var fromCreation: [Int64] = []
    /// Nanoseconds from the news of the pod to the news of its node.
    var fromNews: [Int64] = []
    /// What the program has taken when all were bound.
    var usage: ChildProcess.Usage?
    var serverCPUSeconds: Double?
    /// What the server was asked until all were bound and told of.
    var calls: [(name: String, count: Double)] = []
}

private func zip<Left, Right>(_ left: Left?, _ right: Right?) -> (Left, Right)? {
    guard let left, let right else { return nil }
    return (left, right)
}
