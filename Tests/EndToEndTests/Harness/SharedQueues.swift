/// The queues of the scheduler that most stories share: each suite brings those that it needs.
enum SharedQueues {
    private static let suites = [
        EndToEndTests.QueueTests.queues, EndToEndTests.GangTests.queues,
        EndToEndTests.PreemptionTests.queues, EndToEndTests.LimitTests.queues,
    ]

    /// The queue file, in which a pod that names no queue is placed in that of its namespace.
    static let text =
        """
        partitions:
          - name: default
            placementrules:
              - name: provided
                create: false
              - name: tag
                value: namespace
                create: true
            queues:
              - name: root
                submitacl: "*"
                queues:

        """
        + suites.joined(separator: "\n").split(separator: "\n").map { "          \($0)\n" }.joined()
}
