import MusterConfiguration
import MusterCore
import Testing

@Suite("Reasons in words")
struct ReasonTextTests {
    private let scheduler = Scheduler()
    private let catalog = ResourceCatalog()

    private func name(_ application: ApplicationID) -> String { "job \(application.rawValue)" }

    @Test(
        "Why a pod is evicted",
        arguments: [
            (.preempted(by: ApplicationID(3)), "gives its place to job 3, to which it is owed"),
            (
                .requiredNode(by: ApplicationID(3), NodeID(1)),
                "gives its place to job 3, which can run on this node only"
            ),
            (.quota(.root), "has to go because the max of queue root was lowered"),
        ] as [(EvictionReason, String)])
    func eviction(reason: EvictionReason, expected: String) {
        #expect(scheduler.text(of: reason, applicationName: name) == expected)
    }

    @Test("Moments are seconds, or what the caller calls them")
    func moments() {
        let reason = WaitReason.reserved(Tick(seconds: 90))
        let plain = scheduler.text(of: reason, catalog: catalog, applicationName: name)
        #expect(plain == "starts by 90 s")
        let clock = scheduler.text(
            of: reason, catalog: catalog, applicationName: name, moment: { _ in "noon" })
        #expect(clock == "starts by noon")
    }

    @Test(
        "What keeps a pod off the only node that it may run on",
        arguments: zip(
            NodeObstacle.allCases,
            [
                "has too little free", "is cordoned",
                "does not match its node selector or affinity",
                "has a taint that it does not tolerate", "has a port taken that it needs",
                "cannot have its volume, which another pod uses",
                "has as many volumes attached as it may", "would break its topology spread",
                "is too near to pods that it avoids, or that avoid it",
                "is not near the pods that it needs",
            ]))
    func onlyNode(obstacle: NodeObstacle, expected: String) {
        let text = scheduler.text(
            of: .requiredNodeUnsuitable(NodeID(1), obstacle), catalog: catalog,
            applicationName: name)
        #expect(text == "the node that it must run on \(expected)")
    }
}
