public import KubernetesModel
public import MusterCore

/// What the annotations of a namespace say about the queue that is made for it.
public struct NamespaceQuota: Hashable, Sendable {
    /// What it may use; `nil` for any amount.
    public var max: ResourceBounds?
    /// What it is owed; `nil` for nothing.
    public var guaranteed: ResourceBounds?
    /// How many applications may run in it; `nil` for any number.
    public var maxApplications: UInt64?
    /// Annotations that cannot be read and therefore count for nothing; for the log.
    public var problems: [String] = []

    /// Reads the annotations of a namespace.
    ///
    /// The deprecated `namespace.max.cpu` and `namespace.max.memory` count only where there is no
    /// `namespace.quota`. Amounts are quantities of Kubernetes; `cpu` and `vcore` are cores. A map
    /// in which every amount is zero counts as absent.
    ///
    /// - Parameters:
    ///   - namespace: The namespace.
    ///   - catalog: Names for resources.
    public init(_ namespace: Namespace, catalog: inout ResourceCatalog) {
        let annotations = namespace.metadata.annotations
        func text(_ key: String) -> String? { annotations[key].flatMap { $0.isEmpty ? nil : $0 } }
        if let quota = text(YuniKornName.namespaceQuota) {
            max = bounds(YuniKornName.namespaceQuota, quota, &catalog)
        } else {
            max = deprecatedMax(
                cpu: text(YuniKornName.namespaceMaxCPU),
                memory: text(YuniKornName.namespaceMaxMemory), &catalog)
        }
        if let guaranteed = text(YuniKornName.namespaceGuaranteed) {
            self.guaranteed = bounds(YuniKornName.namespaceGuaranteed, guaranteed, &catalog)
        }
        if let count = text(YuniKornName.namespaceMaxApplications) {
            maxApplications = UInt64(count)
            if maxApplications == nil {
                note(YuniKornName.namespaceMaxApplications, "\"\(count)\" is no whole number")
            }
        }
    }

    private mutating func bounds(
        _ key: String, _ text: String, _ catalog: inout ResourceCatalog
    ) -> ResourceBounds? {
        var decoder = ObjectDecoder(maximumBytes: 1 << 20)
        do throws(DecodingProblem) {
            let bytes = Array(text.utf8)
            let amounts: NameMap<Quantity> = try decoder.decode(from: bytes.span)
            return bounds(key, amounts, &catalog)
        } catch {
            note(key, "\(error)")
            return nil
        }
    }

    private mutating func deprecatedMax(
        cpu: String?, memory: String?, _ catalog: inout ResourceCatalog
    ) -> ResourceBounds? {
        var amounts = NameMap<Quantity>()
        for (key, resource, text) in [
            (YuniKornName.namespaceMaxCPU, "cpu", cpu),
            (YuniKornName.namespaceMaxMemory, "memory", memory),
        ] {
            guard let text else { continue }
            guard let amount = try? Quantity(text) else {
                note(key, "\"\(text)\" is no quantity")
                return nil
            }
            amounts[resource] = amount
        }
        return bounds(YuniKornName.namespaceMaxCPU, amounts, &catalog)
    }

    private mutating func bounds(
        _ key: String, _ amounts: NameMap<Quantity>, _ catalog: inout ResourceCatalog
    ) -> ResourceBounds? {
        var bounds = ResourceBounds.none
        for entry in amounts {
            let name = entry.key == "vcore" ? "cpu" : entry.key
            guard let amount = entry.value.baseUnits(of: name), amount >= 0 else {
                note(key, "\(entry.key) is \(entry.value), which is negative or too large")
                return nil
            }
            let resource = catalog.intern(coreName(of: name))
            guard bounds[resource] == nil else {
                note(key, "cpu and vcore are the same")
                return nil
            }
            bounds[resource] = amount
        }
        return bounds.entries.contains { $0.quantity > 0 } ? bounds : nil
    }

    private mutating func note(_ key: String, _ problem: String) {
        problems.append("annotation \(key) is ignored: \(problem)")
    }
}
