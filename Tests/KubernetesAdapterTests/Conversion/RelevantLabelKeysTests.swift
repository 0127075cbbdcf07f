import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

private typealias PodAffinityTerm = MusterCore.PodAffinityTerm

@Suite("Labels that somebody looks at")
struct RelevantLabelKeysTests {
    private var keys = RelevantLabelKeys()

    private func avoiding(_ labels: String...) -> PlacementConstraints {
        var constraints = PlacementConstraints.none
        let requirements = labels.map { LabelRequirement($0, .exists) }
        constraints.podAntiAffinity = [
            PodAffinityTerm(
                PodSelector(labels: requirements, in: NamespaceSelector(["shop"])),
                topologyKey: "host")
        ]
        return constraints
    }

    private func projected() throws -> PlacementConstraints {
        var constraints = PlacementConstraints.none
        let labels = #""labels": {"app": "web", "hash": "x7", "tier": "front"}"#
        keys.project(try pod(metadata: labels), into: &constraints)
        return constraints
    }

    @Test("Where nobody looks, pods show neither labels nor namespace")
    func nobody() throws {
        #expect(try projected() == .none)
    }

    @Test("A pod shows the labels that a selector looks at, and its namespace")
    mutating func looked() throws {
        let change = keys.add(avoiding("tier", "app"))
        #expect(change.keys == ["app", "tier"])
        #expect(change.namespace)
        let shown = try projected()
        #expect(shown.labels == ["app": "web", "tier": "front"])
        #expect(shown.namespace == "shop")
    }

    @Test("A key ceases to matter with the last one who looks")
    mutating func counted() throws {
        _ = keys.add(avoiding("app"))
        #expect(keys.add(avoiding("app", "tier")).keys == ["tier"])
        #expect(keys.remove(avoiding("app")).isEmpty)
        #expect(keys.contains("app"))
        let change = keys.remove(avoiding("app", "tier"))
        #expect(change.keys == ["app", "tier"])
        #expect(change.namespace)
        #expect(try projected() == .none)
    }

    @Test("A change concerns the pods that have the label")
    mutating func concerns() throws {
        _ = keys.add(avoiding("other"))
        let change = keys.add(avoiding("app"))
        #expect(change.concerns(try pod(metadata: #""labels": {"app": "x"}"#)))
        #expect(!change.concerns(try pod(metadata: #""labels": {"apple": "x"}"#)))
    }

    @Test("Spreading looks too; a selector of all pods looks at the namespace alone")
    mutating func spread() throws {
        var constraints = PlacementConstraints.none
        constraints.spread = [TopologySpread(maxSkew: 1, topologyKey: "zone", labels: [])]
        let change = keys.add(constraints)
        #expect(change.keys == [])
        #expect(change.namespace)
        #expect(try projected().namespace == "shop")
    }
}
