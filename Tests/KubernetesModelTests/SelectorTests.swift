import KubernetesModel
import Testing

/// Rows from kubernetes.io: "Labels and Selectors", "Assigning Pods to Nodes", "Taints and
/// Tolerations".
@Suite("Selectors and tolerations")
struct SelectorTests {
    private let labels: NameMap<String> = ["app": "web", "tier": "", "cores": "16"]

    @Test(
        "Requirements of labels",
        arguments: [
            ("app", .isIn, ["web", "db"], true), ("app", .isIn, ["db"], false),
            ("none", .isIn, ["web"], false), ("tier", .isIn, [""], true),
            ("app", .isIn, [], false), ("app", .isNotIn, ["web"], false),
            ("app", .isNotIn, ["db"], true), ("none", .isNotIn, ["web"], true),
            ("none", .isNotIn, [], false), ("tier", .exists, [], true),
            ("none", .exists, [], false), ("app", .exists, ["web"], false),
            ("none", .isAbsent, [], true), ("app", .isAbsent, [], false),
            ("none", .isAbsent, ["x"], false), ("app", .unrecognized, ["web"], false),
        ] as [(String, LabelSelector.Comparison, [String], Bool)])
    func requirement(
        key: String, comparison: LabelSelector.Comparison, values: [String], expected: Bool
    ) {
        let requirement = LabelSelector.Requirement(key, comparison, values)
        #expect(requirement.matches(labels) == expected)
    }

    @Test("All parts of a selector must hold; an empty one matches everything")
    func selector() {
        var selector = LabelSelector()
        #expect(selector.matches([:]))
        selector.matchLabels = ["app": "web"]
        #expect(selector.matches(labels))
        #expect(!selector.matches([:]))
        selector.matchExpressions = [.init("tier", .isIn, ["x"])]
        #expect(!selector.matches(labels))
    }

    @Test(
        "Requirements of nodes compare integers too",
        arguments: [
            ("cores", .isGreater, ["15"], true), ("cores", .isGreater, ["16"], false),
            ("cores", .isLess, ["17"], true), ("cores", .isLess, ["16"], false),
            ("cores", .isGreater, ["-1"], true), ("cores", .isGreater, ["1", "2"], false),
            ("cores", .isGreater, [], false), ("cores", .isGreater, ["many"], false),
            ("app", .isGreater, ["1"], false), ("none", .isLess, ["1"], false),
            ("cores", .isLess, ["99999999999999999999"], false),
            ("app", .isIn, ["web"], true), ("none", .isNotIn, ["web"], true),
            ("none", .isAbsent, [], true), ("app", .exists, [], true),
            ("app", .unrecognized, [], false),
        ] as [(String, NodeRequirement.Comparison, [String], Bool)])
    func nodeRequirement(
        key: String, comparison: NodeRequirement.Comparison, values: [String], expected: Bool
    ) {
        let requirement = NodeRequirement(key, comparison, values)
        #expect(requirement.matches(labels[key]) == expected)
    }

    @Test("Terms of nodes are alternatives, and an empty term is none")
    func nodeTerms() {
        var selector = NodeSelector()
        #expect(!selector.matches(name: "n", labels: labels))
        selector.terms = [NodeSelectorTerm()]
        #expect(!selector.matches(name: "n", labels: labels))
        var byName = NodeSelectorTerm()
        byName.matchFields = [NodeRequirement("metadata.name", .isIn, ["n"])]
        selector.terms.append(byName)
        #expect(selector.matches(name: "n", labels: labels))
        #expect(!selector.matches(name: "m", labels: labels))
        byName.matchExpressions = [NodeRequirement("app", .isIn, ["db"])]
        selector.terms = [byName]
        #expect(!selector.matches(name: "n", labels: labels))
    }

    @Test("The only field of nodes is the name, and only of one node")
    func nodeFields() {
        let rows: [(NodeRequirement, Bool)] = [
            (NodeRequirement("metadata.name", .isNotIn, ["m"]), true),
            (NodeRequirement("metadata.name", .isNotIn, ["n"]), false),
            (NodeRequirement("metadata.name", .isIn, ["n", "m"]), false),
            (NodeRequirement("metadata.name", .exists), false),
            (NodeRequirement("metadata.uid", .isIn, ["n"]), false),
        ]
        for (requirement, expected) in rows {
            var term = NodeSelectorTerm()
            term.matchFields = [requirement]
            #expect(term.matches(name: "n", labels: [:]) == expected)
        }
    }

    @Test(
        "Which tolerations are enough for key=value:NoSchedule",
        arguments: [
            (Toleration("key", .equal, "value"), true),
            (Toleration("key", .equal, "other"), false),
            (Toleration("key", .equal, "value", effect: .noSchedule), true),
            (Toleration("key", .equal, "value", effect: .noExecute), false),
            (Toleration("key", .exists), true), (Toleration("other", .exists), false),
            (Toleration("", .exists), true),
            (Toleration("", .exists, effect: .preferNoSchedule), false),
            (Toleration("", .equal, "value"), true), (Toleration("", .equal), false),
            (Toleration("key", .unrecognized, "value"), false),
        ])
    func tolerations(toleration: Toleration, expected: Bool) {
        let taint = Taint("key", "value", .noSchedule)
        #expect(toleration.tolerates(taint) == expected)
        #expect([Toleration("x", .exists), toleration].tolerate(taint) == expected)
    }

    /// Rows 1 to 4 from kubernetes.io, "Extended Toleration Operators"; the texts that do not count
    /// are those that the server refuses.
    @Test(
        "Tolerations may compare integers, the taint's with their own",
        arguments: [
            ("2", .isLess, "5", true), ("15", .isLess, "5", false),
            ("1000", .isGreater, "800", true), ("500", .isGreater, "800", false),
            ("5", .isLess, "5", false), ("5", .isGreater, "5", false), ("-5", .isLess, "0", true),
            ("high", .isLess, "5", false), ("", .isLess, "5", false), ("2", .isLess, "high", false),
            ("2", .isLess, "9223372036854775808", false), ("02", .isLess, "5", false),
            ("2", .isLess, "+5", false), ("-1", .isLess, "-0", false), ("2.0", .isLess, "5", false),
        ] as [(String, Toleration.Comparison, String, Bool)])
    func numericTolerations(
        taint: String, comparison: Toleration.Comparison, value: String, expected: Bool
    ) {
        let toleration = Toleration("sla", comparison, value)
        #expect(toleration.tolerates(Taint("sla", taint, .noSchedule)) == expected)
    }

    @Test("A topology term wants each of its labels to have one of the values")
    func topologyTerm() throws {
        let term = try decode(
            #"{"matchLabelExpressions": [{"key": "zone", "values": ["a", "b"]}]}"#,
            as: TopologyTerm.self)
        #expect(term.matches(["zone": "b"]))
        #expect(!term.matches(["zone": "c"]))
        #expect(!term.matches([:]))
    }

    @Test("A map keeps its keys in order, finds, changes and removes them")
    func nameMap() {
        var map: NameMap<Int> = ["b": 2, "a": 1, "c": 3, "b": 4]
        #expect(map.map(\.key) == ["a", "b", "c"])
        #expect(map["b"] == 4)
        map["b"] = nil
        map["d"] = nil
        map["aa"] = 5
        #expect(map.map(\.key) == ["a", "aa", "c"])
        #expect(map["b"] == nil && map["z"] == nil && map[""] == nil)
        #expect(map == ["c": 3, "aa": 5, "a": 1])
    }
}
