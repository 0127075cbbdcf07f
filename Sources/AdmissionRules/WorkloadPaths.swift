public import KubernetesModel

/// Where objects have blocks of labels and annotations of pods, by `KIND.GROUP`.
public struct WorkloadPaths: Hashable, Sendable {
    private var paths: NameMap<[[String]]>

    /// The kinds of Kubernetes, and those of Spark, Ray, Kubeflow, JobSet and LeaderWorkerSet.
    public init() {
        paths = [:]
        for kind in ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"] {
            set("\(kind).apps", ["spec.template.metadata"])
        }
        set("Job.batch", ["spec.template.metadata"])
        set("CronJob.batch", ["spec.jobTemplate.spec.template.metadata"])
        set("SparkApplication.sparkoperator.k8s.io", ["spec.driver", "spec.executor"])
        set(
            "ScheduledSparkApplication.sparkoperator.k8s.io",
            ["spec.template.driver", "spec.template.executor"])
        for (kind, cluster) in [
            ("RayCluster", "spec"), ("RayJob", "spec.rayClusterSpec"),
            ("RayService", "spec.rayClusterConfig"),
        ] {
            set(
                "\(kind).ray.io",
                [
                    "\(cluster).headGroupSpec.template.metadata",
                    "\(cluster).workerGroupSpecs.*.template.metadata",
                ])
        }
        for (kind, replicas) in [
            ("PyTorchJob", "pytorchReplicaSpecs"), ("TFJob", "tfReplicaSpecs"),
            ("XGBoostJob", "xgbReplicaSpecs"), ("MPIJob", "mpiReplicaSpecs"),
        ] {
            set("\(kind).kubeflow.org", ["spec.\(replicas).*.template.metadata"])
        }
        set(
            "JobSet.jobset.x-k8s.io", ["spec.replicatedJobs.*.template.spec.template.metadata"])
        set(
            "LeaderWorkerSet.leaderworkerset.x-k8s.io",
            [
                "spec.leaderWorkerTemplate.leaderTemplate.metadata",
                "spec.leaderWorkerTemplate.workerTemplate.metadata",
            ])
    }

    /// The paths of a kind; none for one that is not known.
    public func paths(of kind: ObjectKind) -> [[String]] { paths[kind.description] ?? [] }

    /// Takes over lines `KIND.GROUP: PATH, PATH`, each in place of what was known of its kind;
    /// empty lines do not count.
    ///
    /// - Returns: The first line that cannot be read, of which as of the others nothing is taken
    ///   over; nil if there is none.
    mutating func read(_ text: String) -> String? {
        var changed = self
        for line in text.split(whereSeparator: \.isNewline) {
            let line = trimmed(line)
            guard !line.isEmpty else { continue }
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, !trimmed(parts[0]).contains(" ") else { return String(line) }
            let texts = parts[1].split(separator: ",").map { String(trimmed($0)) }
            guard !texts.isEmpty, texts.allSatisfy(isPath) else { return String(line) }
            changed.set(String(trimmed(parts[0])), texts)
        }
        self = changed
        return nil
    }

    private mutating func set(_ kind: String, _ texts: [String]) {
        paths[kind] = texts.map { $0.split(separator: ".").map(String.init) }
    }

    private func isPath(_ text: String) -> Bool {
        let steps = text.split(separator: ".", omittingEmptySubsequences: false)
        return steps.count <= 16 && steps.allSatisfy { !$0.isEmpty && !$0.contains(" ") }
    }
}

/// Without blanks at both ends.
private func trimmed(_ text: Substring) -> Substring {
    let text = text.drop(while: \.isWhitespace)
    guard let end = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return text[...end]
}
