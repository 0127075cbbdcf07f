/// A moment or a length of time in the core: whole milliseconds.
///
/// The core reads no clock. Moments arrive as arguments and count from an epoch that the driver
/// chooses (the Unix epoch in a cluster, the first submission in a simulation).
public struct Tick: Hashable, Comparable, Sendable {
    /// Milliseconds since the driver's epoch, or the length in milliseconds.
    public var milliseconds: Int64

    /// Creates a tick from whole milliseconds.
    @inlinable
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Creates a tick from whole seconds; saturates at the ends of `Int64` milliseconds.
    @inlinable
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        self.milliseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// The epoch, or no time at all.
    public static let zero = Tick(milliseconds: 0)

    /// Later than every moment that can be reached: "never", or "nobody knows".
    public static let never = Tick(milliseconds: .max)

    /// Orders by time.
    @inlinable
    public static func < (left: Tick, right: Tick) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The sum, saturating at `never`.
    @inlinable
    public static func + (left: Tick, right: Tick) -> Tick {
        let (sum, overflow) = left.milliseconds.addingReportingOverflow(right.milliseconds)
        return Tick(milliseconds: overflow ? (right.milliseconds < 0 ? .min : .max) : sum)
    }

    /// The difference, saturating at the ends of `Int64`.
    @inlinable
    public static func - (left: Tick, right: Tick) -> Tick {
        let (difference, overflow) = left.milliseconds.subtractingReportingOverflow(
            right.milliseconds)
        return Tick(milliseconds: overflow ? (right.milliseconds < 0 ? .max : .min) : difference)
    }
}

/// A dense number that stands for a name; the edge that knows the name chooses it.
///
/// Identifiers index arrays in the core, so they should be small and reused after the thing they
/// name is gone: memory follows the largest identifier in use.
public protocol DenseIdentifier: Hashable, Comparable, Sendable {
    /// The index, at least 0.
    var rawValue: Int32 { get }
    /// Creates the identifier with this index.
    init(rawValue: Int32)
}

extension DenseIdentifier {
    /// Creates the identifier with this index.
    ///
    /// - Precondition: `index` is in `0...Int32.max`.
    @inlinable
    public init(_ index: Int) {
        self.init(rawValue: Int32(index))
    }

    /// The index as an array subscript.
    @inlinable
    public var index: Int { Int(rawValue) }

    /// Orders by index.
    @inlinable
    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Stands for a resource name, such as `vcore`.
public struct ResourceID: DenseIdentifier {
    /// The index of the resource in every resource vector.
    public let rawValue: Int32
    /// Creates the identifier with this index.
    @inlinable
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// Stands for a node.
public struct NodeID: DenseIdentifier {
    /// The index of the node.
    public let rawValue: Int32
    /// Creates the identifier with this index.
    @inlinable
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// Stands for a pod that this scheduler does not place.
public struct OccupantID: DenseIdentifier {
    /// The index of the pod.
    public let rawValue: Int32
    /// Creates the identifier with this index.
    @inlinable
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// Stands for a queue; given out by the core when a configuration is applied, stable over reloads.
public struct QueueID: DenseIdentifier {
    /// The index of the queue.
    public let rawValue: Int32
    /// Creates the identifier with this index.
    @inlinable
    public init(rawValue: Int32) { self.rawValue = rawValue }
    /// The root of the queue tree, which always exists.
    public static let root = QueueID(rawValue: 0)
}

/// Stands for an application.
public struct ApplicationID: DenseIdentifier {
    /// The index of the application.
    public let rawValue: Int32
    /// Creates the identifier with this index.
    @inlinable
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// Stands for an ask: one wish for one placement.
public struct AskID: DenseIdentifier {
    /// The index of the ask.
    public let rawValue: Int32
    /// Creates the identifier with this index.
    @inlinable
    public init(rawValue: Int32) { self.rawValue = rawValue }
}
