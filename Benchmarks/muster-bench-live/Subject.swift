import ArgumentParser

/// Who can be measured.
enum SubjectName: String, ExpressibleByArgument, CaseIterable {
    case bare, muster
    case kubeScheduler = "kube-scheduler"
}

/// Who is measured.
struct Subject {
    var name: String
    /// Which pods it places.
    var schedulerName: String
    /// The program and its arguments; `nil` for one that runs already.
    var command: [String]?

    /// A scheduler that runs already.
    init(running schedulerName: String) {
        name = schedulerName
        self.schedulerName = schedulerName
    }

    init(
        _ name: SubjectName, kubeconfig: String, cluster: BenchCluster, muster: String,
        kubeScheduler: String
    ) {
        self.name = name.rawValue
        switch name {
        case .bare:
            schedulerName = "bench-bare"
            command = [
                programBeside("muster-bench-live"), "bare-client", "--kubeconfig", kubeconfig,
                "--namespace", cluster.namespace, "--node-prefix", cluster.nodePrefix,
            ]
        case .muster:
            schedulerName = "bench-muster"
            command = [
                muster, "scheduler", "--kubeconfig", kubeconfig, "--scheduler-name",
                schedulerName, "--no-leader-election",
            ]
        case .kubeScheduler:
            schedulerName = "default-scheduler"
            command = [
                kubeScheduler, "--kubeconfig", kubeconfig, "--authentication-kubeconfig",
                kubeconfig, "--authorization-kubeconfig", kubeconfig, "--leader-elect=false",
                "--secure-port=0",
                // Its own limit of 50 calls per second would be all that is measured; without any
                // it has more calls under way than the server takes, and repeats the refused ones.
                "--kube-api-qps=1000", "--kube-api-burst=1000",
            ]
        }
    }
}
