public import KubernetesModel
public import MusterCore

/// One candidate in the election of a leader by a Lease, without a clock and without a connection.
///
/// The driver hands in the time and the answers of the API server, makes the call that comes back,
/// and has ``timeReached(_:)`` called at ``nextDeadline``. There is one call under way at most.
///
/// At most one candidate leads at a moment, whatever is lost, late or repeated, and whatever the
/// clocks show, as long as none runs faster than another by the ratio of the lease's duration to
/// the renew deadline: the leader counts its time from the moment it *sent* the last renewal that
/// succeeded; the others wait for longer than that, from the moment they *saw* it, and write over
/// nothing but what they saw (`resourceVersion`). A holder's own times are never looked at. What
/// breaks this: two candidates of the same identity; and a Lease that is deleted by hand while a
/// candidate starts that has never seen it.
///
/// Source: client-go's `tools/leaderelection`. Different from it: a leader that lost the lease is a
/// candidate again; a candidate asks when the lease ends, not only once in a while.
///
/// - Complexity: O(1) for each input.
public struct LeaderElection: Sendable {
    /// What the candidate may do.
    public enum Role: Hashable, Sendable {
        /// Nothing. Becomes leader when a write of the lease has succeeded in time.
        case standby
        /// Everything, since that time of its own clock. Ends with the renew deadline, when
        /// somebody else holds the lease, or with ``LeaderElection/leave(_:)``.
        case leader(since: Tick)
        /// Nothing, and it will not lead again.
        case left
    }

    /// What the driver reads from its clocks and draws from its generator for each input.
    public struct Now: Hashable, Sendable {
        /// A time that never goes back, which all deadlines are of; an earlier one counts as the
        /// last one.
        public var tick: Tick
        /// The time of day, which is written for people to read.
        public var wall: Timestamp
        /// Any number, which keeps candidates from asking all at once.
        public var jitter: UInt16

        /// The time, and a number.
        public init(tick: Tick, wall: Timestamp, jitter: UInt16) {
            self.tick = tick
            self.wall = wall
            self.jitter = jitter
        }
    }

    /// A call to make.
    public struct Call: Hashable, Sendable {
        /// The number to hand back with the answer.
        public var number: UInt64
        /// What to ask.
        public var action: Action
    }

    /// What to ask of the API server.
    public enum Action: Hashable, Sendable {
        /// `GET` the lease.
        case read
        /// `POST` this one.
        case create(Lease)
        /// `PUT` this one, which is refused if the lease has changed.
        case update(Lease)
    }

    /// What came of a call.
    public enum Answer: Hashable, Sendable {
        /// The lease as it is now: status 200 or 201.
        case lease(Lease)
        /// There is none: status 404.
        case notFound
        /// It has changed, or it exists already: status 409.
        case conflict
        /// Anything else, such as no answer in time; the call may have been carried out or not.
        case failure
    }

    /// Whether it leads.
    ///
    /// Whoever acts between two inputs asks ``leads(at:)``, which also knows that time has passed.
    public private(set) var role = Role.standby

    /// Different for all candidates that ever were, such as the pod's name with a random number.
    public let identity: String
    private let name: String
    private let namespace: String
    /// The times that hold.
    public let timing: ElectionTiming

    /// The lease as it was last seen, and when those who hold it first showed this of themselves.
    private var known: (lease: Lease, since: Tick)?
    private var pending: (call: Call, sent: Tick, isFirst: Bool)?
    private var calls: UInt64 = 0
    /// When the calls began that belong together: one or two that read, write, or both.
    private var attempted = Tick(milliseconds: .min)
    /// When to try again where nothing is under way; nil when there is nothing more to try.
    private var nextAttempt: Tick? = Tick(milliseconds: .min)
    /// Until when it leads if the lease is not renewed and nobody else takes it; a time that has
    /// passed when it does not lead.
    public private(set) var leadsUntil = Tick(milliseconds: .min)
    private var leavesUntil = Tick.never
    private var latest = Tick(milliseconds: .min)

    /// A candidate that has not asked yet; its first deadline has passed already.
    ///
    /// - Parameters:
    ///   - identity: Different for all candidates that ever were.
    ///   - name: The name of the lease.
    ///   - namespace: The namespace of the lease.
    ///   - timing: The times that hold.
    /// - Precondition: The identity is not empty.
    public init(
        identity: String, name: String, namespace: String, timing: ElectionTiming = .standard
    ) {
        precondition(!identity.isEmpty, "an identity that is empty is that of a lease given back")
        self.identity = identity
        self.name = name
        self.namespace = namespace
        self.timing = timing
    }

    /// Whether the candidate leads at this time of its clock, which may be later than any input.
    ///
    /// To be asked before each act that only a leader may do.
    public func leads(at tick: Tick) -> Bool {
        guard case .leader = role else { return false }
        return tick < leadsUntil
    }

    /// Who held the lease when it was last seen; nil for nobody, and before it was seen.
    public var holder: String? {
        guard let identity = known?.lease.holderIdentity, !identity.isEmpty else { return nil }
        return identity
    }

    /// When ``timeReached(_:)`` is due; nil when nothing more will come of this candidate.
    public var nextDeadline: Tick? {
        let next = pending.map { $0.sent + timing.callTimeout } ?? nextAttempt
        return switch role {
        case .standby: next
        case .leader: next.map { min($0, leadsUntil) }
        case .left: next.map { min($0, leavesUntil) }
        }
    }
}

// MARK: - Inputs

extension LeaderElection {
    /// Time has passed.
    ///
    /// - Returns: The call to make, if one is due.
    public mutating func timeReached(_ now: Now) -> Call? {
        let now = advance(to: now)
        if role == .left, now.tick >= leavesUntil { return finish() }
        if let pending, now.tick >= pending.sent + timing.callTimeout {
            self.pending = nil
            waitForNextAttempt(now)
        }
        guard pending == nil, let nextAttempt, now.tick >= nextAttempt else { return nil }
        return attempt(now)
    }

    /// A call was answered.
    ///
    /// The answer to a call that was given up changes nothing.
    ///
    /// - Returns: The next call to make, if there is one.
    public mutating func answered(_ number: UInt64, _ answer: Answer, _ now: Now) -> Call? {
        let now = advance(to: now)
        guard let pending, pending.call.number == number else { return nil }
        self.pending = nil
        switch (pending.call.action, answer) {
        case (.read, .lease(let lease)):
            observe(lease, now)
            return writeUnlessHeld(now)
        case (.create, .lease(let lease)), (.update, .lease(let lease)):
            observe(lease, now)
            return written(sent: pending.sent, now)
        case (.read, .notFound), (.update, .notFound):
            return createUnlessHeld(now)
        case (.update, .conflict) where pending.isFirst:
            return send(.read, now)
        default:
            waitForNextAttempt(now)
            return nil
        }
    }

    /// A watch has shown the lease; nil when it is gone.
    ///
    /// Nothing depends on it: a candidate without a watch sees a released lease a little later.
    ///
    /// - Returns: The call to make, if the lease is there to be taken.
    public mutating func leaseSeen(_ lease: Lease?, _ now: Now) -> Call? {
        let now = advance(to: now)
        guard role == .standby, pending == nil, lease?.holderIdentity ?? "" == "" else {
            return nil
        }
        // What a watch shows may be old: the attempt reads before it writes.
        return attempt(now)
    }

    /// The candidate is about to end: it leads no more from now on, and gives the lease back so
    /// that another candidate need not wait for its end.
    ///
    /// To be called when nothing is under way any more that only a leader may do. Has ended when
    /// ``nextDeadline`` is nil, after the renew deadline at the latest.
    ///
    /// - Returns: The call to make, if there is something to give back.
    public mutating func leave(_ now: Now) -> Call? {
        let now = advance(to: now)
        guard role != .left else { return nil }
        role = .left
        leavesUntil = now.tick + timing.renewDeadline
        guard pending == nil else { return nil }
        return attempt(now)
    }
}

// MARK: - Steps

extension LeaderElection {
    /// Takes in the time; a leader whose renewals did not succeed stops here.
    private mutating func advance(to now: Now) -> Now {
        var now = now
        latest = max(latest, now.tick)
        now.tick = latest
        if case .leader = role, now.tick >= leadsUntil { role = .standby }
        return now
    }

    private mutating func attempt(_ now: Now) -> Call? {
        attempted = now.tick
        guard let known, known.lease.holderIdentity == identity else {
            return role == .left ? finish() : send(.read, isFirst: true, now)
        }
        return write(over: known.lease, isFirst: true, now)
    }

    private mutating func send(_ action: Action, isFirst: Bool = false, _ now: Now) -> Call {
        calls &+= 1
        let call = Call(number: calls, action: action)
        pending = (call, now.tick, isFirst)
        return call
    }

    private mutating func observe(_ lease: Lease, _ now: Now) {
        let isUnchanged = known.map { $0.lease.showsTheSame(as: lease) } ?? false
        known = (lease, isUnchanged ? known?.since ?? now.tick : now.tick)
    }

    /// When the lease ends that somebody else holds; nil when nobody does.
    private var foreignEnd: Tick? {
        guard let known, let holder, holder != identity else { return nil }
        let seconds = known.lease.durationSeconds.map { Tick(seconds: Int64($0)) }
        return known.since + (seconds ?? timing.leaseDuration)
    }

    private func isHeldByAnother(_ now: Now) -> Bool {
        foreignEnd.map { now.tick < $0 } ?? false
    }

    /// The lease was read.
    private mutating func writeUnlessHeld(_ now: Now) -> Call? {
        guard let lease = known?.lease else { return nil }
        let isOwn = lease.holderIdentity == identity
        if role == .left, !isOwn { return finish() }
        if case .leader = role, !isOwn { role = .standby }
        guard isHeldByAnother(now) else { return write(over: lease, now) }
        waitForNextAttempt(now)
        return nil
    }

    /// There is no lease; it may have been deleted under a leader that does not know yet.
    private mutating func createUnlessHeld(_ now: Now) -> Call? {
        if role == .left { return finish() }
        guard !isHeldByAnother(now) else {
            waitForNextAttempt(now)
            return nil
        }
        var lease = Lease()
        lease.metadata.name = name
        lease.metadata.namespace = namespace
        lease.take(for: identity, seconds: timing.leaseSeconds, at: now.wall)
        lease.transitions = 0
        return send(.create(lease), now)
    }

    /// Takes, renews or gives back the lease.
    private mutating func write(over lease: Lease, isFirst: Bool = false, _ now: Now) -> Call {
        var lease = lease
        if role == .left {
            lease.release(at: now.wall)
        } else {
            lease.take(for: identity, seconds: timing.leaseSeconds, at: now.wall)
        }
        return send(.update(lease), isFirst: isFirst, now)
    }

    /// A write that was sent at `sent` has succeeded.
    private mutating func written(sent: Tick, _ now: Now) -> Call? {
        guard holder == identity else {
            if role == .left { return finish() }
            waitForNextAttempt(now)
            return nil
        }
        if role == .left { return attempt(now) }
        let until = sent + timing.renewDeadline
        // The answer was so late that the time has passed in which it would have led.
        guard now.tick < until else { return attempt(now) }
        leadsUntil = until
        if role == .standby { role = .leader(since: now.tick) }
        waitForNextAttempt(now)
        return nil
    }

    private mutating func waitForNextAttempt(_ now: Now) {
        guard role == .standby else {
            nextAttempt = max(attempted + timing.retryPeriod, now.tick)
            return
        }
        let pause = now.tick + timing.pause(jitter: now.jitter)
        // Whoever saw the lease first has waited longest, and takes it as soon as it ends.
        let end = foreignEnd.flatMap { $0 > now.tick ? $0 : nil }
        nextAttempt = end.map { min($0, pause) } ?? pause
    }

    private mutating func finish() -> Call? {
        pending = nil
        nextAttempt = nil
        return nil
    }
}

extension Lease {
    /// Whether the holder has given no sign between the one and the other.
    fileprivate func showsTheSame(as other: Lease) -> Bool {
        holderIdentity == other.holderIdentity && durationSeconds == other.durationSeconds
            && acquireTime == other.acquireTime && renewTime == other.renewTime
            && transitions == other.transitions
    }

    /// Makes it a candidate's; a renewal where it is so already.
    fileprivate mutating func take(for identity: String, seconds: Int32, at wall: Timestamp) {
        var renewed = wall
        if holderIdentity == identity {
            // Others see a renewal by its change alone, so that a clock that was put back must not
            // write the same time twice.
            let last = renewTime?.microseconds ?? .min
            renewed = Timestamp(
                microseconds: max(wall.microseconds, last == .max ? last : last + 1))
        } else {
            transitions = transitions == .max ? .max : transitions + 1
            acquireTime = wall
            holderIdentity = identity
        }
        renewTime = renewed
        durationSeconds = seconds
    }

    /// Makes it nobody's, as client-go does it.
    fileprivate mutating func release(at wall: Timestamp) {
        holderIdentity = ""
        durationSeconds = 1
        acquireTime = wall
        renewTime = wall
    }
}
