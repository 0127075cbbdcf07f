internal import KubernetesModel
internal import MusterCore

/// Amounts of resources that are added up without overflow, by the names of Kubernetes.
///
/// `cpu` counts in thousandths, everything else in whole units.
struct CheckedAmounts {
    private(set) var amounts = NameMap<Int64>()

    /// Nothing.
    init() {}

    /// What a list of Kubernetes says.
    ///
    /// - Throws: The name of the first resource, by name, that is too large or negative.
    init(_ list: NameMap<Quantity>) throws(AmountProblem) {
        for entry in list {
            guard let amount = entry.value.baseUnits(of: entry.key) else {
                throw .tooLarge(resource: entry.key)
            }
            guard amount >= 0 else { throw .negative(resource: entry.key) }
            amounts[entry.key] = amount
        }
    }

    /// The sum with other amounts.
    func adding(_ other: CheckedAmounts) throws(AmountProblem) -> CheckedAmounts {
        var sum = self
        for entry in other.amounts {
            let (amount, overflow) = (amounts[entry.key] ?? 0)
                .addingReportingOverflow(entry.value)
            guard !overflow else { throw .tooLarge(resource: entry.key) }
            sum.amounts[entry.key] = amount
        }
        return sum
    }

    /// The amounts times a count.
    func multiplied(by count: Int64) throws(AmountProblem) -> CheckedAmounts {
        var product = self
        for entry in amounts {
            let (amount, overflow) = entry.value.multipliedReportingOverflow(by: count)
            guard !overflow else { throw .tooLarge(resource: entry.key) }
            product.amounts[entry.key] = amount
        }
        return product
    }

    /// The larger amount of each resource.
    func maximum(_ other: CheckedAmounts) -> CheckedAmounts {
        var result = self
        for entry in other.amounts where entry.value > amounts[entry.key] ?? 0 {
            result.amounts[entry.key] = entry.value
        }
        return result
    }

    /// These amounts less others, down to nothing.
    func subtracting(_ other: CheckedAmounts) -> CheckedAmounts {
        var result = self
        for entry in other.amounts {
            guard let amount = amounts[entry.key] else { continue }
            result.amounts[entry.key] = max(0, amount - entry.value)
        }
        return result
    }

    /// These amounts with those of some resources replaced.
    func replacing(_ other: CheckedAmounts, where isMeant: (String) -> Bool) -> CheckedAmounts {
        var result = self
        for entry in other.amounts where isMeant(entry.key) {
            result.amounts[entry.key] = entry.value
        }
        return result
    }

    /// The amounts as a vector of the core.
    ///
    /// Volumes that can be attached are left out: they are counted by driver
    /// (``MusterCore/VolumeLimit``).
    func vector(_ catalog: inout ResourceCatalog) -> Resources {
        var vector = Resources()
        for entry in amounts where entry.value != 0 && !isAttachableVolumes(entry.key) {
            vector[catalog.intern(coreName(of: entry.key))] = entry.value
        }
        return vector
    }
}

/// Why amounts cannot be used.
enum AmountProblem: Error {
    case tooLarge(resource: String)
    case negative(resource: String)

    var resource: String {
        switch self {
        case .tooLarge(let resource), .negative(let resource): resource
        }
    }
}

/// What the core calls a resource of Kubernetes.
func coreName(of resource: String) -> String {
    resource == "cpu" ? "vcore" : resource
}

/// Whether a resource is the number of volumes of one kind that a node can attach.
func isAttachableVolumes(_ resource: String) -> Bool {
    resource.hasPrefix("attachable-volumes-")
}

extension Quantity {
    /// Thousandths of `cpu`, units of all else; `nil` if that is too large.
    func baseUnits(of resource: String) -> Int64? {
        resource == "cpu" ? try? milliUnits() : units
    }
}
