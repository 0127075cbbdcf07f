/// A resource vector: how much of each resource, in base units.
///
/// Dense over the interned resource names of a `ResourceCatalog`; resources past the end of
/// `quantities` are zero. Base units are millicores for `vcore`, bytes for `memory` and
/// `ephemeral-storage`, and plain counts for everything else.
public struct Resources: Hashable, Sendable {
    /// Quantities by resource index, base units, trailing zeros allowed but never significant.
    public private(set) var quantities: [Int64]

    /// The vector that is zero in every resource.
    public static let none = Resources()

    /// Creates the zero vector.
    public init() {
        quantities = []
    }

    /// Creates a vector from `(resource, quantity)` pairs; a later pair replaces an earlier one.
    public init(_ pairs: [(ResourceID, Int64)]) {
        quantities = []
        for (resource, quantity) in pairs { self[resource] = quantity }
    }

    /// The quantity of one resource, in its base unit; 0 for a resource never set.
    public subscript(resource: ResourceID) -> Int64 {
        get { resource.index < quantities.count ? quantities[resource.index] : 0 }
        set {
            if resource.index >= quantities.count {
                guard newValue != 0 else { return }
                let missing = resource.index + 1 - quantities.count
                quantities.append(contentsOf: repeatElement(0, count: missing))
            }
            quantities[resource.index] = newValue
            while quantities.last == 0 { quantities.removeLast() }
        }
    }

    /// Whether every quantity is zero.
    public var isZero: Bool { quantities.allSatisfy { $0 == 0 } }

    /// The sum of two vectors, saturating per resource.
    public static func + (left: Resources, right: Resources) -> Resources {
        var sum = left
        for (index, quantity) in right.quantities.enumerated() where quantity != 0 {
            let resource = ResourceID(index)
            sum[resource] = sum[resource].addingSaturating(quantity)
        }
        return sum
    }

    /// The vector times a count, saturating per resource.
    public static func * (vector: Resources, count: Int64) -> Resources {
        var product = Resources()
        for (index, quantity) in vector.quantities.enumerated() where quantity != 0 {
            product[ResourceID(index)] = quantity.multipliedSaturating(by: count)
        }
        return product
    }
}

/// Some quantities of a resource vector that a rule speaks of; the others are left open.
///
/// A queue's guaranteed and max resources are bounds: a resource that is absent has no bound,
/// which differs from a bound of zero.
public struct ResourceBounds: Hashable, Sendable {
    /// `(resource, quantity)` pairs in ascending order of the resource, base units.
    public private(set) var entries: [(resource: ResourceID, quantity: Int64)]

    /// Bounds that say nothing.
    public static let none = ResourceBounds([])

    /// Creates bounds from pairs in any order; a later pair replaces an earlier one.
    public init(_ pairs: [(ResourceID, Int64)]) {
        entries = []
        for (resource, quantity) in pairs { self[resource] = quantity }
    }

    /// The bound on one resource in its base unit, or `nil` where there is none.
    public subscript(resource: ResourceID) -> Int64? {
        get { entries.first { $0.resource == resource }?.quantity }
        set {
            let position = entries.firstIndex { $0.resource >= resource } ?? entries.count
            let isPresent = position < entries.count && entries[position].resource == resource
            if isPresent { entries.remove(at: position) }
            if let newValue { entries.insert((resource, newValue), at: position) }
        }
    }

    /// Whether no resource is bounded.
    public var isEmpty: Bool { entries.isEmpty }

    /// Whether both name the same resources with the same quantities.
    public static func == (left: ResourceBounds, right: ResourceBounds) -> Bool {
        left.entries.elementsEqual(right.entries) { $0 == $1 }
    }

    /// Feeds every pair into the hasher.
    public func hash(into hasher: inout Hasher) {
        for (resource, quantity) in entries {
            hasher.combine(resource)
            hasher.combine(quantity)
        }
    }
}

/// The interned resource names of one scheduler, in order of first sight.
///
/// Kept by the edges (queue files, adapter, simulator); the core sees only `ResourceID`.
public struct ResourceCatalog: Sendable {
    /// Names by resource index.
    public private(set) var names: [String]
    private var identifiers: [String: ResourceID]

    /// `vcore`, the only name for processor time; base unit millicores.
    public static let vcore = ResourceID(rawValue: 0)
    /// `memory`; base unit bytes.
    public static let memory = ResourceID(rawValue: 1)
    /// `pods`, the places for pods; base unit one pod.
    public static let pods = ResourceID(rawValue: 2)

    /// Creates a catalog that knows `vcore`, `memory` and `pods`.
    public init() {
        names = ["vcore", "memory", "pods"]
        identifiers = ["vcore": Self.vcore, "memory": Self.memory, "pods": Self.pods]
    }

    /// The identifier of a name, interned on first sight.
    public mutating func intern(_ name: String) -> ResourceID {
        if let known = identifiers[name] { return known }
        let identifier = ResourceID(names.count)
        names.append(name)
        identifiers[name] = identifier
        return identifier
    }

    /// The identifier of a name, or `nil` if nobody has used it yet.
    public func identifier(of name: String) -> ResourceID? {
        identifiers[name]
    }

    /// The name behind an identifier of this catalog.
    public func name(of resource: ResourceID) -> String {
        names[resource.index]
    }
}

extension Int64 {
    /// The sum, held at the ends of the range instead of overflowing.
    @inlinable
    public func addingSaturating(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The product, held at the ends of the range instead of overflowing.
    @inlinable
    public func multipliedSaturating(by other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? ((self < 0) != (other < 0) ? .min : .max) : product
    }
}
