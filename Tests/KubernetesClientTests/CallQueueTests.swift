import Testing

@testable import KubernetesClient

@Suite("Which call goes next")
struct CallQueueTests {
    private static let second: Int64 = 1_000_000_000

    private func queue(
        inFlight: Int = 64, perSecond: Int? = nil, burst: Int = 1
    ) -> CallQueue {
        var limits = CallLimits()
        (limits.inFlight, limits.perSecond, limits.burst) = (inFlight, perSecond, burst)
        return CallQueue(limits: limits, seed: 1)
    }

    /// Everything that may start at the moment.
    private func starts(_ queue: inout CallQueue, at now: Int64) -> [Int] {
        var started: [Int] = []
        while let id = queue.next(at: now) { started.append(id) }
        return started
    }

    @Test("Calls go in their order, urgent ones first, no more than may be in flight")
    func order() {
        var queue = queue(inFlight: 2)
        for id in 1...4 { queue.add(id, .init(flow: id % 2 == 0 ? "a" : "b")) }
        queue.add(5, .init(isUrgent: true))
        #expect(starts(&queue, at: 0) == [5, 1, 2])
        #expect(queue.finish(1, .answered(status: 201, retryAfterSeconds: nil), at: 0) == true)
        #expect(starts(&queue, at: 0) == [3])
        #expect(queue.nextTime(at: 0) == nil)
    }

    @Test("A flow that is asked to wait waits, and another one goes on")
    func retryAfter() throws {
        var queue = queue(inFlight: 1)
        for (id, flow) in [(1, "bindings"), (2, "bindings"), (3, "events"), (4, "bindings")] {
            queue.add(id, .init(flow: flow, isIdempotent: false))
        }
        #expect(starts(&queue, at: 0) == [1])
        #expect(queue.finish(1, .answered(status: 429, retryAfterSeconds: 8), at: 0) == false)
        #expect(starts(&queue, at: 0) == [3])
        #expect(queue.finish(3, .answered(status: 201, retryAfterSeconds: nil), at: 0) == true)
        #expect(starts(&queue, at: 8 * Self.second - 1) == [])
        let time = try #require(queue.nextTime(at: 0))
        // Eight seconds and up to an eighth more.
        #expect((8 * Self.second...9 * Self.second).contains(time))
        #expect(starts(&queue, at: time) == [1])
    }

    @Test("A 429 of a disruption budget is an answer to one call, not a pause")
    func disruptionBudget() {
        var queue = queue()
        queue.add(1, .init(flow: "evictions", isIdempotent: false))
        queue.add(2, .init(flow: "evictions", isIdempotent: false))
        #expect(queue.next(at: 0) == 1)
        let ending = CallQueue.Ending.answered(
            status: 429, retryAfterSeconds: 10, isRefusedForGood: true)
        #expect(queue.finish(1, ending, at: 0) == true)
        #expect(starts(&queue, at: 0) == [2])
    }

    @Test("After a broken connection only what is idempotent is repeated, six times in all")
    func repetition() throws {
        var queue = queue()
        queue.add(1, .init(isIdempotent: false))
        queue.add(2, .init(isIdempotent: true))
        #expect(starts(&queue, at: 0) == [1, 2])
        #expect(queue.finish(1, .failed(.broken("")), at: 0) == true)
        var now: Int64 = 0
        var delays: [Int64] = []
        while !queue.finish(2, .failed(.broken("")), at: now) {
            let next = try #require(queue.nextTime(at: now))
            delays.append((next - now) / 1_000_000)
            now = next
            #expect(starts(&queue, at: now) == [2])
        }
        let ranges = [100...200, 200...400, 400...800, 800...1600, 1600...3200].map {
            Int64($0.lowerBound)...Int64($0.upperBound)
        }
        #expect(delays.count == 5)
        for (range, delay) in zip(ranges, delays) { #expect(range.contains(delay)) }
        #expect(queue.count == 0)
    }

    @Test("A list that the server is not ready for comes back when the server says")
    func notReady() {
        var queue = queue()
        queue.add(1, .init())
        #expect(queue.next(at: 0) == 1)
        #expect(queue.finish(1, .answered(status: 504, retryAfterSeconds: 7), at: 0) == false)
        #expect(queue.nextTime(at: 0) == 7 * Self.second)
    }

    @Test("What cannot be helped is not tried again")
    func permanentFailures() {
        let failures: [ClientError] = [.tls(""), .closed, .cancelled, .tooLarge(limit: 1)]
        for failure in failures {
            var queue = queue()
            queue.add(1, .init())
            _ = queue.next(at: 0)
            #expect(queue.finish(1, .failed(failure), at: 0) == true)
        }
    }

    @Test("A rate lets a burst through, then one call for each interval")
    func rate() {
        var queue = queue(perSecond: 10, burst: 3)
        for id in 1...6 { queue.add(id, .init()) }
        #expect(starts(&queue, at: 0) == [1, 2, 3])
        #expect(queue.nextTime(at: 0) == 100_000_000)
        #expect(starts(&queue, at: 99_999_999) == [])
        #expect(starts(&queue, at: 100_000_000) == [4])
        #expect(starts(&queue, at: 300_000_000) == [5, 6])
    }

    @Test("Other limits hold from when they are set, also for what is in flight")
    func otherLimits() {
        var queue = queue(inFlight: 3)
        for id in 1...5 { queue.add(id, .init()) }
        #expect(starts(&queue, at: 0) == [1, 2, 3])
        var limits = CallLimits()
        (limits.inFlight, limits.perSecond, limits.burst) = (3, 1, 1)
        queue.limit(limits)
        for id in 1...2 {
            _ = queue.finish(id, .answered(status: 201, retryAfterSeconds: nil), at: 0)
        }
        #expect(starts(&queue, at: 0) == [4])
        #expect(queue.nextTime(at: 0) == Self.second)
    }

    @Test("A call that was taken out is passed over wherever it stands")
    func removal() {
        var queue = queue(inFlight: 1)
        for id in 1...4 { queue.add(id, .init()) }
        #expect(starts(&queue, at: 0) == [1])
        queue.remove(2)
        queue.remove(1)
        #expect(starts(&queue, at: 0) == [3])
        #expect(queue.count == 2)
    }

    @Test("A call that is taken back goes again at once and loses no attempt")
    func takeBack() {
        var queue = queue()
        queue.add(1, .init())
        for _ in 1...20 {
            #expect(queue.next(at: 0) == 1)
            queue.takeBack(1)
        }
        #expect(starts(&queue, at: 0) == [1])
    }
}

@Suite("Delays and rates")
struct RetryPolicyTests {
    @Test(
        "The delay doubles up to its largest, and lies between a half and the whole",
        arguments: [
            (1, 0, 100), (1, 100_000_000, 200), (2, 0, 200), (3, 400_000_000, 800),
            (6, 0, 3200), (7, 0, 5000), (60, 5_000_000_000, 10_000),
        ] as [(Int, UInt64, Int64)])
    func delays(attempts: Int, random: UInt64, milliseconds: Int64) {
        let delay = RetryPolicy().delay(afterAttempts: attempts, random: random)
        #expect(delay == milliseconds * 1_000_000)
    }

    @Test("Extreme durations saturate")
    func extremes() {
        var policy = RetryPolicy()
        policy.firstDelay = .seconds(Int64.max)
        policy.largestDelay = .seconds(Int64.max)
        #expect(policy.delay(afterAttempts: .max, random: 0) == Int64.max / 2)
        var bucket = TokenBucket(perSecond: 0, burst: .max)
        #expect(bucket.take(at: .max) == true)
        #expect(bucket.take(at: .max) == true)
    }
}
