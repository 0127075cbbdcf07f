import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

@Suite("Quotas of namespaces")
struct NamespaceQuotaTests {
    private var catalog = ResourceCatalog()

    private mutating func quota(_ annotations: KeyValuePairs<String, String>) -> NamespaceQuota {
        var namespace = Namespace()
        for (key, value) in annotations {
            namespace.metadata.annotations["yunikorn.apache.org/\(key)"] = value
        }
        return NamespaceQuota(namespace, catalog: &catalog)
    }

    private func words(_ bounds: ResourceBounds?) -> String? {
        bounds?.entries.map { "\(catalog.name(of: $0.resource)) \($0.quantity)" }
            .joined(separator: ", ")
    }

    @Test("B147 B148 B149 max, guaranteed and the number of applications")
    mutating func all() {
        let quota = quota([
            "namespace.quota": #"{"cpu": "10", "memory": "64Gi", "nvidia.com/gpu": "8"}"#,
            "namespace.guaranteed": #"{"cpu": "500m"}"#, "namespace.maxApps": "20",
        ])
        #expect(words(quota.max) == "vcore 10000, memory 68719476736, nvidia.com/gpu 8")
        #expect(words(quota.guaranteed) == "vcore 500")
        #expect(quota.maxApplications == 20)
        #expect(quota.problems == [])
    }

    @Test("Without annotations there is no quota")
    mutating func none() {
        let quota = quota([:])
        #expect(quota.max == nil)
        #expect(quota.guaranteed == nil)
        #expect(quota.maxApplications == nil)
        #expect(quota.problems == [])
    }

    @Test("B150 the deprecated annotations count only without the new one")
    mutating func deprecated() {
        let old = quota(["namespace.max.cpu": "4", "namespace.max.memory": "8G"])
        #expect(words(old.max) == "vcore 4000, memory 8000000000")
        let both = quota(["namespace.max.cpu": "4", "namespace.quota": #"{"memory": "1"}"#])
        #expect(words(both.max) == "memory 1")
    }

    @Test(
        "B151 what cannot be read is ignored, and told of",
        arguments: [
            (
                "namespace.quota", "10 cores",
                "found a text that is no JSON"
            ),
            ("namespace.quota", #"{"cpu": "ten"}"#, #"cpu: found "ten""#),
            ("namespace.quota", #"{"cpu": "-1"}"#, "cpu is -1, which is negative or too large"),
            ("namespace.quota", #"{"cpu": "1", "vcore": "2"}"#, "cpu and vcore are the same"),
            ("namespace.guaranteed", "[]", "found an array, expected an object"),
            ("namespace.maxApps", "-3", #""-3" is no whole number"#),
            ("namespace.max.cpu", "four", #""four" is no quantity"#),
        ])
    mutating func malformed(key: String, value: String, problem: String) {
        let quota = quota([key: value])
        #expect(quota.max == nil)
        #expect(quota.guaranteed == nil)
        #expect(quota.maxApplications == nil)
        #expect(quota.problems.count == 1)
        #expect(
            quota.problems[0].hasPrefix(
                "annotation yunikorn.apache.org/\(key) is ignored: \(problem)"))
    }

    @Test("All zero is no quota; one zero among others is none of that")
    mutating func zero() {
        #expect(quota(["namespace.quota": #"{"cpu": "0"}"#]).max == nil)
        let some = quota(["namespace.quota": #"{"cpu": "1", "nvidia.com/gpu": "0"}"#])
        #expect(words(some.max) == "vcore 1000, nvidia.com/gpu 0")
    }
}
