import MusterCore
import TestKit
import Testing

/// Whom placement rules are for, and who may submit where.
@Suite("Placement rights")
struct PlacementRightsTests {
    private static let cases: [(String, PlacementFilter, [String])] = [
        ("nobody named: everybody", PlacementFilter(), ["ann", "bob", "svc-x"]),
        ("nobody named, denying: nobody", PlacementFilter(isDenying: true), []),
        ("B048", PlacementFilter(users: .names(["bob"])), ["bob"]),
        ("B048: case counts", PlacementFilter(users: .names(["Bob"])), []),
        ("B049", PlacementFilter(users: .expression("^svc-.*")), ["svc-x"]),
        ("B049: found anywhere", PlacementFilter(users: .expression("b")), ["bob"]),
        ("B049: broken", PlacementFilter(users: .expression("(")), []),
        (
            "B049: broken, denying", PlacementFilter(isDenying: true, users: .expression("(")),
            ["ann", "bob", "svc-x"]
        ),
        (
            "B050", PlacementFilter(isDenying: true, users: .names(["bob", "ann"])), ["svc-x"]
        ),
        ("groups", PlacementFilter(groups: .names(["dev"])), ["ann"]),
        ("group expression", PlacementFilter(groups: .expression("^o")), ["bob"]),
        (
            "users or groups", PlacementFilter(users: .names(["bob"]), groups: .names(["dev"])),
            ["ann", "bob"]
        ),
        (
            "B050: groups", PlacementFilter(isDenying: true, groups: .names(["dev", "ops"])),
            ["svc-x"]
        ),
    ]

    @Test("B048, B049, B050: a filter lets a rule be used by those it names", arguments: cases)
    func filters(name: String, filter: PlacementFilter, allowed: [String]) {
        scenario { s in
            s.queue("root.chosen")
            s.queue("root.default")
            s.rules(PlacementRule(.fixed("chosen"), filter: filter))
            let groups = ["ann": ["all", "dev"], "bob": ["ops"], "svc-x": []]
            for user in ["ann", "bob", "svc-x"] {
                s.place(user, user: user, groups: groups[user]!)
            }
            s.passOver()
            let placed = ["ann", "bob", "svc-x"].filter { s.queue(of: $0) == "root.chosen" }
            #expect(placed == allowed, "\(name)")
        }
    }

    @Test("The filter of a parent rule counts as well")
    func parentFilter() {
        scenario { s in
            s.queue("root.p", isParent: true)
            s.queue("root.default")
            s.rules(
                PlacementRule(
                    .user, mayCreate: true,
                    parent: PlacementRule(
                        .fixed("p"), filter: PlacementFilter(users: .names(["ann"])))))
            s.place("A", user: "ann")
            s.place("B", user: "bob")
            s.expect("placed A in root.p.ann", "placed B in root.default")
        }
    }

    @Test(
        "Who may submit: those who may submit or administer, here or above",
        arguments: [
            ("B023: groups only", " dev", "", "", ["ann"]),
            ("B024: everybody above", "", "", "*", ["ann", "bob", "eve"]),
            ("B025: nobody", "", "", "", []),
            ("users", "bob", "", "", ["bob"]),
            ("users and groups", "bob dev", "", "", ["ann", "bob"]),
            ("administrators", "", "eve", "", ["eve"]),
            ("the queue and above", "bob", "", "eve", ["bob", "eve"]),
            ("case counts", "Bob DEV", "", "", []),
        ])
    func rights(name: String, submit: String, admin: String, above: String, allowed: [String]) {
        scenario { s in
            s.queue("root.p", isParent: true)
            s.queue("root.p.q")
            s.access("root")
            s.access("root.p", submit: above)
            s.access("root.p.q", submit: submit, admin: admin)
            let groups = ["ann": ["all", "dev"], "bob": ["ops"], "eve": []]
            for user in ["ann", "bob", "eve"] {
                s.place(user, queue: "root.p.q", user: user, groups: groups[user]!)
            }
            s.passOver()
            let placed = ["ann", "bob", "eve"].filter { s.queue(of: $0) == "root.p.q" }
            #expect(placed == allowed, "\(name)")
        }
    }

    @Test("B025: who may not submit is left to the next rule, and rejected in the end")
    func denied() {
        scenario { s in
            s.queue("root.secret")
            s.queue("root.open")
            s.access("root")
            s.access("root.open", submit: "ann")
            s.rules(PlacementRule(.provided), PlacementRule(.fixed("open")))
            s.place("A", queue: "root.secret", user: "ann")
            s.place("B", queue: "root.secret", user: "bob")
            s.expect(
                "placed A in root.open", "B rejected: noPlacementRuleMatched", "B New -> Rejected"
            )
        }
    }

    @Test("Rights count for root.default, too, and those that are replaced count at once")
    func rightsReplaced() {
        scenario { s in
            s.queue("root.default")
            s.access("root")
            s.access("root.default", submit: "ann")
            s.place("A", user: "bob")
            s.access("root.default", submit: "bob")
            s.place("B", user: "bob")
            s.expect(
                "A rejected: noPlacementRuleMatched", "A New -> Rejected",
                "placed B in root.default")
        }
    }

    @Test("The right to create a queue is the right to submit to what exists above it")
    func rightToCreate() {
        scenario(.queues) { s in
            s.queue("root.p", isParent: true)
            s.access("root")
            s.access("root.p", submit: "ann")
            s.rules(PlacementRule(.provided, mayCreate: true))
            s.place("A", queue: "root.p.x.y", user: "bob")
            s.place("B", queue: "root.x", user: "ann")
            s.place("C", queue: "root.p.x.y", user: "ann")
            s.expect(
                "A rejected: noPlacementRuleMatched", "A New -> Rejected",
                "B rejected: noPlacementRuleMatched", "B New -> Rejected",
                "queue root.p.x is Active", "queue root.p.x.y is Active",
                "placed C in root.p.x.y")
        }
    }
}
