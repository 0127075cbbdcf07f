import MusterConfiguration
import MusterCore
import Testing
import YAMLDocument

@Suite("Queue files: placement rules")
struct PlacementRuleReadingTests {
    private func rules(_ text: String) -> [PlacementRule]? {
        QueueFileFixture(partition: "placementrules: [\(text)]").configuration?.placementRules
    }

    @Test(
        "Every kind of rule reaches the core, whatever the letter case of its name",
        arguments: [
            ("{name: provided}", PlacementRule(.provided)),
            ("{name: Provided, create: true}", PlacementRule(.provided, mayCreate: true)),
            ("{name: USER, create: yes}", PlacementRule(.user, mayCreate: true)),
            ("{name: user, create: false}", PlacementRule(.user)),
            ("{name: fixed, value: root.Batch}", PlacementRule(.fixed("root.batch"))),
            ("{name: fixed, value: BATCH}", PlacementRule(.fixed("batch"))),
            ("{name: tag, value: namespace}", PlacementRule(.tag("namespace"))),
            (
                "{name: tag, value: namespace.parentqueue}",
                PlacementRule(.tag("namespace.parentqueue"))
            ),
        ])
    func kinds(text: String, rule: PlacementRule) {
        #expect(rules(text) == [rule])
    }

    @Test("B038 B041 B042 B043 B044 B046 rules keep their order and their parents")
    func nested() {
        let text = """
            {name: provided}, {name: user, create: true, parent: {name: tag, create: true, \
            value: namespace, parent: {name: fixed, value: root.users}}}, \
            {name: fixed, value: batch}
            """
        #expect(
            rules(text) == [
                PlacementRule(.provided),
                PlacementRule(
                    .user, mayCreate: true,
                    parent: PlacementRule(
                        .tag("namespace"), mayCreate: true,
                        parent: PlacementRule(.fixed("root.users")))),
                PlacementRule(.fixed("batch")),
            ])
    }

    @Test("No rules are no rules: what that means is the core's business")
    func none() {
        #expect(rules("") == [])
        #expect(QueueFileFixture(partition: "placementrules:").configuration?.placementRules == [])
    }

    @Test(
        "B048 B049 B050 filters: allow or deny in any letter case, names, one expression",
        arguments: [
            ("{users: [bob]}", PlacementFilter(users: .names(["bob"]))),
            ("{type: allow, groups: [a, b]}", PlacementFilter(groups: .names(["a", "b"]))),
            ("{users: ['^svc-.*']}", PlacementFilter(users: .expression("^svc-.*"))),
            ("{groups: ['a|b']}", PlacementFilter(groups: .expression("a|b"))),
            ("{users: ['bob$']}", PlacementFilter(users: .expression("bob$"))),
            ("{users: [a.b]}", PlacementFilter(users: .names(["a.b"]))),
            ("{users: ['a$', b]}", PlacementFilter(users: .names(["a$", "b"]))),
            (
                "{type: deny, users: [eve], groups: [x]}",
                PlacementFilter(isDenying: true, users: .names(["eve"]), groups: .names(["x"]))
            ),
            (
                "{type: Deny, users: [eve]}",
                PlacementFilter(isDenying: true, users: .names(["eve"]))
            ),
            ("{type: ''}", PlacementFilter()),
            ("{type: ALLOW, users: [], groups: []}", PlacementFilter()),
        ])
    func filters(text: String, filter: PlacementFilter) {
        #expect(rules("{name: user, filter: \(text)}") == [PlacementRule(.user, filter: filter)])
    }

    @Test("B049 in a list of several, what is no name is ignored with a warning")
    func ignoredEntries() {
        let file = QueueFileFixture(
            partition: "placementrules: [{name: provided, filter: {users: [bob, 'x*']}}]")
        #expect(
            file.messages == [
                "warning: the entry of a filter is no name of a user and never matches, found"
                    + " `x*`, expected a letter or `_`, then letters, digits or any of"
                    + " `_:#/.@-`; a regular expression must be the only entry"
            ])
        #expect(
            file.configuration?.placementRules.map(\.filter) == [
                PlacementFilter(users: .names(["bob"]))
            ])
    }

    @Test("A filter that would be for everybody because none of its entries is a name is refused")
    func noEntryLeft() {
        let file = QueueFileFixture(
            partition: "placementrules: [{name: provided, filter: {groups: ['x*', 'y*']}}]")
        #expect(file.reading.queueFile == nil)
        #expect(
            file.messages.filter { $0.hasPrefix("error") } == [
                "error: no entry of `groups` is a name, expected at least one; a regular expression"
                    + " must be the only entry"
            ])
    }

    @Test("B049 an expression that cannot be read is refused at its place")
    func badExpression() {
        let file = QueueFileFixture(
            file: """
                partitions:
                - placementrules:
                  - {name: user, filter: {users: ["^svc-("]}}
                  queues: [{name: root, submitacl: "*"}]
                """)
        #expect(
            file.reading.problems.map(\.description) == [
                "q:3:35: error: the regular expression cannot be read: a `(` has no `)`, found"
                    + " `^svc-(`, expected one such as `^team-[a-z]+$`; put a backslash before a"
                    + " character that stands for itself"
            ])
    }

    @Test("A value that a rule does not look at is a warning")
    func needlessValue() {
        let file = QueueFileFixture(
            partition: "placementrules: [{name: user, create: true, value: x}]")
        #expect(
            file.messages == [
                "warning: a `user` rule takes no `value`, it is ignored, found `x`; remove it, or"
                    + " use a `fixed` or `tag` rule"
            ])
    }

    @Test(
        "B042 fixed rules that fit the tree",
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
        "B042 B045 B047 fixed rules that do not fit the tree",
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
            "{name: user, parent: {name: nosuch}}", "{name: user, filter: {users: ['svc-(']}}",
            "{name: user, filter: {groups: ['a{2,1}']}}", "{name: user, parent: {name: fixed}}",
        ])
    func brokenRules(rule: String) {
        #expect(QueueFileFixture(partition: "placementrules: [\(rule)]").messages.count == 1)
    }
}
