import MusterConfiguration
import MusterCore
import Testing
import YAMLDocument

@Suite("Queue files: access and limits")
struct QueueFileRightsTests {
    private func acl(_ text: String) -> AccessControlList? {
        QueueFileFixture(queues: "- {name: a, submitacl: \"\(text)\"}").queue("a")?.submitACL
    }

    @Test(
        "B023 access control lists",
        arguments: [
            ("", [], []), (" dev", [], ["dev"]), ("alice", ["alice"], []),
            ("alice,bob dev,ops", ["alice", "bob"], ["dev", "ops"]), ("alice ", ["alice"], []),
            ("a.b@x:y/z#1$,,c", ["a.b@x:y/z#1$", "c"], []),
        ])
    func accessControlList(text: String, users: [String], groups: [String]) {
        #expect(acl(text) == AccessControlList(users: users, groups: groups))
    }

    @Test(
        "A star means everybody, alone or in place of a list",
        arguments: ["*", " *", "* dev", "a *"])
    func everybody(text: String) {
        #expect(acl(text) == .everyone)
    }

    @Test("B024 rights stay in the queue that gives them: the core widens them downwards")
    func rightsOfAQueue() {
        let file = QueueFileFixture(
            queues: "- {name: a, adminacl: ' ops', queues: [{name: b, submitacl: eve}]}")
        #expect(file.messages == [])
        #expect(file.configuration?.root.submitACL == .everyone)
        #expect(file.queue("a")?.submitACL == .nobody)
        #expect(file.queue("a")?.adminACL == AccessControlList(groups: ["ops"]))
        #expect(file.queue("a.b")?.submitACL == AccessControlList(users: ["eve"]))
        #expect(file.queue("a.b")?.adminACL == .nobody)
    }

    @Test("B025 a file in which nobody may submit anywhere is a warning")
    func nobodyMaySubmit() {
        let file = QueueFileFixture(file: "partitions:\n- queues: [{name: root}]\n")
        #expect(
            file.reading.problems.map(\.description) == [
                "q:2:19: warning: nobody may submit to any queue, expected a `submitacl` in some"
                    + " queue; `submitacl: \"*\"` in `root` lets everybody submit everywhere"
            ])
        #expect(file.reading.queueFile != nil)
        let some = QueueFileFixture(
            file: "partitions: [{queues: [{name: a, queues: [{name: b, adminacl: x}]}]}]")
        #expect(some.messages == [])
    }

    @Test("More than one separating space is refused", arguments: ["a b c", "a  b", " a "])
    func multipleSpaces(text: String) {
        let file = QueueFileFixture(queues: "- {name: a, adminacl: \"\(text)\"}")
        #expect(
            file.messages == [
                "error: multiple spaces in the ACL, found `\(text)`, expected `users`, or `users"
                    + " groups`; separate names with commas, and the two lists with one space"
            ])
    }

    @Test("A name that can be none is reported, not dropped in silence")
    func lostName() {
        let file = QueueFileFixture(queues: "- {name: a, submitacl: '1x,bob ops#1'}")
        #expect(
            file.messages == [
                "warning: a name in the ACL is no name of a group and gets no rights, found"
                    + " `ops#1`, expected a letter or `_`, then letters, digits or any of `_:.-`",
                "warning: a name in the ACL is no name of a user and gets no rights, found `1x`,"
                    + " expected a letter or `_`, then letters, digits or any of `_:#/.@-`",
            ])
        #expect(file.queue("a")?.submitACL == AccessControlList(users: ["bob"]))
    }

    @Test("B026 nobody is named after the wildcard, which appears once")
    func wildcardOrder() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  limits:
                  - {limit: x, users: ['*'], maxapplications: 1}
                  - {limit: y, users: [alice, '*'], maxapplications: 2}
                """)
        #expect(
            file.messages == [
                "error: a user is limited after `*`, which must be the last, found `alice`;"
                    + " move it before line 9",
                "error: a user is limited twice in one queue, found `*`;"
                    + " line 9 limits it already; remove one",
            ])
    }

    @Test("B027 the group wildcard needs a named group before it")
    func groupWildcard() {
        let alone = QueueFileFixture(
            queues: "- {name: a, limits: [{limit: x, groups: ['*'], maxapplications: 1}]}")
        #expect(
            alone.messages == [
                "error: the only limited group is `*`, which is everybody, expected a named group"
                    + " before it; limit the queue itself, or each user with `users: [\"*\"]`"
            ])
        let named = QueueFileFixture(
            queues: "- {name: a, limits: [{limit: x, groups: [ops, '*'], maxapplications: 1}]}")
        #expect(named.messages == [])
    }

    @Test("B028 a limit above its queue is refused, except on root")
    func limitAboveQueue() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  maxapplications: 1
                  resources: {max: {vcore: 1}}
                  limits:
                  - {users: [bob], maxapplications: 2, maxresources: {vcore: 2, memory: 9G}}
                """)
        #expect(
            file.messages == [
                "error: maxapplications of a limit is above that of queue `root.a`, found `2`,"
                    + " expected at most 1",
                "error: `vcore` of a limit is above the max of queue `root.a`, found `2`,"
                    + " expected at most 1",
            ])
    }

    /// A file whose partition limits alice to one application and 1000 bytes.
    private func limitedPartition(root: String) -> QueueFileFixture {
        QueueFileFixture(
            file: """
                partitions:
                - limits: [{limit: p, users: [alice], maxapplications: 1, \
                maxresources: {memory: 1k}}]
                  queues: [{name: root, submitacl: '*'\(root)}]
                """)
    }

    @Test("B029 limits of the partition that differ from those of root are refused")
    func partitionLimits() {
        let file = limitedPartition(
            root: ", limits: [{limit: p, users: [alice], maxapplications: 2}]")
        #expect(
            file.messages == [
                "error: the limits of the partition differ from those of `root`; both mean the"
                    + " same people; keep one of them"
            ])
    }

    @Test("B029 the limits of the partition may stand at root too; one of them suffices")
    func samePartitionLimits() {
        let same = limitedPartition(
            root: ", limits: [{limit: p, users: [alice], maxapplications: 1,"
                + " maxresources: {memory: 1000}}]")
        #expect(same.messages == [])
        let partitionOnly = limitedPartition(root: "")
        #expect(partitionOnly.messages == [])
        #expect(partitionOnly.definition("")?.limits.map(\.description) == ["p"])
    }

    @Test("B134 B135 B136 B137 limits reach the core with their names, wildcards and quantities")
    func limits() {
        let file = QueueFileFixture(
            queues: """
                - name: A
                  limits:
                  - {users: [bob, carol], maxapplications: 2, maxresources: {vcore: 1500m}}
                  - {users: ['*'], maxresources: {memory: 1G, vcore: 0}}
                  - {groups: [ops, '*'], maxapplications: 18446744073709551615}
                """)
        #expect(file.messages == [])
        #expect(
            file.queue("a")?.limits == [
                QueueLimit(
                    users: ["bob", "carol"],
                    maxResources: ResourceBounds([(ResourceCatalog.vcore, 1500)]),
                    maxApplications: 2),
                QueueLimit(
                    users: ["*"],
                    maxResources: ResourceBounds([
                        (ResourceCatalog.vcore, 0), (ResourceCatalog.memory, 1_000_000_000),
                    ])),
                QueueLimit(groups: ["ops", "*"], maxApplications: 18_446_744_073_709_551_615),
            ])
    }

    @Test("A limit names somebody and something")
    func emptyLimits() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  limits:
                  - {limit: x, maxapplications: 1}
                  - {limit: y, users: [bob]}
                  - {limit: z, groups: [ops], maxresources: {vcore: 0}}
                  - {limit: w, users: ['b b'], groups: ['x#y'], maxapplications: 1}
                """)
        #expect(
            file.messages == [
                "error: the limit names neither users nor groups, expected `users` or `groups`;"
                    + " `users: [\"*\"]` means each user",
                "error: the limit limits nothing, expected `maxresources`, or `maxapplications`"
                    + " above 0",
                "error: every quantity of the limit is 0, expected one above 0; remove"
                    + " `maxresources` to leave resources unlimited",
                "error: wrong name of a user in a limit, found `b b`, expected a letter or `_`,"
                    + " then letters, digits or any of `_:#/.@-`, or `*`",
                "error: wrong name of a group in a limit, found `x#y`, expected a letter or `_`,"
                    + " then letters, digits or any of `_:.-`, or `*`",
            ])
    }

    @Test("A limit may not be looser than the same name's, or the wildcard's, above it")
    func limitAboveParentLimit() {
        let file = QueueFileFixture(
            queues: """
                - name: a
                  limits:
                  - {users: [bob], maxapplications: 2}
                  - {users: ['*'], maxresources: {vcore: 4}}
                  queues:
                  - name: b
                    limits:
                    - {users: [bob], maxapplications: 3, maxresources: {vcore: 9}}
                    - {users: [carol], maxresources: {vcore: 5}}
                    - {groups: [bob], maxapplications: 9}
                    queues:
                    - name: c
                      limits: [{users: [carol], maxresources: {vcore: 4}}]
                """)
        #expect(
            file.messages == [
                "error: maxapplications of user `bob` is above the limit of a parent queue, found"
                    + " `3`, expected `maxapplications` from 1 to 2; it is set by line 9",
                "error: `vcore` of user `carol` is above the limit of a parent queue, found `5`,"
                    + " expected at most 4; it is set by the limit in line 10",
            ])
    }
}
