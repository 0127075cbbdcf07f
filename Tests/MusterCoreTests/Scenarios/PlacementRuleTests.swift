import MusterCore
import TestKit
import Testing

/// Which queue the placement rules find.
@Suite("Placement rules")
struct PlacementRuleTests {
    @Test("B038: provided takes the queue that the application names, whole or below the root")
    func provided() {
        scenario { s in
            s.queue("root.a")
            s.queue("root.p", isParent: true)
            s.queue("root.p.b")
            s.place("A", queue: "root.a")
            s.expect("placed A in root.a")
            s.place("B", queue: "a")
            s.expect("placed B in root.a")
            s.place("C", queue: "Root.P.B")
            s.expect("placed C in root.p.b")
        }
    }

    @Test("B039: where nothing matches, root.default takes the application")
    func fallback() {
        scenario { s in
            s.queue("root.default")
            s.rules(PlacementRule(.tag("team")))
            s.place("A", user: "alice")
            s.expect("placed A in root.default")
        }
    }

    @Test("B040: where nothing matches and there is no root.default, it is rejected")
    func noMatch() {
        scenario { s in
            s.queue("root.a")
            s.place("A", queue: "root.b")
            s.place("B")
            s.place("C", queue: "")
            s.expect(
                "A rejected: noPlacementRuleMatched", "A New -> Rejected",
                "B rejected: noPlacementRuleMatched", "B New -> Rejected",
                "C rejected: noPlacementRuleMatched", "C New -> Rejected")
        }
    }

    @Test("B041: user leads to the queue of the user, below the parent rule's if there is one")
    func user() {
        scenario { s in
            s.queue("root.alice")
            s.queue("root.people", isParent: true)
            s.queue("root.people.bob")
            s.rules(
                PlacementRule(.user, parent: PlacementRule(.fixed("people"))),
                PlacementRule(.user))
            s.place("A", user: "alice")
            s.place("B", user: "bob")
            s.expect("placed A in root.alice", "placed B in root.people.bob")
        }
    }

    @Test("B010: a dot in a user's name becomes part of the queue's name")
    func dots() {
        scenario { s in
            s.queue("root.default")
            s.rules(PlacementRule(.user, mayCreate: true))
            s.place("A", user: "a.b")
            s.place("B", user: "root.default")
            s.expect("placed A in root.a_dot_b", "placed B in root.root_dot_default")
        }
    }

    @Test("B042: fixed always leads to the same queue; a whole path needs no parent rule")
    func fixed() {
        scenario { s in
            s.queue("root.batch")
            s.rules(PlacementRule(.fixed("root.batch")))
            s.place("A", queue: "root.other", user: "alice")
            s.rules(PlacementRule(.fixed("Batch")))
            s.place("B")
            s.rules(PlacementRule(.fixed("root.batch"), parent: PlacementRule(.user)))
            s.place("C", user: "?")
            s.expect("placed A in root.batch", "placed B in root.batch", "placed C in root.batch")
        }
    }

    @Test("B043: tag leads to the queue named like the tag's value, whatever the case of its name")
    func tag() {
        scenario { s in
            s.queues("root.default", "root.dev", "root.x_dot_y")
            s.rules(PlacementRule(.tag("Namespace")))
            s.place("A", tags: ["namespace": "dev"])
            s.place("B", tags: ["NAMESPACE": "x.y"])
            s.place("C", tags: ["namespace": ""])
            s.expect("placed A in root.dev", "placed B in root.x_dot_y", "placed C in root.default")
        }
    }

    @Test("B044: a tag may name a whole path, as the parent queue of a namespace does")
    func tagWithPath() {
        scenario { s in
            s.queue("root.org", isParent: true)
            s.queue("root.org.ns")
            s.rules(
                PlacementRule(
                    .tag("namespace"), parent: PlacementRule(.tag("namespace.parentqueue"))))
            s.place("A", tags: ["namespace": "ns", "namespace.parentqueue": "root.org"])
            s.place("B", tags: ["namespace": "root.org.ns"])
            s.expect("placed A in root.org.ns", "placed B in root.org.ns")
        }
    }

    @Test("B045: create false: a queue that does not exist is left to the next rule")
    func missingQueue() {
        scenario { s in
            s.queue("root.last")
            s.rules(PlacementRule(.provided), PlacementRule(.fixed("last")))
            s.place("A", queue: "root.none")
            s.expect("placed A in root.last")
        }
    }

    @Test("A parent rule that matches nothing, or finds no queue, leaves it to the next rule")
    func parentWithoutMatch() {
        scenario { s in
            s.queue("root.last")
            s.rules(
                PlacementRule(.user, mayCreate: true, parent: PlacementRule(.tag("namespace"))),
                PlacementRule(.fixed("last")))
            s.place("A", user: "alice")
            s.place("B", user: "alice", tags: ["namespace": "new"])
            s.expect("placed A in root.last", "placed B in root.last")
        }
    }

    @Test("B047: parent rule leaf: the application is rejected, and no later rule is tried")
    func parentIsLeaf() {
        scenario { s in
            s.queues("root.a", "root.last")
            s.rules(
                PlacementRule(.tag("none")),
                PlacementRule(.user, mayCreate: true, parent: PlacementRule(.fixed("root.a"))),
                PlacementRule(.fixed("last")))
            s.place("A", user: "alice")
            s.expect(
                "A rejected: placementRuleFailed(rule: 1, parentIsLeaf(root.a))",
                "A New -> Rejected")
        }
    }

    @Test(
        "A name that no queue can have is rejected at once",
        arguments: [
            ("a b", "a b"), ("root.a..b", ""), ("root.", ""), ("naïve", "naïve"),
            ("root.a.b!", "b!"), ("\u{212A}", "\u{212A}"),
        ])
    func invalidName(name: String, part: String) {
        scenario { s in
            s.queue("root.default")
            s.rules(PlacementRule(.provided, mayCreate: true), PlacementRule(.fixed("default")))
            s.place("A", queue: name)
            s.expect(
                "A rejected: placementRuleFailed(rule: 0, invalidName(\(part)))",
                "A New -> Rejected")
        }
    }

    @Test("A name of 64 characters is a name, one of 65 is none")
    func longNames() {
        let longest = String(repeating: "x", count: 64)
        scenario { s in
            s.rules(PlacementRule(.user, mayCreate: true))
            s.place("A", user: longest)
            s.expect("placed A in root.\(longest)")
            s.place("B", user: longest + "y")
            s.expect(
                "B rejected: placementRuleFailed(rule: 0, invalidName(\(longest)y))",
                "B New -> Rejected")
        }
    }

    @Test("A path that leads to a parent queue is left to the next rule")
    func parentQueue() {
        scenario { s in
            s.queue("root.p", isParent: true)
            s.queue("root.last")
            s.rules(PlacementRule(.provided, mayCreate: true), PlacementRule(.fixed("last")))
            s.place("A", queue: "root.p")
            s.expect("placed A in root.last")
        }
    }

    @Test("A queue below a leaf queue cannot be created: the next rule is tried")
    func belowLeaf() {
        scenario { s in
            s.queues("root.a", "root.last")
            s.rules(PlacementRule(.provided, mayCreate: true), PlacementRule(.fixed("last")))
            s.place("A", queue: "root.a.b")
            s.expect("placed A in root.last")
        }
    }

    // MARK: Recovery

    @Test("B054: what runs already and fits no rule goes to root.@recovery@, whoever may not")
    func recovery() {
        scenario(.queues) { s in
            s.queue("root.default")
            s.access("root")
            s.place("A", queue: "root.gone", isForced: true)
            s.expect("queue root.@recovery@ is Active", "placed A in root.@recovery@")
            s.place("B", queue: "not a name", isForced: true)
            s.expect("placed B in root.@recovery@")
        }
    }

    @Test("B054: what runs already and fits no rule does not go to root.default")
    func recoveryBeforeDefault() {
        scenario { s in
            s.queue("root.default")
            s.place("A", queue: "root.gone", isForced: true)
            s.expect("placed A in root.@recovery@")
        }
    }

    @Test("What runs already goes where its rule says if that is possible")
    func forcedWithMatch() {
        scenario { s in
            s.queue("root.a")
            s.place("A", queue: "root.a", isForced: true)
            s.expect("placed A in root.a")
        }
    }

    @Test("No rule leads to root.@recovery@")
    func recoveryIsReserved() {
        scenario { s in
            s.rules(PlacementRule(.provided, mayCreate: true))
            for (name, queue) in [("A", "root.@recovery@"), ("B", "@Recovery@")] {
                s.place(name, queue: queue)
                s.expect(
                    "\(name) rejected: placementRuleFailed(rule: 0, reservedName(@recovery@))",
                    "\(name) New -> Rejected")
            }
            s.place("C", queue: "root.a.@recovery@")
            s.expect("placed C in root.a.@recovery@")
        }
    }

    @Test("What runs already and has no user is nobody's")
    func nobody() {
        scenario { s in
            s.queues("root.nobody", "root.group")
            s.rules(
                PlacementRule(
                    .fixed("group"), filter: PlacementFilter(groups: .names(["nogroup"]))),
                PlacementRule(.user))
            s.place("A", isForced: true)
            s.expect("placed A in root.group")
            s.rules(PlacementRule(.user))
            s.place("B", isForced: true)
            s.expect("placed B in root.nobody")
            s.place("C")
            s.expect("C rejected: noPlacementRuleMatched", "C New -> Rejected")
        }
    }
}
