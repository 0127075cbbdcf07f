import MusterConfiguration
import Testing
import YAMLDocument

/// Hints that would lead nowhere are not given.
@Suite("Hints")
struct HintTests {
    @Test("A duration of zero where zero is wrong gets no hint to give it a unit")
    func zeroDuration() {
        let file = QueueFileFixture(
            file: """
                partitions:
                - queues: [{name: root, submitacl: "*", properties: {preemption.delay: 0}}]
                """)
        #expect(
            file.reading.problems.map(\.description) == [
                "q:2:72: warning: wrong value for the property `preemption.delay`, found `0`,"
                    + " expected a duration above 0 such as `30s`; the default `30s` is used"
            ])
    }

    @Test("A queue without anything gets no hint to write its name")
    func emptyQueue() {
        let file = QueueFileFixture(
            file: """
                partitions:
                - queues: [{name: a, submitacl: "*"}, null]
                """)
        #expect(
            file.reading.problems.map(\.description) == [
                "q:2:39: error: a queue is a mapping, found nothing, expected its fields"
            ])
    }

    @Test(
        "What is wrong with an expression is said in words",
        arguments: [
            ("a**", "`**` repeats twice"),
            ("[z-a]", "the range `z-a` ends before it starts"),
            ("(?=a)", "`(?=` is not supported"),
            ("a{2,1}", "`{2,1}` is not from few to many, 1000 at most"),
            ("(a{1000}){1000}", "it is too large, or nested too deeply"),
        ])
    func expressions(expression: String, message: String) {
        let file = QueueFileFixture(
            file: """
                partitions:
                - placementrules: [{name: user, filter: {users: ['\(expression)']}}]
                  queues: [{name: root, submitacl: "*"}]
                """)
        #expect(
            file.reading.problems.map(\.description) == [
                "q:2:50: error: the regular expression cannot be read: \(message), found"
                    + " `\(expression)`, expected one such as `^team-[a-z]+$`; put a backslash"
                    + " before a character that stands for itself"
            ])
    }
}
