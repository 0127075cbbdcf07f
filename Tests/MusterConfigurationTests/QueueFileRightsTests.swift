import MusterConfiguration
import MusterCore
import Testing

@Suite("Queue files: access, limits and placement rules")
struct QueueFileRightsTests {
    private func acl(_ text: String) -> AccessControlDefinition? {
        let file = QueueFileFixture(queues: "- {name: a, submitacl: \"\(text)\"}")
        return file.definition("a")?.submitACL?.value
    }

    @Test(
        "B023 access control lists",
        arguments: [
            ("", [], []), (" dev", [], ["dev"]), ("alice", ["alice"], []),
            ("alice,bob dev,ops", ["alice", "bob"], ["dev", "ops"]), ("alice ", ["alice"], []),
            ("a.b@x:y/z#1$,,c", ["a.b@x:y/z#1$", "c"], []),
        ])
    func accessControlList(text: String, users: [String], groups: [String]) throws {
        let list = try #require(acl(text))
        #expect(list.users == users)
        #expect(list.groups == groups)
        #expect(!list.allowsEveryone)
        #expect(list.text == text)
    }

    @Test(
        "A star means everybody, alone or in place of a list",
        arguments: ["*", " *", "* dev", "a *"])
    func everybody(text: String) {
        #expect(acl(text)?.allowsEveryone == true)
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
        #expect(file.definition("a")?.submitACL?.value.users == ["bob"])
        #expect(file.definition("a")?.submitACL?.value.groups == [])
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

    @Test("B029 limits of the partition and of root must be the same; one of them suffices")
    func partitionLimits() {
        let text = { (root: String) in
            """
            partitions:
            - limits: [{limit: p, users: [alice], maxapplications: 1, maxresources: {memory: 1k}}]
              queues: [{name: root\(root)}]
            """
        }
        let differ = QueueFileFixture(
            file: text(", limits: [{limit: p, users: [alice], maxapplications: 2}]"))
        #expect(
            differ.messages == [
                "error: the limits of the partition differ from those of `root`; both mean the"
                    + " same people; keep one of them"
            ])
        let same = QueueFileFixture(
            file: text(
                ", limits: [{limit: p, users: [alice], maxapplications: 1,"
                    + " maxresources: {memory: 1000}}]"))
        #expect(same.messages == [])
        let partitionOnly = QueueFileFixture(file: text(""))
        #expect(partitionOnly.messages == [])
        #expect(partitionOnly.definition("")?.limits.map(\.description) == ["p"])
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

    @Test("Filters: any letter case, literals, one expression")
    func filters() throws {
        let file = QueueFileFixture(
            partition: """
                placementrules:
                - {name: User, create: true, filter: {type: DENY, users: ["^svc-.*"]}}
                - {name: provided, filter: {users: [bob, 'x*'], groups: [ops]}}
                - {name: provided, filter: {type: ""}}
                """)
        #expect(
            file.messages == [
                "warning: the entry of a filter is no name of a user and never matches, found"
                    + " `x*`, expected a letter or `_`, then letters, digits or any of"
                    + " `_:#/.@-`; a regular expression must be the only entry"
            ])
        let rules = try #require(file.reading.queueFile?.defaultPartition?.placementRules)
        #expect(rules.map(\.kind) == [.user, .provided, .provided])
        #expect(rules.map(\.filter.effect) == [.deny, .allow, .allow])
        #expect(rules[0].filter.users == .expression("^svc-.*"))
        #expect(rules[1].filter.users == .names(["bob"]))
        #expect(rules[1].filter.groups == .names(["ops"]))
        #expect(rules[2].filter.users == .names([]))
    }

    @Test(
        "Fixed rules that fit the tree",
        arguments: [
            "{name: fixed, value: root.batch}", "{name: fixed, value: Batch}",
            "{name: fixed, value: dev.test}", "{name: fixed, value: root.users.x, create: true}",
            "{name: fixed, value: new, create: true}",
            "{name: fixed, value: test, parent: {name: fixed, value: root.dev}}",
            "{name: user, create: true, parent: {name: fixed, value: root.users}}",
            "{name: fixed, value: nowhere, parent: {name: user}}",
        ])
    func fittingRules(rule: String) {
        #expect(QueueFileFixture(partition: "placementrules: [\(rule)]").messages == [])
    }

    @Test(
        "Fixed rules that do not fit the tree",
        arguments: [
            ("{name: fixed, value: root.other}", "in a queue that does not exist"),
            ("{name: fixed, value: root.users.x}", "in a queue that does not exist"),
            ("{name: fixed, value: root.dev}", "in a parent queue"),
            ("{name: fixed, value: root}", "in a parent queue"),
            ("{name: fixed, value: batch.x, create: true}", "below a leaf queue"),
            (
                "{name: tag, value: t, create: true, parent: {name: fixed, value: batch}}",
                "below a leaf queue"
            ),
        ])
    func misfittingRules(rule: String, what: String) throws {
        let messages = QueueFileFixture(partition: "placementrules: [\(rule)]").messages
        #expect(messages.count == 1)
        #expect(
            try #require(messages.first).hasPrefix("error: the rule places applications \(what)"))
    }

    @Test(
        "Rules that cannot work",
        arguments: [
            "{name: nosuch}", "{name: recovery}", "{name: test}", "{name: fixed}", "{name: tag}",
            "{value: x}", "{name: fixed, value: root.a!b}", "{name: fixed, value: a..b}",
            "{name: fixed, value: root.batch, parent: {name: user}}",
            "{name: user, filter: {type: maybe}}", "{name: user, filter: {users: ['a b']}}",
            "{name: user, parent: {name: nosuch}}",
        ])
    func brokenRules(rule: String) {
        #expect(QueueFileFixture(partition: "placementrules: [\(rule)]").messages.count == 1)
    }
}
